"""What is done with a backup that was put back, before anything may serve it.

It runs in a process of its own, on the data folder and the database that its environment names.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import CommandError
from PIL import Image

from commonbeat.journal import actions as journal
from commonbeat.journal import chain, queries
from commonbeat.safety import pictures
from commonbeat.upkeep import actions, databases, manifest
from commonbeat.upkeep.facts import LEFT_OUT, Facts
from commonbeat.upkeep.manifest import Manifest


def settle(backup: Path, *, is_deep: bool, is_sealed: bool, at: datetime) -> dict[str, object]:
    """Compare, migrate, take back again, forget, verify; refused at the first thing that is not right.

    `is_deep` also looks into every row and picture. Without the journal key (`is_sealed` false) the journal
    cannot be verified, and nobody can know what was taken back since.
    """
    told = manifest.parse(backup)
    _refuse("What was put back is not what was copied", _differences(told.facts, databases.facts_now()))
    _refuse("Pictures are missing", _missing_pictures(told))
    if is_deep:
        _refuse("The backup is damaged", [*databases.damages(), *_damaged_pictures(told)])
    call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
    head = [chain.Link(*told.facts.head)] if told.facts.head[0] else []
    if is_sealed:
        _refuse("The journal is not whole", (problem.sentence for problem in queries.verify(kept=head)))
    again = actions.take_back_again(after=told.ledger, at=at)
    forgotten = actions.forget_outlived(at=at)
    _enter(backup, told, again, at)
    actions.scrub()
    if is_sealed:
        problems = queries.verify(kept=head, needs_witness=True)
        _refuse("The journal is not whole", (problem.sentence for problem in problems))
    return {
        "rows": sum(told.facts.counts.values()),
        "pictures": len(told.facts.pictures) - len(told.missing),
        "again": again,
        "forgotten": sum(forgotten.counts.values()),
        "problems": forgotten.problems,
        "head": queries.newest().sequence,
    }


def _enter(backup: Path, told: Manifest, again: int, at: datetime) -> None:
    journal.enter(
        team=None,
        actor="system",
        action="restore",
        object_type="backup",
        object_id=manifest.folder_name(told.made_at),
        reason=f"head was {told.facts.head[0]}; taken back again: {again}",
        at=at,
    )


def _differences(told: Facts, found: Facts) -> list[str]:
    names = sorted((set(told.counts) | set(found.counts)) - set(LEFT_OUT))
    wrong = [
        f"{name} has {found.counts.get(name, 'no')} rows instead of {told.counts.get(name, 'none')}"
        for name in names
        if told.counts.get(name) != found.counts.get(name)
    ]
    if told.migrations != found.migrations:
        wrong.append("the list of migrations is another one")
    if told.head != found.head:
        wrong.append(f"the journal ends at {found.head[0]} instead of {told.head[0]}")
    return wrong


def _missing_pictures(told: Manifest) -> list[str]:
    names = set(told.facts.pictures) - set(told.missing)
    return [name for name in sorted(names) if not pictures.path_of(name).is_file()]


def _damaged_pictures(told: Manifest) -> list[str]:
    return [name for name in told.facts.pictures if name not in told.missing and not _can_be_seen(name)]


def _can_be_seen(name: str) -> bool:
    try:
        Image.open(io.BytesIO(pictures.read(name))).load()
    except (OSError, ValueError, SyntaxError):
        return False
    return True


def _refuse(what: str, reasons: Iterable[str]) -> None:
    found = list(reasons)
    if found:
        raise CommandError(f"{what}: {'; '.join(found[:5])}. Nothing was restored.")
