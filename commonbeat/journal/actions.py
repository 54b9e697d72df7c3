"""Writing the journal."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from commonbeat.journal import chain, heads, ledger, queries
from commonbeat.journal.models import ActorKind, Checkpoint, Entry, PublishedHead
from commonbeat.safety.clock import to_hour
from commonbeat.safety.errors import Refused
from commonbeat.safety.text import clean

# Any number that nothing else in this database locks on.
LOCK = 7_264_001


def enter(
    *,
    team: Any,
    actor: Any,
    action: str,
    object_type: str,
    object_id: object,
    reason: str = "",
    at: datetime,
    is_quiet: bool = False,
) -> Entry:
    """Add one entry inside the caller's transaction; nobody else can add one until that has ended.

    `team` is a team, its id, or None; `actor` a member of staff, "resident" or "system". `reason` is
    short and never content. Call it last: the chain is locked from here to the commit.
    """
    with transaction.atomic(savepoint=False):
        _lock()
        before = queries.newest()
        kind, actor_id = _who(actor)
        entry = Entry(
            sequence=before.sequence + 1,
            team_id=getattr(team, "pk", team),
            actor_kind=kind,
            actor_id=actor_id,
            action=action,
            object_type=object_type,
            object_id=str(object_id),
            reason=clean(reason, 200, "reason"),
            is_quiet=is_quiet,
            at=to_hour(at),
            key_version=chain.newest_version(),
            previous_hash=before.hash,
        )
        entry.hash = chain.entry_hash(entry)
        entry.save(force_insert=True)
    link = chain.Link(entry.sequence, entry.hash)
    # After a commit nothing may fail anymore: a file that cannot be written is logged, not raised.
    transaction.on_commit(lambda: heads.remember(link, before, queries.contains), robust=True)
    if ledger.is_taking_back(action):
        transaction.on_commit(lambda: ledger.note(entry), robust=True)
    return entry


def publish_head(at: datetime) -> PublishedHead | None:
    """Keep today's newest entry for the public page, once a day; None while the journal is empty."""
    with transaction.atomic():
        _lock()
        newest = queries.newest()
        if newest == chain.START:
            return None
        version, on = chain.newest_version(), at.date()
        head, _made = PublishedHead.objects.get_or_create(
            on=on,
            defaults={
                "sequence": newest.sequence,
                "hash": newest.hash,
                "key_version": version,
                "seal": chain.seal(newest, "published head", version, on),
            },
        )
    # Only once it is certain: a head that was rolled back would stand against every later one.
    transaction.on_commit(lambda: heads.remember(newest, newest, queries.contains), robust=True)
    return head


def prune(before: datetime, at: datetime) -> int:
    """Remove the entries older than `before`, behind a sealed checkpoint; returns how many.

    Refused while the chain does not verify, so that pruning never hides a change.
    """
    with transaction.atomic():
        _lock()
        if queries.verify():
            raise Refused(_("The journal does not verify. Nothing was pruned. Run: commonbeat verify"))
        last = queries.last_before(before)
        if last is None:
            return 0
        version = chain.newest_version()
        pruned = Entry.objects.filter(sequence__lte=last.sequence)
        count = pruned.count()
        checkpoint = Checkpoint.objects.create(
            sequence=last.sequence,
            hash=last.hash,
            pruned=count,
            at=to_hour(at),
            key_version=version,
            seal=chain.seal(last, "checkpoint", version, count),
        )
        pruned.delete()
        enter(
            team=None, actor="system", action="prune", object_type="journal", object_id=checkpoint.pk, at=at
        )
    return count


def _who(actor: Any) -> tuple[str, uuid.UUID | None]:
    if actor in (ActorKind.RESIDENT, ActorKind.SYSTEM):
        return str(actor), None
    return ActorKind.STAFF.value, actor.pk


def _lock() -> None:
    # SQLite's transactions begin IMMEDIATE: there is one writer anyway.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
