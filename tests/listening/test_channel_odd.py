"""Odd messages through every way in that can carry them: a clear result each, and nothing raised or lost."""

import pytest
from django.utils import timezone

from commonbeat.listening import actions
from commonbeat.listening.channels import messages, open311, sheets
from commonbeat.listening.channels.said import Said
from commonbeat.listening.channels.social import Post, hear_posts
from commonbeat.listening.models import Intake, Voice
from commonbeat.safety.errors import Refused
from tests.faces.desk_scene import at_desk, text, url
from tests.listening.channels import mail, mailbox, send

pytestmark = pytest.mark.django_db
ODD = {
    "emoji": "😡😡 🚮",
    "right to left": "المصباح في النفق لا يعمل منذ أسبوع",
    "mixed": "El farol \u202eabc\u202c está roto שלום",
    "joined": "👩🏽‍🚒 zero\u200bwidth",
}
LONG = "ñandú " * 180_000


def way(cast, channel, **more):
    given = {"team": cast.team, "channel": channel, "name": channel, "neighborhood": cast.row, **more}
    return actions.add_source(at=timezone.now(), **given).source


def by_mail(cast, words):
    taken = send(mailbox(cast, timezone.now()), mail(words, subject=""), timezone.now())
    return str(taken.outcome)


def by_message(cast, words):
    try:
        given = {"id": "1", "from": "+358", "text": words}
        return str(messages.receive(source=way(cast, "sms"), content=given, at=timezone.now())[0].outcome)
    except Refused as refusal:
        return refusal.field


def by_post(cast, words, settings):
    settings.MAY_CALL = ["social.example"]
    source = way(cast, "social", address="@team", server="https://social.example")

    class Adapter:
        def posts(self, since):
            return [Post(id="1", address="1 @a", words=words)]

    hear_posts(source=source, at=timezone.now(), adapter=Adapter())
    return str(Intake.objects.get().outcome)


def by_program(cast, words):
    source = way(cast, "open311")
    given = {"description": words, "service_code": "noise", "address_string": "Here"}
    try:
        said = open311.as_said(source, given, event="1", pictures=[])
    except Refused as refusal:
        return refusal.field
    return str(actions.take_in(source=source, said=said, at=timezone.now()).outcome)


def through(channel, cast, words, settings):
    ways = {"mail": by_mail, "sms": by_message, "open311": by_program}
    return by_post(cast, words, settings) if channel == "social" else ways[channel](cast, words)


@pytest.mark.parametrize("channel", ["mail", "sms", "social", "open311"])
@pytest.mark.parametrize("kind", list(ODD))
def test_it_is_heard_as_it_was_said(cast, settings, channel, kind):
    assert through(channel, cast, ODD[kind], settings) == "voice"
    assert Voice.objects.get().words == ODD[kind]


@pytest.mark.parametrize("channel", ["mail", "sms", "social", "open311"])
def test_nothing_in_it_is_said_clearly(cast, settings, channel):
    found = through(channel, cast, "", settings)
    assert (
        found
        == {"mail": "quarantined", "sms": "text", "social": "quarantined", "open311": "description"}[channel]
    )
    assert not Voice.objects.exists()


@pytest.mark.parametrize("channel", ["mail", "sms", "social", "open311"])
def test_a_line_of_a_megabyte_is_kept_or_refused_never_cut_without_a_word(cast, settings, channel):
    found = through(channel, cast, LONG, settings)
    if channel in ("sms", "open311"):
        assert found == {"sms": "text", "open311": "description"}[channel]
    else:
        assert found in ("voice", "quarantined")
        if found == "quarantined":
            assert len(actions.content_of(Intake.objects.get())) > 1_000_000


def test_the_same_words_from_everybody_are_read_once(cast):
    now, box = timezone.now(), mailbox(cast, timezone.now())
    words = "Remove the bench at the corner, it only draws trouble."
    for number in range(40):
        said = Said(event=f"{number}", sender=f"{number}@home.example", words=words)
        assert actions.take_in(source=box, said=said, at=now).voice is not None
    assert Voice.objects.filter(is_held=True).count() == 20
    desk = at_desk(cast.mo)
    page = text(desk.get(url("reading")))
    assert page.count(words) < 5
    assert "and 19 more with the same words" in page


def test_a_table_of_odd_rows_is_reported_row_by_row(cast):
    rows = [*ODD.values(), "", "x" * 6000, "Ben was rude to me", "Thank you"]
    kinds = ["worry"] * (len(rows) - 1) + ["thanks"]
    content = "words;kind\n" + "\n".join(f'"{words}";{kind}' for words, kind in zip(rows, kinds, strict=True))
    table, now = sheets.read(content.encode()), timezone.now()
    lines = sheets.check(
        table, sheets.guess(table), neighborhoods=[cast.row], places=[], usual={"channel": "paper", "kind": "worry"},
        usual_neighborhood=cast.row, today=now.date(),
    )  # fmt: skip
    brought = actions.import_sheet(
        team=cast.team, name="odd.csv", content=content.encode(), lines=lines, by=cast.cleo, at=now
    )
    assert [one.outcome for one in brought.results] == ["new"] * 4 + ["refused"] * 2 + ["new"] * 2
    assert set(Voice.objects.filter(about_officer=None).values_list("words", flat=True)) == {
        *ODD.values(), "Thank you",
    }  # fmt: skip
    assert not Voice.objects.visible_to(cast.cleo).filter(words__startswith="Ben").exists()
