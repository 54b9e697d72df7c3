"""Planning a week: tries, wishes and weights, and publishing it as walks with stops."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commonbeat.people.models import Staff
from commonbeat.places.models import Neighborhood, Place, Team
from commonbeat.presence import keeping, prizes, queries, rules, searching, solving, trying
from commonbeat.presence.actions.ground import enter, must
from commonbeat.presence.actions.publishing import publish_walk
from commonbeat.presence.models import PlanRun, PlanSettings, WeekPlan, Wish, WishKind
from commonbeat.presence.weeks import Appointment
from commonbeat.safety.clock import local_date
from commonbeat.safety.errors import Refused


@transaction.atomic
def open_week(
    *, team: Team, neighborhood: Neighborhood | None, monday: date, by: Staff, at: datetime
) -> WeekPlan:
    """The plan of a week, made now or before; nothing is decided yet."""
    must(rules.may_plan_week(by, team, neighborhood))
    if monday.weekday() != 0:
        raise Refused(_("A week begins on a Monday."), "monday")
    today = local_date(at, team.timezone)
    if monday + timedelta(days=6) < today:
        raise Refused(_("This week is over. Please choose this week or a later one."), "monday")
    if monday > today + rules.FARTHEST_WEEK:
        raise Refused(_("This week is too far away. Please plan at most twelve weeks ahead."), "monday")
    week, is_new = WeekPlan.objects.get_or_create(team=team, neighborhood=neighborhood, monday=monday)
    if is_new:
        enter("open week", week, by=by, at=at)
    return week


def plan_week(
    *,
    week: WeekPlan,
    by: Staff,
    at: datetime,
    gatherings: Sequence[Appointment] = (),
    iterations: int = searching.ITERATIONS,
    seed: int | None = None,
) -> PlanRun:
    """One more try at the week, near the one before. What `gatherings` ask for comes from whoever knows them.

    A week that cannot be walked is a try too, with reasons. The search runs outside any transaction.
    """
    must(rules.may_plan_week(by, week.team, week.neighborhood))
    _refuse_over(week, at)
    week = WeekPlan.objects.select_related("team", "neighborhood__team").get(pk=week.pk)
    before = week.runs.order_by("number").last()
    if seed is None:
        # The same chance in every try at a week: what changes was asked for.
        seed = before.seed if before else secrets.randbelow(2**31)
    ground = queries.ground_of(week, at, gatherings)
    problem = solving.problem_of(ground, seed)
    task, fairness = _task(week, problem, before)
    tried = trying.tried(task, fairness, seed=seed, iterations=iterations)
    inputs, sha256 = keeping.packed(tried.task)
    kept = {
        "seed": seed,
        "iterations": tried.iterations,
        "inputs": inputs,
        "inputs_sha256": sha256,
        "outcome": solving.outcome_of(ground, problem, tried.plan),
    }
    return _keep_run(week, kept, by, at)


def _task(
    week: WeekPlan, problem: solving.Problem, before: PlanRun | None
) -> tuple[searching.Task, trying.Fairness | None]:
    """Near the try before and as fair as it; the first try is made fair, and shy of the weeks before."""
    task = searching.Task(problem.week)
    if before is not None:
        start = solving.start_of(problem, before.outcome)
        return replace(task, start=start, factors=keeping.unpacked(bytes(before.inputs)).factors), None
    shifts = {walk.id.partition(":")[0]: walk.id for walk in problem.week.walks if ":" in walk.id}
    task = searching.made_shy(task, queries.orders_before(week, shifts))
    return task, trying.Fairness(queries.residents_by_area(week), queries.visits_before(week))


@transaction.atomic
def _keep_run(week: WeekPlan, kept: dict[str, Any], by: Staff, at: datetime) -> PlanRun:
    locked = WeekPlan.objects.select_for_update(of=("self",)).get(pk=week.pk)
    run = PlanRun.objects.create(
        team=locked.team, week=locked, number=locked.runs.count() + 1, by=by, made_at=at, **kept
    )
    enter("plan week", run, by=by, at=at)
    return run


@transaction.atomic
def publish_week(*, run: PlanRun, by: Staff, at: datetime) -> PlanRun:
    """Make walks and stops of the newest try; walks that have begun and what residents were told stay.

    Published again, it changes only what the try changed.
    """
    week = WeekPlan.objects.select_for_update(of=("self",)).get(pk=run.week_id)
    must(rules.may_plan_week(by, week.team, week.neighborhood))
    newest = week.runs.order_by("number").last()
    if newest is None or newest.pk != run.pk:
        raise Refused(_("Somebody planned this week again. Please look at the newer plan first."))
    if newest.published_at is not None:
        return newest
    _refuse_over(week, at)
    for row in newest.outcome["walks"]:
        publish_walk(week=week, row=row, by=by, at=at)
    newest.published_at = at
    newest.save(update_fields=["published_at"])
    enter("publish week", newest, by=by, at=at)
    return newest


@transaction.atomic
def pin_stop(
    *,
    week: WeekPlan,
    place: Place,
    walk_key: str,
    by: Staff,
    at: datetime,
    at_time: datetime | None = None,
    is_announced: bool = False,
) -> Wish:
    """Keep this place on this walk, around this time, in every further try; told residents are told the time."""
    week = _to_change(week, by, at)
    row = _walk_row(week, walk_key)
    if not rules.works_in(Staff.objects.get(pk=row["officer"]), place.neighborhood):
        raise Refused(_("Please choose a place in a neighborhood where the officer works."), "place")
    begin, end = datetime.fromisoformat(row["starts_at"]), datetime.fromisoformat(row["ends_at"])
    if at_time is not None and not begin <= at_time < end:
        raise Refused(
            _("This time is not within the walk. Please choose a time between its start and end."), "at_time"
        )
    if is_announced and at_time is None:
        raise Refused(_("Residents are told a time. Please choose one."), "at_time")
    # A stop moved from one walk to another is on the other one only.
    Wish.objects.filter(week=week, place=place, kind=WishKind.PIN).exclude(walk_key=walk_key).delete()
    Wish.objects.filter(week=week, place=place, kind=WishKind.FORBID, walk_key="").delete()
    wish, _is_new = Wish.objects.update_or_create(
        week=week,
        place=place,
        walk_key=walk_key,
        defaults={
            "team": week.team,
            "kind": WishKind.PIN,
            "at_time": at_time,
            "is_announced": is_announced,
        },
    )
    enter("pin stop", wish, by=by, at=at)
    return wish


@transaction.atomic
def forbid_stop(*, week: WeekPlan, place: Place, by: Staff, at: datetime, walk_key: str = "") -> Wish:
    """Leave this place out of one walk, or without a walk out of the week, in every further try."""
    week = _to_change(week, by, at)
    if walk_key:
        _walk_row(week, walk_key)
    elif place.team_id != week.team_id:
        raise Refused(_("Please choose one of the team's places."), "place")
    others = Wish.objects.filter(week=week, place=place, kind=WishKind.PIN)
    (others.filter(walk_key=walk_key) if walk_key else others).delete()
    wish, _is_new = Wish.objects.update_or_create(
        week=week,
        place=place,
        walk_key=walk_key,
        defaults={"team": week.team, "kind": WishKind.FORBID, "at_time": None, "is_announced": False},
    )
    enter("forbid stop", wish, by=by, at=at)
    return wish


@transaction.atomic
def lift_wish(*, wish: Wish, by: Staff, at: datetime) -> None:
    """The next try decides by itself again."""
    week = _to_change(wish.week, by, at)
    enter("lift wish", wish, by=by, at=at)
    week.wishes.filter(pk=wish.pk).delete()


@transaction.atomic
def weigh_week(*, week: WeekPlan, weights: Mapping[str, int], by: Staff, at: datetime) -> WeekPlan:
    """What this week weighs, for every further try at it; the team's own weights stay as they are."""
    week = _to_change(week, by, at)
    week.weights = prizes.checked_weights(weights)
    week.save(update_fields=["weights"])
    enter("weigh week", week, by=by, at=at)
    return week


@transaction.atomic
def set_weights(
    *, team: Team, weights: Mapping[str, int], visit_minutes: int, by: Staff, at: datetime
) -> PlanSettings:
    """What every plan of the team weighs, and how long a visit lasts."""
    must(by.team_id == team.pk and rules.may_set_weights(by))
    if not 5 <= visit_minutes <= 60:
        raise Refused(_("A visit lasts between five minutes and an hour."), "visit_minutes")
    found = {"weights": prizes.checked_weights(weights), "visit_minutes": visit_minutes}
    settings, _is_new = PlanSettings.objects.update_or_create(team=team, defaults=found)
    enter("set weights", settings, by=by, at=at)
    return settings


def _to_change(week: WeekPlan, by: Staff, at: datetime) -> WeekPlan:
    """The week, held against others who change it; only for those who plan it, while it is not over."""
    must(rules.may_plan_week(by, week.team, week.neighborhood))
    _refuse_over(week, at)
    return WeekPlan.objects.select_for_update(of=("self",)).get(pk=week.pk)


def _refuse_over(week: WeekPlan, at: datetime) -> None:
    if week.monday + timedelta(days=6) < local_date(at, week.team.timezone):
        raise Refused(_("This week is over. Please choose this week or a later one."))


def _walk_row(week: WeekPlan, walk_key: str) -> dict[str, Any]:
    newest = week.runs.order_by("number").last()
    rows: list[dict[str, Any]] = newest.outcome["walks"] if newest else []
    for row in rows:
        if row["key"] == walk_key:
            return row
    raise Refused(_("This walk is not in the plan any more. Please choose another one."), "walk_key")
