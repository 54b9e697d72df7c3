"""The neighborhood API of data.police.uk, read by the clients that were written for it."""

import json
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from commonbeat.openness import actions as openness
from commonbeat.people.models import Duty, OfficerProfile
from tests.cast import make_neighborhood, make_place, make_staff
from tests.faces.scene import lively, now
from tests.peers import clients

POINT = ("60.165", "-1.195")


@pytest.fixture
def isle(cast: SimpleNamespace) -> SimpleNamespace:
    """A neighborhood where the clients look for one, with something of everything."""
    row = make_neighborhood(cast.team, "Sound Street", "sound-street", -1.2)
    place = make_place(row, "Pier café", "pier-cafe")
    make_staff(cast.team, "Una", Duty.OFFICER, where=row)
    OfficerProfile.objects.filter(staff=cast.ben).update(reach="At the pier")
    cast.ben.roles.create(team=cast.team, duty=Duty.OFFICER, neighborhood=row)
    at, by = now(), {"by": cast.cleo, "at": now()}
    cast.cleo.roles.create(team=cast.team, duty=Duty.COORDINATOR, neighborhood=row)
    cast.cleo.forget_roles()
    about = {
        "neighborhood": row,
        "kind": "coffee",
        "purpose": "Talk.",
        "place": place,
        "is_published": True,
        **by,
    }
    starts_at = (at + timedelta(days=3)).replace(hour=10, minute=30, second=0, microsecond=0)
    coffee = openness.announce_gathering(
        title="Coffee", starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), **about
    )
    off = openness.announce_gathering(
        title="Off", starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), **about
    )
    openness.cancel_gathering(gathering=off, because="Storm.", **by)
    today = at.date()
    for issue, days in (("Ice on the pier", 20), ("Speed", 5)):
        agreed = openness.agree_priority(
            neighborhood=row, issue=issue, why="Named.", agreed_on=today - timedelta(days=days),
            is_published=True, **by,
        )  # fmt: skip
    openness.act_on_priority(priority=agreed, words="Measured it.", done_on=today, **by)
    return SimpleNamespace(**vars(cast), isle=row, coffee=coffee)


def get(path: str, status: int = 200) -> Any:
    answer = Client().get(f"/police/api/{path}")
    assert answer.status_code == status, (path, answer.content[:300])
    assert answer["Content-Type"].startswith("application/json")
    assert answer["Access-Control-Allow-Origin"] == "*"
    return json.loads(answer.content)


def test_times_are_the_teams_own_and_without_a_zone(isle: SimpleNamespace) -> None:
    [event] = get("harbor/sound-street/events")
    # Helsinki is two hours ahead in winter, three in summer.
    hours = (int(event["start_date"][11:13]) - 10) % 24
    assert hours in (2, 3)
    assert event["start_date"][16:] == ":00"
    assert event["title"] == "Coffee"


def test_dates_of_priorities_come_under_both_names(isle: SimpleNamespace) -> None:
    for priority in get("harbor/sound-street/priorities"):
        assert priority["issue-date"] == priority["issue_date"]
        assert priority["action-date"] == priority["action_date"]
        assert priority["issue-date"].endswith("T00:00:00")


def test_nobody_without_a_public_page_is_named(isle: SimpleNamespace) -> None:
    assert [one["name"] for one in get("harbor/sound-street/people")] == ["Ben"]
    assert get("forces/harbor/people") == []
    assert "Una" not in str(get("harbor/sound-street")) + str(get("forces/harbor"))


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("forces/other", 404),
        ("other/sound-street", 404),
        ("harbor/nowhere", 404),
        ("harbor/nowhere/boundary", 404),
        ("locate-neighbourhood", 400),
        ("locate-neighbourhood?q=1", 400),
        ("locate-neighbourhood?q=nan,nan", 400),
        ("locate-neighbourhood?q=91,0", 400),
        ("locate-neighbourhood?q=0,0", 404),
    ],
)
def test_what_is_not_there_is_told_in_one_sentence(isle: SimpleNamespace, path: str, status: int) -> None:
    assert get(path, status)["error"].endswith(".")


def test_another_way_of_asking_is_refused(isle: SimpleNamespace) -> None:
    assert Client().post("/police/api/forces").status_code == 405


@pytest.mark.django_db(transaction=True)
def test_two_clients_read_everything(isle: SimpleNamespace, live_server: Any) -> None:
    read = clients.run("police", "police", f"{live_server.url}/police/api/", "harbor", "sound-street", *POINT)
    assert read["forces"] == ["Harbor Team"]
    assert read["force"] == "Harbor Team"
    assert "sound-street" in read["neighbourhoods"]
    assert (read["name"], read["population"]) == ("Sound Street", 4200)
    assert len(read["boundary"]) == 5
    assert read["officers"] == ["Ben"]
    assert [title for title, _start in read["events"]] == ["Coffee"]
    assert [issue for issue, *_dates in read["priorities"]] == ["Speed: Named.", "Ice on the pier: Named."]
    assert read["located"] == "sound-street"
    assert read["nowhere"]
    plain = read["plain"]
    assert plain["located"] == {"force": "harbor", "neighbourhood": "sound-street"}
    assert (plain["details"], plain["boundary"], plain["team"]) == ("Sound Street", 5, ["Ben"])
    assert len(plain["priorities"]) == 2
    assert plain["events"] == ["Coffee"]


@pytest.mark.django_db(transaction=True)
def test_a_client_that_checks_types_reads_everything(isle: SimpleNamespace, live_server: Any) -> None:
    address = f"{live_server.url}/police/api/"
    read = clients.run("police-typed", "police_typed", address, "harbor", "sound-street", *POINT)
    assert read["located"] == "sound-street"
    assert read["nowhere"]
    assert read["neighbourhood"]["locations"][0]["name"] == "Pier café"
    assert read["events"][0]["start_date"]
    assert read["priorities"][0]["issue_date"]
    assert read["people"] == ["Ben"]


@pytest.mark.django_db(transaction=True)
def test_an_empty_neighborhood_is_read_as_empty(cast: SimpleNamespace, live_server: Any) -> None:
    lively(cast)
    make_neighborhood(cast.team, "Bare", "bare", -1.2)
    read = clients.run("police", "police", f"{live_server.url}/police/api/", "harbor", "bare", *POINT)
    assert read["events"] == read["priorities"] == []
