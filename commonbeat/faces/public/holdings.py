"""What we hold, in human words: the data inventory grouped by what people do, and who looked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from commonbeat.journal import queries as journal
from commonbeat.openness import gate
from commonbeat.openness.calendar import local_day
from commonbeat.places.models import Team
from commonbeat.safety import inventory
from commonbeat.safety.inventory import Held

# These stand last: they tell nothing about anybody.
PLAIN = {"no personal data", "reference", "random ids, no content", "a number", "a time", "a public key"}
YEAR = timedelta(days=365)
Words = str | Promise


@dataclass(frozen=True)
class Line:
    """Everything of one kind that is kept on one basis for one time."""

    data_class: str
    basis: str
    retention: str
    purposes: list[str]


@dataclass(frozen=True)
class Group:
    """What is kept because of one thing people do."""

    name: str
    title: str
    lead: str
    lines: list[Line]


@dataclass(frozen=True)
class Looks:
    """How often somebody of the team saw what residents left with us, in the last year."""

    since: date
    until: date
    opened: gate.Count
    greeted: gate.Count
    exported: gate.Count


# Who is meant, which sentence leads, and which tables belong there; the last group takes what is left.
GROUPS: list[tuple[str, Words, Words, tuple[str, ...]]] = [
    (
        "said",
        _("When you tell us something"),
        _("Your words belong to you. With your code you see all of it, correct it, and take it back."),
        (
            "listening.Voice",
            "listening.ReadBack",
            "listening.Turn",
            "listening.Confirmation",
            "listening.Attachment",
            "listening.SealedContact",
            "listening.Opening",
        ),
    ),
    (
        "mail",
        _("When you get mail from us"),
        _(
            "Your address is stored encrypted. Every mail has a link that shows all of this, and one that ends it."
        ),
        ("updates.", "post.Delivery", "post.KeptMail"),
    ),
    (
        "greeting",
        _("When you ask to be greeted by name"),
        _("Only officers of your neighborhood read it, and you see each day on which somebody did."),
        ("people.Acquaintance", "people.AcquaintanceRead"),
    ),
    (
        "meeting",
        _("When you come to a gathering or ask in public"),
        _("No name is asked. With your code you change it or take it back."),
        ("openness.Rsvp", "openness.Question", "openness.QuestionAnswer", "openness.Raised"),
    ),
    (
        "vote",
        _("When you vote at a session or in a conversation"),
        _("No name and no account: a random mark of your browser, scrambled, until the vote closes."),
        ("openness.QuestionVote", "commonground."),
    ),
    (
        "street",
        _("When you meet us on the street"),
        _("No name, no description and no track of where anybody went."),
        ("presence.Contact", "presence.Sighting"),
    ),
    (
        "work",
        _("What we do about it"),
        _("Our own work: what we promised, did and told. Most of it is public."),
        ("listening.", "openness."),
    ),
    (
        "walks",
        _("Where and when we walk"),
        _("Plans and visits of officers. No continuous position is kept of anybody."),
        ("presence.",),
    ),
    (
        "team",
        _("Who works in the team"),
        _("Accounts, duties and the pages of officers."),
        ("people.",),
    ),
    (
        "area",
        _("The map"),
        _("Streets and places from OpenStreetMap. Nobody lives in this data."),
        ("places.",),
    ),
    (
        "machine",
        _("What keeps the service honest and running"),
        _("The journal of our own actions, what waits to be done, and counts against floods."),
        ("",),
    ),
]


def groups() -> list[Group]:
    """The whole inventory, every entry in exactly one group."""
    left = inventory.collect()
    found = []
    for name, title, lead, prefixes in GROUPS:
        mine = {key: left.pop(key) for key in list(left) if _is_of(key, prefixes)}
        found.append(Group(name, str(title), str(lead), list(_lines(mine))))
    return found


def _is_of(key: str, prefixes: tuple[str, ...]) -> bool:
    model = key.rpartition(".")[0]
    return any(
        model == prefix or (prefix[-1:] in ("", ".") and model.startswith(prefix)) for prefix in prefixes
    )


def _lines(held: dict[str, Held]) -> Iterator[Line]:
    together: dict[tuple[str, str, str], list[str]] = {}
    with override("en"):
        is_plain = [str(one.data_class) in PLAIN for one in held.values()]
    plain = {str(one.data_class) for one, is_so in zip(held.values(), is_plain, strict=True) if is_so}
    for one in held.values():
        kind = (str(one.data_class), str(one.basis), str(one.retention))
        purposes = together.setdefault(kind, [])
        if str(one.purpose) not in purposes:
            purposes.append(str(one.purpose))
    for (data_class, basis, retention), purposes in sorted(
        together.items(), key=lambda row: row[0][0] in plain
    ):
        yield Line(data_class, basis, retention, purposes)


NOBODY_LOOKED: Looks | None = None


@gate.closed_on_error(NOBODY_LOOKED)
def looks(team: Team, at: datetime) -> Looks | None:
    """Counts up to the start of this week, so that no single look shows."""
    until = gate.as_of(team, at)
    since = until - YEAR
    counts = journal.looks_between(team, since, until)
    return Looks(
        since=local_day(team, since),
        until=local_day(team, until - timedelta(seconds=1)),
        opened=gate.people(counts["open"]),
        greeted=gate.people(counts["read"]),
        exported=gate.our_work(counts["export"] + counts["disclose"]),
    )
