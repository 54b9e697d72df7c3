"""The fixed cast: the same people in every test."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from commonbeat.people.models import Duty, OfficerProfile, Role, Staff
from commonbeat.places.models import Neighborhood, Place, Team

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
PASSWORD = "correct horse battery"


def square(longitude: float, latitude: float, size: float = 0.01) -> dict:
    """A GeoJSON square, so that tests need no extract."""
    east, north = longitude + size, latitude + size
    ring = [[longitude, latitude], [east, latitude], [east, north], [longitude, north], [longitude, latitude]]
    return {"type": "Polygon", "coordinates": [ring]}


def make_team(**fields: object) -> Team:
    return Team.objects.create(
        **{
            "name": "Harbor Team",
            "slug": "harbor",
            "kind": "town",
            "timezone": "Europe/Helsinki",
            "languages": ["en", "es"],
            "emergency_numbers": [{"label": "Emergency", "number": "112"}],
            "monitored_hours": "8:00–20:00",
            **fields,
        }
    )


def make_neighborhood(team: Team, name: str, slug: str, longitude: float) -> Neighborhood:
    return Neighborhood.objects.create(
        team=team, name=name, slug=slug, boundary=square(longitude, 60.16), population=4200,
        longitude=longitude + 0.005, latitude=60.165,
    )  # fmt: skip


def make_place(neighborhood: Neighborhood, name: str, slug: str, kind: str = "cafe") -> Place:
    return Place.objects.create(
        team=neighborhood.team, neighborhood=neighborhood, name=name, slug=slug, kind=kind,
        longitude=neighborhood.longitude, latitude=neighborhood.latitude, is_meeting_place=True,
    )  # fmt: skip


def make_staff(team: Team, name: str, *duties: str, where: Neighborhood | None = None) -> Staff:
    staff = Staff.objects.create_user(
        email=f"{name.lower()}@team.example",
        team_id=team.id,
        password=PASSWORD,
        name=name,
        joined_on=date(2023, 5, 2),
    )
    for duty in duties:
        Role.objects.create(team=team, staff=staff, duty=duty, neighborhood=where)
    return staff


@pytest.fixture
def at() -> datetime:
    return AT


# Beginnings that are brought about once (see tests.kept); each of them holds its cast.
BEGINNINGS = ("kept_town", "kept_scene")


def _of_beginning(request: pytest.FixtureRequest) -> SimpleNamespace | None:
    names = [name for name in BEGINNINGS if name in request.fixturenames]
    return request.getfixturevalue(names[0]).cast if names else None


@pytest.fixture
def team(db, request: pytest.FixtureRequest) -> Team:
    begun = _of_beginning(request)
    return begun.team if begun else make_team()


@pytest.fixture
def cast(team: Team, request: pytest.FixtureRequest) -> SimpleNamespace:
    """Everybody, in Harbor Row; Dot works in Elm Court and must see nothing of Harbor Row."""
    return _of_beginning(request) or make_cast(team)


def make_cast(team: Team) -> SimpleNamespace:
    row = make_neighborhood(team, "Harbor Row", "harbor-row", 24.93)
    court = make_neighborhood(team, "Elm Court", "elm-court", 24.95)
    ben = make_staff(team, "Ben", Duty.OFFICER, where=row)
    OfficerProfile.objects.create(
        team=team, staff=ben, slug="ben", known_as="Ben", portrait_seed="ben", title="Community officer",
        may="Walk with you.", may_not="Search you.", why_here="I grew up here.", languages=["en", "ar"],
        hours="Mon–Fri 14:00–18:00", reach="At the corner café", since=date(2023, 5, 2), is_public=True,
    )  # fmt: skip
    return SimpleNamespace(
        team=team,
        row=row,
        court=court,
        cafe=make_place(row, "Corner café", "corner-cafe"),
        gate=make_place(row, "School gate, Mill Street", "school-gate", "school_gate"),
        yard=make_place(court, "Elm yard", "elm-yard", "park"),
        ben=ben,
        cleo=make_staff(team, "Cleo", Duty.COORDINATOR, where=row),
        noor=make_staff(team, "Noor", Duty.CONFIDANT),
        mo=make_staff(team, "Mo", Duty.MODERATOR, where=row),
        ivo=make_staff(team, "Ivo", Duty.AUDITOR),
        ada=make_staff(team, "Ada", Duty.ADMIN),
        dot=make_staff(team, "Dot", Duty.OFFICER, where=court),
    )
