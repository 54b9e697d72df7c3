"""Which way a problem goes, what each move needs, and who may do what."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonbeat.listening.models import Voice
from commonbeat.methods.text import behavior
from commonbeat.people.models import Duty, Staff
from commonbeat.safety.errors import Refused
from commonbeat.together.models import Aspect, Phase, PhaseStep, Problem

if TYPE_CHECKING:
    from commonbeat.places.models import Neighborhood

SCAN, ANALYSE, RESPOND, ASSESS, CLOSED, SET_ASIDE = Phase

# Assessing stands in the only way to the end: nothing leads past it.
MOVES: dict[tuple[Phase, Phase], str | Lazy] = {
    (SCAN, ANALYSE): gettext_lazy("It harms people, it recurs, and residents expect us to work on it."),
    (SCAN, SET_ASIDE): gettext_lazy("It is not a problem in this sense, and we say why."),
    (ANALYSE, RESPOND): gettext_lazy("We know who, where, when and why well enough to try something."),
    (ANALYSE, SET_ASIDE): gettext_lazy("It is not a problem in this sense, and we say why."),
    (RESPOND, ANALYSE): gettext_lazy("What we tried taught us that we have to look again."),
    (RESPOND, ASSESS): gettext_lazy("What was agreed is done. Now we count again."),
    (ASSESS, RESPOND): gettext_lazy("It did not get better enough. We try something else."),
    (ASSESS, ANALYSE): gettext_lazy("It did not get better, and we have to find out why."),
    (ASSESS, CLOSED): gettext_lazy("It was assessed, and everybody can read what came of it."),
    (CLOSED, ANALYSE): gettext_lazy("It is back."),
    (SET_ASIDE, SCAN): gettext_lazy("It came up again."),
}
# Two or more of the same: the R in CHEERS.
FEWEST_EVENTS = 2
LINK_DAYS = 60
LONGEST_LINK_DAYS = 180
# An alert that comes often is not read.
MOST_ALERTS, ALERT_WINDOW = 3, timedelta(days=30)
ALERT_PAUSE = timedelta(hours=24)
LONGEST_ALERT = timedelta(days=14)


def allowed(phase: str) -> list[Phase]:
    """Where a problem may go from here."""
    return [to for start, to in MOVES if start == phase]


def holds(staff: Staff, team_id: UUID, neighborhood_id: UUID, *duties: str) -> bool:
    """Whether one of these duties is held in this neighborhood or in the whole team."""
    if not staff.is_active or staff.team_id != team_id:
        return False
    where = staff.neighborhoods_as(*duties)
    return where is None or neighborhood_id in where


def may_coordinate(staff: Staff, row: Any) -> bool:
    """Coordinators of the neighborhood open, move and close what is worked on there."""
    return holds(staff, row.team_id, row.neighborhood_id, Duty.COORDINATOR)


def may_work(staff: Staff, row: Any) -> bool:
    """The coordinators, and the officer who looks after it, write findings and tasks."""
    keeper = getattr(row, "owner_id", None) or getattr(row, "keeper_id", None)
    is_keeper = keeper == staff.pk and holds(staff, row.team_id, row.neighborhood_id, Duty.OFFICER)
    return is_keeper or may_coordinate(staff, row)


def may_take_off(staff: Staff, row: Any) -> bool:
    """Coordinators and moderators take words that point to somebody off the pages."""
    return holds(staff, row.team_id, row.neighborhood_id, Duty.COORDINATOR, Duty.MODERATOR)


def need_coordinator(staff: Staff, row: Any) -> None:
    if not may_coordinate(staff, row):
        raise Refused(_("Only a coordinator of this neighborhood can do this. Please ask one of them."))


def need_coordinator_of(staff: Staff, neighborhood: Neighborhood) -> None:
    if not holds(staff, neighborhood.team_id, neighborhood.pk, Duty.COORDINATOR):
        raise Refused(_("Only a coordinator of this neighborhood can do this. Please ask one of them."))


def need_worker(staff: Staff, row: Any) -> None:
    if not may_work(staff, row):
        raise Refused(_("Only those who look after this can do it. Please ask its coordinator."))


def need_words(text: str, field: str, sentence: str) -> None:
    """Refuses an empty text with the sentence that says what to write."""
    if not text:
        raise Refused(sentence, field)


def need_behavior(text: str, field: str) -> None:
    """Refuses words about how somebody looks instead of what was done."""
    if behavior.pause(text):
        raise Refused(
            _("Everybody reads this. Please write what was done and where, not what somebody looks like."),
            field,
        )


def need_move(problem: Problem, now: str, to: str, because: str) -> None:
    """Refuses a move that is not in the table, or whose work is not done."""
    if (now, to) not in MOVES:
        raise Refused(
            _("A problem that is %(now)s cannot go there. Please take one step after the other.")
            % {"now": str(Phase(now).label)}
        )
    if (now, to) == (SCAN, ANALYSE):
        _need_cheers(problem)
    elif (now, to) == (ANALYSE, RESPOND):
        _need_findings(problem)
    elif to == ASSESS:
        _need_response(problem)
    elif to != RESPOND and not because:
        raise Refused(_("Please say why."), "because")


def need_assessed(problem: Problem) -> None:
    """Refuses to close while something is open or nothing was counted again."""
    if not problem.measures.filter(finished_at__isnull=False).exists():
        raise Refused(
            _("Nothing was counted again yet. Please finish a measure first: it cannot be closed without.")
        )
    if problem.tasks.open().exists():
        raise Refused(_("Some tasks are still open. Please finish them, or say why they were dropped."))


def _need_cheers(problem: Problem) -> None:
    if problem.open_questions:
        raise Refused(_("Please answer all six questions first."), problem.open_questions[0])
    concerns = problem.links.count()
    behind = {"concern__problem_link__problem": problem, "is_held": False}
    voices = Voice.objects.filter(**behind).standing().count()
    if max(concerns, voices) < FEWEST_EVENTS:
        raise Refused(_("A problem is two or more similar harms. Please add the other concern first."))


def _need_findings(problem: Problem) -> None:
    known = set(problem.findings.values_list("aspect", flat=True))
    missing = [str(aspect.label) for aspect in Aspect if aspect not in known]
    if missing:
        raise Refused(
            _("We do not know enough yet. Please write down: %(missing)s.") % {"missing": "; ".join(missing)}
        )


def _need_response(problem: Problem) -> None:
    if not problem.tasks.filter(done_on__isnull=False).exists():
        raise Refused(_("Nothing was done yet. Please finish a task first."))
    if not problem.measures.exists():
        raise Refused(
            _("Please write down first what was counted before, here and at a place to compare with.")
        )


def phase_of(problem: Problem) -> str:
    """Where the problem stands now."""
    last = PhaseStep.objects.filter(problem=problem).order_by("-number").values_list("phase", flat=True)
    return last.first() or SCAN
