"""Whoever has the code gets everything held under it, and that it was handed out stays written down."""

import io
import json
import time

import pytest
from django.utils import timezone

from commonbeat.journal import queries as journal
from commonbeat.journal.models import Entry
from commonbeat.listening.models import Voice
from commonbeat.post.models import Delivery
from commonbeat.safety.errors import Refused
from commonbeat.updates.models import Subscriber
from commonbeat.upkeep import actions, commands
from tests.listening.making import hear
from tests.upkeep.person import ADDRESS, ASKED, HEARD, KNOW, NAME, NEEDS, SAID, WROTE, leave_everything

pytestmark = pytest.mark.django_db(transaction=True)


def export(monkeypatch, capsys, secret: str, *words: str) -> dict:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{secret}\n"))
    assert commands.export(["--requester", "the person", "--purpose", "their own copy", *words]) == 0
    return json.loads(capsys.readouterr().out)


def values(told: dict, what: str, field: str) -> list:
    return [row["fields"][field]["value"] for row in told["held"] if row["what"] == what]


def test_a_code_brings_out_everything_that_hangs_on_what_was_said(cast, at, monkeypatch, capsys) -> None:
    at = timezone.now()
    left = leave_everything(cast, at)
    hear(cast, at, words="somebody else's")
    began = time.monotonic()
    told = export(monkeypatch, capsys, left.code)
    assert time.monotonic() - began < 60
    text = json.dumps(told)
    assert all(words in text for words in (SAID, WROTE, HEARD))
    assert len(values(told, "listening.Attachment", "file")[0]) > 1000
    assert values(told, "listening.SealedContact", "sealed")
    assert [event["words"] for event in told["what_happened"] if event["what"] == "You told us"] == [SAID]
    voice = next(row for row in told["held"] if row["what"] == "listening.Voice")
    assert voice["fields"]["words"]["kept"]
    assert "somebody else" not in text
    assert NAME not in text


def test_a_complaint_tells_everybody_it_goes_past(cast, monkeypatch, capsys) -> None:
    said = hear(cast, timezone.now(), words="Ben and Cleo laughed at me.", about_officer=cast.ben)
    told = export(monkeypatch, capsys, said.code)
    assert values(told, "listening.Voice", "also_about") == [[cast.cleo.name]]


def test_each_code_and_the_address_bring_out_their_own(cast, monkeypatch, capsys) -> None:
    left = leave_everything(cast, timezone.now())
    given = {left.greeting_code: (NAME, KNOW), left.rsvp_code: (NEEDS,), left.question_code: (ASKED,)}
    for secret, words in {**given, ADDRESS.upper(): (ADDRESS,)}.items():
        text = json.dumps(export(monkeypatch, capsys, secret))
        assert all(word in text for word in words)
        assert SAID not in text
    assert Subscriber.objects.count() == 1
    assert Delivery.objects.exists()


def test_that_it_was_handed_out_and_why_is_in_the_journal_and_shown_to_the_person(cast, at) -> None:
    left = leave_everything(cast, at)
    actions.disclose(team=cast.team, secret=left.code, requester="a court", purpose="file 12/2026", at=at)
    entry = Entry.objects.get(action="disclose")
    assert (entry.object_id, entry.reason) == (str(left.voice.pk), "a court: file 12/2026")
    assert [look.action for look in journal.looked_at(left.voice.pk)] == ["disclose"]


def test_a_wrong_code_says_nothing_and_enters_nothing(cast, at) -> None:
    left = leave_everything(cast, at)
    for secret in ("", "x", "nobody@example.org", left.code[:-1] + "0", "\0"):
        with pytest.raises(Refused):
            actions.disclose(team=cast.team, secret=secret, requester="x", purpose="x", at=at)
    assert not Entry.objects.filter(action="disclose").exists()


def test_nothing_is_handed_out_without_saying_to_whom_and_why(cast, at) -> None:
    left = leave_everything(cast, at)
    for requester, purpose in (("", "why"), ("who", " ")):
        with pytest.raises(Refused):
            actions.disclose(team=cast.team, secret=left.code, requester=requester, purpose=purpose, at=at)


def test_the_code_is_no_argument_and_the_file_is_for_one_reader(cast, monkeypatch, capsys, tmp_path) -> None:
    left = leave_everything(cast, timezone.now())
    with pytest.raises(SystemExit):
        commands.export([left.code, "--requester", "x", "--purpose", "x"])
    capsys.readouterr()
    monkeypatch.setattr("sys.stdin", io.StringIO(left.code))
    path = tmp_path / "hers.json"
    commands.export(["--requester", "the person", "--purpose", "a copy", "--output", str(path)])
    assert path.stat().st_mode & 0o077 == 0
    assert SAID in path.read_text()
    assert SAID not in capsys.readouterr().out
    assert Voice.objects.count() == 1
