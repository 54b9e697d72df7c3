"""Planned, delivered, noticed: three numbers with their n and interval, and a simulation with known truth."""

import math
import random
from datetime import date, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonbeat.methods.shares import wilson
from commonbeat.places.models import Neighborhood
from commonbeat.presence import actions, queries
from commonbeat.presence.models import Sighting
from commonbeat.presence.queries import Share
from tests.cast import AT
from tests.presence.planned import place_at

MONDAY = date(2026, 11, 23)
NEXT = MONDAY + timedelta(days=7)
# A resident passes so many spots of the neighborhood on a usual day; more for whoever is out and about.
RESIDENTS, SPOTS, VISITS = 4200, 40, 22
ANSWERS = 400


def town(seed: int) -> tuple[list[bool], list[float]]:
    """Who really saw an officer in a week, and how likely each would follow an open link.

    Everybody passes some spots at some hours; a visit is seen by whoever passes its spot while it lasts.
    Whoever is out a lot sees us more, and reads our posters more.
    """
    dice = random.Random(seed)
    visits = [(dice.randrange(SPOTS), dice.randrange(7 * 14)) for _number in range(VISITS)]
    spots = {(spot, hour) for spot, hour in visits}
    saw, keen = [], []
    for _resident in range(RESIDENTS):
        outings = 4 + int(dice.expovariate(1 / 14))
        passed = {(dice.randrange(SPOTS), dice.randrange(7 * 14)) for _outing in range(outings * 3)}
        saw.append(bool(passed & spots))
        keen.append(outings)
    return saw, keen


def tell(cast: SimpleNamespace, where: Neighborhood, answers: list[bool]) -> Share:
    for was_seen in answers:
        actions.see(team=cast.team, neighborhood=where, client_id=uuid4(), was_seen=was_seen, at=AT)
    return queries.noticed(cast.team, where, MONDAY, NEXT).open_link


def sample(seed: int, saw: list[bool]) -> list[bool]:
    return random.Random(seed).sample(saw, ANSWERS)


def test_a_random_sample_of_400_recovers_the_share_that_saw_us_within_three_points(cast) -> None:
    saw, keen = town(1)
    truth = 100 * sum(saw) / len(saw)
    drawn = tell(cast, cast.row, sample(2, saw))
    followed = random.Random(3).choices(range(RESIDENTS), weights=keen, k=ANSWERS)
    keen_told = tell(cast, cast.court, [saw[one] for one in followed])
    assert drawn.n == keen_told.n == ANSWERS
    assert abs(drawn.percent - truth) <= 3
    assert drawn.low <= truth <= drawn.high
    # Left to whoever follows a link, it hears more from those who are out a lot: why it never joins the survey.
    assert keen_told.percent - truth > 3


def test_over_many_draws_the_error_is_chance_and_the_interval_holds_its_level() -> None:
    errors, held = [], 0
    for seed in range(200):
        saw, _keen = town(seed % 4)
        truth = sum(saw) / len(saw)
        answers = sample(1000 + seed, saw)
        low, high = wilson(sum(answers), ANSWERS)
        errors.append(100 * (sum(answers) / ANSWERS - truth))
        held += low <= truth <= high
    assert abs(sum(errors) / len(errors)) < 0.5, "no lean to either side"
    assert math.sqrt(sum(error * error for error in errors) / len(errors)) < 3
    assert sum(abs(error) <= 3 for error in errors) / len(errors) > 0.75
    assert held / len(errors) >= 0.93


@given(st.integers(0, 400), st.integers(0, 400))
def test_the_interval_holds_the_share_and_stays_between_none_and_all(count: int, more: int) -> None:
    n = count + more
    low, high = wilson(count, n)
    assert 0 <= low <= high <= 1
    if n:
        assert low <= count / n <= high


@pytest.mark.parametrize(
    ("count", "n", "low", "high"), [(0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0), (50, 100, 0.404, 0.596)]
)
def test_the_interval_is_wilsons(count: int, n: int, low: float, high: float) -> None:
    assert wilson(count, n) == (pytest.approx(low, abs=0.001), pytest.approx(high, abs=0.001))


@pytest.mark.parametrize(("count", "n", "level"), [(-1, 3, 0.9), (4, 3, 0.9), (1, 3, 0.0), (1, 3, 1.0)])
def test_the_interval_of_nonsense_is_refused(count: int, n: int, level: float) -> None:
    with pytest.raises(ValueError, match="must lie"):
        wilson(count, n, level)


def test_planned_and_delivered_are_counted_apart(cast) -> None:
    place = place_at(cast, "Square", visit_target_days=7)
    starts = AT - timedelta(days=3)
    walk = actions.plan_walk(
        officer=cast.ben, neighborhood=cast.row, starts_at=starts, ends_at=starts + timedelta(hours=3), by=cast.cleo,
        at=starts - timedelta(days=1),
    )  # fmt: skip
    stops = [
        actions.add_stop(
            walk=walk, place=one, at_time=starts + timedelta(minutes=30 * number), reason="other", reason_words="Hello",
            by=cast.cleo, at=starts - timedelta(days=1),
        )
        for number, one in enumerate((place, cast.cafe))
    ]  # fmt: skip
    actions.record_visit(stop=stops[0], client_id=uuid4(), by=cast.ben, at=starts)
    actions.record_visit(
        stop=stops[1], client_id=uuid4(), by=cast.ben, at=starts, is_delivered=False, skipped_because="Closed"
    )
    report = queries.presence_report(cast.team, cast.row, MONDAY - timedelta(days=14), MONDAY, AT)
    # Two weeks ask for two visits of the square and one of the café and the gate each.
    assert (report.planned.count, report.planned.n) == (2, 4)
    assert (report.delivered.count, report.delivered.n) == (1, 2)
    late = {gap.place.name: gap.days for gap in report.late}
    assert late == {"Corner café": None, "School gate, Mill Street": None}
    assert sum(report.by_part) == 1


def test_a_second_tap_says_whether_they_know_us_and_counts_once(cast) -> None:
    client_id = uuid4()
    actions.see(team=cast.team, neighborhood=cast.row, client_id=client_id, was_seen=True, at=AT)
    for knows in (True, False):
        actions.say_whether_known(client_id=client_id, knows_us=knows, at=AT)
    told = queries.noticed(cast.team, cast.row, MONDAY, NEXT)
    assert (told.knows_open_link.count, told.knows_open_link.n) == (1, 1)
    assert actions.say_whether_known(client_id=uuid4(), knows_us=True, at=AT) is None
    assert Sighting.objects.count() == 1
