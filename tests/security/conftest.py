"""What the tests of who may, and of what gets in, share."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from commonbeat.safety import sealing
from tests.security.asking import Asker
from tests.security.ground import Town
from tests.security.town import build


@pytest.fixture(autouse=True)
def quick_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same locks, made of less work."""
    monkeypatch.setattr(sealing, "OPERATIONS", 1)
    monkeypatch.setattr(sealing, "MEMORY", 8192 * 2)


@pytest.fixture
def town(cast: SimpleNamespace) -> Town:
    return build(cast)


@pytest.fixture
def asker(town: Town) -> Asker:
    return Asker(town.people)
