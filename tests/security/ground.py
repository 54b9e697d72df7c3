"""A town with places for everything, and what stands in the addresses of what is there."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from commonbeat.people.models import Staff
from commonbeat.places.models import Neighborhood, Place, Team

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
