"""A complaint about Ben changes nothing that Ben, whoever leads him, or anybody but a confidant can look at."""

from __future__ import annotations

import io
import uuid
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from commonbeat.listening import actions as listening
from commonbeat.listening.channels.said import Said
from commonbeat.listening.models import Concern, SealedContact, Source, Voice
from commonbeat.post.models import Delivery
from commonbeat.updates import actions as updates
from commonbeat.updates import links
from commonbeat.updates.models import Asking, Follow
from tests.faces.saying import say
from tests.security.asking import VISITOR, Asker
from tests.security.ground import OWN, PASSPHRASE, Town
from tests.security.seeing import everything

SAID = "Ben shouted at me at the school gate."
# Noor is the confidant; Ivo reads the journal, which names acts and ids but no content, and works with nobody.
OTHERS = (VISITOR, "ben", "cleo", "mo", "ada", "dot")


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock stands, so that two looks differ by nothing but what happened between them."""
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)


def photo() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "JPEG")
    return SimpleUploadedFile("gate.jpg", out.getvalue(), content_type="image/jpeg")


def complain(town: Town, about: str) -> Voice:
    """All the way through the real pages, with a photo, sealed details and mail."""
    before = set(Voice.objects.values_list("pk", flat=True))
    said = {
        "kind": "complaint",
        "words": SAID,
        "about": about,
        "way": "sealed",
        "details": "555 0123",
    }
    answer = say(Client(), town.cast.row, photo=photo(), **said)
    assert answer.status_code == 201, answer.content.decode()[:2000]
    voice = Voice.objects.exclude(pk__in=before).get()
    assert voice.about_officer is not None
    assert voice.attachments.exists()
    about = {"team": town.cast.team, "voice": voice, "language": "en", "at": town.at}
    updates.follow(email="amara@home.example", **about)
    token = links.confirm_token(Asking.objects.get(voice=voice))
    updates.confirm(team=town.cast.team, token=token, at=town.at)
    assert Follow.objects.filter(voice=voice).exists()
    return voice


def work_on(town: Town, voice: Voice) -> Concern:
    """Everything that can be written about it, by the confidant and by the person."""
    by: dict[str, Any] = {"by": town.cast.noor, "at": town.at}
    # A program's speed: the pages were filled in faster than a person can.
    listening.release(voice=voice, **by)
    concern = listening.join(voices=[voice], title="About Ben", **by)
    listening.open_contact(
        contact=SealedContact.objects.get(voice=voice), passphrase=PASSPHRASE, reason="To call back.", **by
    )
    row = listening.read_back(voice=voice, words="You were shouted at.", **by)
    listening.accept_read_back(read_back=row, is_accepted=True, at=town.at)
    listening.write(voice=voice, words="Thank you.", client_id=uuid.uuid4(), at=town.at)
    listening.write(voice=voice, words="We are on it.", client_id=uuid.uuid4(), **by)
    listening.answer(concern=concern, words="We spoke with him.", **by)
    today = town.at.date()
    promised = {"words": "We ask again.", "client_id": uuid.uuid4(), **by}
    kept = listening.promise(concern=concern, due_on=today, **promised)
    listening.keep(promise=kept, words="Asked.", **by)
    listening.promise(concern=concern, due_on=today, **{**promised, "client_id": uuid.uuid4()})
    listening.act(concern=concern, words="He apologizes.", done_on=today, **by)
    listening.report_back(concern=concern, words="He apologized.", **by)
    listening.confirm(voice=voice, is_solved=False, client_id=uuid.uuid4(), at=town.at)
    return concern


@pytest.mark.django_db
def test_no_page_list_count_feed_export_or_mail_of_anybody_else_changes(
    cast: SimpleNamespace, still: None, town: Town, asker: Asker
) -> None:
    """Whichever way it came: looking at everything takes long, so that all are looked for in one go."""
    before = {who: everything(asker, town, who) for who in OTHERS}
    confidant = asker.ask("noor", "GET", "/desk/complaints/").content
    assert sum(page[0] == 200 for page in before["cleo"].values() if isinstance(page, tuple)) > 60
    assert "Dark lamp" in before["cleo"]["export"][1]
    voices = [complain(town, about) for about in (str(cast.ben.pk), "unlisted")]
    concerns = [work_on(town, voice) for voice in voices]
    send_a_message_that_names_him(town)
    hand_one_over_later(town)
    assert {who: differing(before[who], everything(asker, town, who)) for who in OTHERS} == {
        who: [] for who in OTHERS
    }
    # The same comparison does see them where they may be seen.
    seen = asker.ask("noor", "GET", "/desk/complaints/").content
    assert seen.count(b"About Ben") == confidant.count(b"About Ben") + 2
    assert seen.count(b"pushed me") == 1
    # Nor when they end, and are taken back.
    for voice, concern in zip(voices, concerns, strict=True):
        listening.close(concern=concern, because="She moved away.", by=town.cast.noor, at=town.at)
        listening.withdraw(voice=voice, at=town.at)
    for who in ("ben", VISITOR):
        assert differing(before[who], everything(asker, town, who)) == []


def send_a_message_that_names_him(town: Town) -> None:
    source = Source.objects.get(pk=town.find("source", OWN))
    known = set(Voice.objects.values_list("pk", flat=True))
    listening.take_in(source=source, said=Said(event="sms", sender="+358", words=SAID), at=town.at)
    assert Voice.objects.exclude(pk__in=known).get().about_officer == town.cast.ben


def hand_one_over_later(town: Town) -> None:
    """Somebody told it on the street, it was taken up and answered, and only then somebody saw what it was."""
    later = listening.hear(
        team=town.cast.team, neighborhood=town.cast.row, client_id=uuid.uuid4(), channel="street", kind="worry",
        words="The tall one pushed me.", logged_by=town.cast.ben, at=town.at,
    ).voice  # fmt: skip
    listening.pass_on(voice=later, about=None, by=town.cast.mo, at=town.at)


def differing(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """The addresses whose answer is another one now."""
    return sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))


@pytest.mark.django_db
def test_the_outbox_tells_confidants_only(town: Town) -> None:
    voice = complain(town, str(town.cast.ben.pk))
    work_on(town, voice)
    about = Delivery.objects.filter(about_id=str(voice.pk))
    assert about.exists()
    for name, staff in town.people.items():
        assert Delivery.objects.visible_to(staff).filter(pk__in=about).exists() is (name == "noor")
    # Mail to the person says that there is news, and nothing about what.
    for letter in Delivery.objects.filter(kind="updates.news"):
        assert "Ben" not in letter.subject + letter.body_text + letter.body_html
        assert "complain" not in (letter.subject + letter.body_text).lower()
