"""Opening a problem, answering the six questions, and its way from phase to phase."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from commonbeat.listening.models import Concern
from commonbeat.openness.calendar import local_day
from commonbeat.openness.slugs import free_slug
from commonbeat.people.models import Staff
from commonbeat.places.models import Neighborhood
from commonbeat.safety.errors import Refused
from commonbeat.safety.text import clean
from commonbeat.together import rules
from commonbeat.together.actions.ground import note
from commonbeat.together.models import (
    CHEERS,
    Measure,
    Phase,
    PhaseStep,
    Problem,
    ProblemConcern,
    SetAside,
)


@transaction.atomic
def open_problem(
    *,
    neighborhood: Neighborhood,
    title: str,
    what: str,
    topic: str,
    concerns: Iterable[Concern],
    by: Staff,
    at: datetime,
    owner: Staff | None = None,
) -> Problem:
    """A problem file with the concerns behind it; everybody can read it from now on."""
    rules.need_coordinator_of(by, neighborhood)
    title, what = clean(title, 160, "title"), clean(what, 2000, "what")
    rules.need_words(title, "title", _("Please give the problem a name."))
    rules.need_words(what, "what", _("Please say what happens, so that everybody understands it."))
    rules.need_behavior(f"{title}. {what}", "what")
    behind = list(concerns)
    if not behind:
        raise Refused(_("Please choose at least one concern that raised it."), "concerns")
    if owner is not None and owner.team_id != neighborhood.team_id:
        raise Refused(_("Please choose somebody of your own team."), "owner")
    problem = Problem.objects.create(
        team_id=neighborhood.team_id,
        neighborhood=neighborhood,
        slug=free_slug(Problem.objects.filter(team_id=neighborhood.team_id), title),
        title=title,
        what=what,
        topic=topic,
        owner=owner,
        opened_at=at,
    )
    for concern in behind:
        _link(problem, concern, by, at)
    _step(problem, Phase.SCAN, by, at)
    note("open problem", problem, by=by, at=at)
    return problem


@transaction.atomic
def add_concern(*, problem: Problem, concern: Concern, by: Staff, at: datetime) -> ProblemConcern:
    """One more concern behind it; a concern belongs to one problem at most."""
    rules.need_worker(by, problem)
    link = _link(problem, concern, by, at)
    note("add concern to problem", problem, by=by, at=at)
    return link


@transaction.atomic
def set_concern_aside(*, concern: Concern, because: str, by: Staff, at: datetime) -> SetAside:
    """Says why a concern that looks like others is none of them; it is not suggested again."""
    rules.need_coordinator(by, _seen(concern, by))
    because = clean(because, 300, "because")
    rules.need_words(because, "because", _("Please say why they do not belong together."))
    row, is_new = SetAside.objects.get_or_create(
        concern=concern,
        defaults={"team_id": concern.team_id, "because": because, "by": by, "on": local_day(by.team, at)},
    )
    if is_new:
        note("set concern aside", row, by=by, at=at)
    return row


@transaction.atomic
def describe_problem(
    *,
    problem: Problem,
    by: Staff,
    at: datetime,
    title: str | None = None,
    what: str | None = None,
    owner: Staff | None = None,
) -> Problem:
    """Clearer words, or another officer to look after it."""
    rules.need_coordinator(by, problem)
    if title is not None:
        problem.title = clean(title, 160, "title")
        rules.need_words(problem.title, "title", _("Please give the problem a name."))
    if what is not None:
        problem.what = clean(what, 2000, "what")
        rules.need_words(
            problem.what, "what", _("Please say what happens, so that everybody understands it.")
        )
        rules.need_behavior(problem.what, "what")
    if owner is not None and owner.team_id != problem.team_id:
        raise Refused(_("Please choose somebody of your own team."), "owner")
    problem.owner = owner
    problem.save(update_fields=["title", "what", "owner"])
    note("describe problem", problem, by=by, at=at)
    return problem


@transaction.atomic
def answer_cheers(*, problem: Problem, by: Staff, at: datetime, **answers: str) -> Problem:
    """The six questions, as far as they can be answered: community, harm, expectation, events, recurring,
    similarity."""
    rules.need_worker(by, problem)
    for name in CHEERS:
        setattr(problem, name, clean(answers.get(name, getattr(problem, name)), 500, name))
        rules.need_behavior(getattr(problem, name), name)
    problem.save(update_fields=list(CHEERS))
    note("answer cheers", problem, by=by, at=at)
    return problem


@transaction.atomic
def move_problem(*, problem: Problem, to: str, by: Staff, at: datetime, because: str = "") -> PhaseStep:
    """One move of the table, when the work of the phase is done; closing has its own way."""
    rules.need_coordinator(by, problem)
    problem = Problem.objects.select_for_update().get(pk=problem.pk)
    because = clean(because, 500, "because")
    rules.need_behavior(because, "because")
    if to == Phase.CLOSED:
        raise Refused(_("A problem is closed by its assessment. Please say what came of it."))
    rules.need_move(problem, rules.phase_of(problem), to, because)
    step = _step(problem, to, by, at, because=because)
    note("move problem", problem, by=by, at=at)
    return step


@transaction.atomic
def close_problem(*, problem: Problem, what_came_of_it: str, by: Staff, at: datetime) -> PhaseStep:
    """The end of a problem: only after it was assessed, and with what came of it in words."""
    rules.need_coordinator(by, problem)
    problem = Problem.objects.select_for_update().get(pk=problem.pk)
    words = clean(what_came_of_it, 2000, "what_came_of_it")
    rules.need_move(problem, rules.phase_of(problem), Phase.CLOSED, words or "-")
    rules.need_words(
        words, "what_came_of_it", _("Please say what came of it, also when it did not get better.")
    )
    rules.need_behavior(words, "what_came_of_it")
    rules.need_assessed(problem)
    measure = problem.measures.filter(finished_at__isnull=False).order_by("-finished_at").first()
    problem.what_came_of_it = words
    problem.save(update_fields=["what_came_of_it"])
    step = _step(problem, Phase.CLOSED, by, at, assessed_by=measure)
    note("close problem", problem, by=by, at=at)
    return step


@transaction.atomic
def hide_problem(*, problem: Problem, because: str, by: Staff, at: datetime) -> Problem:
    """Takes a file off the public pages: it points to somebody. The work goes on."""
    if not rules.may_take_off(by, problem):
        raise Refused(_("Only a coordinator or moderator of this neighborhood can take this off the pages."))
    because = clean(because, 300, "because")
    rules.need_words(because, "because", _("Please say why nobody should read it."))
    problem.hidden_because = because
    problem.save(update_fields=["hidden_because"])
    note("hide problem", problem, by=by, at=at)
    return problem


@transaction.atomic
def show_problem(*, problem: Problem, by: Staff, at: datetime) -> Problem:
    """Puts a file back on the public pages."""
    rules.need_coordinator(by, problem)
    problem.hidden_because = ""
    problem.save(update_fields=["hidden_because"])
    note("show problem", problem, by=by, at=at)
    return problem


def _seen(concern: Concern, by: Staff) -> Concern:
    found = Concern.objects.visible_to(by).filter(pk=concern.pk).first()
    if found is None or found.about_officer_id is not None:
        raise Refused(_("You cannot see this concern. Please ask its coordinator."), "concerns")
    return found


def _link(problem: Problem, concern: Concern, by: Staff, at: datetime) -> ProblemConcern:
    concern = _seen(concern, by)
    if concern.neighborhood_id != problem.neighborhood_id:
        raise Refused(_("This concern is about another neighborhood."), "concerns")
    try:
        with transaction.atomic():
            return ProblemConcern.objects.create(
                team_id=problem.team_id,
                problem=problem,
                concern=concern,
                added_on=local_day(problem.team, at),
                by=by,
            )
    except IntegrityError:
        raise Refused(_("One of these concerns belongs to a problem already."), "concerns") from None


def _step(
    problem: Problem,
    phase: str,
    by: Staff,
    at: datetime,
    because: str = "",
    assessed_by: Measure | None = None,
) -> PhaseStep:
    number = problem.steps.count() + 1
    try:
        with transaction.atomic():
            return PhaseStep.objects.create(
                team_id=problem.team_id,
                problem=problem,
                number=number,
                phase=phase,
                because=because,
                assessed_by=assessed_by,
                by=by,
                at=at,
            )
    except IntegrityError:
        raise Refused(_("Somebody else moved it just now. Please load the page again.")) from None
