"""Who may open what at the desk: nobody, unless a duty says so."""

from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.test import Client

from commonbeat.faces.desk.urls import urlpatterns
from tests.faces.desk_scene import text, url
from tests.signin import sign_in

# The route, what of the scene it is about, the deed, and who may open it with GET.
TABLE = [
    ("home", None, None, "ben cleo noor mo ivo ada dot"),
    ("inbox", None, None, "ben cleo dot"),
    ("voice_new", None, None, "cleo"),
    ("voice", "voice", None, "cleo mo"),
    ("voice_do", "voice", "read-back", "cleo"),
    ("voice_do", "voice", "write", "cleo"),
    ("voice_do", "held", "release", "mo"),
    ("concerns", None, None, "ben cleo mo dot"),
    ("concern", "concern", None, "ben cleo mo"),
    *(
        ("concern_do", "concern", deed, "ben cleo")
        for deed in ("answer", "promise", "act", "report-back", "understood", "close", "reopen")
    ),
    ("concern_do", "concern", "assign", "cleo"),
    ("concern_do", "concern", "rename", "cleo"),
    ("concern_do", "concern", "publish", "cleo mo"),
    ("concern_do", "concern", "unpublish", ""),
    ("concern_do", "concern", "said-did", ""),
    ("promises", None, None, "ben cleo dot"),
    *(("promise_do", "promise", deed, "ben cleo") for deed in ("keep", "correct", "break")),
    ("reading", None, None, "mo"),
    ("complaints", None, None, "noor"),
    ("contacts", None, None, "noor"),
    ("contact_open", "contact", None, "noor"),
    ("box_do", None, "share", "noor"),
    ("box_do", None, "choose", "noor"),
    ("box_do", None, "rotate", "noor"),
    ("box_do", None, "make", ""),
    ("walks", None, None, "ben cleo dot"),
    ("walk_new", None, None, "ben cleo dot"),
    ("walk", "walk", None, "ben cleo"),
    *(
        ("walk_do", "walk", deed, "ben cleo")
        for deed in ("suggested", "stop", "announce", "quiet", "cancel", "off")
    ),
    ("stop_remove", "stop", None, "ben cleo"),
    ("gatherings", None, None, "ben cleo mo dot"),
    ("gathering_new", None, None, "cleo"),
    ("gathering", "gathering", None, "ben cleo mo"),
    *(("gathering_do", "gathering", deed, "cleo") for deed in ("change", "publish", "call-off")),
    *(("gathering_do", "gathering", deed, "ben cleo") for deed in ("minutes", "raise")),
    ("gathering_do", "gathering", "publish-minutes", ""),
    ("gathering_do", "gathering", "correct-minutes", ""),
    ("questions", None, None, "ben dot cleo mo"),
    *(("question_do", "question", deed, "cleo mo") for deed in ("show", "decline")),
    *(("question_do", "question", deed, "cleo") for deed in ("answer", "correct")),
    ("work", None, None, "cleo mo"),
    ("initiative_new", None, None, "cleo"),
    *(("initiative_do", "initiative", deed, "cleo") for deed in ("change", "publish", "end")),
    ("priority_new", None, None, "cleo"),
    *(("priority_do", "priority", deed, "cleo") for deed in ("renew", "act", "publish", "end")),
    ("pairs", None, None, "cleo mo"),
    ("pair_do", "pair", "withdraw", "cleo mo"),
    ("pair_do", "pair", "approve", ""),
    ("trust", None, None, "cleo"),
    ("wave_new", None, None, "cleo"),
    ("population", None, None, "cleo"),
    ("rollout_new", None, None, "cleo"),
    ("journal", None, None, "ivo"),
    ("mail", None, None, "cleo ada"),
    ("export", None, None, "cleo"),
    ("team", None, None, "cleo ada"),
    ("invite", None, None, "ada"),
    ("invite_take_back", "invite", None, "ada"),
    ("role_take", "role", None, "ada"),
    ("recovery_approve", "recovery", None, "ada"),
    ("person", "ben", None, "cleo ada"),
    ("person_do", "ben", "duty", "ada"),
    ("person_do", "ben", "leave", "ada"),
    ("person_do", "ben", "vouch", "cleo ada"),
    ("person_profile", "ben", "edit", "cleo"),
    ("person_profile", "ben", "hide", "cleo ada"),
    ("profile", None, None, "ben cleo dot"),
    ("profile_do", None, "edit", "ben cleo dot"),
    ("profile_do", None, "hide", "ben"),
    ("profile_do", None, "show", ""),
    ("settings", None, None, "ada"),
    ("settings_do", None, "team", "ada"),
    ("settings_do", None, "pace", "ada"),
    ("place_new", None, None, "ada"),
    ("place_change", "cafe", None, "ada"),
    ("area", "row", None, "ada"),
    ("area_change", "row", None, "ada"),
]
EVERYBODY = ("ben", "cleo", "noor", "mo", "ivo", "ada", "dot")


def address(scene: SimpleNamespace, name: str, about: str | None, deed: str | None) -> str:
    found = getattr(scene, about, None) or getattr(scene.cast, about) if about else None
    return url(name, *([found.pk] if found else []), *([deed] if deed else []))


def test_every_view_says_which_duties_it_is_for() -> None:
    assert all(hasattr(pattern.callback, "staff_duties") for pattern in urlpatterns)


def test_a_visitor_is_sent_to_sign_in_everywhere(scene: SimpleNamespace, client: Client) -> None:
    for name, about, deed, _who in TABLE:
        path = address(scene, name, about, deed)
        for response in (client.get(path), client.post(path)):
            if response.status_code != 405:
                assert response.status_code == 302, path
                assert response.headers["Location"].startswith("/sign-in/"), path


@pytest.mark.parametrize("who", EVERYBODY)
def test_only_the_right_duty_opens_a_page(scene: SimpleNamespace, who: str) -> None:
    client = sign_in(Client(), getattr(scene.cast, who))
    for name, about, deed, allowed in TABLE:
        path = address(scene, name, about, deed)
        response = client.get(path, follow=name == "home")
        expected = 200 if who in allowed.split() else 404
        assert response.status_code == expected, f"{who} {path}"


@pytest.mark.parametrize("who", EVERYBODY)
def test_nobody_does_by_sending_what_they_may_not_open(scene: SimpleNamespace, who: str) -> None:
    client = sign_in(Client(), getattr(scene.cast, who))
    for name, about, deed, allowed in TABLE:
        if who not in allowed.split():
            assert client.post(address(scene, name, about, deed)).status_code in (404, 405), (
                f"{who} {name} {deed}"
            )


def test_another_neighborhoods_object_answers_exactly_like_none(scene: SimpleNamespace) -> None:
    client = sign_in(Client(), scene.cast.dot)
    for name, about, deed, _who in TABLE:
        if about and about not in ("cafe", "row", "ben"):
            key, nothing = getattr(scene, about).pk, uuid4()
            theirs = client.get(address(scene, name, about, deed))
            none = client.get(url(name, nothing, *([deed] if deed else [])))
            assert theirs.status_code == none.status_code == 404, name
            # The page repeats its own address in the links to other languages.
            assert text(theirs).replace(str(key), str(nothing)) == text(none), name


def test_a_deed_nobody_knows_does_not_exist(scene: SimpleNamespace) -> None:
    client = sign_in(Client(), scene.cast.cleo)
    assert client.get(url("concern_do", scene.concern.pk, "shred")).status_code == 404


def test_pages_of_the_desk_are_never_kept_by_a_browser(scene: SimpleNamespace) -> None:
    response = sign_in(Client(), scene.cast.cleo).get(url("concern", scene.concern.pk))
    assert response.headers["Cache-Control"] == "no-store, private"


def test_the_rail_shows_only_what_one_may_open(scene: SimpleNamespace) -> None:
    for who in EVERYBODY:
        client = sign_in(Client(), getattr(scene.cast, who))
        rail = client.get(url("home"), follow=True).context["rail"]
        assert rail
        assert all(
            client.get(row["url"], follow=True).status_code == 200 for group in rail for row in group["rows"]
        ), who
