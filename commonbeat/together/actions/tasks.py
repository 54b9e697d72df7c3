"""Tasks: what somebody pledged, its date, and what came of it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from commonbeat.openness.calendar import local_day
from commonbeat.people.models import Staff
from commonbeat.safety.errors import Refused
from commonbeat.safety.text import clean
from commonbeat.together import rules
from commonbeat.together.actions.ground import RESIDENT, need_coming, need_past, note, once
from commonbeat.together.models import Partner, Phase, Problem, Task, WatchGroup

PARTNER = "through a partner's link"


@transaction.atomic
def pledge(
    *,
    subject: Problem | WatchGroup,
    client_id: UUID,
    words: str,
    due_on: date,
    by: Staff | Partner,
    at: datetime,
    partner: Partner | None = None,
) -> Task:
    """Somebody will do this by then. A partner pledges for itself; staff for the team, or what a partner told
    them."""
    problem = subject if isinstance(subject, Problem) else None
    if isinstance(by, Partner):
        partner = by
    else:
        rules.need_worker(by, subject)
    words, today = clean(words, 300, "words"), local_day(subject.team, at)
    rules.need_words(words, "words", _("Please write what will be done."))
    rules.need_behavior(words, "words")
    need_coming(due_on, today, "due_on")
    if partner is not None and (problem is None or partner.problem_id != problem.pk):
        raise Refused(_("Please choose a partner of this very problem."), "partner")
    _need_going(subject)

    def make() -> Task:
        row = Task.objects.create(
            team_id=subject.team_id,
            problem=problem,
            group=subject if isinstance(subject, WatchGroup) else None,
            partner=partner,
            client_id=client_id,
            words=words,
            pledged_on=today,
            is_own_word=isinstance(by, Partner),
            due_on=due_on,
            first_due_on=due_on,
            changed_at=at,
        )
        _note("pledge task", row, by, at)
        return row

    return once(Task, client_id, {"words": words, "due_on": due_on}, make)


@transaction.atomic
def finish_task(*, task: Task, done_on: date, by: Staff | Partner, at: datetime, outcome: str = "") -> Task:
    """It is done; the date and what came of it stay visible."""
    task = _open(task, by)
    need_past(done_on, local_day(task.team, at), "done_on")
    outcome = clean(outcome, 500, "outcome")
    rules.need_behavior(outcome, "outcome")
    task.done_on, task.outcome, task.changed_at = done_on, outcome, at
    task.save(update_fields=["done_on", "outcome", "changed_at"])
    _note("finish task", task, by, at)
    return task


@transaction.atomic
def move_task(*, task: Task, due_on: date, because: str, by: Staff | Partner, at: datetime) -> Task:
    """Another date, with the reason; the first date stays visible."""
    task = _open(task, by)
    need_coming(due_on, local_day(task.team, at), "due_on")
    because = clean(because, 300, "because")
    rules.need_words(because, "because", _("Please say why it takes longer."))
    rules.need_behavior(because, "because")
    task.due_on, task.moved_because, task.changed_at = due_on, because, at
    task.save(update_fields=["due_on", "moved_because", "changed_at"])
    _note("move task", task, by, at)
    return task


@transaction.atomic
def drop_task(*, task: Task, because: str, by: Staff | Partner, at: datetime) -> Task:
    """It will not be done, and everybody can read why."""
    task = _open(task, by)
    because = clean(because, 300, "because")
    rules.need_words(because, "because", _("Please say why it will not be done."))
    rules.need_behavior(because, "because")
    task.dropped_because, task.changed_at = because, at
    task.save(update_fields=["dropped_because", "changed_at"])
    _note("drop task", task, by, at)
    return task


def _open(task: Task, by: Staff | Partner) -> Task:
    task = (
        Task.objects.select_for_update(of=("self",))
        .select_related("problem", "group", "team")
        .get(pk=task.pk)
    )
    if isinstance(by, Partner):
        if task.partner_id != by.pk:
            raise Refused(_("This task is not yours. Please ask the coordinator."))
    else:
        rules.need_worker(by, task.problem or task.group)
    if task.done_on is not None or task.dropped_because:
        raise Refused(_("This task has ended already. Please pledge a new one."))
    return task


def _need_going(subject: Problem | WatchGroup) -> None:
    if isinstance(subject, WatchGroup):
        if subject.ended_on is not None:
            raise Refused(_("This group has ended."))
    elif rules.phase_of(subject) not in (Phase.ANALYSE, Phase.RESPOND, Phase.ASSESS):
        raise Refused(_("Tasks come after the six questions are answered and before the file is closed."))


def _note(action: str, task: Task, by: Staff | Partner, at: datetime) -> None:
    if isinstance(by, Partner):
        note(action, task, by=RESIDENT, at=at, reason=PARTNER)
    else:
        note(action, task, by=by, at=at)
