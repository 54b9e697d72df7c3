"""A complaint about an officer leaves no trace for them and their line; sealed details are opened with a reason."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from commonbeat.journal.models import Entry
from commonbeat.listening import actions as listening
from commonbeat.listening.models import Concern, Opening
from commonbeat.people.models import BoxKey, Duty, Role
from tests.faces.desk_scene import (
    COMPLAINT,
    DETAILS,
    PASSPHRASE,
    at_desk,
    hear,
    post,
    text,
    url,
)

LISTS = (
    "home",
    "inbox",
    "concerns",
    "promises",
    "reading",
    "walks",
    "questions",
    "work",
    "pairs",
    "team",
    "mail",
)


def pages(client: Client) -> dict[str, str]:
    """Every list as this person reads it; "" where it does not exist for them."""
    found = {name: client.get(url(name), follow=True) for name in LISTS}
    return {name: text(page) if page.status_code == 200 else "" for name, page in found.items()}


def counts(client: Client) -> list[tuple[str, int]]:
    rail = client.get(url("profile"), follow=True).context["rail"]
    return [(str(row["name"]), row["count"]) for group in rail for row in group["rows"]]


@pytest.mark.parametrize("who", ["ben", "cleo"])
def test_a_complaint_changes_nothing_on_the_desk_of_the_officer_and_their_line(
    cast: SimpleNamespace, who: str
) -> None:
    desk = at_desk(getattr(cast, who))
    pages_before, counts_before = pages(desk), counts(desk)
    hear(cast, COMPLAINT, kind="complaint", about_officer=cast.ben)
    assert counts(desk) == counts_before
    assert {name: page for name, page in pages(desk).items() if COMPLAINT in page} == {}
    assert len(pages(desk)["home"]) == len(pages_before["home"])


def test_a_complaint_is_worked_on_by_confidants_only(scene: SimpleNamespace) -> None:
    cast, desk = scene.cast, at_desk(scene.cast.noor)
    assert COMPLAINT in text(desk.get(url("complaints")))
    path = f"{url('join')}?voice={scene.complaint.pk}"
    post(desk, path, concern="new", title="Shouted at on the square", kind="complaint", topic="team")
    concern = Concern.objects.get(title="Shouted at on the square")
    assert desk.get(url("concern", concern.pk)).status_code == 200
    post(desk, url("concern_do", concern.pk, "answer"), words="We spoke with everybody who was there.")
    assert concern.answers.count() == 1
    assert concern.title in text(desk.get(url("complaints")))
    for other in (cast.ben, cast.cleo, cast.mo, cast.ada, cast.dot):
        assert at_desk(other).get(url("concern", concern.pk)).status_code == 404
        assert concern.title not in "".join(pages(at_desk(other)).values())
    assert desk.get(url("concern_do", concern.pk, "publish")).status_code == 404


def test_a_confidant_who_leads_the_officer_sees_nothing_of_it(scene: SimpleNamespace) -> None:
    Role.objects.create(
        team=scene.cast.team, staff=scene.cast.noor, duty=Duty.COORDINATOR, neighborhood=scene.cast.row
    )
    desk = at_desk(scene.cast.noor)
    assert "No complaint about an officer." in text(desk.get(url("complaints")))
    assert desk.get(url("voice", scene.complaint.pk)).status_code == 404


def test_a_coordinator_who_is_a_confidant_too_finds_complaints_apart(cast: SimpleNamespace) -> None:
    Role.objects.create(team=cast.team, staff=cast.noor, duty=Duty.COORDINATOR, neighborhood=cast.court)
    desk = at_desk(cast.noor)
    before = counts(desk)
    hear(cast, COMPLAINT, kind="complaint", about_officer=cast.ben, neighborhood=cast.court)
    assert COMPLAINT not in "".join(pages(desk).values())
    assert [row for row in counts(desk) if row not in before] == [("Complaints", 1)]
    assert COMPLAINT in text(desk.get(url("complaints")))


def test_a_late_complaint_is_late_among_complaints_only(cast: SimpleNamespace) -> None:
    Role.objects.create(team=cast.team, staff=cast.noor, duty=Duty.COORDINATOR, neighborhood=cast.court)
    desk, now = at_desk(cast.noor), timezone.now()
    before = counts(desk)
    old = {"about_officer": cast.ben, "neighborhood": cast.court, "at": now - timedelta(days=30)}
    voice = hear(cast, COMPLAINT, kind="complaint", **old)
    who = {"by": cast.noor, "at": now}
    concern = listening.join(voices=[voice], title="Shouted at on the square", **who)
    listening.promise(concern=concern, words="We ask.", due_on=now.date(), client_id=uuid4(), **who)
    assert counts(desk) == before
    assert concern.title not in "".join(pages(desk).values())
    page = text(desk.get(url("complaints")))
    assert concern.title in page
    assert "days late" in page


def test_opening_needs_a_reason_and_the_passphrase_and_leaves_a_trace(scene: SimpleNamespace) -> None:
    desk, path = at_desk(scene.cast.noor), url("contact_open", scene.contact.pk)
    bare = post(desk, path, passphrase=PASSPHRASE)
    assert bare.status_code == 422
    assert DETAILS not in text(bare)
    wrong = post(desk, path, reason="To call about the scooters.", passphrase="not the one at all")
    assert wrong.status_code == 422
    assert "To call about the scooters." in text(wrong)
    assert "not the one at all" not in text(wrong)
    assert not Opening.objects.exists()
    opened = post(desk, path, reason="To call about the scooters.", passphrase=PASSPHRASE)
    assert DETAILS in text(opened)
    assert opened.headers["Cache-Control"] == "no-store, private"
    assert Opening.objects.get().reason == "To call about the scooters."
    assert Entry.objects.filter(action="open contact").count() == 1
    assert DETAILS not in text(desk.get(url("contacts")))


def test_the_box_is_made_once_and_shared_with_a_second_confidant(cast: SimpleNamespace) -> None:
    Role.objects.create(team=cast.team, staff=cast.mo, duty=Duty.CONFIDANT)
    noor, mo = at_desk(cast.noor), at_desk(cast.mo)
    different = post(noor, url("box_do", "make"), passphrase=PASSPHRASE, again="something else entirely")
    assert "The two are not the same." in text(different)
    post(noor, url("box_do", "make"), passphrase=PASSPHRASE, again=PASSPHRASE)
    assert noor.get(url("box_do", "make")).status_code == 404
    once = "for this one time only"
    post(noor, url("box_do", "share"), to=cast.mo.pk, passphrase=PASSPHRASE, temporary_passphrase=once)
    assert BoxKey.objects.get(staff=cast.mo).is_temporary
    assert "Must still choose their own passphrase" in text(mo.get(url("contacts")))
    post(mo, url("box_do", "choose"), old=once, new="words of my very own", again="words of my very own")
    assert not BoxKey.objects.get(staff=cast.mo).is_temporary
    assert "Fewer than two confidants" not in text(mo.get(url("contacts")))


def test_a_passphrase_is_never_given_back_to_the_page(scene: SimpleNamespace) -> None:
    page = post(at_desk(scene.cast.noor), url("box_do", "rotate"), passphrase="a wrong passphrase here")
    assert page.status_code == 422
    assert "a wrong passphrase here" not in text(page)


def test_a_complaint_moves_no_clock_on_the_loop(cast: SimpleNamespace) -> None:
    hear(cast, COMPLAINT, kind="complaint", about_officer=cast.ben, at=timezone.now())
    assert at_desk(cast.cleo).get(url("home")).context["figures"].unsorted == 0
