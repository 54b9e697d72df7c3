"""A small village, written by hand, so that no test needs a real extract."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from commonbeat.places import actions
from commonbeat.places.models import Team

DATA = Path(__file__).parent / "data"
VILLAGE = DATA / "village.osm"
SIDES = DATA / "village.geojson"
AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def village_team(**fields: Any) -> Team:
    given = {"name": "Village Team", "slug": "village", "emergency_numbers": [{"label": "", "number": "112"}]}
    return actions.make_team(**(given | fields), actor="system", at=AT)


def import_village(team: Team, path: Path = VILLAGE, **options: Any) -> actions.AreaImported:
    return actions.import_area(
        **({"boundaries": SIDES} | options), team=team, path=path, actor="system", at=AT
    )


def changed(tmp_path: Path, *swaps: tuple[str, str], name: str = "newer.osm") -> Path:
    """The village with some text of its file replaced."""
    text = VILLAGE.read_text()
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new)
    (tmp_path / name).write_text(text)
    return tmp_path / name
