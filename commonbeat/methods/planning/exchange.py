"""A week and a plan as plain data (what JSON holds): strict about what comes in, naming the field that is wrong."""

import math
from typing import Any

import numpy as np

from commonbeat.methods.planning.model import Floats, Malformed, Plan, Stop, Walk, Week, Window

MOST_DECIMALS = 9


def week_of(data: Any) -> Week:
    """The week that was written down. Raises Malformed with one sentence naming the field."""
    if not isinstance(data, dict):
        raise Malformed("a week must be an object with travel, stops and walks.")
    for name in ("travel", "stops", "walks"):
        if name not in data:
            raise Malformed(f"{name} is missing.")
    travel = _travel(data["travel"])
    stops = tuple(_stop(f"stops[{n}]", one) for n, one in enumerate(_list("stops", data["stops"])))
    walks = tuple(_walk(f"walks[{n}]", one) for n, one in enumerate(_list("walks", data["walks"])))
    pairs = {name: _pairs(name, data.get(name)) for name in ("pins", "forbidden")}
    return Week(travel, stops, walks, **pairs)


def plan_as_data(plan: Plan) -> dict[str, Any]:
    """The plan in the layout of the file contract."""
    return {
        "prize": plan.prize,
        "walks": [
            {
                "id": walk.id,
                "prize": walk.prize,
                "travel": walk.travel,
                "stops": [
                    {"id": v.stop, "arrive": v.arrive, "start": v.start, "leave": v.leave}
                    for v in walk.visits
                ],
            }
            for walk in plan.walks
        ],
        "unvisited": [
            {
                "id": one.id,
                "reason": one.reason,
                "would_displace": list(one.would_displace),
                **({"required": True} if one.required else {}),
            }
            for one in plan.unvisited
        ],
        "bound": plan.bound,
        "iterations": plan.iterations,
        "schedule": plan.schedule,
        "seed": plan.seed,
    }


def _travel(data: Any) -> Floats:
    if not isinstance(data, dict) or ("seconds" in data) == ("points" in data):
        raise Malformed("travel must be an object with either seconds or points.")
    if "seconds" in data:
        return _table(_list("travel.seconds", data["seconds"]))
    points = _list("travel.points", data["points"])
    if data.get("metric", "euclidean") != "euclidean":
        raise Malformed("travel.metric must be “euclidean”.")
    places = [_point(f"travel.points[{n}]", point) for n, point in enumerate(points)]
    decimals = data.get("truncate_decimals")
    if decimals is not None and not (_is_whole(decimals) and 0 <= decimals <= MOST_DECIMALS):
        raise Malformed(f"travel.truncate_decimals must be a whole number from 0 to {MOST_DECIMALS}.")
    xy = np.array(places, dtype=np.float64).reshape(-1, 2)
    between: Floats = np.hypot(*(xy[:, None, :] - xy[None, :, :]).transpose(2, 0, 1))
    if decimals is not None:
        # A distance that is whole but for rounding must not fall to the next smaller one.
        between = np.floor(between * 10**decimals + 1e-9) / 10**decimals
    return between


def _table(rows: list[Any]) -> Floats:
    """Rows of numbers; null where no way leads."""
    for n, row in enumerate(rows):
        where = f"travel.seconds[{n}]"
        if not isinstance(row, list) or len(row) != len(rows):
            raise Malformed(f"{where} must hold {len(rows)} numbers, one for each row.")
        if not set(map(type, row)) <= {int, float, type(None)}:
            raise Malformed(f"{where} holds something that is not a number.")
    try:
        table = np.array([[math.inf if x is None else x for x in row] for row in rows], dtype=np.float64)
    except OverflowError:
        raise Malformed("travel.seconds holds a number that is too large.") from None
    return table.reshape(len(rows), len(rows))


def _point(where: str, data: Any) -> tuple[float, float]:
    if not isinstance(data, list) or len(data) != 2:
        raise Malformed(f"{where} must be two numbers.")
    return _number(f"{where}[0]", data[0]), _number(f"{where}[1]", data[1])


def _stop(where: str, data: Any) -> Stop:
    stop = _object(where, data)
    windows = stop.get("windows")
    return Stop(
        id=_identity(where, stop),
        node=_whole(where, stop, "node"),
        prize=_number(f"{where}.prize", _needed(where, stop, "prize")),
        service=_number(f"{where}.service", stop.get("service", 0)),
        windows=None
        if windows is None
        else tuple(
            _window(f"{where}.windows[{n}]", one) for n, one in enumerate(_list(f"{where}.windows", windows))
        ),
        max_visits=_whole(where, stop, "max_visits", 1),
        spacing=_number(f"{where}.spacing", stop.get("spacing", 0)),
        repeat=_number(f"{where}.repeat", stop.get("repeat", 1)),
        required=_truth(f"{where}.required", stop.get("required", False)),
        needs=_words(f"{where}.needs", stop.get("needs")),
        neighborhood=_text(f"{where}.neighborhood", stop.get("neighborhood") or ""),
    )


def _walk(where: str, data: Any) -> Walk:
    walk = _object(where, data)
    return Walk(
        id=_identity(where, walk),
        start=_whole(where, walk, "start"),
        end=_whole(where, walk, "end"),
        window=_window(f"{where}.window", _needed(where, walk, "window")),
        has=_words(f"{where}.has", walk.get("has")),
    )


def _pairs(name: str, data: Any) -> frozenset[tuple[str, str]]:
    pairs = [_object(f"{name}[{n}]", one) for n, one in enumerate(_list(name, data or []))]
    return frozenset(
        (_text(f"{name}.stop", _needed(name, one, "stop")), _text(f"{name}.walk", _needed(name, one, "walk")))
        for one in pairs
    )


def _object(where: str, data: Any) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise Malformed(f"{where} must be an object.")
    return data


def _list(where: str, data: Any) -> list[Any]:
    if not isinstance(data, list):
        raise Malformed(f"{where} must be a list.")
    return data


def _needed(where: str, data: dict[str, Any], name: str) -> Any:
    if data.get(name) is None:
        raise Malformed(f"{where}: {name} is missing.")
    return data[name]


def _identity(where: str, data: dict[str, Any]) -> str:
    return _text(f"{where}.id", _needed(where, data, "id"))


def _text(where: str, data: Any) -> str:
    if not isinstance(data, str):
        raise Malformed(f"{where} must be text.")
    return data


def _words(where: str, data: Any) -> frozenset[str]:
    return frozenset(_text(where, one) for one in _list(where, data or []))


def _truth(where: str, data: Any) -> bool:
    if not isinstance(data, bool):
        raise Malformed(f"{where} must be true or false.")
    return data


def _is_whole(data: Any) -> bool:
    return isinstance(data, int) and not isinstance(data, bool)


def _whole(where: str, data: dict[str, Any], name: str, default: int | None = None) -> int:
    value = data.get(name, default) if default is not None else _needed(where, data, name)
    if not _is_whole(value):
        raise Malformed(f"{where}.{name} must be a whole number.")
    return int(value)


def _number(where: str, data: Any) -> float:
    if isinstance(data, bool) or not isinstance(data, int | float):
        raise Malformed(f"{where} must be a number.")
    try:
        value = float(data)
    except OverflowError:
        raise Malformed(f"{where} is too large.") from None
    if not math.isfinite(value):
        raise Malformed(f"{where} must be a number, not {value}.")
    return value


def _window(where: str, data: Any) -> Window:
    if not isinstance(data, list) or len(data) != 2:
        raise Malformed(f"{where} must be two times, from and until.")
    return _number(f"{where}[0]", data[0]), _number(f"{where}[1]", data[1])
