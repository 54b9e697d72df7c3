"""Residents who asked to be greeted by name: asked, read, changed, ended, forgotten."""

import uuid
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from commonbeat.journal import actions as journal
from commonbeat.people import rules
from commonbeat.people.actions.ground import needed
from commonbeat.people.models import GREETING_DAYS, Acquaintance, AcquaintanceRead, Staff
from commonbeat.places.models import Neighborhood, Place, Team
from commonbeat.safety import codes
from commonbeat.safety.clock import local_date
from commonbeat.safety.errors import Conflict, Refused
from commonbeat.safety.resends import body_hash
from commonbeat.safety.text import clean

TRACES_KEPT = timedelta(days=1)


def ask_to_be_greeted(
    *,
    team: Team,
    neighborhood: Neighborhood,
    client_id: uuid.UUID,
    call_me: str,
    months: int,
    has_consented: bool,
    at: datetime,
    place: Place | None = None,
    say_it: str = "",
    know: str = "",
) -> tuple[Acquaintance, str]:
    """Be greeted by name by the officers of one neighborhood, for 1 to 12 months; also returns the code.

    The words they agreed to are kept with it. The same form sent twice gives the same answer.
    """
    words = _words(call_me, say_it, know)
    where = {"neighborhood": _ours(neighborhood, team), "place": _near(place, neighborhood)}
    if not has_consented:
        raise Refused(
            _("Please say that you agree, or leave this page; nothing is kept then."), "has_consented"
        )
    on = local_date(at, team.timezone)
    fresh = Acquaintance(
        team=team,
        client_id=codes.hide_client_id(client_id),
        body_hash=body_hash(**words, months=months, neighborhood=neighborhood.pk, place=place and place.pk),
        code_fingerprint=codes.fingerprint(codes.derive_code(client_id)),
        consent_words=rules.consent_words(team.name, months),
        consented_on=on,
        expires_on=_until(on, months),
        **words,
        **where,
    )
    kept = _keep(fresh, at)
    return kept, codes.derive_code(client_id, kept.code_fingerprint or "")


@transaction.atomic
def change_greeting(
    *,
    acquaintance: Acquaintance,
    call_me: str,
    say_it: str,
    know: str,
    place: Place | None,
    at: datetime,
) -> Acquaintance:
    """Change what officers read; until when it holds stays as it is."""
    kept = _locked(acquaintance, at)
    for field, text in _words(call_me, say_it, know).items():
        setattr(kept, field, text)
    kept.place = _near(place, kept.neighborhood)
    kept.save(update_fields=["call_me", "say_it", "know", "place"])
    _enter("change greeting", kept, at)
    return kept


@transaction.atomic
def renew_greeting(
    *, acquaintance: Acquaintance, months: int, has_consented: bool, at: datetime
) -> Acquaintance:
    """Agree anew, for 1 to 12 months from today."""
    if not has_consented:
        raise Refused(_("Please say that you agree; otherwise it ends by itself."), "has_consented")
    kept = _locked(acquaintance, at)
    kept.consented_on = local_date(at, kept.team.timezone)
    kept.expires_on = _until(kept.consented_on, months)
    kept.consent_words = rules.consent_words(kept.team.name, months)
    kept.save(update_fields=["consented_on", "expires_on", "consent_words"])
    _enter("renew greeting", kept, at)
    return kept


@transaction.atomic
def end_greeting(*, acquaintance: Acquaintance, at: datetime) -> None:
    """Forget the person at once: nobody reads anything about them anymore and the code is dead."""
    kept = Acquaintance.objects.select_for_update(of=("self",)).get(pk=acquaintance.pk)
    if kept.ended_on is None:
        _erase(kept, local_date(at, kept.team.timezone))
        _enter("end greeting", kept, at)


@transaction.atomic
def greet_list(*, staff: Staff, place_id: uuid.UUID | None, at: datetime) -> list[Acquaintance]:
    """Those an officer may greet at this place today; without one, those who named no place.

    Each reading is written down once a day and shown to the person.
    """
    on = local_date(at, staff.team.timezone)
    found = Acquaintance.objects.visible_to(staff).current(on).filter(place=place_id)
    found = found.select_related("place", "neighborhood")
    people = sorted(found, key=lambda person: person.call_me.casefold())
    known = AcquaintanceRead.objects.filter(staff=staff, read_on=on, acquaintance__in=people)
    read_before = set(known.values_list("acquaintance", flat=True))
    new = [person for person in people if person.pk not in read_before]
    rows = [AcquaintanceRead(team=staff.team, acquaintance=person, staff=staff, read_on=on) for person in new]
    AcquaintanceRead.objects.bulk_create(rows, ignore_conflicts=True)
    for person in new:
        journal.enter(
            team=staff.team,
            actor=staff,
            action="read greeting",
            object_type="acquaintance",
            object_id=person.pk,
            at=at,
            is_quiet=True,
        )
    return people


@transaction.atomic
def forget_greetings(*, at: datetime) -> int:
    """Erase those whose time has run out, and the traces of those that ended; returns how many."""
    forgotten = 0
    for kept in Acquaintance.objects.over(at.date()).select_related("team"):
        on = local_date(at, kept.team.timezone)
        if kept.expires_on < on:
            _erase(kept, on)
            _enter("greeting ran out", kept, at, actor="system")
            forgotten += 1
    Acquaintance.objects.filter(ended_on__lt=at.date() - TRACES_KEPT).delete()
    return forgotten


def _keep(fresh: Acquaintance, at: datetime) -> Acquaintance:
    """The new row, or the one this form made before."""
    try:
        with transaction.atomic():
            fresh.save(force_insert=True)
            _enter("ask greeting", fresh, at)
            return fresh
    except IntegrityError:
        kept = Acquaintance.objects.filter(client_id=fresh.client_id).first()
        if kept is None:
            raise
    if kept.ended_on is not None:
        raise Refused(_("You ended this before. Please open the page anew if you want to be greeted again."))
    if kept.body_hash != fresh.body_hash:
        raise Conflict(_("This form was sent before with other words. Use your code to change what we have."))
    return kept


def _locked(acquaintance: Acquaintance, at: datetime) -> Acquaintance:
    kept = Acquaintance.objects.select_for_update(of=("self",)).get(pk=acquaintance.pk)
    if kept.ended_on is not None or kept.expires_on < local_date(at, kept.team.timezone):
        raise Refused(_("This has ended and nothing is kept anymore. You can ask to be greeted again."))
    return kept


def _erase(kept: Acquaintance, on: date) -> None:
    kept.reads.all().delete()
    kept.call_me = kept.say_it = kept.know = kept.consent_words = kept.body_hash = ""
    kept.code_fingerprint = kept.place = None
    kept.ended_on = on
    kept.save()


def _words(call_me: str, say_it: str, know: str) -> dict[str, str]:
    call_me = clean(call_me, 80, "call_me")
    return {
        "call_me": needed(call_me, _("Please write the name you want to be greeted by."), "call_me"),
        "say_it": clean(say_it, 120, "say_it"),
        "know": clean(know, 500, "know"),
    }


def _ours(neighborhood: Neighborhood, team: Team) -> Neighborhood:
    if neighborhood.team_id != team.pk:
        raise Refused(_("Please choose one of our neighborhoods."), "neighborhood")
    return neighborhood


def _near(place: Place | None, neighborhood: Neighborhood) -> Place | None:
    if place is not None and place.neighborhood_id != neighborhood.pk:
        raise Refused(_("Please choose a place in the same neighborhood."), "place")
    return place


def _until(on: date, months: int) -> date:
    if not 1 <= months <= 12:
        raise Refused(_("Please choose between one and twelve months."), "months")
    return min(on + timedelta(days=months * GREETING_DAYS // 12), rules.latest_end(on))


def _enter(action: str, kept: Acquaintance, at: datetime, actor: str = "resident") -> None:
    journal.enter(
        team=kept.team,
        actor=actor,
        action=action,
        object_type="acquaintance",
        object_id=kept.pk,
        at=at,
        is_quiet=True,
    )
