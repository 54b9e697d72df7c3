"""Finding out, and counting before and after."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from commonbeat.openness.calendar import local_day
from commonbeat.people.models import Staff
from commonbeat.safety.errors import Refused
from commonbeat.safety.text import clean
from commonbeat.together import rules
from commonbeat.together.actions.ground import note, once
from commonbeat.together.models import Aspect, Finding, Measure, Phase, Problem

DAYS = range(7, 367)
MOST_COUNTED = 10_000_000
TEXTS = {"what": 200, "counted_by": 200, "compared_with": 200, "why_comparable": 500}


@transaction.atomic
def add_finding(
    *,
    problem: Problem,
    client_id: UUID,
    aspect: str,
    words: str,
    by: Staff,
    at: datetime,
    is_public: bool = True,
) -> Finding:
    """Something found out about who, where, when or why."""
    rules.need_worker(by, problem)
    words = clean(words, 1000, "words")
    rules.need_words(words, "words", _("Please write what you found out."))
    if aspect not in Aspect.values:
        raise Refused(_("Please say whether this is about who, where, when or why."), "aspect")
    rules.need_behavior(words, "words")
    _need_open(problem)
    same = {"problem_id": problem.pk, "words": words}

    def make() -> Finding:
        row = Finding.objects.create(
            team_id=problem.team_id,
            problem=problem,
            client_id=client_id,
            aspect=aspect,
            words=words,
            is_public=is_public,
            by=by,
            found_at=at,
        )
        note("add finding", row, by=by, at=at)
        return row

    return once(Finding, client_id, same, make)


@transaction.atomic
def hide_finding(*, finding: Finding, by: Staff, at: datetime) -> Finding:
    """Takes one finding off the public page; the file keeps it."""
    if not rules.may_take_off(by, finding.problem):
        raise Refused(_("Only a coordinator or moderator of this neighborhood can take this off the pages."))
    finding.is_public = False
    finding.save(update_fields=["is_public"])
    note("hide finding", finding, by=by, at=at)
    return finding


@transaction.atomic
def plan_measure(
    *,
    problem: Problem,
    client_id: UUID,
    what: str,
    counted_by: str,
    compared_with: str,
    why_comparable: str,
    before_on: date,
    days: int,
    here_before: int,
    there_before: int,
    by: Staff,
    at: datetime,
) -> Measure:
    """What is counted, and what it was before, here and at the place to compare with."""
    rules.need_worker(by, problem)
    texts = _texts(
        what=what, counted_by=counted_by, compared_with=compared_with, why_comparable=why_comparable
    )
    if days not in DAYS:
        raise Refused(_("Please count over at least a week and at most a year."), "days")
    _need_over(before_on, days, local_day(problem.team, at), "before_on")
    _need_counts(here_before=here_before, there_before=there_before)
    _need_open(problem)

    def make() -> Measure:
        row = Measure.objects.create(
            team_id=problem.team_id,
            problem=problem,
            client_id=client_id,
            before_on=before_on,
            days=days,
            here_before=here_before,
            there_before=there_before,
            planned_at=at,
            by=by,
            **texts,
        )
        note("plan measure", row, by=by, at=at)
        return row

    return once(Measure, client_id, {"problem_id": problem.pk, "what": texts["what"]}, make)


@transaction.atomic
def finish_measure(
    *, measure: Measure, after_on: date, here_after: int, there_after: int, by: Staff, at: datetime
) -> Measure:
    """The same counted again, over as many days; what was counted once is not changed anymore."""
    rules.need_worker(by, measure.problem)
    measure = Measure.objects.select_for_update().get(pk=measure.pk)
    if measure.is_finished:
        raise Refused(_("This was counted again already. Please plan another measure."))
    if rules.phase_of(measure.problem) != Phase.ASSESS:
        raise Refused(_("Please move the problem to assessing first."))
    if after_on < measure.before_on + timedelta(days=measure.days):
        raise Refused(_("The second count must begin after the first one ended."), "after_on")
    first_done = measure.problem.tasks.filter(done_on__isnull=False).order_by("done_on").first()
    if first_done is not None and first_done.done_on is not None and after_on < first_done.done_on:
        raise Refused(_("The second count must begin after something was done."), "after_on")
    _need_over(after_on, measure.days, local_day(measure.team, at), "after_on")
    _need_counts(here_after=here_after, there_after=there_after)
    measure.after_on, measure.here_after, measure.there_after = after_on, here_after, there_after
    measure.finished_at = at
    measure.save(update_fields=["after_on", "here_after", "there_after", "finished_at"])
    note("finish measure", measure, by=by, at=at)
    return measure


def _texts(**texts: str) -> dict[str, str]:
    cleaned = {name: clean(text, TEXTS[name], name) for name, text in texts.items()}
    sentences = {
        "what": _("Please say what is counted."),
        "counted_by": _("Please say who counts it, and how."),
        "compared_with": _("Please name a place to compare with, where nothing was changed."),
        "why_comparable": _("Please say why the two places can be compared."),
    }
    for name, text in cleaned.items():
        rules.need_words(text, name, sentences[name])
    return cleaned


def _need_over(first: date, days: int, today: date, field: str) -> None:
    if first + timedelta(days=days) > today:
        raise Refused(_("These days are not over yet. Please count when they are."), field)


def _need_counts(**counts: int) -> None:
    for name, count in counts.items():
        if not 0 <= count <= MOST_COUNTED:
            raise Refused(_("Please enter how many were counted, as a whole number."), name)


def _need_open(problem: Problem) -> None:
    if rules.phase_of(problem) in (Phase.CLOSED, Phase.SET_ASIDE):
        raise Refused(_("This file has ended. Please open it again first."))
