"""The method's search, as the room asks for it: near the try before, and made again from its record."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from commonbeat.methods.planning import Malformed, Plan, PlannedWalk, Visit, Week, solve
from commonbeat.safety.errors import Refused

Order = Mapping[str, Sequence[str]]
STAYS = 0.25
"""How much of its prize a stop brings on top by staying on its walk; it guides the search, and counts nowhere."""


def search(
    week: Week,
    *,
    seed: int,
    seconds: float = 2.0,
    iterations: int | None = None,
    schedule: int | None = None,
    start: Order | None = None,
) -> Plan:
    """The best plan found in so many seconds, or again in as many iterations of the same schedule."""
    order = {walk: [stop for stop in stops if stop] for walk, stops in (start or {}).items()}
    prizes = {stop.id: stop.prize for stop in week.stops}
    keep = {(stop, walk): STAYS * prizes[stop] for walk, stops in order.items() for stop in stops}
    try:
        return solve(
            week,
            seconds=seconds,
            iterations=iterations,
            schedule=schedule,
            seed=seed,
            start=_plan_of(order) if order else None,
            keep=keep or None,
        )
    except Malformed as error:
        raise Refused(_("This week cannot be planned: %(why)s") % {"why": error}) from error


def _plan_of(order: Order) -> Plan:
    """An order of stops as the method takes a plan to go on from; its times are worked out anew."""
    walks = tuple(
        PlannedWalk(walk, 0.0, 0.0, tuple(Visit(stop, 0.0, 0.0, 0.0) for stop in stops))
        for walk, stops in order.items()
    )
    return Plan(0.0, walks, (), None, 0, 0, 0)
