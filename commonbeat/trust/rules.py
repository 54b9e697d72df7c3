"""Who may ask, and when an answer may be looked at, counted and shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.translation import gettext as _

from commonbeat.methods.disclosure import THRESHOLD
from commonbeat.people.models import Duty, Staff
from commonbeat.places.models import Neighborhood
from commonbeat.safety.errors import Refused
from commonbeat.trust.models import Invitation, Rollout, Wave, WaveState

# An answer is looked at only together with at least so many others of its neighborhood and way.
TOGETHER = THRESHOLD
# At twice as many half of them, by chance, leave the box, so that as many always stay behind to hide among.
FULL = 2 * TOGETHER
SHORTEST_WAVE = timedelta(days=3)
LONGEST_WAVE = timedelta(days=120)
MOST_INVITED = 20_000
FEWEST_ROLLOUT_AREAS = 2
MOST_ROLLOUT_AREAS = 200


def may_ask(staff: Staff, neighborhoods: Iterable[Neighborhood]) -> bool:
    """Whether this person coordinates every one of these neighborhoods."""
    if not staff.is_active or not staff.has_duty(Duty.COORDINATOR):
        return False
    where = staff.neighborhoods_as(Duty.COORDINATOR)
    asked = list(neighborhoods)
    if any(area.team_id != staff.team_id for area in asked):
        return False
    return bool(asked) and (where is None or all(area.pk in where for area in asked))


def may_run(staff: Staff, wave: Wave) -> bool:
    """Whether this person may draw, close, publish and take back this wave."""
    return Wave.objects.visible_to(staff).filter(pk=wave.pk).exists()


def may_knock(staff: Staff, invitation: Invitation) -> bool:
    """Officers knock on the drawn doors of their neighborhoods."""
    if staff.team_id != invitation.team_id or not staff.is_active or not staff.has_duty(Duty.OFFICER):
        return False
    where = staff.neighborhoods_as(Duty.OFFICER)
    return where is None or invitation.neighborhood_id in where


def may_roll_out(staff: Staff, rollout: Rollout) -> bool:
    """Whether this person may freeze this rollout and hand in its months."""
    return Rollout.objects.visible_to(staff).filter(pk=rollout.pk).exists()


def need_asking(staff: Staff, neighborhoods: Iterable[Neighborhood]) -> None:
    if not may_ask(staff, neighborhoods):
        raise Refused(_("Only whoever coordinates all of these neighborhoods can do this."))


def need_running(staff: Staff, wave: Wave) -> None:
    if not may_run(staff, wave):
        raise Refused(_("Only whoever coordinates all neighborhoods of this wave can do this."))


def need_state(wave: Wave, on: date, *allowed: WaveState) -> None:
    """Refuses a deed that this wave is not ready for, or past."""
    state = wave.state(on)
    if state in allowed:
        return
    sentences = {
        WaveState.PLANNED: _("This wave has not begun yet."),
        WaveState.OPEN: _("This wave is still open. Wait for its last day."),
        WaveState.OVER: _("This wave is over. Close it."),
        WaveState.CLOSED: _("This wave is closed already."),
        WaveState.PUBLISHED: _("This wave is published already."),
        WaveState.WITHDRAWN: _("This wave was taken back."),
    }
    raise Refused(sentences[state])


def need_span(starts_on: date, ends_on: date, today: date) -> None:
    """Refuses a wave in the past, upside down, too short to answer or too long to mean one moment."""
    if starts_on < today:
        raise Refused(_("A wave cannot begin in the past."), "starts_on")
    if ends_on - starts_on < SHORTEST_WAVE:
        raise Refused(_("Give people at least three days to answer."), "ends_on")
    if ends_on - starts_on > LONGEST_WAVE:
        raise Refused(_("A wave is over after four months at most."), "ends_on")
