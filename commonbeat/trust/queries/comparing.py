"""One place beside others: counts before and after, and a mixture of neighborhoods that went alike before."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import numpy as np
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commonbeat.methods import effects
from commonbeat.openness.calendar import local_day
from commonbeat.places.models import Neighborhood
from commonbeat.safety.errors import Refused
from commonbeat.safety.results import Unreadable
from commonbeat.trust import verdicts
from commonbeat.trust.panels import MONTHS_BEFORE, add_months, concerns_counted, month_of, months_between
from commonbeat.trust.series import read_history

MENTIONED = 0.05


@dataclass(frozen=True)
class Beside:
    """The weighted displacement difference in a sentence; `found` holds every figure."""

    sentence: str
    found: effects.Displacement


@dataclass(frozen=True)
class Mixture:
    """A neighborhood month by month beside a mixture of others; never a verdict.

    `rows`: month, what was counted, what the mixture counted, whether it had begun. `parts`: which neighborhoods the
    mixture is made of, in percent.
    """

    area: Neighborhood
    sentence: str
    rows: list[tuple[date, float, float, bool]]
    parts: list[tuple[str, int]]


def beside(
    counts: Mapping[str, tuple[int, int] | None], *, days_before: int, days_after: int, history: bytes = b""
) -> Beside:
    """How differently the treated place went; *counts* before and after by the areas of the method.

    *history*: a CSV of earlier counts, with which the range becomes as wide as they scatter.
    """
    pairs = {name: effects.Pair(*pair) for name, pair in counts.items() if pair is not None}
    try:
        earlier = _earlier(history) if history else None
        found = effects.wdd(
            pairs["treated"],
            pairs["control"],
            pairs.get("displacement-treated"),
            pairs.get("displacement-control"),
            weights=effects.Weights(before=1.0, after=days_after / days_before),
            history=earlier,
        )
    except effects.Unusable as problem:
        raise Refused(str(problem)) from None
    except Unreadable as problem:
        raise Refused(str(problem), "history") from None
    return Beside(verdicts.of_displacement(found), found)


def mixture(area: Neighborhood, begins_on: date, at: datetime) -> Mixture:
    """Concerns of *area* beside the mixture of the team's other neighborhoods that went most like it before."""
    areas = list(Neighborhood.objects.filter(team=area.team_id, is_current=True).order_by("name"))
    begins, now = month_of(begins_on), month_of(local_day(area.team, at))
    months = months_between(add_months(begins, -MONTHS_BEFORE), now)
    values = concerns_counted(area.team, areas, months)
    busy = np.flatnonzero(values.sum(axis=0) > 0)
    months = months[int(busy[0]) :] if len(busy) else []
    values = values[:, len(values[0]) - len(months) :] if len(busy) else values[:, :0]
    place = [one.pk for one in areas].index(area.pk)
    column = sum(month < begins for month in months)
    try:
        found = effects.synthetic(values, place, column)
    except effects.Unusable:
        raise Refused(
            _(
                "This needs four whole months of books before it began, one since, and four other neighborhoods."
            ),
            "begins_on",
        ) from None
    told = {
        "change": f"{found.effect:+.1f}",
        "month": date_format(begins, "F Y"),
        "rank": found.rank,
        "all": found.placebos,
    }
    sentence = _(
        "Since %(month)s: %(change)s concerns a month beside the mixture. Of %(all)d neighborhoods, %(rank)d moved at "
        "least as far from theirs, this one included."
    )
    columns = zip(months, values[place], found.expected, strict=True)
    shares = sorted(zip(found.weight, areas, strict=True), key=lambda pair: -pair[0])
    return Mixture(
        area,
        sentence % told,
        [(month, float(seen), float(expected), month >= begins) for month, seen, expected in columns],
        [(one.name, round(100 * share)) for share, one in shares if share >= MENTIONED],
    )


def _earlier(content: bytes) -> dict[str, list[float]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "history.csv"
        path.write_bytes(content)
        try:
            return read_history(path)[0]
        except Unreadable as problem:
            raise Unreadable(str(problem).replace(f"{folder}/", "")) from None
