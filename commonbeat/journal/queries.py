"""Reading and checking the journal."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from commonbeat.journal import chain, heads
from commonbeat.journal.models import Checkpoint, Entry, PublishedHead

# Actions by which somebody saw what a person left with us, alone or as the first word of several.
LOOKS = ("look", "read", "open", "export", "disclose")
# Begins like one, and is the contrary: it shows a person what we heard.
NO_LOOK = "read back"


@dataclass(frozen=True)
class Problem:
    """What is wrong, from which entry on."""

    kind: str  # changed, removed, reordered, cut, replaced, forged or unwitnessed
    sequence: int
    sentence: str


@dataclass(frozen=True)
class Look:
    """Who saw something, when and why."""

    actor_kind: str
    actor_id: uuid.UUID | None
    action: str
    reason: str
    at: datetime


def version(team: Any) -> int:
    """A number that grows with every write of the team: the version of its public pages."""
    rows = Entry.objects.filter(team_id=getattr(team, "pk", team), is_quiet=False)
    return rows.order_by("-sequence").values_list("sequence", flat=True).first() or 0


def newest_sequence() -> int:
    """The number of the last entry of all teams that may change a public page; 0 before the first.

    Quiet entries are passed over: even the time a page takes must not tell that somebody spoke. Asked
    before every public page, so without the ORM's work.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT sequence FROM journal_entry WHERE NOT is_quiet ORDER BY sequence DESC LIMIT 1")
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def newest() -> chain.Link:
    """The last link of the chain; the start when nothing was ever entered. Asked inside every write."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sequence, hash FROM journal_entry ORDER BY sequence DESC LIMIT 1")
        row = cursor.fetchone()
    return chain.Link(*row) if row else last_pruned()


def last_pruned() -> chain.Link:
    """The link behind which the chain was pruned; the start when it never was."""
    row = Checkpoint.objects.order_by("-sequence").values_list("sequence", "hash").first()
    return chain.Link(*row) if row else chain.START


def contains(link: chain.Link) -> bool:
    """Whether the chain still holds this entry, or pruned it."""
    found = Entry.objects.filter(sequence=link.sequence, hash=link.hash).exists()
    return found or link.sequence <= last_pruned().sequence


def last_before(instant: datetime) -> chain.Link | None:
    """The last of the entries that are all older than `instant`, counted from the beginning."""
    later = Entry.objects.filter(at__gte=instant).order_by("sequence").values_list("sequence", flat=True)
    first_kept = later.first()
    older = Entry.objects.all() if first_kept is None else Entry.objects.filter(sequence__lt=first_kept)
    row = older.order_by("-sequence").values_list("sequence", "hash").first()
    return chain.Link(*row) if row else None


def looked_at(object_id: object) -> list[Look]:
    """Everybody who saw this object, newest first, for the person it belongs to."""
    rows = Entry.objects.about(object_id).filter(_is_look()).newest_first()
    return [Look(row.actor_kind, row.actor_id, row.action, row.reason, row.at) for row in rows]


def looks_between(team: Any, since: datetime, until: datetime) -> Counter[str]:
    """How often anybody of the team saw what residents left with us, by the first word of the action."""
    rows = Entry.objects.filter(_is_look(), team_id=getattr(team, "pk", team), at__gte=since, at__lt=until)
    return Counter(re.split("[ _]", action)[0] for action in rows.values_list("action", flat=True))


def _is_look() -> Q:
    is_look = Q(action__in=LOOKS)
    for word in LOOKS:
        is_look |= Q(action__startswith=f"{word}_") | Q(action__startswith=f"{word} ")
    return is_look & ~Q(action=NO_LOOK)


def published_heads(limit: int = 30) -> list[PublishedHead]:
    """The heads of the last days, newest first, for the public page."""
    return list(PublishedHead.objects.order_by("-on")[:limit])


def verify(*, kept: Iterable[chain.Link] = (), needs_witness: bool = False) -> list[Problem]:
    """What is wrong with the journal, the first bad entry first; empty when nothing is.

    `kept` are heads that somebody noted elsewhere. `needs_witness` also reports that no head is
    remembered outside the database, without which a cut at the end cannot be seen.
    """
    problems = _checkpoint_problems()
    witnesses, witness_problems = _witnesses(kept, needs_witness)
    problems += _chain_problems(witnesses)
    return sorted(problems, key=lambda problem: problem.sequence) + witness_problems


def _chain_problems(witnesses: dict[int, set[str]]) -> list[Problem]:
    """Walk the chain once; at most one problem, since everything after the first is in doubt anyway."""
    before = last_pruned()
    for entry in Entry.objects.order_by("sequence").iterator(chunk_size=2000):
        problem = _entry_problem(entry, before)
        if problem:
            return [problem]
        if witnesses.pop(entry.sequence, {entry.hash}) != {entry.hash}:
            return [_problem("replaced", entry.sequence)]
        before = chain.Link(entry.sequence, entry.hash)
    return (
        [_problem("cut", before.sequence + 1)]
        if any(number > before.sequence for number in witnesses)
        else []
    )


def _entry_problem(entry: Entry, before: chain.Link) -> Problem | None:
    expected = before.sequence + 1
    if entry.sequence > expected:
        return _problem("removed", expected)
    if not chain.is_equal(chain.entry_hash(entry), entry.hash):
        return _problem(_how_bent(entry), entry.sequence)
    if entry.sequence < expected or entry.previous_hash != before.hash:
        return _problem("replaced", entry.sequence)
    return None


def _how_bent(entry: Entry) -> str:
    """An entry that is sound in another place was moved: its neighbor is gone or was swapped with it."""
    places = Entry.objects.values_list("sequence", flat=True)
    nearby = {number + step for number in places for step in (0, 1)}
    if not any(chain.entry_hash(entry, sequence=number) == entry.hash for number in nearby):
        return "changed"
    return "reordered" if Entry.objects.filter(hash=entry.previous_hash).exists() else "removed"


def _checkpoint_problems() -> list[Problem]:
    for checkpoint in Checkpoint.objects.order_by("sequence"):
        link = chain.Link(checkpoint.sequence, checkpoint.hash)
        made = chain.seal(link, "checkpoint", checkpoint.key_version, checkpoint.pruned)
        if not chain.is_equal(made, checkpoint.seal):
            return [_problem("forged", checkpoint.sequence)]
    return []


def _witnesses(kept: Iterable[chain.Link], needs: bool) -> tuple[dict[int, set[str]], list[Problem]]:
    """Every head that the chain must contain, and what is wrong with the heads themselves."""
    problems: list[Problem] = []
    links = list(kept)
    for head in PublishedHead.objects.order_by("sequence"):
        link = chain.Link(head.sequence, head.hash)
        if not chain.is_equal(chain.seal(link, "published head", head.key_version, head.on), head.seal):
            problems.append(_problem("forged", head.sequence))
        links.append(link)
    try:
        remembered = heads.known()
    except ValueError:
        remembered = None
        problems.append(_problem("forged", 0))
    else:
        if remembered is None and needs and newest() != chain.START:
            problems.append(_problem("unwitnessed", newest().sequence))
    links += [remembered] if remembered else []
    pruned = last_pruned().sequence
    witnesses: dict[int, set[str]] = {}
    for link in links:
        if link.sequence > pruned:
            witnesses.setdefault(link.sequence, set()).add(link.hash)
    return witnesses, problems


def _problem(kind: str, sequence: int) -> Problem:
    sentences = {
        "changed": _("Entry %(number)d was changed."),
        "removed": _("Entry %(number)d was removed."),
        "reordered": _("Entry %(number)d was put in another place."),
        "cut": _("Entry %(number)d and those after it were cut off."),
        "replaced": _("Entry %(number)d is not the one that stood there."),
        "forged": _("The seal over entry %(number)d was not made by us."),
        "unwitnessed": _(
            "No head is remembered outside the database; a cut after entry %(number)d would not be seen."
        ),
    }
    return Problem(kind, sequence, sentences[kind] % {"number": sequence})
