"""Ways in for voices: administrators open, change and close them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from commonbeat.listening.actions import notes
from commonbeat.listening.models import Source, SourceKind
from commonbeat.people.models import Duty, Staff
from commonbeat.places.models import Neighborhood, Team
from commonbeat.safety import codes, outgoing
from commonbeat.safety.errors import Refused
from commonbeat.safety.text import clean

LONGEST_LOCAL = 20


@dataclass(frozen=True)
class Opened:
    """A way in; its secret is shown this once."""

    source: Source
    secret: str


@transaction.atomic
def add_source(
    *,
    team: Team,
    channel: str,
    name: str,
    at: datetime,
    by: Staff | None = None,
    neighborhood: Neighborhood | None = None,
    address: str = "",
    server: str = "",
    secret: str = "",
) -> Opened:
    """Open a way in. Programs that show a key and gateways that sign get a fresh secret of ours."""
    _must(by, team)
    source = Source(team=team, channel=channel)
    is_ours = channel in (SourceKind.SMS, SourceKind.OPEN311)
    secret = secrets.token_urlsafe(32) if is_ours else secret
    _set(source, name=name, neighborhood=neighborhood, address=address, server=server, secret=secret)
    try:
        with transaction.atomic():
            source.save(force_insert=True)
    except IntegrityError:
        raise Refused(_("There is one of this name already. Choose another name."), "name") from None
    notes.enter_row(actor=by or "system", action="add source", row=source, at=at)
    return Opened(source, secret if is_ours else "")


@transaction.atomic
def change_source(*, source: Source, by: Staff, at: datetime, is_on: bool, **fields: Any) -> Source:
    """Change or close a way in; an empty secret leaves the one that is there."""
    _must(by, source.team)
    row = Source.objects.select_for_update().get(pk=source.pk)
    row.team = source.team
    row.is_on = is_on
    _set(row, **{**fields, "secret": fields.get("secret") or row.secret})
    row.save()
    notes.enter_row(actor=by, action="change source", row=row, at=at)
    return row


def source_of_key(team: Team, key: str) -> Source | None:
    """The program that shows this key; None for every other text."""
    if not key or len(key) > 200:
        return None
    marks = codes.token_fingerprints(key)
    found = Source.objects.of(team, SourceKind.OPEN311).filter(secret_fingerprint__in=marks)
    return found.select_related("team", "neighborhood").first()


def _set(
    source: Source, *, name: str, neighborhood: Neighborhood | None, address: str, server: str, secret: str
) -> None:
    source.name = clean(name, 80, "name")
    if not source.name:
        raise Refused(_("Give it a name, so that others know what it is."), "name")
    if source.channel not in SourceKind.values:
        raise Refused(_("Choose one of the answers offered."), "channel")
    if neighborhood is not None and neighborhood.team_id != source.team_id:
        raise Refused(_("This place does not belong to this team."), "neighborhood")
    source.neighborhood = neighborhood
    source.address, source.server = clean(address, 254, "address"), clean(server, 254, "server")
    if source.channel == SourceKind.OPEN311:
        # The key itself is shown once and kept nowhere.
        source.secret_fingerprint = codes.token_fingerprint(secret) if secret else source.secret_fingerprint
        source.secret = ""
    else:
        source.secret = clean(secret, 500, "secret")
    _check(source)


def _check(source: Source) -> None:
    if source.channel == SourceKind.MAIL:
        local, _at, domain = source.address.rpartition("@")
        if not local or not domain or "+" in local or len(local) > LONGEST_LOCAL or " " in source.address:
            raise Refused(
                _("Write the whole mail address; at most 20 characters before the @, and no plus sign."),
                "address",
            )
    if source.channel == SourceKind.SOCIAL and not (source.server and source.address):
        raise Refused(_("Write the account and the server it is on."), "address")
    if source.server:
        schemes = ("imaps",) if source.channel == SourceKind.MAIL else ("https",)
        outgoing.checked(source.server, schemes, "server")


def _must(by: Staff | None, team: Team) -> None:
    if by is not None and not (by.has_duty(Duty.ADMIN) and by.team_id == team.pk):
        raise Refused(_("Only an administrator opens and closes ways in."))
