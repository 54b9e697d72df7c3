"""The worker's rounds come as often as they said, and one that fails stops no other."""

from datetime import UTC, datetime, timedelta

import pytest

from commonbeat.rounds import Round, all_rounds, make_due

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_a_round_is_made_at_once_and_then_when_it_falls_due() -> None:
    made_at: list[datetime] = []
    rounds = [Round("sweep", timedelta(hours=1), lambda *, at: made_at.append(at))]
    for minutes in (0, 30, 59, 60, 61):
        make_due(rounds, at=MORNING + timedelta(minutes=minutes))
    assert made_at == [MORNING, MORNING + timedelta(hours=1)]


def test_a_round_that_fails_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    def stumble(*, at: datetime) -> None:
        raise OSError("the disk is full")

    rounds = [
        Round("stumble", timedelta(hours=1), stumble),
        Round("walk", timedelta(hours=1), lambda *, at: None),
    ]
    assert make_due(rounds, at=MORNING) == ["walk"]
    assert "stumble" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_every_round_of_every_room_can_be_made_on_an_empty_installation() -> None:
    for one in all_rounds():
        one.make(at=MORNING)
        one.make(at=MORNING)
