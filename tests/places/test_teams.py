"""A team cannot exist without a number to call in danger."""

import pytest
from django.core.checks import Tags, run_checks
from django.db import IntegrityError, connection, transaction

from commonbeat.places import actions
from commonbeat.places.inventory import FIELDS
from commonbeat.places.models import MapSheet, Neighborhood, Place, Street, Team, WalkNetwork
from commonbeat.safety.errors import Refused
from tests.places.area import AT, import_village, village_team

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "numbers", [[], None, "112", [{}], [{"label": "Police", "number": ""}], [{"number": "call us"}]]
)
def test_a_team_without_an_emergency_number_is_refused(numbers: object) -> None:
    with pytest.raises(Refused):
        village_team(emergency_numbers=numbers)
    assert not Team.objects.exists()


def test_the_last_emergency_number_cannot_be_taken_away() -> None:
    team = village_team()
    with pytest.raises(Refused):
        actions.change_team(team=team, emergency_numbers=[], actor="system", at=AT)
    team.refresh_from_db()
    assert team.emergency_numbers == [{"label": "Emergency", "number": "112"}]


def test_the_database_itself_refuses_a_team_without_numbers() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Team.objects.create(name="X", slug="x", emergency_numbers=[])


def test_serving_is_refused_while_a_team_has_no_number() -> None:
    village_team()
    assert not [
        found
        for found in run_checks(tags=[Tags.database], databases=["default"])
        if found.id == "places.E001"
    ]
    empty = "'{}'" if connection.vendor == "sqlite" else "'{}'::jsonb"
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE places_team SET emergency_numbers = {empty}")
    assert [
        found
        for found in run_checks(tags=[Tags.database], databases=["default"])
        if found.id == "places.E001"
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("timezone", "Mars/Base"),
        ("languages", ["xx"]),
        ("languages", []),
        ("kind", "army"),
        ("name", "x" * 121),
        ("about", "a\x00b"),
        ("slug", "no spaces"),
        ("slug", "x" * 61),
    ],
)
def test_what_a_team_says_of_itself_is_checked(field: str, value: object) -> None:
    with pytest.raises(Refused) as refusal:
        village_team(**{field: value})
    assert refusal.value.field in {field, "slug"}


def test_two_teams_cannot_share_a_short_name() -> None:
    village_team()
    with pytest.raises(Refused, match="taken"):
        village_team()


def test_hours_to_answer_follow_the_kind_and_default_to_three_days() -> None:
    team = village_team(answer_hours={"question": 24})
    assert (team.hours_to_answer("question"), team.hours_to_answer("worry")) == (24, 72)


def test_a_place_by_hand_lies_in_its_neighborhood_and_has_a_slug_of_its_own() -> None:
    team = village_team()
    import_village(team)
    west = Neighborhood.objects.get(name="West Side")
    given = {"neighborhood": west, "kind": "cafe", "latitude": 47.001, "actor": "system", "at": AT}
    again = actions.add_place(name="Café Zoë", longitude=9.001, **given)
    assert again.slug == "cafe-zoe-2"
    assert again.days_between_visits() == 14
    for wrong in ({"longitude": 9.5}, {"longitude": 9.001, "kind": "bar"}, {"longitude": 9.001, "name": " "}):
        with pytest.raises(Refused):
            actions.add_place(**({"name": "X"} | given | wrong))


def test_every_field_is_in_the_inventory() -> None:
    models = (Team, Neighborhood, Place, Street, WalkNetwork, MapSheet)
    fields = {f"{model.__name__}.{field.name}" for model in models for field in model._meta.concrete_fields}
    assert fields == set(FIELDS)
