"""What became of a planned stop: there, skipped, or taken off the walk. Phones may send all of it again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from commonbeat.people.models import Staff
from commonbeat.presence import rules
from commonbeat.presence.actions.ground import enter, must, needed, once
from commonbeat.presence.models import Abstraction, AbstractionKind, Stop, Visit, Walk
from commonbeat.safety.clock import local_date, to_hour
from commonbeat.safety.errors import Refused
from commonbeat.safety.resends import body_hash
from commonbeat.safety.text import clean


@transaction.atomic
def record_visit(
    *,
    stop: Stop,
    client_id: UUID,
    by: Staff,
    at: datetime,
    is_delivered: bool = True,
    minutes: int = 0,
    skipped_because: str = "",
) -> Visit:
    """The officer was at this stop, or skipped it and says why; `at` is when, kept to the hour.

    The same again, under whichever client id, changes nothing.
    """
    must(rules.may_record(by, stop.walk))
    body = _said(is_delivered, minutes, skipped_because)
    mark = body_hash(stop=stop.pk, **body)
    Stop.objects.select_for_update().get(pk=stop.pk)
    said = Visit.objects.filter(stop=stop).exclude(client_id=client_id).first()
    if said is not None:
        if said.is_delivered == is_delivered:
            return said
        raise Refused(_("This stop was recorded already. Nothing was changed."))

    def make() -> Visit:
        visit = Visit.objects.create(
            team=stop.team, stop=stop, client_id=client_id, body_hash=mark, arrived_at=to_hour(at), **body
        )
        enter("visit" if is_delivered else "skip stop", visit, by=by, at=at)
        return visit

    return once(Visit, client_id, mark, make)


@transaction.atomic
def take_off_walk(
    *,
    walk: Walk,
    client_id: UUID,
    because: str,
    minutes: int,
    by: Staff,
    at: datetime,
    kind: str = AbstractionKind.OTHER,
) -> Abstraction:
    """The officer was taken off a walk for other duty: for what, and for how long.

    Residents read the kind; the words are for the team.
    """
    must(rules.may_record(by, walk) or rules.may_plan(by, walk.officer, walk.neighborhood))
    words = clean(because, 300, "because")
    because = needed(words, _("Please say what you were taken off the walk for."), "because")
    if kind not in AbstractionKind.values:
        raise Refused(_("Please choose one of the reasons offered."), "kind")
    if walk.canceled_because:
        raise Refused(_("This walk was canceled before it began."))
    Walk.objects.select_for_update(of=("self",)).get(pk=walk.pk)
    mark = body_hash(walk=walk.pk, because=because, minutes=minutes, kind=str(kind))

    def make() -> Abstraction:
        _refuse_too_long(walk, minutes)
        on = local_date(at, walk.team.timezone)
        taken = Abstraction.objects.create(
            team=walk.team,
            walk=walk,
            client_id=client_id,
            body_hash=mark,
            kind=kind,
            because=because,
            minutes=minutes,
            on=on,
        )
        enter("take off walk", taken, by=by, at=at)
        return taken

    return once(Abstraction, client_id, mark, make)


def _said(is_delivered: bool, minutes: int, skipped_because: str) -> dict[str, Any]:
    because = clean(skipped_because, 300, "skipped_because")
    if not is_delivered:
        needed(because, _("Please say why you skipped this stop."), "skipped_because")
    if not 0 <= minutes <= rules.LONGEST_STOP_MINUTES:
        raise Refused(_("A stop lasts four hours at most."), "minutes")
    return {
        "is_delivered": is_delivered,
        "minutes": minutes if is_delivered else 0,
        "skipped_because": "" if is_delivered else because,
    }


def _refuse_too_long(walk: Walk, minutes: int) -> None:
    gone = Abstraction.objects.filter(walk=walk).aggregate(minutes=Sum("minutes"))["minutes"] or 0
    length = int((walk.ends_at - walk.starts_at).total_seconds() // 60)
    if minutes < 1 or gone + minutes > length:
        raise Refused(
            _("This is longer than what is left of the walk. Please write fewer minutes."), "minutes"
        )
