"""What every test can count on: the browser, the order of the suite, and the choice of database tests."""

import gc
import os
from collections.abc import Iterable, Iterator

import pytest
from django.db import connection
from django.template.base import Template
from django.template.context import Context
from django.utils import translation
from django.utils.safestring import SafeString
from hypothesis import HealthCheck, settings

from commonbeat.safety import paths
from tests.browser import browse, chromium, page  # noqa: F401
from tests.cast import *  # noqa: F403
from tests.flush import journal_can_be_emptied  # noqa: F401

# Looking for garbage among a million lasting objects took a fifth of the time.
gc.set_threshold(50_000, 20, 10)
# A busy machine is slow, which is no fault of what is tested.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup", "client"}


@pytest.fixture(scope="session", autouse=True)
def only_whole_pages_are_noted(django_test_environment: None) -> Iterator[None]:
    """`response.context` holds what the page was given; Django would copy it for every part of the page too."""
    noting = Template._render

    def render(template: Template, context: Context) -> SafeString:
        return (
            noting(template, context) if context.template is template else template.nodelist.render(context)
        )

    Template._render = render
    yield
    Template._render = noting


@pytest.fixture(autouse=True)
def no_head_of_an_earlier_test() -> None:
    """The journal remembers its newest entry outside the database, where no rollback reaches it."""
    paths.journal_head().unlink(missing_ok=True)


@pytest.fixture(autouse=True)
def no_language_of_an_earlier_test() -> None:
    """A Spanish page leaves its language behind in the thread."""
    translation.deactivate()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database-only",
        action="store_true",
        help="only the tests that touch the database; of the journeys, those marked both_databases",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Journeys last: the browser's event loop then stands in no other test's way."""
    for item in items:
        if "browse" in getattr(item, "fixturenames", ()):
            item.add_marker("journey")
    items.sort(key=lambda item: item.get_closest_marker("journey") is not None)
    if config.getoption("--database-only"):
        chosen = [item for item in items if _touches_database(item)]
        left_out = [item for item in items if not _touches_database(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = chosen


def pytest_report_header() -> Iterable[str]:
    yield f"database: {connection.vendor}"
    if "COMMONBEAT_SHOTS" in os.environ:
        yield f"screenshots: {os.environ['COMMONBEAT_SHOTS']}"


def _touches_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("journey"):
        return item.get_closest_marker("both_databases") is not None
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(fixtures & DATABASE_FIXTURES)
