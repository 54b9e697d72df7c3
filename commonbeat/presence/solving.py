"""From what is unmet and who can walk to the method's problem, and back from its plan to stops with reasons."""

import math
import random
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

import numpy as np
from django.utils.text import capfirst

from commonbeat.methods.planning import Plan, PlannedWalk, Stop, Walk, Week, network
from commonbeat.methods.planning.model import Floats
from commonbeat.methods.planning.variety import SPREAD
from commonbeat.places.models import Place, Team
from commonbeat.places.walking import graph_of
from commonbeat.presence import prizes
from commonbeat.presence.models import StopReason, WishKind
from commonbeat.presence.opening import open_spans
from commonbeat.presence.prizes import Need
from commonbeat.presence.weeks import Appointment, Ground, Outing, instant
from commonbeat.safety.clock import local_date

REPEAT = 0.3
SPACING = 20 * 3600
MOST_VISITS = 3
WISH_SPREAD = timedelta(minutes=15)
STRAIGHT_DETOUR = 1.3
REASON_LIMIT = 300


@dataclass(frozen=True)
class Problem:
    """What the method is given, what each of its stops stands for, and whether ways are as the crow flies."""

    week: Week
    meant: dict[str, tuple[Place, Appointment | None]]
    closed: list[Place]
    is_straight: bool


def problem_of(ground: Ground, seed: int) -> Problem:
    """The week as the method takes it. Chance, from the seed, moves prizes a little on purpose."""
    told = ground.walks.appointments
    appointments = told + [pin for pin in _pins(ground) if not _is_told(pin, told)]
    appointments.sort(key=lambda one: (one.starts_at, one.place.slug))
    free = _free(ground, {one.place.pk for one in appointments})
    closed = [place for place in free if _open_windows(ground, place) == ()]
    free = [place for place in free if place not in closed]
    needs = {place.pk: need for place, need in ground.needs}
    outings = ground.walks.outings
    bases = [outing.base or _middle(outing, free) for outing in outings]
    travel, is_straight = ways(ground.team, [*bases, *free, *(one.place for one in appointments)])
    stops: list[Stop] = []
    meant: dict[str, tuple[Place, Appointment | None]] = {}
    for node, place in enumerate(free, len(bases)):
        prize = prizes.worth(needs[place.pk], ground.weights).prize * chance(seed, place)
        stops.append(_free_stop(ground, place, node, round(prize, 3)))
        meant[stops[-1].id] = (place, None)
    for number, one in enumerate(appointments):
        need = needs.get(one.place.pk)
        prize = prizes.worth(need, ground.weights).prize if need else 1.0
        stops.append(_appointed(ground, one, number, len(bases) + len(free) + number, prize))
        meant[stops[-1].id] = (one.place, one)
    week = Week(
        travel=travel,
        stops=tuple(stops),
        walks=tuple(_walk(ground, outing, number) for number, outing in enumerate(outings)),
        forbidden=_forbidden(ground, {stop.id for stop in stops}),
    )
    return Problem(week, meant, closed, is_straight)


def chance(seed: int, place: Place) -> float:
    """How much chance moves the prize of this place: the same in every try at a week, whatever else changes."""
    dice = random.Random(f"{seed}:{place.slug}")  # noqa: S311 - kept with the plan, so that it can be made again
    return math.exp(dice.gauss(0.0, SPREAD))


def _free(ground: Ground, held: set[uuid.UUID]) -> list[Place]:
    """Places the method may choose among: not those somebody is at anyway, nor those left out."""
    out = {wish.place_id for wish in ground.wishes if wish.kind == WishKind.FORBID and not wish.walk_key}
    out |= held | ground.walks.taken
    return sorted(
        (place for place, _need in ground.needs if place.pk not in out),
        key=lambda one: (one.slug, str(one.pk)),
    )


def ways(team: Team, points: list[Any]) -> tuple[Floats, bool]:
    """Whole seconds on foot between all points; as the crow flies, with a detour, where no network is known."""
    if not points:
        return np.zeros((0, 0)), False
    degrees = np.array([(point.longitude, point.latitude) for point in points])
    graph = graph_of(team)
    if graph is not None and graph.size:
        return np.ceil(network.walking_seconds(graph, degrees)), False
    meters = network.to_meters(degrees[:, 0], degrees[:, 1], float(degrees[:, 1].mean()))
    apart = np.hypot(*(meters[:, None, :] - meters[None, :, :]).transpose(2, 0, 1))
    return np.ceil(apart * STRAIGHT_DETOUR / network.WALKING_METERS_PER_SECOND), True


def _middle(outing: Outing, places: list[Place]) -> Any:
    """Where a walk without a base begins and ends: the place nearest the middle of its neighborhood."""
    home = outing.neighborhood
    near = [place for place in places if place.neighborhood_id == home.pk]
    return min(
        near,
        key=lambda one: (one.longitude - home.longitude) ** 2 + (one.latitude - home.latitude) ** 2,
        default=home,
    )


def _free_stop(ground: Ground, place: Place, node: int, prize: float) -> Stop:
    return Stop(
        id=str(place.pk),
        node=node,
        prize=prize,
        service=ground.visit_minutes * 60,
        windows=_open_windows(ground, place),
        max_visits=MOST_VISITS,
        spacing=SPACING,
        repeat=REPEAT,
        needs=frozenset({_area(place.neighborhood_id)}),
        neighborhood=str(place.neighborhood_id),
    )


def _open_windows(ground: Ground, place: Place) -> tuple[tuple[float, float], ...] | None:
    """The spans of this week in which a visit may begin so that it ends before the door closes."""
    open_on = open_spans(place.opening_hours)
    if open_on is None or all(spans == [(time(), time.max)] for spans in open_on.values()):
        return None
    windows = []
    for day, spans in sorted(open_on.items()):
        on = ground.monday + timedelta(days=day)
        for begin, end in sorted(spans):
            first = ground.second(instant(ground.team, on, begin))
            last = ground.second(instant(ground.team, on, end)) - ground.visit_minutes * 60
            if last >= first:
                windows.append((first, last))
    return tuple(windows)


def _appointed(ground: Ground, one: Appointment, number: int, node: int, prize: float) -> Stop:
    needs = {_area(one.place.neighborhood_id)}
    if one.walk_key:
        needs.add(_only(one.walk_key))
    elif one.officer_id and any(
        outing.officer.pk == one.officer_id
        and outing.starts_at <= one.latest_at
        and one.starts_at < outing.ends_at
        for outing in ground.walks.outings
    ):
        needs.add(_officer(one.officer_id))
    return Stop(
        id=f"{one.place.pk}#{number}",
        node=node,
        prize=prize,
        service=one.minutes * 60,
        windows=((ground.second(one.starts_at), ground.second(one.latest_at)),),
        required=True,
        needs=frozenset(needs),
        neighborhood=str(one.place.neighborhood_id),
    )


def _walk(ground: Ground, outing: Outing, node: int) -> Walk:
    has = {_area(area) for area in outing.areas} | {_officer(outing.officer.pk), _only(outing.key)}
    window = (ground.second(outing.starts_at), ground.second(outing.ends_at))
    return Walk(id=outing.key, start=node, end=node, window=window, has=frozenset(has))


def _forbidden(ground: Ground, stops: set[str]) -> frozenset[tuple[str, str]]:
    """Places somebody wants left out of one walk."""
    keys = {outing.key for outing in ground.walks.outings}
    return frozenset(
        (str(wish.place_id), wish.walk_key)
        for wish in ground.wishes
        if wish.kind == WishKind.FORBID and wish.walk_key in keys and str(wish.place_id) in stops
    )


def _pins(ground: Ground) -> list[Appointment]:
    """Stops somebody wants kept on a walk, at about a time where one was given."""
    walks = {outing.key: outing for outing in ground.walks.outings}
    found = []
    for wish in ground.wishes:
        if wish.kind != WishKind.PIN or wish.walk_key not in walks:
            continue
        outing = walks[wish.walk_key]
        last = outing.ends_at - timedelta(minutes=ground.visit_minutes)
        begin, end = outing.starts_at, max(outing.starts_at, last)
        if wish.at_time is not None:
            spread = timedelta() if wish.is_announced else WISH_SPREAD
            begin = min(max(begin, wish.at_time - spread), end)
            end = max(begin, min(end, wish.at_time + spread))
        found.append(
            Appointment(
                place=wish.place,
                starts_at=begin,
                latest_at=end,
                minutes=ground.visit_minutes,
                reason="",
                words="",
                walk_key=wish.walk_key,
                is_announced=wish.is_announced,
                is_pinned=True,
            )
        )
    return found


def _is_told(pin: Appointment, told: list[Appointment]) -> bool:
    """Whether residents were told of this pinned stop, which is on its walk already."""
    return any(one.place.pk == pin.place.pk and one.walk_key == pin.walk_key for one in told)


def _area(pk: object) -> str:
    return f"area:{pk}"


def _officer(pk: object) -> str:
    return f"officer:{pk}"


def _only(key: str) -> str:
    return f"walk:{key}"


def outcome_of(ground: Ground, problem: Problem, plan: Plan) -> dict[str, Any]:
    """The plan as it is kept: walks with stops and their reasons, what was left out and why."""
    solved = {walk.id: walk for walk in plan.walks}
    return {
        "walks": [
            _outing_kept(outing) | {"stops": _stops_kept(ground, problem, outing, solved.get(outing.key))}
            for outing in ground.walks.outings
        ],
        "unvisited": _unvisited(problem, plan),
        "missing": [[one.officer.name, one.on.isoformat(), one.because] for one in ground.walks.missing],
        "prize": round(plan.prize, 2),
        "bound": None if plan.bound is None else round(plan.bound, 2),
        "weights": dict(ground.weights),
        "is_straight": problem.is_straight,
    }


def _outing_kept(outing: Outing) -> dict[str, Any]:
    return {
        "key": outing.key,
        "officer": str(outing.officer.pk),
        "neighborhood": str(outing.neighborhood.pk),
        "starts_at": outing.starts_at.isoformat(),
        "ends_at": outing.ends_at.isoformat(),
        "is_announced": outing.is_announced,
        "stands_in_for": outing.stands_in_for.name if outing.stands_in_for else "",
    }


def _stops_kept(
    ground: Ground, problem: Problem, outing: Outing, walk: PlannedWalk | None
) -> list[dict[str, Any]]:
    needs = {place.pk: need for place, need in ground.needs}
    left: float = ground.second(outing.starts_at)
    kept = []
    for visit in walk.visits if walk else ():
        place, appointment = problem.meant[visit.stop]
        start = ground.moment(visit.start)
        kept.append(
            {
                "stop": visit.stop,
                "place": str(place.pk),
                "at": start.isoformat(),
                "on_foot": max(0, round((visit.arrive - left) / 60)),
                "minutes": round((visit.leave - visit.start) / 60),
                **_why(ground, needs.get(place.pk), appointment, start),
            }
        )
        left = visit.leave
    return kept


def _unvisited(problem: Problem, plan: Plan) -> list[dict[str, Any]]:
    """What stays without a visit and why: first what must be, then the rest."""
    found = []
    for row in plan.unvisited:
        place, appointment = problem.meant[row.id]
        found.append(
            {
                "place": str(place.pk),
                "reason": row.reason,
                "is_required": appointment is not None,
                "at": appointment.starts_at.isoformat() if appointment else "",
                "instead": [str(problem.meant[one][0].pk) for one in row.would_displace],
            }
        )
    shut = {"reason": "no_window_fits", "is_required": False, "at": "", "instead": []}
    return found + [{"place": str(place.pk), **shut} for place in problem.closed]


def _why(
    ground: Ground, need: Need | None, appointment: Appointment | None, start: datetime
) -> dict[str, Any]:
    """Why a stop is on the plan, as the officer will read it on that day."""
    days = (local_date(start, ground.team.timezone) - ground.monday).days
    told = prizes.worth(prizes.later(need, max(0, days)), ground.weights) if need else None
    reason, words = (told.main, told.words) if told else (str(StopReason.OTHER), "")
    concern: uuid.UUID | None = need.first_concern if need else None
    if appointment is not None and appointment.words:
        words = prizes.joined(appointment.words, words)
        reason, concern = appointment.reason, appointment.concern_id or concern
    return {
        "reason": reason,
        "words": capfirst(words or StopReason(reason).label)[:REASON_LIMIT],
        "concern": str(concern) if concern else "",
        "is_announced": bool(appointment and appointment.is_announced),
        "is_pinned": bool(appointment and appointment.is_pinned),
        "is_required": bool(appointment and not appointment.is_pinned),
    }


def start_of(problem: Problem, outcome: Mapping[str, Any] | None) -> dict[str, list[str]] | None:
    """The order of an earlier try, as far as it can still be walked: the next try stays near it."""
    if outcome is None:
        return None
    # Appointments are numbered anew in every try; what must be finds its place by itself.
    known = {name for name, (_place, appointment) in problem.meant.items() if appointment is None}
    keys = {walk.id for walk in problem.week.walks}
    order = {
        row["key"]: [
            stop["stop"]
            for stop in row["stops"]
            if stop["stop"] in known and (stop["stop"], row["key"]) not in problem.week.forbidden
        ]
        for row in outcome["walks"]
        if row["key"] in keys
    }
    return order or None
