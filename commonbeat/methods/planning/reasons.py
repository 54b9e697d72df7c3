"""Why a stop is left out, each reason tried rather than guessed."""

import numpy as np

from commonbeat.methods.planning import room
from commonbeat.methods.planning.model import Stop, Unvisited, Walk, Week
from commonbeat.methods.planning.search import Search


def unvisited(search: Search) -> tuple[Unvisited, ...]:
    """The reason for every stop that the search's present plan leaves out, required ones first."""
    ways: dict[int, list[int]] = {}
    for task in search.left_out():
        ways.setdefault(int(search.problem.stop[task]), []).append(task)
    left = [n for n in range(len(search.week.stops)) if search.state.times[n] == 0]
    left.sort(key=lambda number: not search.week.stops[number].required)
    return tuple(_reason(search, number, ways.get(number, [])) for number in left)


def _reason(search: Search, number: int, tasks: list[int]) -> Unvisited:
    stop = search.week.stops[number]
    if not tasks:
        return Unvisited(stop.id, _never(search.week, stop), (), stop.required)
    found = [room.easiest(search.problem, search.state, task) for task in tasks]
    _, _, walk, first, final = max(found, key=lambda one: one[0])
    leaving = [] if walk < 0 else search.state.tour[walk, first : final + 1].tolist()
    names = list(dict.fromkeys(search.week.stops[int(search.problem.stop[task])].id for task in leaving))
    return Unvisited(stop.id, "less_valuable", tuple(_enough(search, stop, names)), stop.required)


def _enough(search: Search, stop: Stop, names: list[str]) -> list[str]:
    """Those who make room, and more where a required stop worth little is among them."""
    week, count = search.week, search.state.times
    last = {s.id: s.worth(int(count[n]) - 1) for n, s in enumerate(week.stops) if count[n]}
    together = sum(last[name] for name in names)
    for name in sorted(last, key=lambda name: -last[name]):
        if together >= stop.prize:
            break
        if name not in names:
            names.append(name)
            together += last[name]
    return names


def _never(week: Week, stop: Stop) -> str:
    """Why not even an empty walk could visit the stop."""
    walks = [walk for walk in week.walks if week.may_visit(stop, walk)]
    if not walks:
        return "no_walk_qualifies"
    return "no_window_fits" if any(_would_fit(week, stop, walk) for walk in walks) else "too_far"


def _would_fit(week: Week, stop: Stop, walk: Walk) -> bool:
    """Whether the walk could visit the stop and nothing else, were it always open."""
    there = week.travel[walk.start, stop.node] + stop.service + week.travel[stop.node, walk.end]
    return bool(np.isfinite(there) and walk.window[0] + there <= walk.window[1] + 1e-9)
