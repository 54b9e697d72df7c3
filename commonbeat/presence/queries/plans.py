"""A week's plan as those who plan read it: walks, what changed, what it cost, what was left out and why."""

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonbeat.people.models import Staff
from commonbeat.places.models import Neighborhood, Place
from commonbeat.presence.models import PlanRun, WeekPlan, Wish
from commonbeat.presence.prizes import WEIGHTS
from commonbeat.presence.queries.ground import settings_of, weights_of
from commonbeat.safety.clock import local_date

SAME_TIME = timedelta(minutes=15)


@dataclass(frozen=True)
class DraftStop:
    """One stop of a draft; `change` says what became of it since the try before, in a word or not at all."""

    place: Place
    at: datetime
    minutes: int
    on_foot: int
    words: str
    reason: str
    is_announced: bool
    is_pinned: bool
    is_required: bool
    change: str = ""


@dataclass(frozen=True)
class DraftWalk:
    """One walk of a draft."""

    key: str
    officer: Staff
    neighborhood: Neighborhood
    starts_at: datetime
    ends_at: datetime
    stops: list[DraftStop]
    stands_in_for: str
    is_announced: bool


@dataclass(frozen=True)
class LeftOut:
    """A place nobody visits this week, and why; `is_required` where somebody should have been."""

    place: Place
    sentence: str
    is_required: bool
    at: datetime | None


@dataclass(frozen=True)
class Draft:
    """One try at a week beside the try before."""

    week: WeekPlan
    run: PlanRun
    is_newest: bool
    days: list[tuple[date, list[DraftWalk]]]
    left_out: list[LeftOut]
    missing: list[tuple[str, date, str]]
    dropped: list[str]
    changes: str
    cost: str
    warnings: list[str]
    wishes: list[Wish]
    weights: list[tuple[Any, int]]

    @property
    def walks(self) -> list[DraftWalk]:
        return [walk for _day, walks in self.days for walk in walks]

    @property
    def count(self) -> int:
        return sum(len(walk.stops) for walk in self.walks)


def draft_of(week: WeekPlan, number: int | None = None) -> Draft | None:
    """The newest try at a week, or the one with this number; None before the first."""
    runs = {run.number: run for run in week.runs.defer("inputs").order_by("number")}
    if not runs or (number is not None and number not in runs):
        return None
    run = runs[number or max(runs)]
    before = runs.get(run.number - 1)
    known = _Known(run, before)
    walks = [known.walk(row) for row in run.outcome["walks"]]
    by_day: dict[date, list[DraftWalk]] = defaultdict(list)
    for walk in walks:
        by_day[local_date(walk.starts_at, week.team.timezone)].append(walk)
    days = [week.monday + timedelta(days=number) for number in range(7)]
    left_out = [one for row in run.outcome["unvisited"] if (one := known.left_out(row))]
    weights = weights_of(week, settings_of(week.team))
    return Draft(
        week=week,
        run=run,
        is_newest=run.number == max(runs),
        days=[(day, sorted(by_day[day], key=lambda walk: walk.starts_at)) for day in days],
        left_out=left_out,
        missing=[(who, date.fromisoformat(on), because) for who, on, because in run.outcome["missing"]],
        dropped=known.dropped(),
        changes=known.changes(),
        cost=_cost(run, before),
        warnings=_warnings(run, walks),
        wishes=list(week.wishes.select_related("place").order_by("kind", "place__name")),
        weights=[(weight, weights[weight.name]) for weight in WEIGHTS],
    )


class _Known:
    """Names for the ids of a run, and which of its stops the run before had."""

    def __init__(self, run: PlanRun, before: PlanRun | None) -> None:
        self.run, self.before = run, before
        self.was = _stops_of(before) if before else {}
        self.now = _stops_of(run)
        rows = [*run.outcome["unvisited"], *(stop for walk in run.outcome["walks"] for stop in walk["stops"])]
        ids = {row["place"] for row in rows} | {
            one for row in run.outcome["unvisited"] for one in row["instead"]
        }
        ids |= {place for _key, place in self.was}
        self.places = {str(place.pk): place for place in Place.objects.filter(pk__in=ids)}
        self.officers = {
            str(one.pk): one
            for one in Staff.objects.filter(pk__in={row["officer"] for row in run.outcome["walks"]})
        }
        areas = Neighborhood.objects.filter(pk__in={row["neighborhood"] for row in run.outcome["walks"]})
        self.areas = {str(area.pk): area for area in areas.defer("boundary")}

    def walk(self, row: dict[str, Any]) -> DraftWalk:
        stops = [self._stop(row["key"], stop) for stop in row["stops"] if stop["place"] in self.places]
        return DraftWalk(
            key=row["key"],
            officer=self.officers[row["officer"]],
            neighborhood=self.areas[row["neighborhood"]],
            starts_at=datetime.fromisoformat(row["starts_at"]),
            ends_at=datetime.fromisoformat(row["ends_at"]),
            stops=stops,
            stands_in_for=row["stands_in_for"],
            is_announced=row["is_announced"],
        )

    def _stop(self, key: str, row: dict[str, Any]) -> DraftStop:
        at = datetime.fromisoformat(row["at"])
        return DraftStop(
            place=self.places[row["place"]],
            at=at,
            minutes=row["minutes"],
            on_foot=row["on_foot"],
            words=row["words"],
            reason=row["reason"],
            is_announced=row["is_announced"],
            is_pinned=row["is_pinned"],
            is_required=row["is_required"],
            change=self._change(key, row["place"], at),
        )

    def _change(self, key: str, place: str, at: datetime) -> str:
        if self.before is None:
            return ""
        was = self.was.get((key, place))
        if was is None:
            return _("new")
        return _("another time") if abs(was - at) > SAME_TIME else ""

    def dropped(self) -> list[str]:
        """The places of stops that the try before had and this one has not."""
        gone = {place for key, place in self.was if (key, place) not in self.now}
        gone -= {place for _key, place in self.now}
        return sorted(self.places[place].name for place in gone if place in self.places)

    def changes(self) -> str:
        """How much changed since the try before, in a sentence."""
        if self.before is None:
            return ""
        fresh = sum(one not in self.was for one in self.now)
        moved = sum(one in self.was and abs(self.was[one] - at) > SAME_TIME for one, at in self.now.items())
        gone = sum(one not in self.now for one in self.was)
        if not fresh + moved + gone:
            return _("Nothing changed since the plan before.")
        new = ngettext("%(count)d new stop", "%(count)d new stops", fresh) % {"count": fresh}
        return _("Since the plan before: %(new)s, %(gone)d gone, %(moved)d at another time.") % {
            "new": new, "gone": gone, "moved": moved,
        }  # fmt: skip

    def left_out(self, row: dict[str, Any]) -> LeftOut | None:
        place = self.places.get(row["place"])
        if place is None:
            return None
        at = datetime.fromisoformat(row["at"]) if row["at"] else None
        return LeftOut(place, self._because(row), row["is_required"], at)

    def _because(self, row: dict[str, Any]) -> str:
        if row["reason"] == "no_window_fits":
            return _("Nobody walks then.") if row["at"] else _("Nobody walks while it is open.")
        if row["reason"] == "too_far":
            return _("It is too far to walk there and back within any walk.")
        if row["reason"] == "no_walk_qualifies":
            return _("Nobody who may go there walks this week.")
        names = [self.places[one].name for one in row["instead"] if one in self.places][:3]
        if not names:
            return _("Other stops are worth more this week.")
        return _("There would be room only instead of %(places)s, worth more together.") % {
            "places": ", ".join(names)
        }


def _stops_of(run: PlanRun) -> dict[tuple[str, str], datetime]:
    """When each place of each walk is visited."""
    return {
        (walk["key"], stop["place"]): datetime.fromisoformat(stop["at"])
        for walk in run.outcome["walks"]
        for stop in walk["stops"]
    }


def _cost(run: PlanRun, before: PlanRun | None) -> str:
    """What the changes cost, in worth; only tries with the same weights can be compared."""
    if before is None or not before.outcome["prize"]:
        return ""
    if before.outcome["weights"] != run.outcome["weights"]:
        return _("It weighs other things than the plan before, so the two cannot be compared in worth.")
    share = round(100 * run.outcome["prize"] / before.outcome["prize"])
    if share == 100:
        return _("It is worth as much as the plan before.")
    return _("It is worth %(share)d %% of the plan before.") % {"share": share}


def _warnings(run: PlanRun, walks: list[DraftWalk]) -> list[str]:
    """What somebody should know before this is published."""
    found = []
    if not walks:
        found.append(_("Nobody walks this week. Add shifts, or plan a walk by hand, and plan again."))
    must = sum(row["is_required"] for row in run.outcome["unvisited"])
    if must:
        words = ngettext(
            "%(count)d stop that must be made has nobody to make it.",
            "%(count)d stops that must be made have nobody to make them.",
            must,
        )
        found.append(words % {"count": must})
    if run.outcome["is_straight"] and walks:
        found.append(_("No map of the ways was read, so walking times are as the crow flies."))
    return found


def plan_of_week(staff: Staff, monday: date, neighborhood: uuid.UUID | None) -> WeekPlan | None:
    """The plan of this week of a neighborhood, or of the whole team, if somebody began one."""
    rows = WeekPlan.objects.visible_to(staff).filter(monday=monday, neighborhood=neighborhood)
    return rows.select_related("team", "neighborhood__team").first()
