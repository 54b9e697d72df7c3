"""What comes round is done once in its period, however many workers there are."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from commonbeat.post import schedule

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_round_is_made_once_in_its_period() -> None:
    made: list[datetime] = []
    first = schedule.once("x", HOUR, lambda *, at: made.append(at))
    second = schedule.once("x", HOUR, lambda *, at: made.append(at))
    assert first(at=NOW)
    assert not second(at=NOW)
    assert not first(at=NOW + timedelta(minutes=59))
    assert second(at=NOW + HOUR)
    assert not first(at=NOW + HOUR)
    assert schedule.once("y", HOUR, lambda *, at: None)(at=NOW)
    assert made == [NOW, NOW + HOUR]


def test_one_that_failed_is_made_again_a_minute_later() -> None:
    tries: list[datetime] = []

    def stumble(*, at: datetime) -> None:
        tries.append(at)
        if len(tries) == 1:
            raise OSError("away")

    make = schedule.once("x", HOUR, stumble)
    with pytest.raises(OSError, match="away"):
        make(at=NOW)
    assert not make(at=NOW + timedelta(seconds=30))
    assert make(at=NOW + timedelta(seconds=60))


def test_one_whose_worker_died_is_made_again_after_a_quarter_of_an_hour() -> None:
    def die(*, at: datetime) -> None:
        raise SystemExit

    with pytest.raises(SystemExit):
        schedule.once("x", timedelta(days=1), die)(at=NOW)
    make = schedule.once("x", timedelta(days=1), lambda *, at: None)
    assert not make(at=NOW + timedelta(minutes=14))
    assert make(at=NOW + timedelta(minutes=15))


@pytest.mark.reliability
def test_workers_that_come_at_once_make_it_once() -> None:
    made: list[int] = []
    ready = threading.Barrier(6)

    def work() -> None:
        for number in range(25):
            ready.wait()
            schedule.once("x", HOUR, lambda *, at, number=number: made.append(number))(at=NOW + number * HOUR)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == list(range(25))
