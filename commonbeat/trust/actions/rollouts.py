"""Planning a rollout, freezing it before the first visit, and handing in what was counted."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
import random
import secrets
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commonbeat.methods import effects
from commonbeat.openness.calendar import local_day
from commonbeat.people.models import Staff
from commonbeat.places.models import Neighborhood
from commonbeat.safety.errors import Refused
from commonbeat.safety.text import clean
from commonbeat.trust import rules
from commonbeat.trust.actions.notes import note
from commonbeat.trust.models import Outcome, Rollout, RolloutArea, RolloutMonth
from commonbeat.trust.panels import Known, add_months, known, month_of, planned

CHANGES = (0.1, 0.15, 0.2, 0.3, 0.5)
# Of a hundred residents, where that is what is told.
POINTS = (3, 5, 8, 12, 20)
FUTURES = 300
PERMUTATIONS = 199
LARGEST_VALUE = 1e9


@transaction.atomic
def plan_rollout(
    *,
    neighborhoods: list[Neighborhood],
    title: str,
    hypothesis: str,
    outcome: str,
    outcome_words: str,
    is_less_better: bool,
    first_on: date,
    months_apart: int,
    areas_at_once: int,
    by: Staff,
    at: datetime,
    seed: int | None = None,
) -> Rollout:
    """Something new, with what we expect, by what it is judged, and chance deciding who begins when.

    Neighborhoods beside it are watched as a ring, in case trouble only moves there.
    """
    rules.need_asking(by, neighborhoods)
    if not rules.FEWEST_ROLLOUT_AREAS <= len(neighborhoods) <= rules.MOST_ROLLOUT_AREAS:
        raise Refused(_("Choose between two and two hundred neighborhoods."), "neighborhoods")
    if not 1 <= months_apart <= 12 or areas_at_once < 1:
        raise Refused(_("Between one start and the next lie one to twelve months."), "months_apart")
    texts = {
        "title": clean(title, 160, "title"),
        "hypothesis": clean(hypothesis, 1000, "hypothesis"),
        "outcome_words": clean(outcome_words, 200, "outcome_words") or str(Outcome(outcome).label),
    }
    for name in ("title", "hypothesis"):
        if not texts[name]:
            raise Refused(_("Please fill this in before chance decides the order."), name)
    _need_future(first_on, local_day(by.team, at))
    rollout = Rollout.objects.create(
        team_id=by.team_id,
        outcome=outcome,
        # Nobody hopes that fewer feel heard, or see us.
        is_less_better=is_less_better and not Outcome(outcome).is_share,
        first_on=month_of(first_on),
        months_apart=months_apart,
        areas_at_once=areas_at_once,
        seed=secrets.randbits(62) if seed is None else seed,
        by=by,
        **texts,
    )
    _put_in_order(rollout, neighborhoods)
    _work_out_power(rollout, at)
    note("plan rollout", rollout, by=by, at=at, is_quiet=True)
    return rollout


@transaction.atomic
def freeze_rollout(*, rollout: Rollout, by: Staff, at: datetime) -> Rollout:
    """From now on nothing of it can be changed; the hash of all of it goes into the journal.

    Only before the first visit, and only once it is known what it could show.
    """
    rollout = Rollout.objects.select_for_update().get(pk=rollout.pk)
    if not rules.may_roll_out(by, rollout):
        raise Refused(_("Only whoever coordinates all of these neighborhoods can do this."))
    if rollout.frozen_on is not None:
        raise Refused(_("This rollout is frozen already."))
    _need_future(rollout.first_on, local_day(rollout.team, at))
    _work_out_power(rollout, at)
    if not rollout.power.get("chances"):
        raise Refused(_why_unknown(rollout))
    rollout.frozen_on = local_day(rollout.team, at)
    rollout.fingerprint = fingerprint(rollout)
    rollout.save(update_fields=["frozen_on", "fingerprint"])
    note("freeze rollout", rollout, by=by, at=at, reason=f"sha256 {rollout.fingerprint}")
    return rollout


@transaction.atomic
def hand_in_months(*, rollout: Rollout, content: bytes, by: Staff, at: datetime) -> int:
    """What somebody else counted, as a list of area, month and value; months handed in again are replaced."""
    if not rules.may_roll_out(by, rollout):
        raise Refused(_("Only whoever coordinates all of these neighborhoods can do this."))
    if rollout.outcome != Outcome.GIVEN:
        raise Refused(_("This rollout is judged by what stands in our own books."))
    rows = _read_months(rollout, content)
    for neighborhood, month, value in rows:
        RolloutMonth.objects.update_or_create(
            rollout=rollout,
            neighborhood=neighborhood,
            month=month,
            defaults={"team_id": rollout.team_id, "value": value},
        )
    if rollout.frozen_on is None:
        _work_out_power(rollout, at)
    note("hand in months", rollout, by=by, at=at)
    return len(rows)


def _why_unknown(rollout: Rollout) -> str:
    if Outcome(rollout.outcome).is_survey:
        return _(
            "It is not known yet what this could show. That takes three published surveys with eight answers in each "
            "of these neighborhoods, and starts far enough apart for a survey between them."
        )
    return _(
        "It is not known yet what this could show. Hand in what was counted in at least three earlier months."
    )


def fingerprint(rollout: Rollout) -> str:
    """The hash of everything that was decided before: to be compared with the journal by anybody."""
    told: dict[str, Any] = {
        name: str(getattr(rollout, name))
        for name in (
            *("id", "title", "hypothesis", "outcome", "outcome_words", "is_less_better", "first_on"),
            *("months_apart", "areas_at_once", "seed", "frozen_on"),
        )
    }
    told["areas"] = [
        [str(row.neighborhood_id), row.position, str(row.starts_on), row.is_ring]
        for row in rollout.areas.order_by("is_ring", "position", "neighborhood_id")
    ]
    told["power"] = rollout.power
    text = json.dumps(told, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _put_in_order(rollout: Rollout, neighborhoods: list[Neighborhood]) -> None:
    """Whose turn is when: sorted by id, then shuffled with the seed, so that anybody can repeat it."""
    order = sorted(neighborhoods, key=lambda area: str(area.pk))
    random.Random(rollout.seed).shuffle(order)  # noqa: S311 - to be repeated by whoever checks, not a secret
    rows = [
        RolloutArea(
            team_id=rollout.team_id,
            rollout=rollout,
            neighborhood=area,
            position=place + 1,
            starts_on=add_months(rollout.first_on, place // rollout.areas_at_once * rollout.months_apart),
        )
        for place, area in enumerate(order)
    ]
    others = Neighborhood.objects.filter(team_id=rollout.team_id, is_current=True).exclude(
        pk__in=[area.pk for area in neighborhoods]
    )
    rows += [
        RolloutArea(team_id=rollout.team_id, rollout=rollout, neighborhood=area, is_ring=True)
        for area in others
        if any(area.shape.intersects(one.shape) for one in neighborhoods)
    ]
    RolloutArea.objects.bulk_create(rows)


def _work_out_power(rollout: Rollout, at: datetime) -> None:
    areas = list(rollout.areas.filter(is_ring=False).select_related("neighborhood").order_by("position"))
    outcome = Outcome(rollout.outcome)
    rollout.power = {"months": 0, "areas": len(areas), "chances": [], "why_not": ""}
    try:
        today = local_day(rollout.team, at)
        until = today if outcome.is_survey else min(month_of(today), rollout.first_on)
        past = known(rollout, [row.neighborhood for row in areas], until)
        starts_on = [row.starts_on or rollout.first_on for row in areas]
        panel = Known(planned(rollout, past, max(starts_on)), past.values)
        rollout.power["months"] = len(panel.times)
        level = float(past.values.mean()) if past.values.size else 0.0
        sizes = POINTS if outcome.is_share else CHANGES
        shown = [-size if rollout.is_less_better else size for size in sizes]
        found = effects.power(
            past.values,
            [panel.number(day) for day in starts_on],
            periods=len(panel.times),
            changes=tuple(size / max(level, 1.0) for size in shown) if outcome.is_share else tuple(shown),
            futures=FUTURES,
            permutations=PERMUTATIONS,
            seed=0,
        )
        rollout.power["chances"] = [
            [size, round(chance, 3)] for size, chance in zip(shown, found.chance, strict=True)
        ]
    except (effects.Unusable, Refused) as reason:
        rollout.power["why_not"] = str(reason)
    rollout.save(update_fields=["power"])


def _read_months(rollout: Rollout, content: bytes) -> list[tuple[Neighborhood, date, float]]:
    areas = [row.neighborhood for row in rollout.areas.select_related("neighborhood")]
    known = {key.casefold(): area for area in areas for key in (area.name, area.slug)}
    try:
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        rows = list(reader)
    except (UnicodeDecodeError, csv.Error):
        raise Refused(_("This file cannot be read as CSV. Save it anew and try again."), "months") from None
    if not {"area", "month", "value"} <= set(reader.fieldnames or ()):
        raise Refused(_("The first line must name the columns area, month and value."), "months")
    if not rows:
        raise Refused(_("There is no month in this list."), "months")
    return [_read_month(number, row, known) for number, row in enumerate(rows, start=2)]


def _read_month(
    number: int, row: dict[str, str], known: dict[str, Neighborhood]
) -> tuple[Neighborhood, date, float]:
    told = {"row": number}
    area = known.get((row["area"] or "").strip().casefold())
    if area is None:
        raise Refused(_("Row %(row)d: this is not a neighborhood of this rollout.") % told, "months")
    try:
        month = date.fromisoformat(f"{(row['month'] or '').strip()}-01")
    except ValueError:
        raise Refused(_("Row %(row)d: write the month as 2026-11.") % told, "months") from None
    try:
        value = float(row["value"] or "")
    except ValueError:
        value = math.nan
    if not 0 <= value < LARGEST_VALUE:
        raise Refused(_("Row %(row)d: the value must be a number of 0 or more.") % told, "months")
    return area, month, value


def _need_future(first_on: date, today: date) -> None:
    if month_of(first_on) <= today:
        raise Refused(
            _(
                "The first neighborhood must begin in a month still to come: what is frozen later proves nothing."
            ),
            "first_on",
        )
