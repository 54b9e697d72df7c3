"""What became of promises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from commonbeat.listening.models import Promise

if TYPE_CHECKING:
    from commonbeat.people.models import Staff
    from commonbeat.places.models import Neighborhood, Team


@dataclass(frozen=True)
class PromiseFigures:
    """Promises due in a period. Each is in exactly one of the four; `made` is their sum."""

    kept: int
    """Kept by the day first said, or by a day that was moved before the old one had passed."""
    late: int
    """Kept after the day, or still open although the day has passed."""
    broken: int
    """We said we cannot, and why."""
    open: int
    """The day is still to come."""
    moved: int
    """Of all these: how many had their day moved to a later one."""

    @property
    def made(self) -> int:
        return self.kept + self.late + self.broken + self.open


def promise_figures(
    team: Team, neighborhood: Neighborhood | None, since: date, until: date, *, on: date
) -> PromiseFigures:
    """What became of the promises due from `since` until before `until`, as it stands on a day.

    A corrected promise counts once, by its last row. Those in complaints about officers are not counted.
    """
    found = Promise.objects.filter(
        team=team, concern__about_officer=None, due_on__gte=since, due_on__lt=until
    )
    if neighborhood is not None:
        found = found.filter(concern__neighborhood=neighborhood)
    chains = _chains(team)
    fates = [
        _fate(promise, chains.get(promise.pk, []), on)
        for promise in found.current().select_related("outcome")
    ]
    kinds = [kind for kind, _moved in fates]
    return PromiseFigures(
        kept=kinds.count("kept"),
        late=kinds.count("late"),
        broken=kinds.count("broken"),
        open=kinds.count("open"),
        moved=sum(is_moved for _kind, is_moved in fates),
    )


@dataclass(frozen=True)
class LedgerRow:
    """A public promise as it stands, with every earlier wording of it, the newest first."""

    promise: Promise
    fate: str
    """kept, late, broken or open."""
    before: list[Promise]


def promise_ledger(team: Team, neighborhood: Neighborhood | None, on: date) -> list[LedgerRow]:
    """Every promise in a concern that is shown: what is late first, then what is still to come, then the rest."""
    found = Promise.objects.public(team).current().select_related("outcome", "concern")
    if neighborhood is not None:
        found = found.filter(concern__neighborhood=neighborhood)
    chains = _chains(team)
    rows = [
        LedgerRow(promise, _fate(promise, chains.get(promise.pk, []), on)[0], chains.get(promise.pk, []))
        for promise in found.order_by("-due_on", "-made_on", "pk")
    ]
    waiting = [row for row in rows if getattr(row.promise, "outcome", None) is None]
    settled = [row for row in rows if getattr(row.promise, "outcome", None) is not None]
    return [*sorted(waiting, key=lambda row: row.promise.due_on), *settled]


def my_promises(staff: Staff, on: date) -> list[Promise]:
    """The open promises of this member of staff in concerns they may see, the most pressing first."""
    found = Promise.objects.visible_to(staff).due().filter(by=staff)
    return list(
        found.select_related("concern", "concern__place", "concern__neighborhood").order_by(
            "due_on", "made_on"
        )
    )


def _chains(team: Team) -> dict[UUID, list[Promise]]:
    """For every promise that corrects another, the rows before it, the newest first."""
    corrected = Promise.objects.filter(team=team, correction__isnull=False)
    rows = {promise.pk: promise for promise in corrected}
    chains: dict[UUID, list[Promise]] = {}
    for promise_id, before_id in Promise.objects.filter(team=team, corrects__isnull=False).values_list(
        "pk", "corrects_id"
    ):
        chain: list[Promise] = []
        current: UUID | None = before_id
        while current is not None and current in rows:
            chain.append(rows[current])
            current = rows[current].corrects_id
        chains[promise_id] = chain
    return chains


def _fate(promise: Promise, before: list[Promise], on: date) -> tuple[str, bool]:
    is_moved = any(old.due_on < promise.due_on for old in before)
    newer = [promise, *before]
    # Moving the day after it has passed does not make a promise punctual.
    was_late = any(new.made_on > old.due_on for new, old in zip(newer, before, strict=False))
    outcome = getattr(promise, "outcome", None)
    if outcome is not None and not outcome.is_kept:
        return "broken", is_moved
    done_on = on if outcome is None else outcome.on
    if was_late or done_on > promise.due_on:
        return "late", is_moved
    return ("open" if outcome is None else "kept"), is_moved
