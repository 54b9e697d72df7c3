"""Nothing acknowledged is lost and nothing is doubled, whatever happens to the server."""

import pytest

from tests.reliability.crash import crash
from tests.reliability.house import house
from tests.reliability.resend import resend

pytestmark = pytest.mark.xdist_group("reliability")


def test_twenty_kills_lose_and_double_nothing() -> None:
    with house() as here:
        found = crash(here, cycles=20)
    assert found["acknowledged"] > 20
    assert found["lost"] == found["doubled"] == found["wrong_code"] == found["outbox_not_one"] == 0, found
    assert found["changed_codes"] == 0
    assert found["bad_answers"] == []
    assert found["journal_problems"] == []


def test_a_hundred_keys_resent_sixteen_times_at_once_make_a_hundred_rows() -> None:
    with house() as here:
        found = resend(here, keys=100, times=16)
    assert (found["voices"], found["codes_per_key"]) == (100, 1), found
    assert found["lost"] == found["outbox_not_one"] == 0, found
    assert found["journal_problems"] == [], found
    assert set(found["statuses"]) <= {200, 201, 503}, found
