"""People find their street however they type it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonbeat.places import actions, queries, search
from commonbeat.places.folding import fold, search_key
from commonbeat.places.models import Neighborhood, Place, Team
from tests.places.area import AT, import_village, village_team


@pytest.fixture
def village(db: None) -> Team:
    team = village_team(languages=["en", "es"])
    import_village(team)
    return team


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Käthe-Kollwitz-Straße", "Käthe-Kollwitz-Straße"),
        ("kathe kollwitz strasse", "Käthe-Kollwitz-Straße"),
        ("KOLLWITZ", "Käthe-Kollwitz-Straße"),
        ("kaethe kollwitz str. 12b", "Käthe-Kollwitz-Straße"),
        ("kollwitzstrasse kathe", None),
        ("kolwitz", "Käthe-Kollwitz-Straße"),
        ("strasse kollwitz kathe", "Käthe-Kollwitz-Straße"),
        ("rue de l’eglise", "Rue de l'Église"),
        ("nandu", "Calle Ñandú"),
        ("muhlgase", "Mühlgasse"),
        ("müh", "Mühlgasse"),
        ("mühl gasse", "Mühlgasse"),
        ("main stret", "Main Street"),
        ("mian street", "Main Street"),
        ("zoe", "Café Zoë"),
        ("main street, east side", "Main Street"),
        ("west side", "West Side"),
        ("corner and sons", "Corner & Sons"),
        ("corner sons", "Corner & Sons"),
        ("qqqq", None),
        ("", None),
        (" ,.- ", None),
        ("12", None),
    ],
)
def test_the_right_thing_comes_first(village: Team, typed: str, found: str | None) -> None:
    hits = queries.find(village, typed)
    assert (hits[0].label if hits else None) == found


def test_a_hit_says_what_it_is_and_where(village: Team) -> None:
    street, *_rest = queries.find(village, "Main Street East Side")
    assert (street.kind, street.neighborhood.name, street.place) == ("street", "East Side", None)
    assert street.street is not None
    assert queries.neighborhood_at(village, street.longitude, street.latitude) == street.neighborhood
    place = queries.find(village, "linden park")[0]
    assert (place.kind, place.place and place.place.kind) == ("place", "park")


def test_a_street_in_two_neighborhoods_is_offered_for_both(village: Team) -> None:
    hits = queries.find(village, "Main Street")
    assert {hit.neighborhood.name for hit in hits if hit.label == "Main Street"} == {"East Side", "West Side"}


def test_finding_takes_five_queries(village: Team, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(5):
        queries.find(village, "ma")


def test_another_team_finds_nothing_of_ours(village: Team) -> None:
    other = village_team(slug="other", name="Other")
    assert queries.find(other, "Main Street") == []
    assert queries.nearest_place(other, 9.001, 47.001) is None
    assert queries.neighborhood_at(other, 9.001, 47.001) is None


def test_the_phone_gets_only_places_of_its_neighborhoods(
    village: Team, django_assert_num_queries: Any
) -> None:
    west = Neighborhood.objects.get(name="West Side")
    with django_assert_num_queries(1):
        places = queries.places_for_phone([west])
    assert {place["name"] for place in places} == {"Café Zoë", "Linden Park", "Market"}
    assert set(places[0]) == {"id", "name", "lon", "lat"}


def test_the_nearest_place_is_one_where_people_are_met(village: Team, django_assert_num_queries: Any) -> None:
    inn = Place.objects.get(name="Zum Löwen")
    with django_assert_num_queries(1):
        near = queries.nearest_place(village, inn.longitude, inn.latitude)
        assert near is not None
        assert near.neighborhood.name == "West Side"
    assert near.name == "Café Zoë"
    actions.change_place(place=near, is_meeting_place=False, actor="system", at=AT)
    further = queries.nearest_place(village, inn.longitude, inn.latitude)
    assert further is not None
    assert further.name == "Linden Park"


def test_outside_every_boundary_there_is_no_neighborhood(village: Team) -> None:
    assert queries.neighborhood_at(village, 9.5, 47.5) is None


@pytest.mark.django_db
def test_the_team_is_known_by_its_domain_and_the_first_answers_otherwise() -> None:
    assert queries.team_for_host("anything") is None
    first = village_team()
    second = village_team(slug="second", name="A", domain="second.example")
    assert queries.team_for_host("SECOND.example:8000") == second
    assert queries.team_for_host("localhost:8000") == first
    assert queries.team_for_host("[::1]") == first


@given(st.text(max_size=120))
def test_folding_is_settled_after_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert "|" not in fold(text)


@given(st.lists(st.text(max_size=30), max_size=6), st.integers(1, 60))
def test_search_keys_keep_to_their_length(names: list[str], limit: int) -> None:
    assert len(search_key(names, limit)) <= limit


@given(st.text(max_size=100), st.integers(0, 5))
def test_any_text_may_be_searched(text: str, limit: int) -> None:
    entries = [
        search.Entry("street", number, name, fold(name), "west side")
        for number, name in enumerate(["Main Street", "Mühlgasse", "Rue de l'Église"])
    ]
    assert len(search.best(entries, text, limit)) <= limit


@given(st.sampled_from(["Mühlgasse", "Käthe-Kollwitz-Straße", "Calle Ñandú", "Esplanadi"]), st.data())
def test_one_slip_of_the_finger_is_forgiven(name: str, data: st.DataObject) -> None:
    others = ["Main Street", "Rue de l'Église", "Bahnhof", "Postplatz"]
    entries = [search.Entry("street", label, label, fold(label)) for label in [name, *others]]
    at = data.draw(st.integers(1, len(name) - 2))
    slipped = data.draw(
        st.sampled_from(
            [name[:at] + name[at + 1 :], name[:at] + name[at] + name[at:], name[:at] + "x" + name[at + 1 :]]
        )
    )
    assert [entry.label for entry in search.best(entries, slipped, 1)] == [name]
