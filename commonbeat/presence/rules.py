"""Who may plan and record presence, and what a plan must look like."""

from datetime import date, datetime, timedelta

from commonbeat.people.models import Duty, Staff
from commonbeat.places.models import Neighborhood
from commonbeat.presence.models import Walk

LONGEST_WALK = timedelta(hours=12)
LONGEST_STOP_MINUTES = 240
PROMISE_IS_NEAR = timedelta(days=7)


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


def may_record(by: Staff, walk: Walk) -> bool:
    """Only whoever walks can say where they were."""
    return by.is_active and by.pk == walk.officer_id


def fits_in_walk(walk: Walk, at: datetime) -> bool:
    """Whether a stop at this time lies within the walk."""
    return walk.starts_at <= at <= walk.ends_at


def week_of(on: date) -> date:
    """The Monday of the week: the only time kept of a sighting."""
    return on - timedelta(days=on.weekday())
