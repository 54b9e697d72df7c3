"""The weeks that benchmarks/planning.py plans: published test instances, and made-up weeks on a real network."""

import csv
import math
import random
from itertools import pairwise
from pathlib import Path

import numpy as np

from commonbeat.methods.planning import Stop, Walk, Week
from commonbeat.methods.planning.network import WalkGraph, seconds_between

DAY, HOUR, SERVICE = 86_400, 3600, 720
NOT_ON_FOOT = {"motorway", "motorway_link", "trunk", "trunk_link", "construction", "proposed"}
AREA = (9.50, 47.12, 9.54, 47.175)
STARTS = (9.0, 13.0, 14.5, 17.0)


def published(folder: Path, name: str) -> Week:
    """`r104/m2` is a Solomon or Cordeau instance with two walks, `p4.2.k` one of Chao's."""
    if "/m" in name:
        file, walks = name.split("/m")
        return with_windows(folder / "toptw" / f"{file}.txt", int(walks))
    return without_windows(next((folder / "top").glob(f"*/{name}.txt")))


def with_windows(path: Path, walks: int) -> Week:
    """Team orienteering with time windows: distances cut to one decimal, or two for Cordeau's."""
    lines = [line.split() for line in path.read_text().splitlines() if line.strip()]
    rows = lines[2 : 3 + int(lines[0][2])]
    scale = 100 if path.name.startswith("pr") else 10
    places = [(float(row[1]), float(row[2])) for row in rows]
    travel = [[math.floor(math.dist(a, b) * scale + 1e-9) / scale for b in places] for a in places]
    stops = tuple(
        Stop(str(n), n, float(row[4]), float(row[3]), ((float(row[-2]), float(row[-1])),))
        for n, row in enumerate(rows)
        if n and float(row[4]) > 0
    )
    day = (0.0, float(rows[0][-1]))
    return Week(np.array(travel), stops, tuple(Walk(str(n), 0, 0, day) for n in range(walks)))


def without_windows(path: Path) -> Week:
    """Team orienteering: whole distances, from the first point to the last."""
    lines = [line.replace(";", " ").split() for line in path.read_text().splitlines() if line.strip()]
    count, walks, longest = int(lines[0][1]), int(lines[1][1]), float(lines[2][1])
    rows = np.array(lines[3 : 3 + count], dtype=float)
    travel = np.hypot(*(rows[:, None, :2] - rows[None, :, :2]).transpose(2, 0, 1))
    stops = tuple(Stop(str(n), n, rows[n, 2]) for n in range(1, count - 1) if rows[n, 2] > 0)
    return Week(travel, stops, tuple(Walk(str(n), 0, count - 1, (0.0, longest)) for n in range(walks)))


def references(folder: Path) -> dict[str, float]:
    """The value to measure against, for each instance of the table whose file is there."""
    with (folder / "solver_table.csv").open(encoding="utf-8") as file:
        table = {row["inst"]: float(row["ref"]) for row in csv.DictReader(file)}
    return {name: value for name, value in table.items() if _is_there(folder, name)}


def _is_there(folder: Path, name: str) -> bool:
    file = name.split("/")[0]
    return (folder / "toptw" / f"{file}.txt").exists() or any((folder / "top").glob(f"*/{file}.txt"))


def long_day(path: Path, walks: int, seed: int) -> Week:
    """A held-out kind: the places of a Solomon instance, a day four times as long, windows drawn anew."""
    lines = [line.split() for line in path.read_text().splitlines() if line.strip()]
    rows = lines[2 : 3 + int(lines[0][2])]
    rng = random.Random(seed)
    places = [(float(row[1]), float(row[2])) for row in rows]
    travel = np.array([[math.floor(math.dist(a, b) * 10 + 1e-9) / 10 for b in places] for a in places])
    day = 1000.0
    stops = []
    for n, row in enumerate(rows):
        if n and float(row[4]) > 0:
            wide = rng.uniform(100, 900)
            opens = rng.uniform(travel[0, n], max(travel[0, n], day - 20 - wide))
            stops.append(Stop(str(n), n, float(row[4]), 10.0, ((round(opens), round(opens + wide)),)))
    return Week(travel, tuple(stops), tuple(Walk(str(n), 0, 0, (0.0, day)) for n in range(walks)))


def week_on_foot(path: Path, places: int, officers: int, seed: int = 7) -> Week:
    """Five days of walks of three and a half hours on a real network, all from one base.

    Some places open in the evening only, some matter when school ends, some are an event of half an hour.
    """
    graph = _network(path)
    rng = random.Random(seed)
    nodes = rng.sample(range(graph.size), places + 1)
    order, back = np.unique(nodes, return_inverse=True)
    travel = np.ceil(seconds_between(graph, order)[np.ix_(back, back)])
    stops = [_place(rng, number) for number in range(1, places + 1)]
    walks = []
    for day in range(5):
        for officer in range(officers):
            start = STARTS[officer % len(STARTS)]
            window = (day * DAY + int(start * HOUR), day * DAY + int((start + 3.5) * HOUR))
            walks.append(Walk(f"{officer}-{day}", 0, 0, window))
    return Week(travel, tuple(stops), tuple(walks))


def _place(rng: random.Random, number: int) -> Stop:
    prize = min(100, max(1, int(rng.lognormvariate(2.7, 0.8))))
    drawn, windows = rng.random(), None
    if drawn < 0.08:
        windows = tuple((d * DAY + 15.0 * HOUR, d * DAY + 15.5 * HOUR) for d in range(5))
    elif drawn < 0.14:
        day, hour = rng.randrange(5), rng.choice([10, 12, 17, 18])
        windows = ((day * DAY + hour * HOUR, day * DAY + hour * HOUR + HOUR / 2),)
        prize = min(100, prize + 40)
    elif drawn < 0.35:
        windows = tuple((d * DAY + 16.0 * HOUR, d * DAY + 21.0 * HOUR) for d in range(5))
    return Stop(str(number), number, prize, SERVICE, windows)


def _network(path: Path) -> WalkGraph:
    """The largest connected part of the ways on foot in AREA; steps are slower."""
    import osmium

    where: dict[int, tuple[float, float]] = {}
    ways = []
    only = osmium.filter.EmptyTagFilter().enable_for(osmium.osm.WAY)
    for thing in osmium.FileProcessor(str(path)).with_filter(only):
        if thing.is_node():
            where[thing.id] = (thing.location.lon, thing.location.lat)
        elif thing.is_way():
            kind = thing.tags.get("highway")
            if kind and kind not in NOT_ON_FOOT and thing.tags.get("foot") != "no":
                ways.append(([node.ref for node in thing.nodes], 2.0 if kind == "steps" else 4.8))
    numbers: dict[int, int] = {}
    edges, seconds = [], []
    for nodes, speed in ways:
        for a, b in pairwise(nodes):
            if a in where and b in where and _inside(where[a]) and _inside(where[b]):
                edges.append((numbers.setdefault(a, len(numbers)), numbers.setdefault(b, len(numbers))))
                seconds.append(_meters(where[a], where[b]) / (speed / 3.6))
    return _largest_part([where[n] for n in numbers], np.array(edges), np.array(seconds))


def _inside(place: tuple[float, float]) -> bool:
    return AREA[0] <= place[0] <= AREA[2] and AREA[1] <= place[1] <= AREA[3]


def _meters(a: tuple[float, float], b: tuple[float, float]) -> float:
    east = math.radians(b[0] - a[0]) * math.cos(math.radians(a[1]))
    return 6371008.8 * math.hypot(east, math.radians(b[1] - a[1]))


def _largest_part(places: list[tuple[float, float]], edges: np.ndarray, seconds: np.ndarray) -> WalkGraph:
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    size = len(places)
    links = coo_matrix((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), shape=(size, size))
    _, part = connected_components(links, directed=False)
    kept = np.flatnonzero(part == np.argmax(np.bincount(part)))
    new = np.full(size, -1)
    new[kept] = np.arange(len(kept))
    stays = new[edges[:, 0]] >= 0
    longitude, latitude = np.array(places)[kept].T
    return WalkGraph(longitude, latitude, new[edges[stays]], seconds[stays])
