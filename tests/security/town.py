"""One of everything, four times: ours, in another neighborhood, in a complaint about Ben, in another team."""

from __future__ import annotations

import uuid
from datetime import datetime, time, timedelta
from types import SimpleNamespace

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.utils import timezone

from commonbeat.openness import actions as openness
from commonbeat.people import actions as people
from commonbeat.people.models import Duty
from commonbeat.places.models import MapSheet
from commonbeat.presence import actions as presence
from commonbeat.safety import codes
from tests.cast import make_neighborhood, make_place, make_staff, make_team
from tests.security.ground import ELSEWHERE, OTHER_TEAM, OWN, Corner, Town
from tests.security.heard import complain, listen
from tests.security.intake import open_ways
from tests.security.solved import solve
from tests.security.staffed import employ, let_back_in, make_box, write_page
from tests.security.surveyed import survey
from tests.security.talked import hold
from tests.security.walked import plan
from tests.signin import SECRET


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


def another_team() -> SimpleNamespace:
    """A second team on the same installation, with somebody who holds every duty there."""
    team = make_team(name="Quay Team", slug="quay", domain="quay.example")
    street = make_neighborhood(team, "Quay Street", "quay-street", 25.10)
    duties = (Duty.OFFICER, Duty.COORDINATOR, Duty.CONFIDANT, Duty.MODERATOR, Duty.ADMIN)
    zoe = make_staff(team, "Zoe", *duties)
    yan, xiu = make_staff(team, "Yan", Duty.COORDINATOR), make_staff(team, "Xiu", Duty.ADMIN)
    kiosk = make_place(street, "Kiosk", "kiosk")
    return SimpleNamespace(team=team, street=street, zoe=zoe, yan=yan, xiu=xiu, kiosk=kiosk)


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
    open_ways(town, where, corner)
    survey(town, where, corner)
    plan(town, where, corner)
    hold(town, where, corner)
    solve(town, where, corner)


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
    by = {"by": corner.coordinator, "at": town.at}
    held = openness.announce_gathering(
        neighborhood=corner.area, kind="coffee", title=f"Coffee {corner.area.name}", purpose="Say hello.",
        starts_at=town.at + timedelta(days=3), ends_at=town.at + timedelta(days=3, hours=1),
        place=corner.place, capacity=10, host=corner.officer, is_published=True, **by,
    )  # fmt: skip
    town.put("gathering", where, held)
    town.put("gathering slug", where, held.slug)
    kept = openness.reserve(gathering=held, client_id=uuid.uuid4(), people=1, at=town.at)
    town.put("rsvp", where, kept.rsvp)
    for kind in ("minuted gathering", "reported gathering"):
        long_ago = town.at - timedelta(days=10)
        past = openness.announce_gathering(
            neighborhood=corner.area, kind="coffee", title=kind, purpose="Say hello.",
            starts_at=town.at - timedelta(days=3),
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
    greeting, code = people.ask_to_be_greeted(
        team=corner.team, neighborhood=corner.area, client_id=uuid.uuid4(), call_me="Amara", months=3,
        has_consented=True, at=town.at,
    )  # fmt: skip
    town.put("greeting", where, greeting)
    for what, shown in (("rsvp", kept.code), ("question", asked.code), ("greeting", code)):
        town.codes[f"{where}, {what}"] = shown
    today, month = town.at.date(), timedelta(days=30)
    words = {
        "title": "Evening walks",
        "what": "At dusk.",
        "why": "Asked for.",
        "where": "Mill Street",
        "how_we_will_know": "We ask.",
    }
    started = openness.start_initiative(
        neighborhood=corner.area, starts_on=today, until=today + month, **words, **by
    )
    town.put("initiative", where, started)
    agreed = openness.agree_priority(
        neighborhood=corner.area, issue="Lamps", why="Named.", agreed_on=today, **by
    )
    town.put("priority", where, agreed)


def draw(town: Town, where: str, corner: Corner) -> None:
    sheet = MapSheet.objects.create(
        team=corner.team, neighborhood=corner.area, svg_gzip=b"x", sha256=codes.new_token()[:40].replace("_", "a"),
        width=1, height=1, west=0, north=0, scale_x=1, scale_y=1, drawn_at=town.at,
    )  # fmt: skip
    town.put("sheet", where, sheet)
    town.put("sheet digest", where, sheet.sha256)
