"""The map is small, true to the ground, and follows the reader's colors."""

import gzip
import re

import defusedxml.ElementTree
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from commonbeat.places import drawing, queries
from commonbeat.places.drawing.frame import path_data
from commonbeat.places.drawing.labels import Lettering, broken
from commonbeat.places.models import MapSheet, Neighborhood, Place, Team
from tests.places.area import changed, import_village, village_team


@pytest.fixture
def village(db: None) -> Team:
    team = village_team()
    import_village(team)
    return team


def svg(sheet: MapSheet) -> str:
    return gzip.decompress(bytes(sheet.svg_gzip)).decode()


def test_sheets_are_well_formed_and_ask_nobody_for_anything(village: Team) -> None:
    for sheet in MapSheet.objects.all():
        text = svg(sheet)
        root = defusedxml.ElementTree.fromstring(text)
        assert root.get("viewBox") == sheet.view_box
        assert "© OpenStreetMap contributors" in text
        links = set(re.findall(r"(?:href|src|url\()[=\"']*([^\"')]+)", text))
        assert all(link.startswith("#") for link in links)
        assert "<script" not in text
        assert "Main Street" in text


def test_names_from_the_map_cannot_break_out(tmp_path: object, db: None) -> None:
    evil = changed(tmp_path, ("Main Street", "&lt;script&gt;alert(1)&lt;/script&gt;"))  # type: ignore[arg-type]
    team = village_team()
    import_village(team, evil)
    text = svg(MapSheet.objects.get(neighborhood=None))
    assert "<script" not in text
    defusedxml.ElementTree.fromstring(text)


def test_every_color_has_a_light_and_a_dark_side_and_a_page_may_set_it(village: Team) -> None:
    text = svg(MapSheet.objects.get(neighborhood=None))
    style = re.search("<style>(.*?)</style>", text)
    assert style is not None
    light, dark = style[1].split("@media (prefers-color-scheme:dark)")
    used = set(re.findall(r"var\((--map-[a-z-]+)", text.replace(style[0], "")))
    assert used
    assert all(f"{name}:" in light and f"{name}:" in dark for name in used)
    assert "<style>" not in drawing.inline(text)
    assert drawing.STYLE_CSP.startswith("'sha256-")


def test_a_point_lands_where_the_map_shows_it(village: Team) -> None:
    sheet = queries.sheet_of(village)
    assert sheet is not None
    west, south, east, north = shapely.total_bounds([area.shape for area in Neighborhood.objects.all()])
    left, top = drawing.project(sheet, west, north)
    right, bottom = drawing.project(sheet, east, south)
    assert 0 < left < right < sheet.width
    assert 0 < top < bottom < sheet.height
    assert (right - left) / (bottom - top) == pytest.approx(
        (east - west) * 75840 / ((north - south) * 111195), rel=0.01
    )
    assert drawing.unproject(sheet, left, top) == pytest.approx((west, north), abs=1e-5)


def test_outlines_and_markers_lie_on_the_sheet(village: Team) -> None:
    sheet = queries.sheet_of(village)
    assert sheet is not None
    areas = Neighborhood.objects.public(village)
    drawn = queries.outlines(sheet, areas)
    assert [one.element_id for one in drawn] == ["area-east-side", "area-west-side"]
    assert all(one.path.startswith("M") and one.path.endswith("z") for one in drawn)
    assert len(queries.markers(sheet, Place.objects.public(village))) == 8


def test_the_sheet_is_found_in_one_query_without_its_drawing(
    village: Team, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        sheet = queries.sheet_of(village, Neighborhood.objects.get_queryset().none().first())
        assert sheet is not None
        assert "svg_gzip" in sheet.get_deferred_fields()


@given(
    st.tuples(st.floats(-170, 170), st.floats(-60, 60), st.floats(1e-4, 3), st.floats(1e-4, 3)),
)
def test_a_frame_shows_all_it_is_asked_to(box: tuple[float, float, float, float]) -> None:
    west, south, wide, high = box
    frame = drawing.Frame.around((west, south, west + wide, south + high))
    for longitude, latitude in ((west, south), (west + wide, south + high)):
        x, y = drawing.project(frame, longitude, latitude)
        assert -0.1 <= x <= frame.width + 0.1
        assert -0.1 <= y <= frame.height + 0.1
    assert 0.6 < (frame.height - 20) / frame.width < 1.72


def test_a_frame_moves_away_from_the_end_of_the_map() -> None:
    narrow = (9.009, 47.0, 9.01, 47.01)
    frame = drawing.Frame.around(narrow, (9.0, 47.0, 9.01, 47.01))
    assert frame.bounds[2] == pytest.approx(9.01, abs=5e-4)


@given(
    st.lists(
        st.lists(st.tuples(st.integers(-500, 9000), st.integers(-500, 9000)), min_size=2, max_size=12),
        max_size=5,
    )
)
def test_a_path_leads_through_its_points(lines: list[list[tuple[int, int]]]) -> None:
    shapes = np.array(
        [shapely.LineString([(x / 10, y / 10) for x, y in line]) for line in lines], dtype=object
    )
    parts = [part for part in path_data(shapes).split("M") if part]
    kept = [[a for a, b in zip(line, [None, *line], strict=False) if a != b] for line in lines]
    assert [walked(part) for part in parts] == [line for line in kept if len(line) > 1]


def walked(part: str) -> list[tuple[int, int]]:
    numbers = [int(number) for number in re.findall(r"-?\d+", part)]
    steps = np.array(numbers).reshape(-1, 2).cumsum(axis=0)
    return [(int(x), int(y)) for x, y in steps]


def test_names_never_lie_over_one_another() -> None:
    lettering = Lettering(shapely.box(0, 0, 400, 400))
    street = shapely.LineString([(10, 100), (390, 100)])
    assert lettering.along("Main Street", [street], 12)
    crossing = shapely.LineString([(200, 60), (200, 140)])
    assert not lettering.along("Cross Lane", [crossing], 12)
    assert not lettering.at("Outside", 395, 200, 12)


def test_a_name_is_never_upside_down() -> None:
    lettering = Lettering(shapely.box(0, 0, 400, 400))
    text = lettering.along("Main Street", [shapely.LineString([(390, 300), (10, 100)])], 12)
    angle = re.search(r"rotate\((-?[\d.]+)\)", text)
    assert angle is not None
    assert -90 <= float(angle[1]) <= 90


def test_long_names_are_broken_in_two() -> None:
    assert broken("Krems an der Donau") == ["Krems an", "der Donau"]
    assert broken("Vaduz") == ["Vaduz"]
