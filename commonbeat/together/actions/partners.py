"""Partners and their links: signed, expiring, revocable, every use counted."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from commonbeat.openness.calendar import local_day
from commonbeat.people.letters import link as address_of
from commonbeat.people.models import Staff
from commonbeat.places.models import Team
from commonbeat.safety import sealing, signing
from commonbeat.safety.clock import to_hour
from commonbeat.safety.errors import Refused
from commonbeat.safety.text import clean
from commonbeat.together import letters, rules
from commonbeat.together.actions.ground import RESIDENT, note
from commonbeat.together.models import LinkUse, Partner, PartnerLink, Problem

PURPOSE = "partner link"
NEW_LINK = "A new link took its place."


class Made(NamedTuple):
    """A new link, and the token that is its address."""

    link: PartnerLink
    token: str


@transaction.atomic
def add_partner(
    *, problem: Problem, name: str, by: Staff, at: datetime, can_do: str = "", address: str = ""
) -> Partner:
    """An organization that works on this problem with us; its address is only ever written to."""
    rules.need_worker(by, problem)
    name, can_do = clean(name, 120, "name"), clean(can_do, 300, "can_do")
    rules.need_words(name, "name", _("Please write which organization it is."))
    address = _address(address)
    try:
        with transaction.atomic():
            partner = Partner.objects.create(
                team_id=problem.team_id,
                problem=problem,
                name=name,
                can_do=can_do,
                address=sealing.hide(address) if address else None,
                added_on=local_day(problem.team, at),
            )
    except IntegrityError:
        raise Refused(_("This organization is a partner of this problem already."), "name") from None
    note("add partner", partner, by=by, at=at)
    return partner


@transaction.atomic
def end_partner(*, partner: Partner, by: Staff, at: datetime) -> Partner:
    """They do not take part anymore: their link opens nothing, their address is gone, their tasks stay."""
    rules.need_worker(by, partner.problem)
    _revoke(partner, by, at, _("They do not take part anymore."))
    partner.left_on, partner.address = local_day(partner.team, at), None
    partner.save(update_fields=["left_on", "address"])
    note("end partner", partner, by=by, at=at)
    return partner


@transaction.atomic
def make_link(
    *, partner: Partner, by: Staff, at: datetime, days: int = rules.LINK_DAYS, path: str = ""
) -> Made:
    """A fresh link; an older one of the same partner stops working at once.

    With the `path` of its page ("/…/{token}/") it is mailed to the partner, where they left an address.
    """
    rules.need_worker(by, partner.problem)
    if not 1 <= days <= rules.LONGEST_LINK_DAYS:
        raise Refused(_("Please choose from 1 to %(most)d days.") % {"most": rules.LONGEST_LINK_DAYS}, "days")
    if partner.left_on is not None:
        raise Refused(_("They do not take part anymore. Please add them again first."))
    _revoke(partner, by, at, NEW_LINK)
    link = PartnerLink.objects.create(
        team_id=partner.team_id, partner=partner, made_at=at, expires_at=at + timedelta(days=days), by=by
    )
    note("make partner link", link, by=by, at=at, is_quiet=True)
    made = Made(link, token_of(link))
    if path and partner.address:
        letters.send_link(link, address_of(partner.team, path, made.token), at=at)
    return made


@transaction.atomic
def revoke_link(*, link: PartnerLink, because: str, by: Staff, at: datetime) -> PartnerLink:
    """It opens nothing from now on; revoking twice changes nothing."""
    rules.need_worker(by, link.partner.problem)
    because = clean(because, 300, "because")
    rules.need_words(because, "because", _("Please say why, for those who look at it later."))
    _revoke(link.partner, by, at, because)
    link.refresh_from_db()
    return link


@transaction.atomic
def use_link(*, team: Team, token: str, what: str, at: datetime) -> PartnerLink | None:
    """The link this token names, its use counted; None for one that is forged, old, revoked or another team's."""
    content = signing.unsign(PURPOSE, token)
    if not isinstance(content, dict):
        return None
    found = PartnerLink.objects.filter(team=team, pk=UUID(content["link"])).open(at)
    link = found.select_related("partner__problem__neighborhood", "partner__problem__team").first()
    if link is None:
        return None
    use, is_first = LinkUse.objects.get_or_create(
        link=link, what=what, at=to_hour(at), defaults={"team_id": link.team_id}
    )
    if is_first:
        note("use partner link", link, by=RESIDENT, at=at, is_quiet=True)
    else:
        LinkUse.objects.filter(pk=use.pk).update(count=F("count") + 1)
    return link


def token_of(link: PartnerLink) -> str:
    """The part of the address that opens the file; signed by us, so nobody can make one."""
    return signing.sign(PURPOSE, {"link": link.pk.hex})


def _revoke(partner: Partner, by: Staff, at: datetime, because: str) -> None:
    for link in PartnerLink.objects.select_for_update().filter(partner=partner, revoked_at=None):
        link.revoked_at, link.revoked_because = at, because
        link.save(update_fields=["revoked_at", "revoked_because"])
        note("stop partner link", link, by=by, at=at, is_quiet=True)


def _address(text: str) -> str:
    text = clean(text, 254, "address")
    if not text:
        return ""
    try:
        validate_email(text)
    except ValidationError:
        raise Refused(_("Please write the mail address like name@example.org."), "address") from None
    return text
