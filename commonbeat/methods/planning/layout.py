"""From a week to arrays, and an empty state to begin a search with."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from commonbeat.methods.planning.arrays import (
    FAR,
    NEIGHBORS,
    NEVER,
    POWERS,
    Found,
    Ints,
    Numbering,
    Problem,
    State,
)
from commonbeat.methods.planning.chance import seeded
from commonbeat.methods.planning.model import Floats, Stop, Walk, Week

FINEST = 6
LARGEST = 1 << 52
POOL = 3000
TABLE = 1 << 15
ARMS = 12
SIGNS = 1 << 60


def laid_out(week: Week, keep: dict[tuple[str, str], float] | None = None) -> tuple[Problem, Numbering]:
    """The week as arrays; `keep` gives a worth to a stop's staying on a walk, by (stop id, walk id)."""
    scale = _scale(week)
    tasks = list(_tasks(week))
    node = np.array([stop.node for stop, _, _ in tasks], dtype=np.int64)
    travel = _whole(np.asarray(week.travel, dtype=np.float64), scale, up=True)
    begin = _whole([walk.window[0] for walk in week.walks], scale, up=True)
    finish = _whole([walk.window[1] for walk in week.walks], scale, up=False)
    source = np.array([walk.start for walk in week.walks], dtype=np.int64)
    sink = np.array([walk.end for walk in week.walks], dtype=np.int64)
    service = _whole([stop.service for stop, _, _ in tasks], scale, up=True)
    windows = _windows(week.stops, scale)
    numbers = {stop.id: number for number, stop in enumerate(week.stops)}
    stop_of = np.array([numbers[stop.id] for stop, _, _ in tasks], dtype=np.int64)
    qualifies = _qualifies(week, tasks, stop_of)
    begun = begin[:, None] + travel[source][:, node]
    done = finish[:, None] - service[None, :] - travel[node][:, sink].T
    kind, low, high = _openings(windows[stop_of], begun, done, begin, finish, service)
    kind[~qualifies] = 0
    several = np.array([stop.max_visits > 1 and stop.spacing > 0 for stop in week.stops], dtype=bool)
    kind[(kind == 1) & several[stop_of][None, :]] = 2
    gain, extra, bonus = _worths(week, tasks, keep or {})
    shared = min(len(tasks), _most_visits(travel, node, service, begin, finish, source, sink))
    spacing = _whole([stop.spacing for stop in week.stops], scale, up=True)
    is_symmetric = np.array_equal(travel, travel.T)
    problem = Problem(
        # One table instead of two stays nearer to the processor.
        travel=travel, back=travel if is_symmetric else np.ascontiguousarray(travel.T), node=node,
        service=service, stop=stop_of,
        before=_before(tasks), siblings=_siblings(stop_of, len(week.stops)), kind=kind, low=low, high=high,
        windows=windows, spacing=spacing, gain=gain, extra=extra, begin=begin, finish=finish,
        source=source, sink=sink, near=_near(travel, node),
        usable=np.flatnonzero((kind > 0).any(axis=0)).astype(np.int64), power=_power(gain[stop_of, 0], extra, bonus),
        alike=_alike(kind, low, high, extra, begin, finish, source, sink),
        sign=np.random.default_rng(1988).integers(1, SIGNS, len(week.stops)).astype(np.int64),
        is_timeless=int(_is_timeless(kind, low, high, begun, done)),
        is_symmetric=int(is_symmetric),
        is_repeating=int(several.any()), capacity=shared,
    )  # fmt: skip
    return problem, Numbering(scale, stop_of, bonus)


def fresh(problem: Problem, seed: int) -> State:
    """Nothing planned yet."""
    walks, tasks = problem.kind.shape
    width = problem.capacity + 2
    wide = [np.zeros((walks, width), dtype=np.int64) for _ in range(10)]
    rows = [np.full((walks, tasks), NEVER, dtype=np.int64) for _ in range(4)]
    whole = [np.zeros(walks, dtype=np.int64) for _ in range(7)]
    each = [np.zeros(2 * tasks + 8, dtype=np.int64) for _ in range(4)]
    return State(
        tour=wide[0], size=whole[0], nodes=wide[1], leg=wide[2], leave=wide[3], last=wide[4],
        length=whole[1], cost=rows[0], place=rows[1],
        tour_was=wide[5], size_was=whole[2], nodes_was=wide[6], leg_was=wide[7], leave_was=wide[8],
        last_was=wide[9], length_was=whole[3], cost_was=rows[2], place_was=rows[3],
        walk=np.full(tasks, -1, dtype=np.int64), start=each[0],
        times=np.zeros(len(problem.spacing), dtype=np.int64),
        least=np.full(tasks, NEVER, dtype=np.int64), least_walk=np.full(tasks, -1, dtype=np.int64),
        weight=np.zeros(tasks), out=each[1], came=each[2], touched=whole[4], is_touched=whole[5],
        marks=np.zeros(8, dtype=np.int64), able=np.zeros(tasks, dtype=np.int64), score=np.zeros(4),
        random=seeded(seed), stamp=each[3],
    )  # fmt: skip


def nothing_found(problem: Problem) -> Found:
    """Room for the best plan and the pool."""
    walks, width = problem.kind.shape[0], problem.capacity + 2
    return Found(
        tour=np.zeros((walks, width), dtype=np.int64), size=np.zeros(walks, dtype=np.int64),
        score=np.full(1, -np.inf), length=np.zeros(1, dtype=np.int64),
        pool=np.zeros((POOL, width), dtype=np.int64), pool_size=np.zeros(POOL, dtype=np.int64),
        pool_walk=np.zeros(POOL, dtype=np.int64), pool_sign=np.zeros(POOL, dtype=np.int64),
        pool_length=np.zeros(POOL, dtype=np.int64), pool_count=np.zeros(1, dtype=np.int64),
        table=np.full(TABLE, -1, dtype=np.int64), arms=np.ones((3, ARMS)),
    )  # fmt: skip


def _scale(week: Week) -> int:
    """A power of ten that makes every time a whole number, or the finest there is room for."""
    parts = [np.ravel(week.travel)[np.isfinite(np.ravel(week.travel))]]
    for stop in week.stops:
        parts.append(np.array([stop.service, stop.spacing]))
        parts.extend(np.array(window) for window in stop.windows or ())
    parts.extend(np.array(walk.window) for walk in week.walks)
    values = np.abs(np.concatenate(parts).astype(np.float64))
    largest = float(values.max(initial=1.0))
    for digits in range(FINEST + 1):
        scale = 10**digits
        if largest * scale * 10 > LARGEST:
            return int(scale)
        scaled = values * scale
        if (np.abs(scaled - np.rint(scaled)) <= 1e-9 * np.maximum(1.0, scaled)).all():
            return int(scale)
    return int(10**FINEST)


def _whole(values: npt.ArrayLike, scale: int, *, up: bool) -> Ints:
    given = np.asarray(values, dtype=np.float64)
    scaled = np.where(np.isfinite(given), given, 0.0) * scale
    nearest = np.rint(scaled)
    is_whole = np.abs(scaled - nearest) <= 1e-9 * np.maximum(1.0, np.abs(scaled))
    rounded = np.where(is_whole, nearest, np.ceil(scaled) if up else np.floor(scaled))
    return np.where(np.isfinite(given), np.clip(rounded, -LARGEST, LARGEST), 2 * LARGEST).astype(np.int64)


def _tasks(week: Week) -> Iterator[tuple[Stop, str | None, int]]:
    """Every possible visit: its stop, the walk it is pinned to if any, its number among its like."""
    pins: dict[str, list[str]] = {}
    for stop_id, walk_id in sorted(week.pins):
        pins.setdefault(stop_id, []).append(walk_id)
    for stop in week.stops:
        pinned = pins.get(stop.id, [])
        for walk_id in pinned:
            yield stop, walk_id, 0
        for number in range(max(0, _useful_visits(stop, week.walks) - len(pinned))):
            yield stop, None, number


def _useful_visits(stop: Stop, walks: tuple[Walk, ...]) -> int:
    """No more visits than could be begun at the least spacing."""
    apart = stop.spacing or stop.service
    if stop.max_visits == 1 or not apart:
        return stop.max_visits
    return min(
        stop.max_visits,
        max(1, sum(1 + int((walk.window[1] - walk.window[0]) / apart) for walk in walks)),
    )


def _windows(stops: tuple[Stop, ...], scale: int) -> Ints:
    """Each stop's windows (S, K, 2) in order and apart from one another, filled up with such as never come."""
    merged = [_apart(stop, scale) for stop in stops]
    most = max((len(windows) for windows in merged), default=0)
    result = np.full((len(stops), max(1, most), 2), NEVER, dtype=np.int64)
    for number, windows in enumerate(merged):
        if windows:
            result[number, : len(windows)] = windows
    return result


def _apart(stop: Stop, scale: int) -> list[tuple[int, int]]:
    if stop.windows is None:
        return [(-NEVER, NEVER - 1)]
    lows = _whole([window[0] for window in stop.windows], scale, up=True).tolist()
    highs = _whole([window[1] for window in stop.windows], scale, up=False).tolist()
    result: list[tuple[int, int]] = []
    for low, high in sorted(zip(lows, highs, strict=True)):
        if low > high:
            continue
        if result and low <= result[-1][1]:
            result[-1] = (result[-1][0], max(high, result[-1][1]))
        else:
            result.append((low, high))
    return result


def _qualifies(week: Week, tasks: list[tuple[Stop, str | None, int]], stop_of: Ints) -> npt.NDArray[np.bool_]:
    may = np.array([[week.may_visit(stop, walk) for stop in week.stops] for walk in week.walks], dtype=bool)
    may = may.reshape(len(week.walks), len(week.stops))[:, stop_of]
    for task, (_, pinned, _) in enumerate(tasks):
        if pinned is not None:
            may[:, task] &= np.array([walk.id == pinned for walk in week.walks])
    return may


def _openings(
    windows: Ints, begun: Ints, done: Ints, begin: Ints, finish: Ints, service: Ints
) -> tuple[Ints, Ints, Ints]:
    """How each walk (W) can meet each task (T): kind, and the window where there is just one."""
    shape = begun.shape
    count, fits = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=bool)
    low, high = np.zeros(shape, dtype=np.int64), np.full(shape, -1, dtype=np.int64)
    latest = finish[:, None] - service[None, :]
    for which in range(windows.shape[1]):
        opens = np.maximum(windows[None, :, which, 0], begin[:, None])
        closes = np.minimum(windows[None, :, which, 1], latest)
        meets = opens <= closes
        fits |= np.maximum(opens, begun) <= np.minimum(closes, done)
        low[meets], high[meets] = opens[meets], closes[meets]
        count += meets
    return np.where(fits, np.minimum(count, 2), 0), low, high


def _is_timeless(kind: Ints, low: Ints, high: Ints, begun: Ints, done: Ints) -> bool:
    """Whether nothing but the walks' own length limits them."""
    if (kind == 2).any():
        return False
    usable = kind == 1
    return bool(((low <= begun) & (high >= done))[usable].all())


def _worths(
    week: Week, tasks: list[tuple[Stop, str | None, int]], keep: dict[tuple[str, str], float]
) -> tuple[Floats, Floats, float]:
    """What each further visit of a stop brings (S, K), and each task on each walk besides (W, T)."""
    most = max((stop.max_visits for stop in week.stops), default=1)
    gain = np.zeros((len(week.stops), most + 1))
    for number, stop in enumerate(week.stops):
        gain[number, : stop.max_visits] = [stop.worth(visit) for visit in range(stop.max_visits)]
    extra = np.zeros((len(week.walks), len(tasks)))
    rows = {walk.id: number for number, walk in enumerate(week.walks)}
    columns: dict[str, list[int]] = {}
    for task, (stop, _, _) in enumerate(tasks):
        columns.setdefault(stop.id, []).append(task)
    for (stop_id, walk_id), worth in keep.items():
        if walk_id in rows and stop_id in columns:
            extra[rows[walk_id], columns[stop_id]] += worth
    bonus = float(gain.sum() + extra.sum()) + 1.0
    for number, stop in enumerate(week.stops):
        gain[number, 0] += bonus if stop.required else 0.0
    for task, (_, pinned, _) in enumerate(tasks):
        if pinned is not None:
            extra[rows[pinned], task] += bonus
    return gain, extra, bonus


def _before(tasks: list[tuple[Stop, str | None, int]]) -> Ints:
    """For each task the one just like it that is to be used first, or -1."""
    return np.array([task - 1 if number > 0 else -1 for task, (_, _, number) in enumerate(tasks)], np.int64)


def _siblings(stop_of: Ints, stops: int) -> Ints:
    """The tasks of each stop: from, up to (S, 2)."""
    return np.column_stack(
        [np.searchsorted(stop_of, np.arange(stops)), np.searchsorted(stop_of, np.arange(stops), "right")]
    ).astype(np.int64)


def _near(travel: Ints, node: Ints) -> Ints:
    """For each task the others, nearest first (T, up to NEIGHBORS), itself in front."""
    between = np.minimum(travel, travel.T)[np.ix_(node, node)].astype(np.float64)
    np.fill_diagonal(between, -1.0)
    return np.argsort(between, axis=1, kind="stable")[:, :NEIGHBORS].astype(np.int64)


def _power(first: Floats, extra: Floats, bonus: float) -> Floats:
    """What a task brings, against the mean, raised to each of POWERS: (P, T)."""
    worth = first + extra.max(axis=0, initial=0.0)
    usual = worth[worth < bonus]
    mean = float(usual.mean()) if len(usual) else 1.0
    result: Floats = (worth[None, :] / (mean or 1.0)) ** np.array(POWERS)[:, None]
    return result


def _alike(*tables: npt.NDArray[np.float64] | Ints) -> Ints:
    """Walks that differ in nothing get the same number (W,)."""
    seen: dict[bytes, int] = {}
    keys = [b"|".join(table[walk].tobytes() for table in tables) for walk in range(len(tables[0]))]
    return np.array([seen.setdefault(key, len(seen)) for key in keys], dtype=np.int64)


def _most_visits(
    travel: Ints, node: Ints, service: Ints, begin: Ints, finish: Ints, source: Ints, sink: Ints
) -> int:
    """No walk can hold more visits than this."""
    if len(node) == 0 or len(begin) == 0:
        return 0
    between = travel[np.ix_(node, node)].copy()
    np.fill_diagonal(between, FAR)
    into = np.minimum(between.min(axis=0), travel[source][:, node].min(axis=0))
    away = np.minimum(between.min(axis=1), travel[node][:, sink].min(axis=1))
    each = np.sort(service + np.minimum(into, FAR) // 2 + np.minimum(away, FAR) // 2)
    return int((np.cumsum(each) <= int((finish - begin).max())).sum()) + 1
