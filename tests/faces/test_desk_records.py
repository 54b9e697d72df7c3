"""What leaves a trace: the journal, exports, failed mail."""

import csv
import io
from types import SimpleNamespace

import pytest
from django.utils import timezone

from commonbeat.faces.desk.views.records import harmless
from commonbeat.journal.models import Entry
from commonbeat.post.models import Delivery
from tests.faces.desk_scene import COMPLAINT, at_desk, hear, join, post, text, url


def export(cast: SimpleNamespace, **more: str):  # type: ignore[no-untyped-def]
    today = timezone.now().date()
    form = {
        "since": "2020-01-01",
        "until": today.isoformat(),
        "purpose": "Yearly report",
        "expires_on": today.isoformat(),
    }
    return post(at_desk(cast.cleo), url("export"), **{**form, **more})


def test_an_export_names_who_took_it_what_for_and_until_when(scene: SimpleNamespace) -> None:
    answer = export(scene.cast)
    rows = list(csv.reader(io.StringIO(text(answer).lstrip("\ufeff"))))
    assert ["Taken by", "Cleo"] in rows
    assert ["For", "Yearly report"] in rows
    assert "attachment" in answer.headers["Content-Disposition"]
    entry = Entry.objects.get(action="export concerns")
    assert entry.actor_id == scene.cast.cleo.pk
    assert entry.reason.startswith("Yearly report")


def test_an_export_holds_concerns_and_nobody(scene: SimpleNamespace) -> None:
    sheet = text(export(scene.cast))
    assert "Underpass lamps" in sheet
    for secret in ("It is dark in the underpass.", "Ben", scene.voice.reference, COMPLAINT):
        assert secret not in sheet


def test_an_export_keeps_to_the_neighborhoods_one_coordinates(cast: SimpleNamespace) -> None:
    elsewhere = hear(cast, "Dogs in the yard.", neighborhood=cast.court)
    cast.cleo.roles.update(neighborhood=None)
    cast.cleo.forget_roles()
    join(cast, elsewhere, title="Dogs in Elm yard")
    cast.cleo.roles.update(neighborhood=cast.row)
    assert "Dogs in Elm yard" not in text(export(cast))
    assert export(cast, neighborhood=str(cast.court.pk)).status_code == 422


def test_no_cell_starts_a_formula(cast: SimpleNamespace) -> None:
    join(cast, title="=HYPERLINK(1)")
    assert "'=HYPERLINK(1)" in text(export(cast))


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\tx", "\rx", "  =1"])
def test_whatever_a_spreadsheet_would_run_is_made_words(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Lamps", "", "3", "a=b"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert harmless(cell) == cell


def test_an_export_needs_a_purpose_and_an_end(cast: SimpleNamespace) -> None:
    assert "Say what the table is for." in text(export(cast, purpose=""))
    assert export(cast, expires_on="2199-01-01").status_code == 422
    assert not Entry.objects.filter(action="export concerns").exists()


def test_the_journal_shows_who_did_what_and_no_content(scene: SimpleNamespace) -> None:
    export(scene.cast)
    page = text(at_desk(scene.cast.ivo).get(url("journal")))
    assert "report back" in page
    assert "Cleo" in page
    for content in ("Underpass lamps", "Scooters", COMPLAINT, "The benches are there."):
        assert content not in page
    looks = at_desk(scene.cast.ivo).get(url("journal")).context["looks"]
    assert looks == [("export concerns", 1)]


def test_the_auditor_checks_the_chain(scene: SimpleNamespace) -> None:
    desk = at_desk(scene.cast.ivo)
    assert "The journal is whole." in text(desk.post(url("verify")))
    assert desk.get(url("verify")).status_code == 405
    assert at_desk(scene.cast.ada).post(url("verify")).status_code == 404


def test_failed_mail_shows_neither_address_nor_words_and_is_tried_again(scene: SimpleNamespace) -> None:
    letter = Delivery.objects.get(kind="invite")
    desk = at_desk(scene.cast.ada)
    assert "Failed mail" not in text(desk.get(url("team")))
    Delivery.objects.filter(pk=letter.pk).update(dead_at=timezone.now(), tries=8, last_error="SMTP 550")
    page = text(desk.get(url("mail")))
    assert "SMTP 550" in page
    assert letter.address not in page
    assert "Failed mail" in text(desk.get(url("team")))
    assert at_desk(scene.cast.cleo).post(url("mail_retry", letter.pk)).status_code == 404
    desk.post(url("mail_retry", letter.pk))
    letter.refresh_from_db()
    assert letter.dead_at is None
    again = desk.post(url("mail_retry", letter.pk), follow=True)
    assert "This mail is not waiting for a decision." in text(again)
