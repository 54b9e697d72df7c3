"""What the desk works on; every list begins with what the reader may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from commonbeat.listening.models import Concern, ConcernState, Voice
from commonbeat.listening.queries.public import people_behind
from commonbeat.openness.calendar import local_day
from commonbeat.people.models import Staff
from commonbeat.together import rules
from commonbeat.together.models import (
    CHEERS,
    Alert,
    Aspect,
    Finding,
    Helper,
    LinkUse,
    Measure,
    Partner,
    PartnerLink,
    Phase,
    Problem,
    Report,
    Task,
    WatchGroup,
)
from commonbeat.together.queries.analysing import Counted, tables
from commonbeat.together.queries.assessing import Assessment, assess
from commonbeat.together.queries.public import way_of

# More uses of one link within a day than an organization at work needs.
MANY_USES = 60


@dataclass(frozen=True)
class LinkRow:
    """A partner with its link, and how it was used."""

    partner: Partner
    link: PartnerLink | None
    is_open: bool
    uses: int
    today: int
    last_used_at: datetime | None
    log: list[LinkUse]

    @property
    def is_unusual(self) -> bool:
        """Whether it was used so often today that somebody should ask the partner."""
        return self.today > MANY_USES


@dataclass(frozen=True)
class ConcernRow:
    """A concern behind the problem, and how many people raised it."""

    concern: Concern
    state: ConcernState
    people: int


@dataclass(frozen=True)
class ProblemFile:
    """One problem with everything behind it."""

    problem: Problem
    phase: str
    way: list[dict[str, object]]
    concerns: list[ConcernRow]
    cheers: list[tuple[str, str, str]]
    tables: list[Counted]
    findings: list[tuple[str, list[Finding]]]
    tasks: list[Task]
    late: int
    links: list[LinkRow]
    measures: list[tuple[Measure, Assessment | None]]
    helpers: list[Helper]
    moves: list[Phase]
    next_words: str


def cheers_words() -> dict[str, str]:
    """The six questions as people ask them."""
    return {
        "community": _("Who is harmed? Groups, never persons."),
        "harm": _("What harm does it do?"),
        "expectation": _("What do residents expect us to do about it?"),
        "events": _("What exactly happens?"),
        "recurring": _("How often does it happen?"),
        "similarity": _("What do the events have in common?"),
    }


def problems_for(staff: Staff) -> QuerySet[Problem]:
    """Problems with their phase, those opened last on top."""
    found = Problem.objects.visible_to(staff).with_phase().select_related("neighborhood", "owner")
    found = found.annotate(
        concern_count=Count("links", distinct=True),
        open_tasks=Count("tasks", filter=Q(tasks__done_on=None, tasks__dropped_because=""), distinct=True),
    )
    ordered: QuerySet[Problem] = found.order_by("-opened_at")
    return ordered


def problem_file(staff: Staff, pk: UUID, at: datetime) -> ProblemFile | None:
    """One problem; None for one that somebody may not see."""
    found = Problem.objects.visible_to(staff).with_phase().select_related("neighborhood", "team", "owner")
    problem = found.filter(pk=pk).first()
    if problem is None:
        return None
    today = local_day(problem.team, at)
    tasks = list(problem.tasks.select_related("partner"))
    words = cheers_words()
    findings = list(problem.findings.select_related("by"))
    return ProblemFile(
        problem=problem,
        phase=problem.phase,
        way=way_of(problem),
        concerns=_concerns(staff, problem),
        cheers=[(name, words[name], getattr(problem, name)) for name in CHEERS],
        tables=tables(_voices(staff, problem), problem.team.timezone, with_hours=True),
        findings=[
            (str(aspect.label), [one for one in findings if one.aspect == aspect]) for aspect in Aspect
        ],
        tasks=tasks,
        late=sum(task.is_late(today) for task in tasks),
        links=_links(problem, at, today),
        measures=[(measure, assess(measure)) for measure in problem.measures.all()],
        helpers=_helpers(staff, problem),
        moves=rules.allowed(problem.phase),
        next_words=_next(problem.phase),
    )


def groups_for(staff: Staff) -> QuerySet[WatchGroup]:
    """Groups, those that ended last."""
    found = WatchGroup.objects.visible_to(staff).select_related("neighborhood", "keeper")
    found = found.prefetch_related(
        Prefetch("tasks", queryset=Task.objects.open()), "walks__gathering", "helpers__voice"
    )
    return found.order_by(F("ended_on").asc(nulls_first=True), "name")


def alerts_for(staff: Staff) -> QuerySet[Alert]:
    """Alerts, the newest first."""
    return Alert.objects.visible_to(staff).select_related("neighborhood", "by")


def reports_for(staff: Staff) -> QuerySet[Report]:
    """Reports with drafts, the newest time first."""
    return Report.objects.visible_to(staff).select_related("neighborhood").prefetch_related("corrections")


def set_up_for_partner(partner: Partner, at: datetime) -> dict[str, object]:
    """What a partner sees: this file's public part, its own tasks, and those of the others."""
    today = local_day(partner.team, at)
    tasks = list(partner.problem.tasks.select_related("partner"))
    return {
        "today": today,
        "mine": [(task, task.is_late(today)) for task in tasks if task.partner_id == partner.pk],
        "others": [task for task in tasks if task.partner_id != partner.pk],
    }


def _concerns(staff: Staff, problem: Problem) -> list[ConcernRow]:
    seen = Concern.objects.visible_to(staff).with_state().filter(problem_link__problem=problem)
    rows = list(seen.order_by("opened_at"))
    people = people_behind(row.pk for row in rows)
    return [
        ConcernRow(row, ConcernState(getattr(row, "state", "heard")), people.get(row.pk, 0)) for row in rows
    ]


def _voices(staff: Staff, problem: Problem) -> QuerySet[Voice]:
    """What the concerns behind it stand on, as far as the reader may see it."""
    seen = Voice.objects.visible_to(staff).filter(
        concern__problem_link__problem=problem, concern__about_officer=None, is_held=False
    )
    found: QuerySet[Voice] = seen.standing().select_related("place", "concern__place").defer("words")
    return found


def _helpers(staff: Staff, problem: Problem) -> list[Helper]:
    seen = Voice.objects.visible_to(staff).filter(helps__problem=problem).standing()
    return list(Helper.objects.filter(voice__in=seen).select_related("voice").order_by("voice__heard_at"))


def _links(problem: Problem, at: datetime, today: date) -> list[LinkRow]:
    partners = problem.partners.prefetch_related("links__uses")
    return [_link_row(partner, at, today) for partner in partners]


def _link_row(partner: Partner, at: datetime, today: date) -> LinkRow:
    links = list(partner.links.all())
    link = links[-1] if links else None
    log = [use for one in links for use in one.uses.all()]
    return LinkRow(
        partner=partner,
        link=link,
        is_open=link is not None and link.is_open(at),
        uses=sum(use.count for use in log),
        today=sum(use.count for use in log if use.at > at - timedelta(days=1)),
        last_used_at=max((use.at for use in log), default=None),
        log=sorted(log, key=lambda use: use.at, reverse=True)[:40],
    )


def _next(phase: str) -> str:
    return {
        Phase.SCAN: _("Answer the six questions. They tell a problem from a single matter."),
        Phase.ANALYSE: _("Find out who, where, when and why before anything is tried."),
        Phase.RESPOND: _("Agree who does what until when, and write down what was counted before."),
        Phase.ASSESS: _("Count again, here and at the place to compare with. Then say what came of it."),
        Phase.CLOSED: _("It was assessed and closed. If it is back, open it again."),
        Phase.SET_ASIDE: _("It was set aside, with a reason everybody can read."),
    }[Phase(phase)]
