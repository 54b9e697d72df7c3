"""Every public page: there for everybody, cached rightly, light, and without a trace of the visitor."""

import re
import uuid
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from commonbeat.faces.public import urls
from commonbeat.listening import actions as listening
from commonbeat.listening.models import Voice
from commonbeat.openness import actions as openness
from commonbeat.places.models import Neighborhood
from commonbeat.updates import links
from commonbeat.updates.models import Asking
from tests.cast import make_neighborhood, make_team
from tests.faces.scene import lively, now, say
from tests.trust.asking import surveyed
from tests.updates.news import ask, subscribed

HEAVIEST = 150_000
# Pages that are the same for everybody, and how many statements one rendering may cost.
SHARED = {
    "home": 6,
    "neighborhood": 25,
    "officer": 8,
    "meet": 8,
    "gathering": 11,
    "calendar": 7,
    "gathering_calendar": 11,
    "heard": 24,
    "concern": 9,
    "evidence": 14,
    "work": 7,
    "questions": 9,
    "trust": 12,
    "trust_everywhere": 8,
    "trust_file": 5,
    "does_it_work": 5,
    "rollout": 10,
    "scorecard": 22,
    "survey_about": 4,
    "presence": 40,
    "meet_poster": 12,
    "pulse": 12,
    "survey_paper": 4,
    "talks": 7,
    "promises": 9,
    "together": 8,
    "problem": 16,
    "group": 8,
    "alert": 5,
    "report": 39,
    "feed": 29,
    "subscribe_where": 5,
    "held": 6,
    "privacy": 4,
    "accessibility": 4,
    "robots": 4,
}
FORMS = (
    "say",
    "code",
    "come",
    "me_too",
    "ask",
    "hello",
    "sighting",
    "survey",
    "answer",
    "subscribe",
    "updates_confirm",
    "updates_change",
    "problem_help",
    "problem_better",
    "problem_follow",
    "group_join",
    "partner",
    "talk_invited",
    "talk_follow",
)
PLAIN = ("find", "updates_leave", "poster", "paper", "talk_mine", "talk_picture")
# Where people vote: one random mark for this vote alone, and the token of the form.
VOTED = ("live", "talk", "talk_say")
# Asked for again and again while something happens, by whoever is in the room.
FRESH = ("live_state", "stage")
POSTED = {"thread", "coming", "question", "greeting", "live_vote", "talk_vote", "talk_take_back"}
TALK = {"talk": "", "talk_say": "say/", "talk_mine": "mine/", "talk_picture": "picture/"}
TALK |= {"talk_invited": "invited/", "talk_follow": "follow/"}
SESSION = {"live": "live", "live_state": "live/state", "stage": "stage"}
ELSEWHERE = {"sheet", "photo", "security"}


@pytest.fixture
def scene(cast: SimpleNamespace) -> SimpleNamespace:
    return lively(cast)


def paths(scene: SimpleNamespace) -> dict[str, str]:
    """One address of every public page."""
    subscriber = subscribed(scene, now())
    row, reference = f"/n/{scene.row.slug}", scene.concern.reference
    return {
        "home": "/",
        "neighborhood": f"{row}/",
        "officer": "/team/ben/",
        "meet": f"{row}/meet/",
        "gathering": f"/meet/{scene.coffee.slug}/",
        "calendar": f"{row}/calendar.ics",
        "gathering_calendar": f"/meet/{scene.coffee.slug}.ics",
        "heard": f"{row}/heard/",
        "concern": f"/heard/{reference}/",
        "evidence": f"/did/{scene.pair.pk}/",
        "work": f"{row}/work/",
        "questions": f"{row}/questions/",
        "trust": f"{row}/trust/",
        "trust_everywhere": "/trust/?measure=safe",
        "trust_file": "/trust.csv",
        "does_it_work": "/trust/does-it-work/",
        "rollout": f"/trust/rollouts/{surveyed(scene, now()).pk}/",
        "scorecard": f"{row}/scorecard/",
        "survey": f"{row}/survey/",
        "survey_about": "/survey/",
        "presence": f"{row}/presence/",
        "meet_poster": f"{row}/meet/poster/",
        "pulse": f"{row}/pulse/",
        "paper": f"{row}/paper/",
        "survey_paper": "/survey/paper/",
        "answer": "/answer/",
        "feed": f"{row}/feed.atom",
        "subscribe_where": "/updates/",
        "held": "/what-we-hold/",
        "privacy": "/privacy/",
        "accessibility": "/accessibility/",
        "robots": "/robots.txt",
        "say": f"{row}/say/",
        "code": "/code/",
        "come": f"/meet/{scene.coffee.slug}/come/",
        "me_too": f"/heard/{reference}/me-too/",
        "ask": f"{row}/ask/",
        "hello": f"{row}/hello/",
        "sighting": f"{row}/seen/",
        "subscribe": f"{row}/subscribe/",
        "updates_confirm": f"/updates/confirm/{pending_token(scene)}/",
        "updates_change": f"/updates/change/{links.change_token(subscriber)}/",
        "updates_leave": links.leave(subscriber).partition("localhost:8000")[2],
        "talks": f"{row}/talk/",
        "promises": f"{row}/promises/",
        **{name: f"/talk/{scene.talk.slug}/{page}" for name, page in TALK.items()},
        **{name: f"/meet/{scene.session.slug}/{page}/" for name, page in SESSION.items()},
        "together": f"{row}/together/",
        "problem": f"/together/{scene.problem.slug}/",
        "problem_help": f"/together/{scene.problem.slug}/help/",
        "problem_better": f"/together/{scene.problem.slug}/better/",
        "problem_follow": f"/together/{scene.problem.slug}/follow/",
        "group": f"/groups/{scene.group.slug}/",
        "group_join": f"/groups/{scene.group.slug}/join/",
        "alert": f"/alerts/{scene.alert.pk}/",
        "report": f"{row}/report/{scene.report.name}/",
        "partner": f"/together/with/{scene.partner_token}/",
        "find": "/find/?q=zzz",
        "poster": f"{row}/poster/",
    }


def pending_token(scene: SimpleNamespace) -> str:
    ask(scene, now(), email="new@home.example")
    return links.confirm_token(Asking.objects.get())


def test_every_address_of_the_public_face_is_looked_at_here() -> None:
    named = {pattern.name for pattern in urls.urlpatterns}
    assert (
        named
        == {name for name in SHARED if name != "subscribe_where"}
        | {*FORMS, *PLAIN, *VOTED, *FRESH}
        | POSTED
        | ELSEWHERE
    )


def test_shared_pages_are_cached_and_leave_no_cookie(scene: SimpleNamespace, client: Client) -> None:
    for name, path in paths(scene).items():
        if name not in SHARED:
            continue
        response = client.get(path)
        assert response.status_code == 200, name
        assert response.headers["Cache-Control"].startswith("public"), name
        assert response.headers["ETag"], name
        assert not response.cookies, name
        assert response.headers["Referrer-Policy"] == "no-referrer", name
        again = client.get(path, headers={"If-None-Match": response.headers["ETag"]})
        assert again.status_code == 304, name
        assert not again.content, name
        assert client.head(path).status_code == 200, name


def test_pages_with_forms_are_never_kept_and_set_no_cookie_but_the_token(scene: SimpleNamespace) -> None:
    for name, path in paths(scene).items():
        if name not in (*FORMS, *PLAIN):
            continue
        response = Client().get(path)
        assert response.status_code == 200, name
        assert response.headers["Cache-Control"] == "no-store, private", name
        assert "ETag" not in response.headers, name
        assert response.headers["Referrer-Policy"] == "no-referrer", name
        assert set(response.cookies) <= ({"csrftoken"} if name in FORMS else set()), name


def test_where_people_vote_there_is_one_mark_for_that_address_alone(scene: SimpleNamespace) -> None:
    for name, path in paths(scene).items():
        if name not in VOTED:
            continue
        response = Client().get(path)
        assert response.headers["Cache-Control"] == "no-store, private", name
        marks = [one for key, one in response.cookies.items() if key.startswith("ballot_")]
        assert set(response.cookies) - {"csrftoken"} == {"ballot_en", "ballot_es"}, name
        assert len({one.value for one in marks}) == 1, name
        for one in marks:
            assert one["httponly"], name
            assert one["samesite"] == "Lax", name
            assert path in one["path"] or one["path"].removeprefix("/es") in path, name
            assert 0 < int(one["max-age"]) <= 30 * 86400, name


def test_what_a_room_follows_costs_little_and_is_kept_by_nobody(scene: SimpleNamespace) -> None:
    for name, path in paths(scene).items():
        if name not in FRESH:
            continue
        response = Client().get(path)
        assert response.headers["Cache-Control"] == "public, no-cache", name
        assert not response.cookies, name
        again = Client().get(path, headers={"If-None-Match": response.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b""), name
        assert cost(Client(), path) <= 10, name


def test_a_write_changes_the_version_and_the_page(scene: SimpleNamespace, client: Client) -> None:
    path = f"/n/{scene.row.slug}/questions/"
    before = client.get(path)
    openness.answer_question(question=scene.owed, words="The city does.", by=scene.cleo, at=now())
    after = client.get(path, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert "The city does." in after.content.decode()
    assert "The city does." not in before.content.decode()


def test_what_comes_in_moves_no_version(scene: SimpleNamespace, client: Client) -> None:
    path = f"/n/{scene.row.slug}/heard/"
    before = client.get(path).headers["ETag"]
    say(scene, "Something new.")
    assert client.get(path).headers["ETag"] == before


def test_a_rendering_costs_few_statements(scene: SimpleNamespace, client: Client) -> None:
    for name, path in paths(scene).items():
        if name in SHARED:
            assert cost(client, path) <= SHARED[name], name


def cost(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_more_rows_cost_no_more_statements(scene: SimpleNamespace, client: Client) -> None:
    found = paths(scene)
    lists = [found[name] for name in ("neighborhood", "meet", "heard", "work", "questions", "feed")]
    before = [cost(client, path) for path in lists]
    more = lively(scene_without(scene), later=-timedelta(hours=5))
    assert more.concern.pk != scene.concern.pk
    assert [cost(client, path) for path in lists] == before


def scene_without(scene: SimpleNamespace) -> SimpleNamespace:
    """The cast alone, to be made lively once more."""
    names = ("team", "row", "court", "cafe", "gate", "yard", "ben", "cleo", "noor", "mo", "ivo", "ada", "dot")
    return SimpleNamespace(**{name: getattr(scene, name) for name in names})


def test_no_page_is_heavy(scene: SimpleNamespace) -> None:
    for name, path in paths(scene).items():
        body = Client().get(path).content
        linked = set(re.findall(r'(?:href|src)="/static/([^"]+\.(?:css|js|svg))"', body.decode()))
        weight = len(body) + sum(Path(finders.find(one)).stat().st_size for one in linked)
        assert weight < HEAVIEST, (name, weight)


def test_pages_exist_in_every_language_and_link_to_each_other(scene: SimpleNamespace, client: Client) -> None:
    for name, path in paths(scene).items():
        if name == "robots":
            continue
        response = client.get(f"/es{path}")
        assert response.status_code == 200, name
        body = response.content.decode()
        if body.startswith("<!doctype html>"):
            assert '<html lang="es"' in body, name
            inner = re.findall(r'href="(/[^"]*)"', body.partition("<main")[2])
            strayed = [one for one in inner if not one.startswith(("/es/", "/static/", "/sign-in"))]
            assert not strayed, (name, strayed)
            neutral = path.partition("?")[0]
            assert (
                name in ("poster", "meet_poster", "paper", "stage") or f'href="{neutral}" lang="en"' in body
            ), name


def test_a_page_of_another_team_answers_like_one_that_does_not_exist(
    scene: SimpleNamespace, client: Client
) -> None:
    other = make_team(name="Other", slug="other", domain="other.example")
    make_neighborhood(other, "Elsewhere", "elsewhere", 25.5)
    missing, foreign = client.get("/n/nowhere/"), client.get("/n/elsewhere/")
    assert missing.status_code == foreign.status_code == 404
    assert missing.content.replace(b"nowhere", b"elsewhere") == foreign.content
    for path in (
        "/n/elsewhere/say/",
        "/n/elsewhere/hello/",
        "/n/elsewhere/subscribe/",
        "/n/elsewhere/feed.atom",
    ):
        assert client.get(path).status_code == 404


@pytest.mark.django_db
def test_without_a_team_the_first_page_says_what_to_do(client: Client) -> None:
    assert b"commonbeat import-area" in client.get("/").content
    for path in ("/n/x/", "/code/", "/updates/", "/what-we-hold/", "/privacy/", "/find/?q=a", "/robots.txt"):
        assert client.get(path).status_code in (200, 404), path


def test_a_complaint_about_an_officer_leaves_no_hint_on_any_public_page(
    scene: SimpleNamespace, client: Client
) -> None:
    pages = {name: path for name, path in paths(scene).items() if name in SHARED}
    before = {
        name: (page := client.get(path)).content + page.headers["ETag"].encode()
        for name, path in pages.items()
    }
    # Long enough ago to stand in every window of figures.
    at = now() - timedelta(days=15)
    voice = say(scene, "Ben shouted at me.", kind="complaint", about_officer=scene.ben, at=at).voice
    about = {"title": "Shouting", "kind": "complaint", "topic": "team"}
    concern = listening.join(voices=[voice], by=scene.noor, at=at, **about)
    listening.answer(concern=concern, words="We look into it.", by=scene.noor, at=at)
    due_on = at.date() + timedelta(days=3)
    listening.promise(concern=concern, words="x", due_on=due_on, client_id=uuid.uuid4(), by=scene.noor, at=at)
    after = {
        name: (page := client.get(path)).content + page.headers["ETag"].encode()
        for name, path in pages.items()
    }
    assert {name for name in pages if before[name] != after[name]} == set()


def test_a_street_with_a_slip_of_the_pen_leads_to_its_neighborhood(
    cast: SimpleNamespace, client: Client
) -> None:
    assert client.get("/find/", {"q": "corner cafe"}).status_code == 302
    assert client.get("/find/", {"q": "Harbour Rwo"}).headers["Location"] == "/n/harbor-row/"
    nothing = client.get("/find/", {"q": "<script>alert(1)</script>"})
    assert nothing.status_code == 200
    assert "<script>alert" not in nothing.content.decode()


def test_a_neighborhood_where_nothing_happened_yet_says_so_kindly(
    cast: SimpleNamespace, client: Client
) -> None:
    for page in ("", "meet/", "heard/", "work/", "questions/", "feed.atom", "calendar.ics"):
        assert client.get(f"/n/elm-court/{page}").status_code == 200, page


def test_every_name_the_footer_and_the_mails_use_exists() -> None:
    known = {pattern.name for pattern in urls.urlpatterns}
    named = {
        links.CONFIRM_PAGE,
        links.CHANGE_PAGE,
        links.LEAVE_PAGE,
        links.CODE_PAGE,
        links.NEIGHBORHOOD_PAGE,
    }
    named |= {name for name, _found_by in links.ITEM_PAGES.values()}
    assert {name.partition(":")[2] for name in named} <= known
    assert get_resolver().namespace_dict["public"]


def test_voices_and_neighborhoods_of_the_scene_are_few(scene: SimpleNamespace) -> None:
    assert Voice.objects.count() == 3
    assert Neighborhood.objects.count() == 2
