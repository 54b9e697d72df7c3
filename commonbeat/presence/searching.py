"""The method's search, as the room asks for it."""

from collections.abc import Mapping, Sequence

from commonbeat.methods.planning.model import Plan, PlannedWalk, Stop, Unvisited, Visit, Walk, Week

Route = tuple[tuple[Visit, ...], float]


def search(
    week: Week,
    *,
    seed: int,
    seconds: float | None = None,
    iterations: int | None = None,
    start: Mapping[str, Sequence[str]] | None = None,
) -> Plan:
    """A plan of the week: every stop where it costs the least way, the most valuable first."""
    stops = {stop.id: stop for stop in week.stops}
    routes = {walk.id: list((start or {}).get(walk.id, [])) for walk in week.walks}
    walks = {walk.id: walk for walk in week.walks}
    for key, route in routes.items():
        while walked(week, stops, walks[key], route) is None:
            route.pop()
    done = {stop for route in routes.values() for stop in route}
    left = []
    for stop in sorted(week.stops, key=lambda one: (not one.required, -one.prize)):
        if stop.id not in done and not _insert(week, stops, stop, routes):
            can = any(week.may_visit(stop, walk) for walk in week.walks)
            reason = "less_valuable" if can else "no_walk_qualifies"
            left.append(Unvisited(stop.id, reason, (), stop.required))
    planned = []
    for walk in week.walks:
        visits, travel = walked(week, stops, walk, routes[walk.id]) or ((), 0.0)
        prize = sum(stops[visit.stop].prize for visit in visits)
        planned.append(PlannedWalk(walk.id, prize, travel, visits))
    whole = sum(walk.prize for walk in planned)
    return Plan(whole, tuple(planned), tuple(left), None, iterations or 1, iterations or 1, seed)


def _insert(week: Week, stops: dict[str, Stop], stop: Stop, routes: dict[str, list[str]]) -> bool:
    best: tuple[float, str, list[str]] | None = None
    for walk in week.walks:
        for place in range(len(routes[walk.id]) + 1) if week.may_visit(stop, walk) else ():
            route = [*routes[walk.id][:place], stop.id, *routes[walk.id][place:]]
            found = walked(week, stops, walk, route)
            if found and (best is None or found[1] < best[0]):
                best = (found[1], walk.id, route)
    if best:
        routes[best[1]] = best[2]
    return best is not None


def walked(week: Week, stops: dict[str, Stop], walk: Walk, route: list[str]) -> Route | None:
    """The visits of a route and the time on the way, or None where it cannot be walked."""
    now, node, travel, visits = walk.window[0], walk.start, 0.0, []
    for name in route:
        stop = stops[name]
        way = float(week.travel[node][stop.node])
        arrive, travel = now + way, travel + way
        begins = [max(arrive, first) for first, last in stop.windows or [(arrive, arrive)] if arrive <= last]
        if not begins:
            return None
        now, node = min(begins) + stop.service, stop.node
        visits.append(Visit(name, arrive, min(begins), now))
    way = float(week.travel[node][walk.end])
    return (tuple(visits), travel + way) if now + way <= walk.window[1] else None
