"""What the tests of who may, and of what gets in, share."""

from __future__ import annotations

from pathlib import Path

import pytest

from commonbeat.safety import sealing
from tests.cast import make_cast, make_team
from tests.kept import again
from tests.security.asking import Asker
from tests.security.ground import Town
from tests.security.town import build


@pytest.fixture(autouse=True)
def quick_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same locks, made of less work."""
    monkeypatch.setattr(sealing, "OPERATIONS", 1)
    monkeypatch.setattr(sealing, "MEMORY", 8192 * 2)


def a_town() -> Town:
    return build(make_cast(make_team()))


@pytest.fixture
def kept_town(db: None) -> Town:
    """The same town for every test, until it is some minutes old."""
    return again(a_town)


@pytest.fixture
def town(kept_town: Town) -> Town:
    return kept_town


@pytest.fixture
def asker(town: Town) -> Asker:
    return Asker(town.people)


# Long walks over every page, in which the kind of database makes no difference to what is asked for.
ONCE = {"test_who_may", "test_headers", "test_complaint_leaves_no_trace"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where only what touches the database is run again, on the other database, these are left out."""
    if not config.getoption("--database-only"):
        return
    left_out = [
        item for item in items if item.path.stem in ONCE and item.path.parent == Path(__file__).parent
    ]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]
