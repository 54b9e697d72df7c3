"""Fair between neighborhoods over four weeks, and hard to predict on purpose."""

import itertools
from datetime import time, timedelta
from uuid import uuid4

import pytest

from commonbeat.people.models import Duty, Role
from commonbeat.presence import actions, keeping, queries, searching, trying
from commonbeat.presence.models import PlanRun, Stop
from tests.cast import AT, make_neighborhood, make_place, make_staff
from tests.presence.planned import MONDAY, place_at, shift, try_at, week

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_areas(cast):
    """A loud half with every need, a quiet half of the same size next to it, and one officer for both."""
    quiet = make_neighborhood(cast.team, "Quiet Half", "quiet-half", 24.931)
    vera = make_staff(cast.team, "Vera", Duty.COORDINATOR)
    Role.objects.create(team=cast.team, staff=cast.ben, duty=Duty.OFFICER, neighborhood=quiet)
    cast.ben.forget_roles()
    cast.court.is_current = False
    cast.court.save()
    for number in range(10):
        place_at(cast, f"Loud {number}", 0.0003 * number, visit_target_days=3)
        calm = make_place(quiet, f"Calm {number}", f"calm-{number}")
        calm.latitude, calm.visit_target_days = calm.latitude + 0.0003 * number, 20
        calm.save()
        # Somebody was there a week ago: less is unmet than in the loud half, where nobody has been.
        actions.record_contact(
            officer=cast.ben,
            client_id=uuid4(),
            neighborhood=quiet,
            place=calm,
            happened_at=AT - timedelta(days=7),
            at=AT,
        )  # fmt: skip
    for weekday in range(4):
        shift(cast, by=vera, weekday=weekday, may_cross=True, ends_at=time(15))
    cast.vera, cast.quiet = vera, quiet
    return cast


def rates(cast) -> list[float]:
    """Visits for each resident, by neighborhood, of all that is planned."""
    stops = list(Stop.objects.values_list("place__neighborhood", flat=True))
    return [stops.count(area.pk) / area.population for area in (cast.row, cast.quiet)]


def test_visits_per_resident_stay_within_half_as_much_again_over_four_weeks(two_areas) -> None:
    cast = two_areas
    for number in range(4):
        monday = MONDAY + timedelta(weeks=number)
        at = AT if number == 0 else AT + timedelta(weeks=number)
        run = try_at(
            week(cast, monday, neighborhood=None, by=cast.vera, at=at), cast.vera, at=at, seed=number
        )
        actions.publish_week(run=run, by=cast.vera, at=at)
    loud, quiet = rates(cast)
    assert max(loud, quiet) / min(loud, quiet) <= 1.5


def test_without_fairness_the_quiet_half_would_hardly_be_visited(two_areas, monkeypatch) -> None:
    cast = two_areas
    monkeypatch.setattr(queries, "residents_by_area", lambda week: {})
    run = try_at(week(cast, neighborhood=None, by=cast.vera), cast.vera)
    actions.publish_week(run=run, by=cast.vera, at=AT)
    loud, quiet = rates(cast)
    assert loud / max(quiet, 1e-9) > 1.5


def slots(run: PlanRun) -> set[tuple[str, str, int]]:
    """Place, weekday and half-hour of every stop."""
    found = set()
    for walk in run.outcome["walks"]:
        for stop in walk["stops"]:
            day, clock = stop["at"][:10], stop["at"][11:16]
            weekday = MONDAY.fromisoformat(day).weekday()
            found.add((stop["place"], weekday, int(clock[:2]) * 2 + int(clock[3:]) // 30))
    return found


def test_the_next_week_looks_different(cast) -> None:
    for number in range(24):
        place_at(cast, f"Corner {number}", 0.0006 * (number % 5), 0.0009 * (number // 5))
    for weekday in range(4):
        shift(cast, weekday=weekday)
    runs = []
    for number in range(3):
        at = AT + timedelta(weeks=number)
        run = try_at(
            week(cast, MONDAY + timedelta(weeks=number), at=at),
            cast.cleo,
            at=at,
            seed=number,
            iterations=3000,
        )
        actions.publish_week(run=run, by=cast.cleo, at=at)
        runs.append(slots(run))
    repeated = [len(first & second) / len(first) for first, second in itertools.pairwise(runs)]
    assert sum(repeated) / len(repeated) <= 0.25


def test_the_weeks_before_are_part_of_the_record(cast) -> None:
    for number in range(4):
        place_at(cast, f"Corner {number}", 0.0006 * number)
    shift(cast)
    actions.publish_week(run=try_at(week(cast), cast.cleo), by=cast.cleo, at=AT)
    later = AT + timedelta(weeks=1)
    run = try_at(week(cast, MONDAY + timedelta(weeks=1), at=later), cast.cleo, at=later)
    task = keeping.unpacked(run.inputs)
    assert task.shy
    assert all(worth < 0 for worth in task.shy.values())
    assert queries.visits_before(run.week)[str(cast.row.pk)] >= 4


def test_until_the_search_is_compiled_a_plain_one_plans_the_same_way(cast, monkeypatch) -> None:
    for number in range(4):
        place_at(cast, f"Corner {number}", 0.0006 * number)
    shift(cast)
    monkeypatch.setattr(trying, "is_ready", lambda: False)
    plain = try_at(week(cast), cast.cleo, iterations=10)
    monkeypatch.undo()
    task = keeping.unpacked(plain.inputs)
    again = searching.search(task, seed=plain.seed, iterations=plain.iterations)
    made = {walk.id: [visit.stop for visit in walk.visits] for walk in again.walks}
    assert made == {walk["key"]: [stop["stop"] for stop in walk["stops"]] for walk in plain.outcome["walks"]}
    assert sum(map(len, made.values())) >= 4
