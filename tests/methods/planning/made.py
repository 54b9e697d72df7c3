"""Small made-up weeks, and the best plan of a tiny one by trying every order."""

from itertools import permutations, product

import numpy as np

from commonbeat.methods.planning import Plan, Stop, Walk, Week
from commonbeat.methods.planning.checker import timed


def made(seed: int, stops: int = 12, walks: int = 2, *, open_always: bool = False, day: float = 60.0) -> Week:
    """Stops in a square of 20 by 20, walks that start at different times of one day."""
    rng = np.random.default_rng(seed)
    places = rng.integers(0, 21, (stops + 1, 2)).astype(float)
    travel = np.floor(np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1)) * 10) / 10
    made_stops = []
    for n in range(1, stops + 1):
        low, other = sorted(rng.integers(0, 80, 2).tolist())
        windows = (
            None if open_always or rng.random() < 0.3 else ((low, low + 15.0), (other + 20.0, other + 35.0))
        )
        made_stops.append(
            Stop(
                str(n),
                n,
                float(rng.integers(1, 30)),
                float(rng.integers(1, 6)),
                windows,
                neighborhood=f"n{n % 3}",
            )
        )
    made_walks = tuple(
        Walk(f"w{n}", 0, 0, (0.0, day) if open_always else (10.0 * n, 10.0 * n + day)) for n in range(walks)
    )
    return Week(travel, tuple(made_stops), made_walks)


def best_of_all(week: Week) -> float:
    """The most that any plan brings, of stops visited once and at most two walks."""
    names = [stop.id for stop in week.stops]
    prizes = {stop.id: stop.prize for stop in week.stops}
    possible: list[dict[frozenset[str], bool]] = []
    for walk in week.walks:
        fits: dict[frozenset[str], bool] = {frozenset(): True}
        for size in range(1, len(names) + 1):
            for order in permutations(names, size):
                chosen = frozenset(order)
                if chosen not in fits and timed(week, {walk.id: order}) is not None:
                    fits[chosen] = True
        possible.append(fits)
    best = 0.0
    for sets in product(*possible):
        together = frozenset[str]().union(*sets)
        if sum(map(len, sets)) == len(together):
            best = max(best, sum(prizes[name] for name in together))
    return best


def orders(plan: Plan) -> dict[str, list[str]]:
    """Each walk's stops in order."""
    return plan.order()
