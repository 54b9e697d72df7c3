"""The first day: the team, its map, its people and their keys."""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP

from commonbeat.demo import telling
from commonbeat.demo.days import Days
from commonbeat.demo.town import Town
from commonbeat.people import actions as people
from commonbeat.people.models import OfficerProfile, Staff
from commonbeat.places import actions as places
from commonbeat.places.importer.reading import Progress
from commonbeat.places.models import Neighborhood, Place
from commonbeat.post.actions import send_due

DATA = Path(__file__).parent / "data"
# These stand on a page for everybody to try.
PASSWORD = "a slow walk by the water"  # noqa: S105
CONFIDANT_PASSPHRASE = "four swans on the quiet bay"  # noqa: S105
HANDED_PASSPHRASE = "please choose your own now"  # noqa: S105
MAIL_DOMAIN = "kaupunki.example"
# The team began this many days before anybody was heard.
DAYS_BEFORE = 5


def found_team(seed: int, weeks: int, now: datetime, progress: Progress) -> Town:
    """The team with its neighborhoods and the places where it means to meet people."""
    story = telling.read("team")
    days = Days(now, story["team"]["timezone"])
    at = days.at(weeks * 7 + DAYS_BEFORE, 9)
    team = places.make_team(actor="system", at=at, **story["team"])
    places.import_area(
        team=team,
        path=DATA / "helsinki.osm.pbf",
        boundaries=DATA / "helsinki-neighborhoods.geojson",
        actor="system",
        at=at,
        progress=progress,
    )
    town = Town(seed, weeks, days, team)
    for area in Neighborhood.objects.filter(team=team):
        area.team = team
        town.areas[area.name] = area
    _choose_places(town, story, at)
    return town


def plan_staff(town: Town) -> None:
    """Everybody joins on the first day; whoever leaves does so later, with a note."""
    first = town.days.at(town.weeks * 7 + DAYS_BEFORE - 1, 9)
    for key, person in telling.read("team")["staff"].items():
        _join(town, key, person, first)
    _share_keys(town, first + timedelta(hours=2))
    for key, person in telling.read("team")["staff"].items():
        if "leaves" in person:
            left = min(person["leaves"], town.weeks * 7 - 1)
            town.then(town.days.at(left, 16), partial(_leave, town, key, person))


def totp_secret(seed: int, key: str) -> str:
    """The secret of a second step that everybody may try."""
    return base64.b32encode(hashlib.sha256(f"{seed}/{key}".encode()).digest()[:20]).decode()


def address_of(key: str) -> str:
    """The mail address with which somebody of the story signs in."""
    return f"{key}@{MAIL_DOMAIN}"


def _choose_places(town: Town, story: dict[str, Any], at: datetime) -> None:
    """Keep as meeting places only those the team walks to, and add the ones no map has."""
    kept = {slug for slugs in story["places"].values() for slug in slugs}
    for place in Place.objects.filter(team=town.team, is_meeting_place=True).select_related("neighborhood"):
        if place.slug not in kept:
            places.change_place(place=place, is_meeting_place=False, actor="system", at=at)
            continue
        days = story["targets"].get(place.slug)
        if days:
            place = places.change_place(place=place, visit_target_days=days, actor="system", at=at)
        town.places[place.slug] = place
    for slug, added in story["added"].items():
        longitude, latitude = added["at"]
        town.places[slug] = places.add_place(
            neighborhood=town.areas[added["area"]],
            name=added["name"],
            kind=added["kind"],
            longitude=longitude,
            latitude=latitude,
            visit_target_days=added.get("days"),
            actor="system",
            at=at,
        )
    for place in town.places.values():
        place.team = town.team


def _join(town: Town, key: str, person: dict[str, Any], at: datetime) -> None:
    """Invited by the administrator, who was invited from the command line; then a page and a second step."""
    areas = [town.areas[name] for name in person.get("areas", [])]
    admin = town.staff.get("ada")
    _invite, token = people.invite(
        team=town.team,
        email=address_of(key),
        name=person["name"],
        duty=person["duty"],
        neighborhood=areas[0] if areas else None,
        by=admin,
        at=at,
    )
    send_due(at)
    staff = people.accept_invite(
        team=town.team, token=token, name=person["name"], password=PASSWORD, at=at + timedelta(hours=1)
    )
    staff.team = town.team
    for area in areas[1:]:
        people.give_role(staff=staff, duty=person["duty"], neighborhood=area, by=admin, at=at)
    TOTP.activate(staff, totp_secret(town.seed, key))
    town.staff[key] = staff
    if "seed" in person:
        _introduce(town, staff, person, at + timedelta(hours=3))


def _introduce(town: Town, staff: Staff, person: dict[str, Any], at: datetime) -> None:
    """Their page; shown only where they wrote all of it."""
    years = person.get("years", 1)
    since = town.days.on(45) if years == 0 else town.days.on(365 * years + 100)
    words = {name: person.get(name, "") for name in ("may", "may_not", "why_here", "hours", "reach")}
    profile = people.update_profile(
        staff=staff,
        known_as=person["name"].split()[0],
        title=person.get("title", ""),
        languages=person.get("languages", ["en"]),
        since=since,
        portrait_seed=person["seed"],
        by=staff,
        at=at,
        **words,
    )
    if all(words.values()):
        people.show_profile(profile=profile, by=staff, at=at)


def _share_keys(town: Town, at: datetime) -> None:
    noor, tove = town.staff["noor"], town.staff["tove"]
    people.make_box(confidant=noor, passphrase=CONFIDANT_PASSPHRASE, at=at)
    people.share_box(
        by=noor, passphrase=CONFIDANT_PASSPHRASE, to=tove, temporary_passphrase=HANDED_PASSPHRASE, at=at
    )
    people.choose_passphrase(confidant=tove, old=HANDED_PASSPHRASE, new=CONFIDANT_PASSPHRASE, at=at)


def _leave(town: Town, key: str, person: dict[str, Any], at: datetime) -> None:
    successor = OfficerProfile.objects.get(staff=town.staff[person["successor"]])
    staff = town.staff[key]
    people.leave(staff=staff, handover_note=person["handover"], successor=successor, by=staff, at=at)
