"""Who may plan and record presence, and what a plan must look like."""

from datetime import date, datetime, timedelta

from commonbeat.people.models import Duty, Staff
from commonbeat.places.models import Neighborhood, Place, Team
from commonbeat.presence.models import Walk

LONGEST_WALK = timedelta(hours=12)
LONGEST_STOP_MINUTES = 240
PROMISE_IS_NEAR = timedelta(days=7)
PLANNED_PROMISES = timedelta(days=14)
FARTHEST_WEEK = timedelta(weeks=12)
LONGEST_LEAVE = timedelta(days=366)


def works_in(staff: Staff, neighborhood: Neighborhood) -> bool:
    """Whether this person walks in the neighborhood."""
    if staff.team_id != neighborhood.team_id or not staff.is_active:
        return False
    where = staff.neighborhoods_as(Duty.OFFICER, Duty.COORDINATOR)
    return where is None or neighborhood.pk in where


def coordinates(staff: Staff, neighborhood: Neighborhood) -> bool:
    """Whether this person plans for the neighborhood."""
    if staff.team_id != neighborhood.team_id or not staff.is_active:
        return False
    where = staff.neighborhoods_as(Duty.COORDINATOR)
    return where is None or neighborhood.pk in where


def may_plan(by: Staff, officer: Staff, neighborhood: Neighborhood) -> bool:
    """Coordinators plan for officers of their neighborhood; officers plan their own walks there."""
    if not works_in(officer, neighborhood):
        return False
    return coordinates(by, neighborhood) or by.pk == officer.pk


def may_plan_week(by: Staff, team: Team, neighborhood: Neighborhood | None) -> bool:
    """Coordinators plan the week of their neighborhood; of the whole team who coordinates all of it."""
    if by.team_id != team.pk or not by.is_active or not by.has_duty(Duty.COORDINATOR):
        return False
    if neighborhood is None:
        return by.neighborhoods_as(Duty.COORDINATOR) is None
    return coordinates(by, neighborhood)


def may_plan_for(by: Staff, officer: Staff) -> bool:
    """Whether this person plans in any neighborhood where the officer works."""
    if by.team_id != officer.team_id or not by.is_active or not by.has_duty(Duty.COORDINATOR):
        return False
    where, works = (
        by.neighborhoods_as(Duty.COORDINATOR),
        officer.neighborhoods_as(Duty.OFFICER, Duty.COORDINATOR),
    )
    return where is None or works is None or bool(where & works)


def may_set_weights(by: Staff) -> bool:
    """What every plan weighs is decided where the team's other settings are."""
    return by.is_active and by.has_duty(Duty.ADMIN)


def may_record(by: Staff, walk: Walk) -> bool:
    """Only whoever walks can say where they were."""
    return by.is_active and by.pk == walk.officer_id


def fits_in_walk(walk: Walk, at: datetime) -> bool:
    """Whether a stop at this time lies within the walk."""
    return walk.starts_at <= at <= walk.ends_at


def may_stop(walk: Walk, place: Place) -> bool:
    """A walk stops in its own neighborhood, and in others where the officer works too."""
    return place.neighborhood_id == walk.neighborhood_id or works_in(walk.officer, place.neighborhood)


def week_of(on: date) -> date:
    """The Monday of the week: the only time kept of a sighting."""
    return on - timedelta(days=on.weekday())
