"""Pages of surveys cost as many statements for many rows as for few, and shut the door to others' waves."""

import random
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commonbeat.openness.calendar import local_day
from commonbeat.trust import actions, passes
from commonbeat.trust.models import Answer, Invitation, Wave
from tests.cast import make_neighborhood
from tests.faces.desk_scene import text
from tests.signin import sign_in
from tests.trust.asking import boss, make_wave, some_replies, surveyed

pytestmark = pytest.mark.django_db


def count(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_a_list_of_waves_costs_the_same_for_many(cast):
    surveyed(cast, timezone.now())
    client = sign_in(Client(), boss(cast))
    few = count(client, "/desk/trust/")
    for number in range(4):
        area = make_neighborhood(cast.team, f"Ward {number}", f"ward-{number}", 26 + number)
        make_wave(cast, areas=[area], letters=3, at=timezone.now())
    assert count(client, "/desk/trust/") <= few


def test_a_wave_costs_the_same_for_many_neighborhoods(cast):
    now = timezone.now()
    client = sign_in(Client(), boss(cast))
    small = make_wave(cast, areas=[cast.row], letters=3, at=now)
    areas = [make_neighborhood(cast.team, f"Ward {n}", f"ward-{n}", 26 + n) for n in range(5)]
    large = make_wave(cast, areas=areas, letters=3, at=now)
    few = count(client, f"/desk/trust/waves/{small.pk}/")
    assert count(client, f"/desk/trust/waves/{large.pk}/") <= few


def test_a_used_code_is_thanked_and_changes_nothing(cast, client):
    wave = make_wave(cast, at=timezone.now())
    row = wave.invitations.select_related("wave__team").first()
    sent = {"pass": passes.issue(row), "send": "yes", "heard": "5", "client_id": ""}
    assert client.post("/answer/", sent).status_code == 201
    assert client.post("/answer/", sent | {"heard": "1"}).status_code == 201
    assert Invitation.objects.filter(is_used=True).count() == 1
    assert not Answer.objects.exists()


def test_a_mistake_keeps_every_tick(cast, client):
    wave = make_wave(cast, at=timezone.now())
    sent = {"pass": passes.issue(wave.invitations.first()), "send": "yes", "heard": "5", "words": "x" * 1001}
    page = client.post("/answer/", sent)
    assert page.status_code == 422
    body = page.content.decode()
    assert 'name="heard" value="5"' in body
    assert "checked" in body.partition('name="heard" value="5"')[2][:120]


def test_the_answer_pages_are_kept_by_nobody_and_set_no_cookie_but_the_token(cast, client):
    wave = make_wave(cast, at=timezone.now(), is_open=True)
    for response in (
        client.get("/answer/"),
        client.post("/answer/", {"pass": passes.issue(wave.invitations.first())}),
        client.get("/n/harbor-row/survey/"),
    ):
        assert response.status_code == 200
        assert "no-store" in response.headers["Cache-Control"]
        assert set(response.cookies) <= {"csrftoken"}


def test_where_nobody_is_asked_there_is_no_open_survey(cast, client):
    make_wave(cast, at=timezone.now())
    assert client.get("/n/harbor-row/survey/").status_code == 404
    assert client.get("/n/elm-court/survey/").status_code == 404


def test_a_program_that_fills_everything_in_is_thanked_and_not_counted(cast, client):
    wave = make_wave(cast, at=timezone.now(), is_open=True)
    sent = {"client_id": "0f0e0d0c-0b0a-4908-8706-050403020100", "heard": "5"}
    assert client.post("/n/harbor-row/survey/", sent | {"website": "https://x.example"}).status_code == 201
    assert not wave.boxes.exists()
    assert client.post("/n/harbor-row/survey/", sent).status_code == 201
    assert wave.boxes.get().mode == "link"


def test_nothing_published_is_too_early_to_tell(cast, client):
    for path in ("/trust/", "/n/harbor-row/trust/"):
        assert "Too early to tell" in client.get(path).content.decode()
    assert client.get("/trust.csv").content.decode().count("\n") == 2


def test_a_measure_nobody_answered_this_time_stands_under_the_wave_it_comes_from(cast, client):
    now = timezone.now()
    for title, days, skipped in (
        ("Spring", 120, ()),
        ("Autumn", 60, ("heard", "listen", "matters")),
    ):
        wave = make_wave(cast, letters=20, at=now - timedelta(days=days))
        Wave.objects.filter(pk=wave.pk).update(title=title)
        dice, at = random.Random(1), now - timedelta(days=days - 1)
        for row in wave.invitations.select_related("wave__team")[:12]:
            replies = {key: value for key, value in some_replies(dice).items() if key not in skipped}
            actions.answer_invited(invitation=row, replies=replies, words="", language="en", at=at)
        end = now - timedelta(days=days - 25)
        closed = actions.close_wave(wave=Wave.objects.get(pk=wave.pk), by="system", at=end)
        actions.publish_wave(wave=closed, by=boss(cast), at=end + timedelta(hours=1))
    page = text(client.get("/n/harbor-row/trust/"))
    assert "Autumn: 12 people" in page
    heading = re.search(r'<h2 id="m-heard">.*?</h2>', page)
    assert "Spring" in heading[0]
    assert "Spring" not in re.search(r'<h2 id="m-safe">.*?</h2>', page)[0]
    assert "Spring" in text(client.get("/trust/?measure=heard"))
    assert "12 answers." in text(sign_in(Client(), boss(cast)).get(f"/desk/trust/waves/{wave.pk}/"))


def test_two_people_with_one_letter_count_once_also_at_the_same_moment(cast):
    wave = make_wave(cast, at=timezone.now())
    row = wave.invitations.select_related("wave__team").first()
    stale = Invitation.objects.select_related("wave__team").get(pk=row.pk)
    given = {"replies": some_replies(random.Random(1)), "words": "", "language": "en", "at": timezone.now()}
    assert actions.answer_invited(invitation=row, **given)
    assert not actions.answer_invited(invitation=stale, **given)


def test_last_day_counts_whole(cast):
    now = timezone.now()
    wave = make_wave(cast, at=now - timedelta(days=20))
    row = wave.invitations.select_related("wave__team").first()
    given = {"replies": {"heard": 5}, "words": "", "language": "en"}
    assert wave.ends_on == local_day(cast.team, now)
    assert actions.answer_invited(invitation=row, at=now, **given)
