"""One row of the table of who may: what is expected of an address, and short ways to say it."""

from __future__ import annotations

from dataclasses import dataclass, field

STAFF = "ben dot cleo mo noor ivo ada"
ALL = f"visitor resident {STAFF}"
READ, DO, POST = "GET HEAD", "GET HEAD POST", "POST"


@dataclass(frozen=True)
class Row:
    """One expectation. `things` says what stands in the address, `query` what stands behind it.

    Methods in `leads_out` take an empty form as "out of here" and lead everybody to the door.
    """

    route: str
    who: str = ""
    elsewhere: str = ""
    complaint: str = ""
    methods: str = READ
    deed: str = ""
    otherwise: str = "missing"
    ticket: str = ""
    leads_out: str = ""
    says: dict[str, str] = field(default_factory=dict)
    things: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.route} {self.deed}".strip()


def page(route: str, who: str, elsewhere: str = "", complaint: str = "", **things: str) -> Row:
    """A page that only shows something."""
    return Row(route, who, elsewhere, complaint, READ, things=things)


def form(route: str, who: str, elsewhere: str = "", complaint: str = "", **things: str) -> Row:
    """A page that does something."""
    return Row(route, who, elsewhere, complaint, DO, things=things)


def deed(route: str, name: str, who: str, elsewhere: str = "", complaint: str = "", **things: str) -> Row:
    """One of the deeds that an address names."""
    return Row(route, who, elsewhere, complaint, DO, name, things=things)


def shown(route: str, methods: str = READ, **things: str) -> Row:
    """A page for everybody, of every neighborhood of the team."""
    return Row(route, ALL, ALL if things else "", methods=methods, things=things)
