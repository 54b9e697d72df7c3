"""One of everything, four times: ours, in another neighborhood, in a complaint about Ben, in another team."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils import timezone
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from commonbeat.listening import actions as listening
from commonbeat.listening.models import Attachment, SealedContact
from commonbeat.openness import actions as openness
from commonbeat.people import actions as people
from commonbeat.people.models import BoxKey, Duty, OfficerProfile, Role, Staff, TeamBox
from commonbeat.places.models import MapSheet, Neighborhood, Place, Team
from commonbeat.post import actions as post
from commonbeat.post.models import Delivery
from commonbeat.presence import actions as presence
from commonbeat.safety import codes, pictures, sealing
from commonbeat.updates import actions as updates
from commonbeat.updates import links
from commonbeat.updates.models import Asking
from tests.cast import make_neighborhood, make_place, make_staff, make_team
from tests.signin import SECRET

OWN, ELSEWHERE, COMPLAINT, OTHER_TEAM, MISSING = "own", "elsewhere", "complaint", "other team", "missing"
WHERE = (OWN, ELSEWHERE, COMPLAINT, OTHER_TEAM, MISSING)
STAFF = ("ben", "dot", "cleo", "mo", "noor", "ivo", "ada")
PASSPHRASE = "noor keeps seven cats"
WORDS = "The lamp at the school gate has been dark for weeks."
# A picture of one dot, as our own cleaning leaves it.
DOT = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")


@dataclass
class Town:
    """Who is there and what stands where: `things["concern"]["own"]` is what an address of it holds."""

    cast: SimpleNamespace
    other: SimpleNamespace
    at: datetime
    things: dict[str, dict[str, str]] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    askings: list[Any] = field(default_factory=list)

    @property
    def people(self) -> dict[str, Staff]:
        return {name: getattr(self.cast, name) for name in STAFF}

    def put(self, kind: str, where: str, thing: Any) -> None:
        self.things.setdefault(kind, {})[where] = str(getattr(thing, "pk", thing))

    def has(self, kind: str, where: str) -> bool:
        return where == MISSING or where in self.things[kind]

    def find(self, kind: str, where: str) -> str:
        """What stands in an address for this thing; for a missing one something of the same shape."""
        if where != MISSING:
            return self.things[kind][where]
        known = self.things[kind][OWN]
        try:
            uuid.UUID(known)
        except ValueError:
            return "999999" if known.isdigit() else "no-such-thing"
        return str(uuid.UUID(int=0x4D155 << 64, version=4))


def build(cast: SimpleNamespace, at: datetime | None = None) -> Town:
    """A town with one of everything that has an address."""
    at = at or timezone.now()
    town = Town(cast, another_team(), at)
    gus = make_staff(cast.team, "Gus", Duty.COORDINATOR, where=cast.court)
    corners = {
        OWN: Corner(cast.row, cast.ben, cast.cleo, cast.gate),
        ELSEWHERE: Corner(cast.court, cast.dot, gus, cast.yard),
        OTHER_TEAM: Corner(town.other.street, town.other.zoe, town.other.zoe, town.other.kiosk),
    }
    for team, confidant in ((cast.team, cast.noor), (town.other.team, town.other.zoe)):
        make_box(team, confidant)
    for where, corner in corners.items():
        settle(town, where, corner)
    complain(town)
    let_back_in(town, gus)
    write_page(cast.cleo, is_public=False)
    TOTP.activate(cast.cleo, SECRET)
    RecoveryCodes.activate(cast.cleo)
    return town


@dataclass
class Corner:
    """A neighborhood with those who work there."""

    area: Neighborhood
    officer: Staff
    coordinator: Staff
    place: Place

    @property
    def team(self) -> Team:
        return self.area.team


def another_team() -> SimpleNamespace:
    """A second team on the same installation, with somebody who holds every duty there."""
    team = make_team(name="Quay Team", slug="quay", domain="quay.example")
    street = make_neighborhood(team, "Quay Street", "quay-street", 25.10)
    duties = (Duty.OFFICER, Duty.COORDINATOR, Duty.CONFIDANT, Duty.MODERATOR, Duty.ADMIN)
    zoe = make_staff(team, "Zoe", *duties)
    yan, xiu = make_staff(team, "Yan", Duty.COORDINATOR), make_staff(team, "Xiu", Duty.ADMIN)
    kiosk = make_place(street, "Kiosk", "kiosk")
    return SimpleNamespace(team=team, street=street, zoe=zoe, yan=yan, xiu=xiu, kiosk=kiosk)


def make_box(team: Team, confidant: Staff) -> None:
    """A box for sealed details whose key this confidant holds."""
    public, private = sealing.new_box()
    box = TeamBox.objects.create(team=team, public_key=public, made_at=timezone.now())
    wrapped = sealing.wrap(private, PASSPHRASE)
    BoxKey.objects.create(team=team, box=box, staff=confidant, wrapped=wrapped)


def settle(town: Town, where: str, corner: Corner) -> None:
    """One of everything, in one place."""
    town.put("area", where, corner.area)
    town.put("area slug", where, corner.area.slug)
    town.put("place", where, corner.place)
    listen(town, where, corner)
    walk(town, where, corner)
    announce(town, where, corner)
    employ(town, where, corner)
    draw(town, where, corner)


def listen(town: Town, where: str, corner: Corner) -> None:
    """A voice with a photo and sealed details, and concerns on their way through the loop."""
    heard = hear(town, corner, contact_details="555 0100")
    town.codes[where] = heard.code or ""
    town.put("voice", where, heard.voice)
    town.put("photo", where, attach(heard.voice))
    town.put("sealed contact", where, SealedContact.objects.get(voice=heard.voice))
    town.put("logged voice", where, hear(town, corner, logged_by=corner.officer, channel="phone").voice)
    town.put("held voice", where, hear(town, corner, is_held=True).voice)
    concern = matter(town, corner)
    town.put("concern", where, concern)
    town.put("promise", where, promise(town, corner, concern))
    shown = matter(town, corner)
    listening.publish_concern(
        concern=shown, public_words="The lamp is dark.", by=corner.coordinator, at=town.at
    )
    town.put("shown concern", where, shown)
    town.put("reference", where, shown.reference)
    told = matter(town, corner)
    done = dict(by=corner.coordinator, at=town.at)
    action = listening.act(concern=told, words="Mended.", done_on=town.at.date(), **done)
    report = listening.report_back(concern=told, words="It shines.", **done)
    town.put("told concern", where, told)
    paired = matter(town, corner)
    action = listening.act(concern=paired, words="Mended.", done_on=town.at.date(), **done)
    report = listening.report_back(concern=paired, words="It shines.", **done)
    pair = openness.publish_you_said_we_did(
        concern=paired, said="A lamp was dark.", did="It shines.", action=action, report_back=report, **done
    )
    town.put("pair", where, pair)
    quoted = matter(town, corner)
    action = listening.act(concern=quoted, words="Mended.", done_on=town.at.date(), **done)
    report = listening.report_back(concern=quoted, words="It shines.", **done)
    waiting = openness.publish_you_said_we_did(
        concern=quoted, said=WORDS, did="It shines.", action=action, report_back=report, **done
    )
    town.put("waiting pair", where, waiting)


def hear(town: Town, corner: Corner, **said: Any) -> listening.Heard:
    given = {"channel": "web", "kind": "worry", "words": WORDS, "place": corner.place, **said}
    return listening.hear(
        team=corner.team, neighborhood=corner.area, client_id=uuid.uuid4(), at=town.at, **given
    )


def matter(town: Town, corner: Corner) -> Any:
    """A concern that the officer looks after."""
    return listening.join(
        voices=[hear(town, corner).voice],
        by=corner.coordinator,
        title="Dark lamp",
        owner=corner.officer,
        at=town.at,
    )


def promise(town: Town, corner: Corner, concern: Any, by: Staff | None = None) -> Any:
    due_on = town.at.date() + timedelta(days=3)
    return listening.promise(
        concern=concern,
        words="It shines soon.",
        due_on=due_on,
        client_id=uuid.uuid4(),
        by=by or corner.officer,
        at=town.at,
    )


def attach(voice: Any) -> Attachment:
    """A kept photo, as if it had come with the voice."""
    name = pictures.store(uuid.uuid4(), pictures.CleanPicture(DOT, 1, 1, "0" * 64))
    path = pictures.path_of(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(DOT)
    return Attachment.objects.create(
        team=voice.team, voice=voice, file=name, sha256="0" * 64, size=len(DOT), width=1, height=1,
        kept_until=date(2030, 1, 1),
    )  # fmt: skip


def walk(town: Town, where: str, corner: Corner) -> None:
    begins = datetime.combine(town.at.date() + timedelta(days=2), time(14), town.at.tzinfo)
    planned = presence.plan_walk(
        officer=corner.officer, neighborhood=corner.area, starts_at=begins, ends_at=begins + timedelta(hours=3),
        by=corner.coordinator, at=town.at, is_announced=True,
    )  # fmt: skip
    stop = presence.add_stop(
        walk=planned, place=corner.place, at_time=begins + timedelta(minutes=30), reason="other",
        reason_words="Say hello", by=corner.coordinator, at=town.at, is_announced=True,
    )  # fmt: skip
    town.put("walk", where, planned)
    town.put("stop", where, stop)


def announce(town: Town, where: str, corner: Corner) -> None:
    """A gathering, a question, an initiative and a priority."""
    by = dict(by=corner.coordinator, at=town.at)
    held = openness.announce_gathering(
        neighborhood=corner.area, kind="coffee", title=f"Coffee {corner.area.name}", purpose="Say hello.",
        starts_at=town.at + timedelta(days=3), ends_at=town.at + timedelta(days=3, hours=1),
        place=corner.place, capacity=10, host=corner.officer, is_published=True, **by,
    )  # fmt: skip
    town.put("gathering", where, held)
    town.put("gathering slug", where, held.slug)
    town.put(
        "rsvp", where, openness.reserve(gathering=held, client_id=uuid.uuid4(), people=1, at=town.at).rsvp
    )
    for kind in ("minuted gathering", "reported gathering"):
        long_ago = town.at - timedelta(days=10)
        past = openness.announce_gathering(
            neighborhood=corner.area, kind="coffee", title=kind, purpose="Say hello.", starts_at=town.at - timedelta(days=3),
            ends_at=town.at - timedelta(days=3, hours=-1), place=corner.place, host=corner.officer, is_published=True,
            by=corner.coordinator, at=long_ago,
        )  # fmt: skip
        minutes = openness.write_minutes(gathering=past, words="We talked about lamps.", **by)
        if kind.startswith("reported"):
            openness.publish_minutes(minutes=minutes, **by)
        town.put(kind, where, past)
    asked = openness.ask(
        team=corner.team,
        neighborhood=corner.area,
        client_id=uuid.uuid4(),
        words="Who mends lamps?",
        at=town.at,
    )
    town.put("question", where, asked.question)
    greeting, _code = people.ask_to_be_greeted(
        team=corner.team, neighborhood=corner.area, client_id=uuid.uuid4(), call_me="Amara", months=3,
        has_consented=True, at=town.at,
    )  # fmt: skip
    town.put("greeting", where, greeting)
    today, month = town.at.date(), timedelta(days=30)
    words = dict(
        title="Evening walks",
        what="At dusk.",
        why="Asked for.",
        where="Mill Street",
        how_we_will_know="We ask.",
    )
    started = openness.start_initiative(
        neighborhood=corner.area, starts_on=today, until=today + month, **words, **by
    )
    town.put("initiative", where, started)
    agreed = openness.agree_priority(
        neighborhood=corner.area, issue="Lamps", why="Named.", agreed_on=today, **by
    )
    town.put("priority", where, agreed)


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


def draw(town: Town, where: str, corner: Corner) -> None:
    sheet = MapSheet.objects.create(
        team=corner.team, neighborhood=corner.area, svg_gzip=b"x", sha256=codes.new_token()[:40].replace("_", "a"),
        width=1, height=1, west=0, north=0, scale_x=1, scale_y=1, drawn_at=town.at,
    )  # fmt: skip
    town.put("sheet", where, sheet)
    town.put("sheet digest", where, sheet.sha256)


def complain(town: Town) -> None:
    """A complaint about Ben with a photo and sealed details, opened and promised about by the confidant."""
    cast = town.cast
    corner = Corner(cast.row, cast.ben, cast.cleo, cast.gate)
    about = dict(kind="complaint", words="Ben shouted at me.", about_officer=cast.ben)
    heard = hear(town, corner, contact_details="555 0199", **about)
    town.codes[COMPLAINT] = heard.code or ""
    town.put("voice", COMPLAINT, heard.voice)
    town.put("photo", COMPLAINT, attach(heard.voice))
    town.put("sealed contact", COMPLAINT, SealedContact.objects.get(voice=heard.voice))
    town.put("held voice", COMPLAINT, hear(town, corner, is_held=True, **about).voice)
    second = hear(town, corner, **about).voice
    concern = listening.join(voices=[second], by=cast.noor, title="About Ben", at=town.at)
    town.put("concern", COMPLAINT, concern)
    town.put("told concern", COMPLAINT, concern)
    town.put("shown concern", COMPLAINT, concern)
    town.put("reference", COMPLAINT, concern.reference)
    town.put("promise", COMPLAINT, promise(town, corner, concern, by=cast.noor))
    note = Delivery.objects.filter(about_id=str(heard.voice.pk)).first()
    if note is not None:
        town.put("letter", COMPLAINT, note)
