"""What happened in a neighborhood, as the lines of a digest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonbeat.journal.models import Entry
from commonbeat.listening.models import Concern
from commonbeat.openness.calendar import day_start, local_day
from commonbeat.openness.models import (
    Gathering,
    Initiative,
    Minutes,
    Priority,
    PriorityAction,
    QuestionAnswer,
    YouSaidWeDid,
)
from commonbeat.people import queries as people
from commonbeat.people.models import Duty, OfficerProfile, Role
from commonbeat.places.models import Neighborhood, Team
from commonbeat.presence import queries as presence
from commonbeat.together.models import Alert, Phase, PhaseStep, Problem, Report, WatchGroup

MOST = 10
SHORT = 240


class ItemKind(models.TextChoices):
    PAIR = "pair", gettext_lazy("You said, we did")
    ANSWER = "answer", gettext_lazy("Answers")
    GATHERING = "gathering", gettext_lazy("Where you can meet us")
    INITIATIVE = "initiative", gettext_lazy("What we have started")
    PRIORITY = "priority", gettext_lazy("What we agreed to work on")
    CONCERN = "concern", gettext_lazy("What we heard")
    ALERT = "alert", gettext_lazy("Alerts")
    PROBLEM = "problem", gettext_lazy("Problems we solve together")
    GROUP = "group", gettext_lazy("Groups that look out")
    REPORT = "report", gettext_lazy("Reports to the community")
    OFFICER = "officer", gettext_lazy("Who looks after the neighborhood")


@dataclass(frozen=True)
class Item:
    """One line: what it is, where its page is, when it happened."""

    kind: str
    id: UUID
    title: str
    words: str
    at: datetime
    topic: str
    neighborhood: Neighborhood
    slug: str = ""
    when: datetime | None = None
    mark: str = ""

    @property
    def heading(self) -> str:
        """The title, with what is special about it, in the reader's language."""
        words = {
            "corrected": _("Corrected: %(title)s"),
            "minutes": _("Minutes: %(title)s"),
            "called_off": _("Called off: %(title)s"),
            "ended": _("Ended: %(title)s"),
            "closed": _("Assessed and closed: %(title)s"),
            "left": _("%(title)s left the team and hands over"),
            "left_open": _("%(title)s left the team; nobody follows yet"),
            "carries_on": _("%(title)s carries on"),
            "new": _("%(title)s is new here"),
        }
        return words[self.mark] % {"title": self.title} if self.mark else self.title


@dataclass(frozen=True)
class Group:
    """Items of one kind, newest first."""

    kind: str
    items: list[Item]

    @property
    def label(self) -> str:
        return str(ItemKind(self.kind).label)


@dataclass(frozen=True)
class Selection:
    """What fits into one mail, and how many more there are."""

    groups: list[Group]
    count: int
    more: int
    neighborhoods: list[Neighborhood]


def items_between(neighborhood: Neighborhood, since: datetime, until: datetime) -> list[Item]:
    """Everything published about the neighborhood from `since` to before `until`, newest first."""
    found = [item for source in SOURCES for item in source(neighborhood, since, until)]
    return newest_first(item for item in found if since <= item.at < until)


def still_ahead(items: Iterable[Item], at: datetime) -> list[Item]:
    """Without gatherings that have begun meanwhile: nobody can come to them anymore."""
    return [item for item in items if item.when is None or item.when > at]


def about(items: Iterable[Item], topics: set[str]) -> list[Item]:
    """Items about one of these topics; an empty topic among them means everything.

    Who looks after the neighborhood concerns everybody, whatever they chose.
    """
    return [item for item in items if "" in topics or item.topic in topics or item.kind == ItemKind.OFFICER]


def newest_first(items: Iterable[Item]) -> list[Item]:
    """Each item once, the newest first; equal times in a fixed order."""
    once = {(item.kind, item.id, item.at): item for item in items}
    return sorted(once.values(), key=lambda item: (item.at, item.kind, str(item.id)), reverse=True)


def select(items: Iterable[Item], most: int = MOST) -> Selection:
    """The newest ones, grouped by kind, with the newest of every kind among them as far as there is room.

    The group with the newest item comes first.
    """
    ordered = newest_first(items)
    firsts = list({item.kind: item for item in reversed(ordered)}.values())[::-1]
    others = [item for item in ordered if item not in firsts]
    kept = newest_first(newest_first(firsts)[:most] + others[: max(0, most - len(firsts))])
    kinds = dict.fromkeys(item.kind for item in kept)
    groups = [Group(kind, [item for item in kept if item.kind == kind]) for kind in kinds]
    where = {item.neighborhood.pk: item.neighborhood for item in ordered}
    by_name = sorted(where.values(), key=lambda one: one.name)
    return Selection(groups, len(kept), len(ordered) - len(kept), by_name)


def _pairs(neighborhood: Neighborhood, since: datetime, until: datetime) -> Iterator[Item]:
    found = YouSaidWeDid.objects.public(neighborhood.team).filter(
        neighborhood=neighborhood, published_at__range=(since, until)
    )
    for pair in found.select_related("concern"):
        if pair.published_at:
            topic = pair.concern.topic
            yield Item(
                "pair", pair.pk, _short(pair.said), _short(pair.did), pair.published_at, topic, neighborhood
            )


def _answers(neighborhood: Neighborhood, since: datetime, until: datetime) -> Iterator[Item]:
    # An answer written before its question was shown appears with the question.
    found = (
        QuestionAnswer.objects.filter(
            question__neighborhood=neighborhood,
            question__published_at__isnull=False,
            question__withdrawn_on=None,
        )
        .annotate(shown_at=Greatest("at", "question__published_at"))
        .filter(shown_at__range=(since, until))
        .select_related("question")
    )
    for answer in found:
        question, mark = answer.question, "corrected" if answer.number > 1 else ""
        title, words = _short(question.public_words), _short(answer.words)
        at = answer.shown_at
        yield Item("answer", answer.pk, title, words, at, question.topic, neighborhood, mark=mark)


def _gatherings(neighborhood: Neighborhood, since: datetime, until: datetime) -> Iterator[Item]:
    shown = Gathering.objects.public(neighborhood.team).filter(neighborhood=neighborhood)
    shown = shown.select_related("neighborhood__team")
    for one in shown.filter(published_at__range=(since, until), canceled_at=None):
        yield _gathering(one, one.purpose, one.published_at, when=one.starts_at)
    for one in shown.filter(canceled_at__range=(since, until)):
        yield _gathering(one, one.canceled_because, one.canceled_at, when=one.starts_at, mark="called_off")
    minutes = Minutes.objects.filter(gathering__in=shown, published_at__range=(since, until))
    for written in minutes.select_related("gathering__neighborhood__team"):
        yield _gathering(written.gathering, written.words, written.published_at, mark="minutes")


def _gathering(
    one: Gathering, words: str, at: datetime | None, when: datetime | None = None, mark: str = ""
) -> Item:
    shown_at, where = at or one.starts_at, one.neighborhood
    return Item(
        "gathering", one.pk, one.title, _short(words), shown_at, one.topic, where, one.slug, when, mark
    )


def _initiatives(neighborhood: Neighborhood, since: datetime, until: datetime) -> Iterator[Item]:
    shown = Initiative.objects.public(neighborhood.team).filter(neighborhood=neighborhood)
    for one in shown.filter(published_at__range=(since, until)):
        at = one.published_at or since
        yield Item("initiative", one.pk, one.title, _short(one.what), at, one.topic, neighborhood, one.slug)
    for one, ended_at in _ended(shown, neighborhood.team, since, until):
        words = _short(one.what_came_of_it)
        yield Item(
            "initiative", one.pk, one.title, words, ended_at, one.topic, neighborhood, one.slug, mark="ended"
        )


def _priorities(neighborhood: Neighborhood, since: datetime, until: datetime) -> Iterator[Item]:
    shown = Priority.objects.public(neighborhood.team).filter(neighborhood=neighborhood)
    for one in shown.filter(published_at__range=(since, until)):
        at = one.published_at or since
        yield Item("priority", one.pk, one.issue, _short(one.why), at, one.topic, neighborhood)
    for one, ended_at in _ended(shown, neighborhood.team, since, until):
        words = _short(one.what_came_of_it)
        yield Item("priority", one.pk, one.issue, words, ended_at, one.topic, neighborhood, mark="ended")
    actions = PriorityAction.objects.filter(priority__in=shown, recorded_at__range=(since, until))
    for action in actions.select_related("priority"):
        one = action.priority
        yield Item(
            "priority",
            action.pk,
            one.issue,
            _short(action.words),
            action.recorded_at,
            one.topic,
            neighborhood,
        )


def _concerns(neighborhood: Neighborhood, since: datetime, until: datetime) -> Iterator[Item]:
    shown = Concern.objects.public(neighborhood.team).filter(
        neighborhood=neighborhood, published_at__range=(since, until)
    )
    for one in shown:
        at = one.published_at or since
        yield Item(
            "concern", one.pk, one.title, _short(one.public_words), at, one.topic, neighborhood, one.reference
        )


def _problems(neighborhood: Neighborhood, since: datetime, until: datetime) -> Iterator[Item]:
    shown = Problem.objects.public(neighborhood.team).filter(neighborhood=neighborhood)
    for one in shown.filter(opened_at__range=(since, until)):
        yield Item(
            "problem", one.pk, one.title, _short(one.what), one.opened_at, one.topic, neighborhood, one.slug
        )
    closed = PhaseStep.objects.filter(problem__in=shown, phase=Phase.CLOSED, at__range=(since, until))
    for step in closed.select_related("problem"):
        one = step.problem
        words = _short(one.what_came_of_it)
        yield Item(
            "problem", one.pk, one.title, words, step.at, one.topic, neighborhood, one.slug, mark="closed"
        )


def _groups(neighborhood: Neighborhood, since: datetime, until: datetime) -> Iterator[Item]:
    first, last = local_day(neighborhood.team, since), local_day(neighborhood.team, until)
    shown = WatchGroup.objects.public(neighborhood.team).current()
    for one in shown.filter(neighborhood=neighborhood, started_on__range=(first, last)):
        at = day_start(neighborhood.team, one.started_on) + timedelta(hours=12)
        yield Item("group", one.pk, one.name, _short(one.does), at, "", neighborhood, one.slug)


def _alerts(neighborhood: Neighborhood, since: datetime, until: datetime) -> Iterator[Item]:
    shown = Alert.objects.public(neighborhood.team).filter(neighborhood=neighborhood)
    for one in shown.filter(sent_at__range=(since, until)):
        yield Item("alert", one.pk, one.title, _short(one.to_do), one.sent_at, one.topic, neighborhood)
    for one in shown.filter(ended_at__range=(since, until)):
        at = one.ended_at or until
        words = _short(one.ended_because)
        yield Item("alert", one.pk, one.title, words, at, one.topic, neighborhood, mark="ended")


def _reports(neighborhood: Neighborhood, since: datetime, until: datetime) -> Iterator[Item]:
    shown = Report.objects.public(neighborhood.team).filter(neighborhood=neighborhood)
    for one in shown.filter(published_at__range=(since, until)):
        at, title = one.published_at or until, _("Our report on %(period)s") % {"period": one.name}
        yield Item("report", one.pk, title, _short(one.opening), at, "", neighborhood, one.name)


def _officers(neighborhood: Neighborhood, since: datetime, until: datetime) -> Iterator[Item]:
    """A named officer who left, in their own words, who carries on, and who is new."""
    first, last = local_day(neighborhood.team, since), local_day(neighborhood.team, until)
    here = people.officers_of(neighborhood.team, neighborhood)
    left = [one for one in people.handed_over(here, first) if one.left_on and one.left_on <= last]
    for one in left:
        yield _officer(one, one.handover_note, one.left_on, neighborhood, "left")
    for one in presence.left_open(neighborhood, first, last):
        yield _officer(one, one.handover_note, one.left_on, neighborhood, "left_open")
    for one in {before.successor_id: before for before in reversed(left)}.values():
        if one.successor:
            yield _officer(one.successor, one.successor.why_here, one.left_on, neighborhood, "carries_on")
    followed, came = {one.successor_id for one in left}, _came_over(neighborhood, since, until)
    for one in here:
        on = one.since if first <= one.since <= last else came.get(one.staff_id)
        if on is not None and one.pk not in followed:
            yield _officer(one, one.why_here, on, neighborhood, "new")


def _came_over(neighborhood: Neighborhood, since: datetime, until: datetime) -> dict[UUID, date]:
    """Officers of the team who were given this neighborhood later than they joined, and on which day."""
    roles = Role.objects.filter(neighborhood=neighborhood, duty=Duty.OFFICER).select_related("staff")
    by_id = {str(role.pk): role.staff for role in roles}
    given = Entry.objects.filter(
        team_id=neighborhood.team_id, action="give role", object_id__in=by_id, at__range=(since, until)
    )
    days = {by_id[one.object_id]: local_day(neighborhood.team, one.at) for one in given}
    return {staff.pk: day for staff, day in days.items() if day > staff.joined_on}


def _officer(one: OfficerProfile, words: str, on: Any, neighborhood: Neighborhood, mark: str) -> Item:
    """Their words whole: a handover is rare, and nothing in it is by the way."""
    at = day_start(neighborhood.team, on) + timedelta(hours=12)
    whole = " ".join(words.split())
    return Item("officer", one.pk, one.known_as, whole, at, "", neighborhood, one.slug, mark=mark)


Source = Callable[[Neighborhood, datetime, datetime], Iterator[Item]]
SOURCES: tuple[Source, ...] = (
    _pairs,
    _answers,
    _gatherings,
    _initiatives,
    _priorities,
    _concerns,
    _problems,
    _groups,
    _alerts,
    _reports,
    _officers,
)


def _short(text: str) -> str:
    """The first words of a text on one line."""
    line = " ".join(text.split())
    if len(line) <= SHORT:
        return line
    return line[:SHORT].rsplit(" ", 1)[0].rstrip(",;:.") + " …"


def _ended(rows: Any, team: Team, since: datetime, until: datetime) -> Iterator[tuple[Any, datetime]]:
    """What ended in these days, each with the noon of its day."""
    for row in rows.filter(ended_on__range=(local_day(team, since), local_day(team, until))):
        yield row, day_start(team, row.ended_on) + timedelta(hours=12)
