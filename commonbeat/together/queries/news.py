"""What happened in a problem file, for those who follow it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from commonbeat.together.models import Phase, Problem, Task


@dataclass(frozen=True)
class News:
    """One thing that everybody can read in the file."""

    at: datetime
    words: str


def news_of(problem: Problem, since: datetime, until: datetime) -> list[News]:
    """What became public in the file after `since` and up to `until`, in the order of time."""
    during = (since, until)
    found = [
        News(step.at, _("It is now: %(phase)s.") % {"phase": Phase(step.phase).label})
        for step in problem.steps.filter(at__range=during, number__gt=1)
    ]
    found += [
        News(one.found_at, _("We found out: %(words)s") % {"words": one.words})
        for one in problem.findings.filter(found_at__range=during, is_public=True)
    ]
    changed = problem.tasks.filter(changed_at__range=during).select_related("partner", "team")
    found += [News(task.changed_at, _task(task)) for task in changed]
    found += [
        News(one.finished_at, _("Counted again: %(what)s") % {"what": one.what})
        for one in problem.measures.filter(finished_at__range=during)
        if one.finished_at
    ]
    return sorted((one for one in found if since < one.at <= until), key=lambda one: one.at)


def _task(task: Task) -> str:
    said = {"who": task.partner.name if task.partner else task.team.name, "words": task.words}
    if task.done_on:
        return _("Done by %(who)s: %(words)s") % said
    if task.dropped_because:
        return _("Not done by %(who)s after all: %(words)s") % said
    return _("Pledged by %(who)s: %(words)s") % said
