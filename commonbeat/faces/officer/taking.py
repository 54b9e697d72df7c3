"""Taking in what phones hand in: each kind of item leads to one action."""

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from commonbeat.faces.officer import phone_pass, sealed
from commonbeat.faces.officer.forms.log import KINDS
from commonbeat.faces.survey import SurveyForm
from commonbeat.openness.calendar import local_day
from commonbeat.people.models import Duty, Staff
from commonbeat.places.models import Neighborhood, Place
from commonbeat.presence import actions
from commonbeat.presence.models import AbstractionKind, Stop, Walk
from commonbeat.safety.errors import Refused
from commonbeat.trust import actions as trust
from commonbeat.trust import passes, rules
from commonbeat.trust.models import DoorState, Invitation, Mode

LONGEST_WAIT = timedelta(days=30)


def take(item_id: str, content: dict[str, Any], at: datetime) -> None:
    """Do what the note says, in the name of whoever wrote it. The same id again changes nothing."""
    # A note holds words and numbers; anything nested was not written by our phone.
    content = {name: value for name, value in content.items() if not isinstance(value, list | dict)}
    officer = phone_pass.holder(str(content.get("pass", "")), is_fresh=False)
    kind = KINDS_OF_ITEM.get(str(content.get("kind")))
    if officer is None or not officer.has_duty(Duty.OFFICER) or kind is None:
        raise Refused(_("This note was written by somebody who no longer works here."))
    kind(officer, uuid.UUID(item_id), content, _written_at(content, at), at)


def open_and_take(item_id: str, sealed_item: Any, at: datetime) -> None:
    """The same for an item that was sealed on the phone."""
    take(item_id, sealed.open_item(item_id, sealed_item), at)


def _written_at(content: dict[str, Any], at: datetime) -> datetime:
    """When the phone says it was; a clock that runs ahead, or is a month behind, is not believed."""
    try:
        said = datetime.fromisoformat(str(content["at"]))
    except (KeyError, ValueError):
        return at
    return said if said.tzinfo and at - LONGEST_WAIT <= said <= at else at


def _contact(
    officer: Staff, client_id: uuid.UUID, content: dict[str, Any], written_at: datetime, at: datetime
) -> None:
    place = Place.objects.filter(team=officer.team_id, pk=_id(content.get("place"))).first()
    where = place.neighborhood if place else _neighborhood(officer, content.get("neighborhood"))
    kind = str(content.get("what") or "") or None
    if kind is not None and kind not in KINDS:
        raise Refused(_("Choose what the chat was about."))
    actions.record_contact(
        officer=officer,
        client_id=client_id,
        neighborhood=where,
        place=place,
        kind=kind,
        feeling=str(content.get("feeling") or ""),
        need=str(content.get("need") or ""),
        words=str(content.get("words") or ""),
        promise_words=str(content.get("promise") or ""),
        promise_due_on=_day(content.get("due")),
        handed_code=str(content.get("code") or ""),
        seconds_to_log=_seconds(content.get("seconds")),
        happened_at=written_at,
        at=at,
    )


def _visit(
    officer: Staff, client_id: uuid.UUID, content: dict[str, Any], written_at: datetime, at: datetime
) -> None:
    stop = Stop.objects.filter(
        team=officer.team_id, walk__officer=officer, pk=_id(content.get("stop"))
    ).first()
    if stop is None:
        raise Refused(_("This stop is no longer on your walk."))
    skipped = str(content.get("skipped") or "")
    actions.record_visit(
        stop=stop,
        client_id=client_id,
        by=officer,
        is_delivered=not skipped,
        minutes=0 if skipped else stop.minutes,
        skipped_because=skipped,
        at=written_at,
    )


def _taken_off(
    officer: Staff, client_id: uuid.UUID, content: dict[str, Any], written_at: datetime, at: datetime
) -> None:
    walk = Walk.objects.filter(team=officer.team_id, officer=officer, pk=_id(content.get("walk"))).first()
    if walk is None:
        raise Refused(_("This walk is no longer planned."))
    actions.take_off_walk(
        walk=walk,
        client_id=client_id,
        kind=str(content.get("off_kind") or AbstractionKind.OTHER),
        because=str(content.get("because") or ""),
        minutes=_seconds(content.get("minutes")) or 0,
        by=officer,
        at=written_at,
    )


def _answer(
    officer: Staff, client_id: uuid.UUID, content: dict[str, Any], written_at: datetime, at: datetime
) -> None:
    """What a household ticked at its door; the note's id and whose phone it was are kept nowhere."""
    invitation = passes.read(officer.team, str(content.get("door_pass") or ""))
    is_door = invitation is not None and invitation.mode == Mode.DOOR
    if invitation is None or not is_door or not rules.may_knock(officer, invitation):
        raise Refused(_("This survey is over. Thank you for wanting to answer."))
    form = SurveyForm({name: value for name, value in content.items() if isinstance(value, str)})
    if not form.is_valid():
        raise Refused(_("This page came back incomplete. Please open it again."))
    trust.answer_invited(
        invitation=invitation,
        replies=form.replies(),
        words=form.cleaned_data["words"],
        language=str(content.get("tongue") or "en"),
        at=at,
        answered_at=written_at,
    )


def _door(
    officer: Staff, client_id: uuid.UUID, content: dict[str, Any], written_at: datetime, at: datetime
) -> None:
    """Nobody home, or they do not want to; a door that was answered since needs no note."""
    doors = Invitation.objects.visible_to(officer).to_knock(local_day(officer.team, written_at))
    found = doors.filter(pk=_id(content.get("door"))).first()
    state = DOOR_STATES.get(str(content.get("do")))
    if found is None or state is None:
        return
    tries = _seconds(content.get("tries"))
    trust.note_door(
        invitation=found, state=state, by=officer, at=at, tries=None if tries is None else tries + 1
    )


DOOR_STATES = {"not-home": DoorState.NOT_HOME, "refused": DoorState.REFUSED}
KINDS_OF_ITEM: dict[str, Callable[[Staff, uuid.UUID, dict[str, Any], datetime, datetime], None]] = {
    "contact": _contact,
    "visit": _visit,
    "taken-off": _taken_off,
    "answer": _answer,
    "door": _door,
}


def _neighborhood(officer: Staff, raw: Any) -> Neighborhood:
    where = officer.neighborhoods_as(Duty.OFFICER)
    own = Neighborhood.objects.filter(team=officer.team_id).order_by("name")
    own = own if where is None else own.filter(pk__in=where)
    found = own.filter(pk=_id(raw)).first() or own.first()
    if found is None:
        raise Refused(_("You look after no neighborhood yet. Ask your coordinator."))
    return found


def _id(raw: Any) -> uuid.UUID:
    try:
        return uuid.UUID(str(raw))
    except ValueError:
        return uuid.UUID(int=0)


def _day(raw: Any) -> date | None:
    try:
        return date.fromisoformat(str(raw))
    except ValueError:
        return None


def _seconds(raw: Any) -> int | None:
    return int(raw) if isinstance(raw, int | float) and 0 <= raw < 86400 else None
