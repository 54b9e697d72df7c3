"""The demo community for all tests of this folder: built once and rolled back."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from django.urls import get_resolver

from commonbeat.demo import building
from commonbeat.demo.town import Town

NOW = datetime(2026, 11, 23, 12, 20, tzinfo=UTC)
SEED, WEEKS = 23, 12


def silent(what: str, share: float) -> None:
    """A bar that shows nothing."""


@pytest.fixture(scope="package")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town]:
    # The addresses are read once a process: as they are outside the demo, or other tests would find its pages.
    assert get_resolver().url_patterns
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(IS_DEMO=True, MAIL_IS_KEPT=True):
            made = building.build(seed=SEED, weeks=WEEKS, now=NOW, progress=silent)
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def in_the_demo(settings: Any) -> None:
    settings.IS_DEMO = settings.MAIL_IS_KEPT = True
