"""Whether a plan keeps every promise, worked out anew from the week alone; it shares no code with the search."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from commonbeat.methods.planning.model import Plan, PlannedWalk, Stop, Unvisited, Visit, Walk, Week

ROUNDING = 1e-5


def faults(week: Week, plan: Plan) -> list[str]:
    """A sentence for every promise that the plan breaks; none for a sound plan."""
    walks = {walk.id: walk for walk in week.walks}
    stops = {stop.id: stop for stop in week.stops}
    found: list[str] = []
    if sorted(planned.id for planned in plan.walks) != sorted(walks):
        found.append("The plan's walks are not the week's.")
    for planned in plan.walks:
        if planned.id in walks:
            found += _walk_faults(week, walks[planned.id], planned, stops)
    found += _visit_faults(plan, stops)
    found += _prize_faults(plan, stops)
    found += _unvisited_faults(plan, stops)
    return found


def _walk_faults(week: Week, walk: Walk, planned: PlannedWalk, stops: dict[str, Stop]) -> list[str]:
    found: list[str] = []
    moment, node, way = walk.window[0], walk.start, 0.0
    for visit in planned.visits:
        stop = stops.get(visit.stop)
        if stop is None:
            return [*found, f"{walk.id}: there is no stop {visit.stop}."]
        leg = float(week.travel[node, stop.node])
        if visit.arrive < moment + leg - ROUNDING:
            found.append(f"{walk.id}: {stop.id} is reached sooner than one can walk.")
        if visit.start < visit.arrive - ROUNDING:
            found.append(f"{walk.id}: {stop.id} begins before one is there.")
        if visit.leave < visit.start + stop.service - ROUNDING:
            found.append(f"{walk.id}: {stop.id} is left too soon.")
        found += _stop_faults(week, walk, stop, visit)
        moment, node, way = visit.leave, stop.node, way + leg
    if planned.visits:
        leg = float(week.travel[node, walk.end])
        way += leg
        if moment + leg > walk.window[1] + ROUNDING:
            found.append(f"{walk.id}: it ends too late.")
    if abs(way - planned.travel) > ROUNDING * max(1.0, way):
        found.append(f"{walk.id}: the walking time is not {planned.travel}.")
    return found


def _stop_faults(week: Week, walk: Walk, stop: Stop, visit: Visit) -> list[str]:
    found = []
    windows = stop.windows
    if windows is not None and not any(
        low - ROUNDING <= visit.start <= high + ROUNDING for low, high in windows
    ):
        found.append(f"{walk.id}: {stop.id} is not open at {visit.start}.")
    if not stop.needs <= walk.has:
        found.append(f"{walk.id}: it lacks what {stop.id} needs.")
    if (stop.id, walk.id) in week.forbidden:
        found.append(f"{walk.id}: {stop.id} is forbidden there.")
    return found


def _visit_faults(plan: Plan, stops: dict[str, Stop]) -> list[str]:
    starts: dict[str, list[float]] = defaultdict(list)
    for planned in plan.walks:
        for visit in planned.visits:
            starts[visit.stop].append(visit.start)
    found = []
    for name, moments in starts.items():
        if name not in stops:
            continue
        stop = stops[name]
        if len(moments) > stop.max_visits:
            found.append(f"{name} is visited {len(moments)} times.")
        moments.sort()
        pairs = pairwise(moments)
        if any(later - earlier < stop.spacing - ROUNDING for earlier, later in pairs):
            found.append(f"{name} is visited again too soon.")
    return found


def _prize_faults(plan: Plan, stops: dict[str, Stop]) -> list[str]:
    brings = sum(stops[name].worths(count) for name, count in plan.visits().items() if name in stops)
    close = ROUNDING * max(1.0, abs(brings))
    found = []
    if abs(brings - plan.prize) > close:
        found.append(f"The plan brings {brings}, not {plan.prize}.")
    if abs(sum(walk.prize for walk in plan.walks) - plan.prize) > close:
        found.append("The walks' prizes do not add up.")
    if plan.bound is not None and brings > plan.bound + close:
        found.append(f"The plan brings more than its bound of {plan.bound}.")
    return found


def _unvisited_faults(plan: Plan, stops: dict[str, Stop]) -> list[str]:
    visited = set(plan.visits())
    told = [one.id for one in plan.unvisited]
    found = []
    if sorted(told) != sorted(set(stops) - visited):
        found.append("The stops said to be left out are not those left out.")
    required = [one.required for one in plan.unvisited]
    if required != sorted(required, reverse=True):
        found.append("A required stop left out does not stand first.")
    if any(one.required != stops[one.id].required for one in plan.unvisited if one.id in stops):
        found.append("A stop left out is not told to be required as it is.")
    return found


def timed(week: Week, order: Mapping[str, Sequence[str]]) -> Plan | None:
    """The plan that visits these stops in this order on each walk, as early as it can; None if one comes too late.

    Only for stops visited once. Stops left out are listed with `less_valuable` and nothing to show for it.
    """
    stops = {stop.id: stop for stop in week.stops}
    planned = []
    for walk in week.walks:
        moment, node, way, visits = walk.window[0], walk.start, 0.0, []
        for name in order.get(walk.id, ()):
            leg = float(week.travel[node, stops[name].node])
            start = _open_from(stops[name], moment + leg)
            if start is None:
                return None
            visits.append(Visit(name, moment + leg, start, start + stops[name].service))
            moment, node, way = visits[-1].leave, stops[name].node, way + leg
        home = float(week.travel[node, walk.end]) if visits else 0.0
        if moment + home > walk.window[1] + ROUNDING:
            return None
        brings = sum(stops[visit.stop].prize for visit in visits)
        planned.append(PlannedWalk(walk.id, brings, way + home, tuple(visits)))
    visited = {visit.stop for walk in planned for visit in walk.visits}
    left = [Unvisited(s.id, "less_valuable", (), s.required) for s in week.stops if s.id not in visited]
    left.sort(key=lambda one: not one.required)
    return Plan(sum(walk.prize for walk in planned), tuple(planned), tuple(left), None, 0, 0, 0)


def _open_from(stop: Stop, moment: float) -> float | None:
    if stop.windows is None:
        return moment
    fits = [max(low, moment) for low, high in stop.windows if moment <= high + ROUNDING]
    return min(fits, default=None)
