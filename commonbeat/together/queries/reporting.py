"""The figures of a report, counted from the records whenever it is read; what the gate lets through, no more."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commonbeat.listening import queries as listening
from commonbeat.openness import gate
from commonbeat.openness.calendar import day_start, local_day
from commonbeat.openness.models import Gathering, Initiative, PriorityAction, Question, YouSaidWeDid
from commonbeat.presence import queries as presence
from commonbeat.together.models import Alert, Phase, PhaseStep, Problem, Report, Task

MOST = 12


@dataclass(frozen=True)
class Line:
    """One sentence of a list, and what its page is found by: a kind and a key."""

    words: str
    more: str = ""
    kind: str = ""
    key: str = ""


@dataclass(frozen=True)
class Section:
    """One part of a report: its figures by name, and what happened."""

    name: str
    title: str
    figures: list[tuple[str, str]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    note: str = ""
    words: str = ""
    """The coordinator's own, in between the figures."""


NO_SECTION: Section | None = None


@dataclass(frozen=True)
class _Window:
    report: Report
    at: datetime
    since: datetime
    until: datetime

    @property
    def first(self) -> date:
        return self.report.first_on

    @property
    def next(self) -> date:
        return self.report.next_on


def sections(report: Report, at: datetime) -> list[Section]:
    """Everything counted, the headline figures first, the own words in between; a part that fails is left out."""
    team = report.team
    window = _Window(report, at, day_start(team, report.first_on), day_start(team, report.next_on))
    made = [
        *(part(window) for part in (_loop, _promises, _presence)),
        _own("went_well", _("What went well"), report.went_well),
        *(part(window) for part in (_pairs, _answers)),
        _own("went_wrong", _("What did not go well"), report.went_wrong),
        *(part(window) for part in (_meetings, _work, _together)),
        _own("comes_next", _("What comes next"), report.comes_next),
    ]
    return [section for section in made if section is not None]


def _own(name: str, title: str, words: str) -> Section | None:
    return Section(name, title, words=words) if words else None


@gate.closed_on_error(NO_SECTION)
def _loop(window: _Window) -> Section | None:
    report = window.report
    figures = listening.loop_figures(
        report.team, report.neighborhood, window.since, window.until, public=True
    )
    rows = [(str(step["name"]), str(gate.our_work(step["count"]))) for step in figures.steps]
    pace = figures.median_hours_to_answer
    note = _("Half of the answers came within %(hours)d hours.") % {"hours": pace} if pace is not None else ""
    return Section("loop", _("What we heard, and what became of it"), rows, note=note)


@gate.closed_on_error(NO_SECTION)
def _promises(window: _Window) -> Section | None:
    report = window.report
    today = local_day(report.team, window.at)
    found = listening.promise_figures(report.team, report.neighborhood, window.first, window.next, on=today)
    rows = [
        (_("kept"), str(found.kept)),
        (_("late"), str(found.late)),
        (_("broken, with a reason"), str(found.broken)),
        (_("still to come"), str(found.open)),
    ]
    return Section("promises", _("Our promises"), rows)


@gate.closed_on_error(NO_SECTION)
def _presence(window: _Window) -> Section | None:
    report = window.report
    found = presence.presence_figures(report.team, report.neighborhood, window.first, window.next, window.at)
    rows = [
        (_("hours planned"), f"{found.planned_hours:g}"),
        (_("hours walked"), f"{found.delivered_hours:g}"),
        (_("hours called away"), f"{found.abstracted_hours:g}"),
        (_("places nobody visited for too long"), str(found.places_overdue)),
    ]
    return Section("presence", _("Being there"), rows)


@gate.closed_on_error(NO_SECTION)
def _pairs(window: _Window) -> Section | None:
    report = window.report
    found = YouSaidWeDid.objects.public(report.team).filter(
        neighborhood=report.neighborhood, published_at__gte=window.since, published_at__lt=window.until
    )
    lines = [
        Line(
            _("You said: %(said)s") % {"said": pair.said},
            _("We did: %(did)s") % {"did": pair.did},
            "pair",
            str(pair.pk),
        )
        for pair in found.order_by("published_at")[:MOST]
    ]
    return Section("pairs", _("You said, we did"), lines=lines) if lines else None


@gate.closed_on_error(NO_SECTION)
def _answers(window: _Window) -> Section | None:
    report = window.report
    asked = Question.objects.public(report.team).filter(
        neighborhood=report.neighborhood, asked_at__gte=window.since, asked_at__lt=window.until
    )
    answered = asked.filter(answers__number=1)
    cannot = answered.filter(answers__number=1, answers__is_cannot=True)
    rows = [
        (_("questions asked in public"), str(asked.count())),
        (_("answered"), str(answered.count())),
        (_("of these: we cannot answer, and said why"), str(cannot.count())),
        (_("still owed"), str(asked.filter(answers=None).count())),
    ]
    return Section("answers", _("Answers"), rows)


@gate.closed_on_error(NO_SECTION)
def _meetings(window: _Window) -> Section | None:
    report = window.report
    shown = Gathering.objects.public(report.team).filter(
        neighborhood=report.neighborhood, starts_at__gte=window.since, starts_at__lt=window.until
    )
    held = shown.filter(canceled_because="")
    rows = [
        (_("gatherings held"), str(held.count())),
        (_("called off, with a reason"), str(shown.exclude(canceled_because="").count())),
        (_("with published minutes"), str(held.filter(minutes__published_at__isnull=False).count())),
    ]
    lines = [
        Line(one.title, date_format(local_day(report.team, one.starts_at)), "gathering", one.slug)
        for one in held.order_by("starts_at")[:MOST]
    ]
    return Section("meetings", _("Meeting each other"), rows, lines)


@gate.closed_on_error(NO_SECTION)
def _work(window: _Window) -> Section | None:
    report = window.report
    done = PriorityAction.objects.filter(
        priority__neighborhood=report.neighborhood,
        priority__published_at__isnull=False,
        done_on__gte=window.first,
        done_on__lt=window.next,
    )
    ended = Initiative.objects.public(report.team).filter(
        neighborhood=report.neighborhood, ended_on__gte=window.first, ended_on__lt=window.next
    )
    lines = [Line(one.words, one.priority.issue, "work") for one in done.select_related("priority")[:MOST]]
    lines += [
        Line(_("Ended: %(title)s") % {"title": one.title}, one.what_came_of_it, "work")
        for one in ended[:MOST]
    ]
    return Section("work", _("What we worked on"), lines=lines) if lines else None


@gate.closed_on_error(NO_SECTION)
def _together(window: _Window) -> Section | None:
    report = window.report
    problems = Problem.objects.public(report.team).filter(neighborhood=report.neighborhood)
    closed = PhaseStep.objects.filter(
        problem__in=problems, phase=Phase.CLOSED, at__gte=window.since, at__lt=window.until
    ).select_related("problem")
    tasks = Task.objects.filter(problem__in=problems, done_on__gte=window.first, done_on__lt=window.next)
    alerts = Alert.objects.filter(
        neighborhood=report.neighborhood, sent_at__gte=window.since, sent_at__lt=window.until
    )
    opened = problems.filter(opened_at__gte=window.since, opened_at__lt=window.until)
    rows = [
        (_("problems opened"), str(opened.count())),
        (_("tasks done by us"), str(tasks.filter(partner=None).count())),
        (_("tasks done by partners"), str(tasks.exclude(partner=None).count())),
        (_("problems assessed and closed"), str(closed.count())),
        (_("alerts sent"), str(alerts.count())),
    ]
    lines = [
        Line(step.problem.title, step.problem.what_came_of_it, "problem", step.problem.slug)
        for step in closed[:MOST]
    ]
    return Section("together", _("Problems we solved together"), rows, lines)
