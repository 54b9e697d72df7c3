"""What everybody may read: problem files, groups, alerts and reports, through the publication gate."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from commonbeat.listening.models import Voice
from commonbeat.openness import gate
from commonbeat.openness.calendar import week_start
from commonbeat.openness.models import Gathering
from commonbeat.places.models import Neighborhood, Team
from commonbeat.together.models import (
    Alert,
    Aspect,
    Finding,
    Measure,
    Partner,
    Phase,
    PhaseStep,
    Problem,
    Report,
    Task,
    WatchGroup,
    WordKind,
)
from commonbeat.together.queries.analysing import tables
from commonbeat.together.queries.assessing import Assessment, assess

WAY = (Phase.SCAN, Phase.ANALYSE, Phase.RESPOND, Phase.ASSESS, Phase.CLOSED)


@dataclass(frozen=True)
class Shown:
    """Counts of people by something, as the gate lets them through."""

    title: str
    rows: list[tuple[str, gate.Count]]
    total: gate.Count

    @property
    def is_telling(self) -> bool:
        """Whether any number of it may be shown."""
        return any(count.is_shown for _name, count in self.rows)


@dataclass(frozen=True)
class PublicProblem:
    """A problem file as everybody reads it."""

    problem: Problem
    phase: str
    way: list[dict[str, object]] = field(default_factory=list)
    people: str = ""
    concerns: int = 0
    tables: list[Shown] = field(default_factory=list)
    findings: list[tuple[str, list[Finding]]] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    partners: list[Partner] = field(default_factory=list)
    measures: list[tuple[Measure, Assessment | None]] = field(default_factory=list)
    better: Shown | None = None
    may_say: bool = False

    @property
    def phase_label(self) -> str:
        return str(Phase(self.phase).label)

    @property
    def telling(self) -> list[Shown]:
        """The tables in which anything may be shown."""
        return [table for table in self.tables if table.is_telling]

    @property
    def is_open(self) -> bool:
        return self.phase not in (Phase.CLOSED, Phase.SET_ASIDE)


@dataclass(frozen=True)
class GroupPage:
    """A group as everybody sees it; its members are nobody's business."""

    group: WatchGroup
    walks: list[Gathering]
    tasks: list[Task]


NOTHING: list[PublicProblem] = []
NO_PROBLEM: PublicProblem | None = None
NO_GROUP: GroupPage | None = None


@gate.closed_on_error(NOTHING)
def problems_of(team: Team, neighborhood: Neighborhood | None) -> list[PublicProblem]:
    """Problem files, those still worked on first, then the newest."""
    found = Problem.objects.public(team).with_phase().select_related("neighborhood")
    if neighborhood is not None:
        found = found.filter(neighborhood=neighborhood)
    rows = [PublicProblem(one, one.phase) for one in found.order_by("-opened_at", "slug")]
    return sorted(rows, key=lambda row: not row.is_open)


@gate.closed_on_error(NO_PROBLEM)
def problem_page(team: Team, slug: str, at: datetime) -> PublicProblem | None:
    """One problem file; None when there is none by that name, or it was taken off the pages."""
    found = Problem.objects.public(team).with_phase().select_related("neighborhood", "team", "owner__profile")
    problem = found.filter(slug=slug).first()
    if problem is None:
        return None
    voices = list(_voices(problem, at))
    return PublicProblem(
        problem=problem,
        phase=problem.phase,
        way=way_of(problem),
        people=gate.people_in_words(len(voices)),
        concerns=problem.links.count(),
        tables=[_shown(one.title, one.cells) for one in tables(voices, team.timezone)],
        findings=_findings(problem),
        tasks=list(problem.tasks.select_related("partner")),
        partners=list(problem.partners.filter(left_on=None)),
        measures=[(measure, assess(measure)) for measure in problem.measures.all()],
        better=_better(problem, at),
        may_say=problem.phase not in (Phase.SCAN, Phase.SET_ASIDE),
    )


def way_of(problem: Problem) -> list[dict[str, object]]:
    """The phases taken with their days, and those still to come."""
    steps = list(PhaseStep.objects.filter(problem=problem))
    last = len(steps) - 1
    taken: list[dict[str, object]] = [
        {
            "name": Phase(step.phase).label,
            "state": "now" if number == last and step.phase != Phase.CLOSED else "done",
            "on": gate.day_of_our_work(problem.team, step.at),
            "at": gate.day_of_our_work(problem.team, step.at),
            "words": step.because,
        }
        for number, step in enumerate(steps)
    ]
    now = steps[-1].phase if steps else Phase.SCAN
    ahead = WAY[WAY.index(Phase(now)) + 1 :] if now in WAY else ()
    return [*taken, *({"name": phase.label, "state": ""} for phase in ahead)]


@gate.closed_on_error(NO_GROUP)
def group_page(team: Team, slug: str, at: datetime) -> GroupPage | None:
    """One group with its walk-alongs still to come and its tasks."""
    group = (
        WatchGroup.objects.public(team)
        .filter(slug=slug)
        .select_related("neighborhood", "keeper__profile")
        .first()
    )
    if group is None:
        return None
    walks = (
        Gathering.objects.public(team).filter(group_walk__group=group).upcoming(at).select_related("place")
    )
    return GroupPage(group, list(walks), list(group.tasks.all()))


def groups_of(team: Team, neighborhood: Neighborhood) -> list[WatchGroup]:
    """The groups that are still there."""
    return list(WatchGroup.objects.public(team).current().filter(neighborhood=neighborhood))


def alerts_now(team: Team, neighborhood: Neighborhood, at: datetime) -> list[Alert]:
    """Alerts in force, the one that ends first on top."""
    return list(Alert.objects.public(team).in_force(at).filter(neighborhood=neighborhood))


def reports_of(team: Team, neighborhood: Neighborhood) -> list[Report]:
    """Published reports, the newest time first."""
    return list(Report.objects.public(team).filter(neighborhood=neighborhood))


def published_report(team: Team, neighborhood: Neighborhood, name: str) -> Report | None:
    """The report of a month ("2026-10") or a year ("2026"); None for one that is not there."""
    return next((one for one in reports_of(team, neighborhood) if one.name == name), None)


def _voices(problem: Problem, at: datetime) -> Iterable[Voice]:
    """What the concerns behind it stand on, as far as counts of people go: up to this week."""
    found = Voice.objects.filter(
        concern__problem_link__problem=problem,
        concern__about_officer=None,
        is_held=False,
        heard_at__lt=gate.as_of(problem.team, at),
    ).standing()
    return found.select_related("place", "concern__place").defer("words")


def _shown(title: str, cells: dict[str, int]) -> Shown:
    table = gate.people_table(cells)
    by_name: dict[Hashable, gate.Count] = dict(table.cells)
    return Shown(title, [(name, by_name.get(name, gate.HELD_BACK)) for name in cells], table.total)


def _findings(problem: Problem) -> list[tuple[str, list[Finding]]]:
    found = list(problem.findings.filter(is_public=True))
    grouped = [(aspect, [one for one in found if one.aspect == aspect]) for aspect in Aspect]
    return [(str(aspect.label), rows) for aspect, rows in grouped if rows]


def _better(problem: Problem, at: datetime) -> Shown | None:
    """What residents said of the weeks that are over; anybody could press more than once, and the page says so."""
    counts = problem.words.filter(week__lt=week_start(problem.team, at)).aggregate(
        **{kind: Count("pk", filter=Q(kind=kind)) for kind in WordKind.values}
    )
    if not sum(counts.values()):
        return None
    return _shown(
        _("Whether it got better"), {str(WordKind(kind).label): counts[kind] for kind in WordKind.values}
    )
