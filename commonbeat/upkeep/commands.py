"""`commonbeat forget`, `backup`, `restore`, `drill` and `export`."""

import argparse
import sys
from datetime import UTC, date, datetime, time
from pathlib import Path

from django.core.management.base import CommandError
from django.utils import timezone

from commonbeat.upkeep import actions, backing


def forget(argv: list[str]) -> int:
    """Forget everywhere what has outlived its retention, and scrub it from the bytes; the worker does so daily."""
    parser = argparse.ArgumentParser(prog="commonbeat forget", description=forget.__doc__)
    parser.add_argument("--at", type=date.fromisoformat, metavar="DATE", help="as of this day, not today")
    parser.add_argument("--early", action="store_true", help="allow a day that has not come yet")
    options = parser.parse_args(argv)
    at = _moment(options.at)
    if at > timezone.now() and not options.early:
        raise CommandError(f"{options.at} has not come yet. To forget before the time, add --early.")
    done = actions.forget_outlived(at=at)
    for name, count in done.counts.items():
        if count:
            print(f"{count:>6}  {name}")
    if not any(done.counts.values()):
        print("Nothing has outlived its retention.")
    if not actions.scrub():
        done.problems.append("A reader kept the database's log in use. What was forgotten leaves it tonight.")
    for problem in done.problems:
        print(problem, file=sys.stderr)
    return 1 if done.problems else 0


def backup(argv: list[str]) -> int:
    """Write a backup of the database, the pictures, the journal's head and the purge ledger; never of the keys."""
    parser = argparse.ArgumentParser(prog="commonbeat backup", description=backup.__doc__)
    parser.add_argument(
        "folder", type=Path, metavar="DIR", help="where backups are kept, each in a folder of its own"
    )
    parser.add_argument("--keep-days", type=_days, metavar="N", help="then remove backups older than N days")
    options = parser.parse_args(argv)
    at = timezone.now()
    made = backing.make(options.folder, at=at)
    removed = backing.remove_old(options.folder, days=options.keep_days, at=at) if options.keep_days else []
    print(f"{made}")
    if removed:
        print(f"{len(removed)} older than {options.keep_days} days removed.")
    return 0


def _moment(on: date | None) -> datetime:
    return datetime.combine(on, time(), UTC) if on else timezone.now()


def _days(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("a number of days, 1 or more")
    return int(text)
