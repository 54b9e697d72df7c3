"""One place beside others, on the desk: worked out on the spot, never a plain before and after."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from commonbeat.journal.models import Entry
from commonbeat.listening.models import Concern
from commonbeat.trust import queries
from commonbeat.trust.panels import add_months, month_of
from tests.cast import AT, make_neighborhood
from tests.signin import sign_in

pytestmark = pytest.mark.django_db
PUBLISHED = {
    "here_before": 207, "here_after": 110, "there_before": 308, "there_after": 318, "ring_before": 178,
    "ring_after": 157, "ring_there_before": 150, "ring_there_after": 140, "days_before": 90, "days_after": 90,
}  # fmt: skip


def send(client, name, **given):
    return client.post(reverse(f"desk:{name}"), {"client_id": str(uuid.uuid4()), **given})


def test_the_published_example_is_worked_out_and_nothing_is_kept(cast, client):
    sign_in(client, cast.cleo)
    entries = Entry.objects.count()
    page = send(client, "compare_counts", **PUBLISHED)
    assert page.status_code == 200
    text = page.content.decode()
    assert "A clear decrease beside the comparison: -118" in text
    assert "39.6" in text
    assert "Had it gone here as where you did nothing, there would have been 217" in text
    assert Entry.objects.count() == entries


def test_earlier_counts_widen_the_range(cast, client, tmp_path):
    from django.core.files.uploadedfile import SimpleUploadedFile

    sign_in(client, cast.cleo)
    wild = [40, 300, 90, 210, 30, 350, 120, 260, 60, 310, 150, 220]
    lines = [f"{area},{n},{count}" for area in ("treated", "control") for n, count in enumerate(wild)]
    history = SimpleUploadedFile("h.csv", ("area,period,count\n" + "\n".join(lines)).encode())
    given = {name: value for name, value in PUBLISHED.items() if not name.startswith("ring")}
    text = send(client, "compare_counts", **given, history=history).content.decode()
    assert "No clear effect" in text
    broken = SimpleUploadedFile("h.csv", b"area,period,count\nhere,1,2\n")
    page = send(client, "compare_counts", **given, history=broken)
    assert page.status_code == 422
    assert "history.csv, row 2: area is" in page.content.decode()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"here_after": 3}, "fewer than 5"),
        ({"ring_after": ""}, "Count it before and after"),
        ({"ring_after": "", "ring_before": ""}, "Displacement needs both"),
        ({"here_before": "-1"}, "greater than or equal to 0"),
        ({"days_after": 0}, "greater than or equal to 1"),
        ({"here_before": "nan"}, "whole number"),
    ],
)
def test_what_cannot_be_compared_gets_a_sentence(cast, client, change, says):
    sign_in(client, cast.cleo)
    page = send(client, "compare_counts", **PUBLISHED | change)
    assert page.status_code == 422
    assert says in page.content.decode()


def made(area, month, many):
    for number in range(many):
        opened = AT.replace(year=month.year, month=month.month, day=2 + number % 20)
        Concern.objects.create(
            team=area.team, neighborhood=area, title="Noise", topic="noise", opened_at=opened,
            answer_due_at=opened + timedelta(days=3), reference=uuid.uuid4().hex[:12], kind="worry",
        )  # fmt: skip


def test_a_neighborhood_is_shown_beside_a_mixture_and_never_judged(cast, client):
    areas = [make_neighborhood(cast.team, f"Ward {n}", f"ward-{n}", 25.0 + n / 50) for n in range(6)]
    begins = add_months(month_of(AT.date()), -3)
    for number, area in enumerate([*areas, cast.row]):
        for back in range(1, 11):
            month = add_months(month_of(AT.date()), -back)
            is_on = area == cast.row and month >= begins
            made(area, month, 1 if is_on else 4 + (number + back) % 3)
    found = queries.mixture(cast.row, begins, AT)
    assert "beside the mixture" in found.sentence
    assert sum(begun for *_numbers, begun in found.rows) == 3
    assert 90 <= sum(share for _name, share in found.parts) <= 101
    sign_in(client, cast.cleo)
    page = send(client, "compare_area", neighborhood=cast.row.pk, begins_on=begins)
    assert page.status_code == 200
    assert "nothing can become clear this way" in page.content.decode()
    late = send(client, "compare_area", neighborhood=cast.row.pk, begins_on=AT.date() + timedelta(days=900))
    assert late.status_code == 422
    assert send(client, "compare_area", neighborhood=cast.court.pk, begins_on=begins).status_code == 422


def test_officers_and_residents_do_not_work_things_out(cast, client):
    for name in ("compare_counts", "compare_area"):
        assert client.get(reverse(f"desk:{name}")).status_code == 302
        sign_in(client, cast.ben)
        assert client.get(reverse(f"desk:{name}")).status_code == 404
        client.logout()
