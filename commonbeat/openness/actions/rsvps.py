"""Saying that one means to come: never more people than places, never twice, no name asked."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from commonbeat.openness import rules
from commonbeat.openness.actions.notes import RESIDENT, note
from commonbeat.openness.calendar import local_day
from commonbeat.openness.models import Gathering, Rsvp
from commonbeat.safety import codes
from commonbeat.safety.errors import Conflict, Refused
from commonbeat.safety.resends import body_hash
from commonbeat.safety.text import clean


class Reserved(NamedTuple):
    """The RSVP, and the code with which it can be changed; a resend gets the same pair."""

    rsvp: Rsvp
    code: str


def reserve(
    *, gathering: Gathering, client_id: UUID, people: int, at: datetime, access_needs: str = ""
) -> Reserved:
    """Keeps places for one to ten people; refused when there is no room for all of them."""
    needs = clean(access_needs, 500, "access_needs")
    _check_people(people)
    hidden = codes.hide_client_id(client_id)
    body = body_hash(gathering=gathering.pk, people=people, access_needs=needs)
    try:
        with transaction.atomic():
            # One RSVP after another per gathering, so that a resend in parallel finds the first one.
            gathering = Gathering.objects.select_for_update().get(pk=gathering.pk)
            known = Rsvp.objects.filter(client_id=hidden).first()
            rsvp = known or _take(gathering, client_id, hidden, people, needs, body, at)
    except IntegrityError:
        # The same client id arrived for another gathering at the same moment.
        rsvp = Rsvp.objects.get(client_id=hidden)
    if rsvp.body_hash != body:
        raise Conflict(
            _("You have already sent this form with other answers. Please open it again to send another.")
        )
    return Reserved(rsvp, codes.derive_code(client_id, rsvp.code_fingerprint))


@transaction.atomic
def change_rsvp(*, rsvp: Rsvp, people: int, access_needs: str, at: datetime) -> Rsvp:
    """Another number of people or other access needs; refused when there is no room for more."""
    needs = clean(access_needs, 500, "access_needs")
    _check_people(people)
    gathering = Gathering.objects.select_for_update().get(pk=rsvp.gathering_id)
    rsvp = Rsvp.objects.get(pk=rsvp.pk)
    rules.need_open(gathering, at)
    if rsvp.canceled_on is not None:
        raise Refused(_("You have told us that you do not come. Please say again that you do."))
    if people > rsvp.people:
        _take_places(gathering, people - rsvp.people)
    else:
        _give_back(gathering, rsvp.people - people)
    rsvp.people, rsvp.access_needs = people, needs
    rsvp.save(update_fields=["people", "access_needs"])
    note("change rsvp", rsvp, by=RESIDENT, at=at)
    return rsvp


@transaction.atomic
def cancel_rsvp(*, rsvp: Rsvp, at: datetime) -> Rsvp:
    """Gives the places back and forgets the access needs; canceling twice changes nothing."""
    gathering = Gathering.objects.select_for_update().get(pk=rsvp.gathering_id)
    standing = Rsvp.objects.filter(pk=rsvp.pk, canceled_on=None)
    people = standing.values_list("people", flat=True).first()
    if people is not None and standing.update(canceled_on=local_day(gathering.team, at), access_needs=""):
        _give_back(gathering, people)
        note("cancel rsvp", rsvp, by=RESIDENT, at=at)
    rsvp.refresh_from_db()
    return rsvp


def _take(
    gathering: Gathering, client_id: UUID, hidden: UUID, people: int, needs: str, body: str, at: datetime
) -> Rsvp:
    rules.need_open(gathering, at)
    _take_places(gathering, people)
    rsvp = Rsvp.objects.create(
        team_id=gathering.team_id,
        gathering=gathering,
        client_id=hidden,
        body_hash=body,
        code_fingerprint=codes.fingerprint(codes.derive_code(client_id)),
        people=people,
        access_needs=needs,
    )
    note("reserve", rsvp, by=RESIDENT, at=at)
    return rsvp


def _take_places(gathering: Gathering, people: int) -> None:
    """Takes places in one conditional update, so that no two people get the last one."""
    room = Q(capacity=None) | Q(capacity__gte=F("taken") + people)
    if not Gathering.objects.filter(room, pk=gathering.pk).update(taken=F("taken") + people):
        raise Refused(
            _("There is not enough room for that many people. Please try fewer, or another date."), "people"
        )


def _give_back(gathering: Gathering, people: int) -> None:
    Gathering.objects.filter(pk=gathering.pk).update(taken=F("taken") - people)


def _check_people(people: int) -> None:
    if not 1 <= people <= rules.MOST_PEOPLE_PER_RSVP:
        raise Refused(
            _("Please say how many of you come, from 1 to %(most)d.") % {"most": rules.MOST_PEOPLE_PER_RSVP},
            "people",
        )
