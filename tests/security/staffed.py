"""Who works in a town, how they get in, and who gets mail."""

from __future__ import annotations

import uuid
from datetime import date

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils import timezone
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from commonbeat.people import actions as people
from commonbeat.people.models import BoxKey, Duty, OfficerProfile, Role, Staff, TeamBox
from commonbeat.places.models import Team
from commonbeat.post import actions as post
from commonbeat.post.models import Delivery
from commonbeat.safety import pictures, sealing
from commonbeat.updates import actions as updates
from commonbeat.updates import links
from commonbeat.updates.models import Asking
from tests.security.ground import DOT, OTHER_TEAM, OWN, PASSPHRASE, Corner, Town


def make_box(team: Team, confidant: Staff) -> None:
    """A box for sealed details whose key this confidant holds."""
    public, private = sealing.new_box()
    box = TeamBox.objects.create(team=team, public_key=public, made_at=timezone.now())
    wrapped = sealing.wrap(private, PASSPHRASE)
    BoxKey.objects.create(team=team, box=box, staff=confidant, wrapped=wrapped)


def employ(town: Town, where: str, corner: Corner) -> None:
    """What belongs to the team more than to a neighborhood: a colleague, a duty, an invitation, failed mail."""
    town.put("person", where, corner.officer)
    town.put("role", where, Role.objects.get(staff=corner.officer, duty=Duty.OFFICER))
    profile = OfficerProfile.objects.filter(staff=corner.officer).first() or write_page(corner.officer)
    profile.photo = keep_photo()
    profile.save()
    town.put("face", where, profile)
    town.put("officer slug", where, profile.slug)
    town.put("photo name", where, profile.photo)
    admin = town.cast.ada if corner.team == town.cast.team else town.other.zoe
    name = f"{corner.area.slug}@new.example"
    invite, token = people.invite(
        team=corner.team,
        email=name,
        name="Nia",
        duty=Duty.MODERATOR,
        neighborhood=corner.area,
        by=admin,
        at=town.at,
    )
    town.put("invite", where, invite)
    town.put("invite token", where, token)
    asker = town.cast.cleo if corner.team == town.cast.team else town.other.yan
    town.put("recovery", where, people.ask_mfa_recovery(staff=corner.officer, by=asker, at=town.at))
    town.put("passkey", where, give_passkey(corner.officer))
    subscribe(town, where, corner)
    post.queue(
        team=corner.team, kind="test", recipient="r@example.org", subject="News", body_text="…",
        about=corner.area, dedupe=f"{where}", at=town.at,
    )  # fmt: skip
    letter = Delivery.objects.get(dedupe=where)
    Delivery.objects.filter(pk=letter.pk).update(dead_at=town.at, tries=8)
    town.put("letter", where, letter)


def let_back_in(town: Town, gus: Staff) -> None:
    """Colleagues who lost their way in, and the links they were mailed."""
    cast, other = town.cast, town.other
    for where, staff, first, second in (
        (OWN, gus, cast.cleo, cast.ada),
        (OTHER_TEAM, other.yan, other.zoe, other.xiu),
    ):
        asked = people.ask_mfa_recovery(staff=staff, by=first, at=town.at)
        town.put("recovery token", where, people.approve_mfa_recovery(recovery=asked, by=second, at=town.at))


def subscribe(town: Town, where: str, corner: Corner) -> None:
    """Somebody who asked for news, somebody who gets it, and the links both were mailed."""
    choice = [(corner.area, "", "weekly")]
    for who in ("gets", "asks"):
        email = f"{who}-{corner.area.slug}@home.example"
        updates.ask_to_subscribe(team=corner.team, email=email, choices=choice, language="en", at=town.at)
        asking = Asking.objects.exclude(pk__in=town.askings).get()
        if who == "gets":
            getting = updates.confirm(team=corner.team, token=links.confirm_token(asking), at=town.at)
    town.askings.append(asking.pk)
    town.put("confirm token", where, links.confirm_token(asking))
    town.put("change token", where, links.change_token(getting))
    if where != OTHER_TEAM:
        # Leaving answers alike for whoever left before, so a link of another team is told apart by nobody.
        town.put("leave token", where, links.change_token(getting))


def give_passkey(staff: Staff) -> Authenticator:
    """A passkey as a browser would register it, of a key nobody holds."""
    key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    ident = uuid.uuid4().bytes
    attested = AttestedCredentialData.create(b"\0" * 16, ident, key)
    flags = AuthenticatorData.FLAG.AT | AuthenticatorData.FLAG.UP
    data = AuthenticatorData.create(b"\0" * 32, flags, 0, attested)
    client = CollectedClientData.create("webauthn.create", b"challenge", "http://localhost")
    response = {
        "clientDataJSON": websafe_encode(client),
        "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
    }
    mark = websafe_encode(ident)
    credential = {
        "id": mark,
        "rawId": mark,
        "type": "public-key",
        "response": response,
        "clientExtensionResults": {},
    }
    kind = Authenticator.Type.WEBAUTHN
    return Authenticator.objects.create(
        user=staff, type=kind, data={"name": "Phone", "credential": credential}
    )


def write_page(officer: Staff, is_public: bool = True) -> OfficerProfile:
    return OfficerProfile.objects.create(
        team=officer.team, staff=officer, slug=officer.name.lower(), known_as=officer.name, title="Officer",
        may="Walk.", may_not="Search.", why_here="Home.", hours="14–18", reach="Here", since=date(2024, 1, 1),
        is_public=is_public,
    )  # fmt: skip


def keep_photo() -> str:
    name = pictures.name_of(uuid.uuid4())
    path = pictures.path_of(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(DOT)
    return name
