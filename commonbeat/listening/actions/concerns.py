"""The life of a concern: understood, answered, acted on, reported back, closed and opened again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from commonbeat.listening import rules, telling
from commonbeat.listening.actions import notes
from commonbeat.listening.actions.ground import lock_concern, must, needed, once, same, step
from commonbeat.listening.actions.readings import listeners, reach_understood
from commonbeat.listening.models import Action, Answer, Concern, ConcernState, ReportBack
from commonbeat.listening.rules import Facts
from commonbeat.listening.times import day, hour
from commonbeat.people.models import Staff
from commonbeat.safety.errors import Refused
from commonbeat.safety.text import clean

Written = TypeVar("Written", Answer, Action, ReportBack)


@transaction.atomic
def mark_understood(*, concern: Concern, by: Staff, because: str, at: datetime) -> Concern:
    """Say why we think we understood, where nobody can be reached; such concerns are counted apart."""
    because = needed(clean(because, 500, "because"), _("Say why you think we understood."), "because")
    concern, facts = lock_concern(concern)
    must(by, "mark_understood", concern)
    if facts.is_understood:
        return concern
    if listeners(concern):
        raise Refused(
            _("Somebody who raised this can be reached. Tell them what you heard and let them say.")
        )
    reach_understood(concern, facts, by=by, at=at, because=because)
    notes.enter(actor=by, action="mark understood", on=concern, about=concern, at=at)
    return concern


@transaction.atomic
def answer(*, concern: Concern, words: str, by: Staff, at: datetime, client_id: UUID | None = None) -> Answer:
    """A real answer to everybody who raised it; the first one stops the clock."""
    words = needed(clean(words, 5000, "words"), _("Write the answer."))
    concern, facts = lock_concern(concern)
    must(by, "answer", concern)
    row, is_new = _once(Answer, concern, facts, client_id, {"words": words, "by_id": by.pk}, at=hour(at))
    if is_new:
        facts = replace(facts, is_answered=True)
        step(concern, facts, rules.follow(facts, rules.ANSWERED), by=by, at=at)
        telling.tell_everybody("answer", row.pk, concern, at)
        notes.enter(actor=by, action="answer", on=row, about=concern, at=at)
    return row


@transaction.atomic
def act(
    *,
    concern: Concern,
    words: str,
    done_on: date,
    by: Staff,
    at: datetime,
    done_by: str = "",
    client_id: UUID | None = None,
) -> Action:
    """Something that was done about it, by us or by a partner, on a day that is not in the future."""
    words = needed(clean(words, 1000, "words"), _("Write what was done."))
    if done_on > day(concern.team, at):
        raise Refused(
            _("This day is still to come. Write what was done when it is done, or promise it."), "done_on"
        )
    concern, facts = lock_concern(concern)
    must(by, "act", concern)
    body = {"words": words, "done_by": clean(done_by, 120, "done_by"), "by_id": by.pk, "done_on": done_on}
    row, is_new = _once(Action, concern, facts, client_id, body)
    if is_new:
        facts = replace(facts, has_action=True)
        step(concern, facts, rules.follow(facts, rules.ACTING), by=by, at=at)
        notes.enter(actor=by, action="act", on=row, about=concern, at=at)
    return row


@transaction.atomic
def report_back(
    *, concern: Concern, words: str, by: Staff, at: datetime, client_id: UUID | None = None
) -> ReportBack:
    """Tell those who raised it what was done; a question needs an answer first, all else an action."""
    words = needed(clean(words, 5000, "words"), _("Write what you want to tell those who raised it."))
    concern, facts = lock_concern(concern)
    must(by, "report_back", concern)
    if not facts.is_ended:
        _refuse_empty_report(facts)
    row, is_new = _once(ReportBack, concern, facts, client_id, {"words": words, "by_id": by.pk}, at=hour(at))
    if is_new:
        facts = replace(facts, is_reported_back=True)
        step(concern, facts, rules.follow(facts, rules.REPORTED_BACK), by=by, at=at)
        telling.tell_everybody("report_back", row.pk, concern, at)
        notes.enter(actor=by, action="report back", on=row, about=concern, at=at)
    return row


@transaction.atomic
def close(*, concern: Concern, because: str, by: Staff, at: datetime) -> Concern:
    """End a concern that will not be confirmed; those who raised it read why and may open it again."""
    return _move(concern, rules.CLOSED, because, by=by, at=at)


@transaction.atomic
def reopen(*, concern: Concern, because: str, by: Staff, at: datetime) -> Concern:
    """Open a concern again that was told about, confirmed or closed."""
    return _move(concern, rules.REOPENED, because, by=by, at=at)


def _move(concern: Concern, state: ConcernState, because: str, *, by: Staff, at: datetime) -> Concern:
    verb = "close" if state == rules.CLOSED else "reopen"
    because = needed(
        clean(because, 500, "because"), _("Say why; those who raised it will read it."), "because"
    )
    concern, facts = lock_concern(concern)
    must(by, verb, concern)
    if facts.state != state:
        step(concern, facts, [state], by=by, at=at, because=because)
        telling.tell_everybody(str(state), concern.pk, concern, at)
        notes.enter(actor=by, action=verb, on=concern, about=concern, at=at)
    return concern


def _once(
    model: type[Written],
    concern: Concern,
    facts: Facts,
    client_id: UUID | None,
    body: dict[str, Any],
    **more: Any,
) -> tuple[Written, bool]:
    """The new row, or the one this client id wrote before; nothing new is written about an ended concern."""

    def find() -> Written | None:
        return None if client_id is None else model._default_manager.filter(client_id=client_id).first()

    def make() -> Written:
        number = model._default_manager.filter(concern=concern).count() + 1
        return model._default_manager.create(
            team_id=concern.team_id, concern=concern, number=number, client_id=client_id, **body, **more
        )

    row = find()
    is_new = row is None
    if row is None:
        if facts.is_ended:
            raise Refused(_("This concern has ended. Open it again first, and say why."))
        row, is_new = once(make, find)
    if not is_new:
        same(row, concern_id=concern.pk, **body)
    return row, is_new


def _refuse_empty_report(facts: Facts) -> None:
    """Reporting back needs something to report: since it was opened again, something new."""
    if rules.REOPENED in facts.states:
        has_news = facts.state in (rules.ACTING, rules.REPORTED_BACK) or (
            facts.is_light and facts.state == rules.ANSWERED
        )
    else:
        has_news = facts.has_action or (facts.is_light and facts.is_answered)
    if not has_news:
        raise Refused(
            _("There is nothing to report yet. Answer the question first.")
            if facts.is_light
            else _("There is nothing to report yet. Write down first what was done.")
        )
