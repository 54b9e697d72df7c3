"""`commonbeat forget`, `backup`, `restore`, `drill` and `export`."""

import argparse
import getpass
import json
import sys
from datetime import UTC, date, datetime, time
from pathlib import Path

from django.core.management.base import CommandError
from django.utils import timezone

from commonbeat.places.models import Team
from commonbeat.safety import files
from commonbeat.upkeep import actions, backing, drilling, manifest, restoring, settling
from commonbeat.upkeep.restoring import Wishes


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


def restore(argv: list[str]) -> int:
    """Put a backup back, take back again what was taken back since, and verify; 1 when anything does not match."""
    options = _restore_parser().parse_args(argv)
    chosen = manifest.choose(options.folder)
    wishes = Wishes(options.replace, options.verify, options.purges_are_lost, options.key_is_lost)
    if options.settle:
        done = settling.settle(
            chosen, is_deep=wishes.is_deep, is_sealed=not wishes.accepts_lost_key, at=timezone.now()
        )
        print(json.dumps(done))
        return 0
    if options.into:
        words = [
            word for word in argv if word in ("--verify", "--replace", "--purges-are-lost", "--key-is-lost")
        ]
        return restoring.restore_into(chosen, options.into, options.database, wishes, words)
    told, done = restoring.restore(chosen, wishes)
    print(
        f"Restored the backup of {told.made_at:%Y-%m-%d %H:%M} UTC: {done['rows']} rows, {done['pictures']} pictures. "
        f"{done['again']} things that were taken back since were taken back again, {done['forgotten']} had outlived "
        f"their retention. The journal goes on from entry {done['head']}."
    )
    for problem in done["problems"]:
        print(problem, file=sys.stderr)
    return 1 if done["problems"] and not wishes.accepts_lost_key else 0


def _restore_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="commonbeat restore", description=restore.__doc__)
    parser.add_argument(
        "folder", type=Path, metavar="DIR", help="a backup, or a folder of backups (the newest is taken)"
    )
    parser.add_argument("--verify", action="store_true", help="also look into every row and every picture")
    parser.add_argument("--replace", action="store_true", help="in place of the team's work that is here")
    parser.add_argument(
        "--into", type=Path, metavar="FOLDER", help="into another data folder, with the keys of this one"
    )
    parser.add_argument(
        "--database", default="", metavar="URL", help="with --into: the empty PostgreSQL database"
    )
    parser.add_argument("--purges-are-lost", action="store_true", help="go on without the purge ledger")
    parser.add_argument("--key-is-lost", action="store_true", help="go on without the journal key")
    parser.add_argument("--settle", action="store_true", help=argparse.SUPPRESS)
    return parser


def drill(argv: list[str]) -> int:
    """Restore the newest backup elsewhere, check its counts, its journal and one random page, and remove it again."""
    parser = argparse.ArgumentParser(prog="commonbeat drill", description=drill.__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR", help="a backup, or a folder of backups")
    parser.add_argument(
        "--database", default="", metavar="URL", help="PostgreSQL: an empty database to restore into"
    )
    parser.add_argument("--look", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.look:
        print(f"The page {drilling.look()} opens.")
        return 0
    return drilling.drill(options.folder, options.database)


def export(argv: list[str]) -> int:
    """Write everything held under one code or subscriber's address as JSON; it is counted as a disclosure.

    The code or address is asked for, never given on the command line, where others could read it.
    """
    parser = argparse.ArgumentParser(prog="commonbeat export", description=export.__doc__)
    parser.add_argument(
        "--requester", required=True, metavar="WHO", help="who asks: “the person”, “a court”, …"
    )
    parser.add_argument("--purpose", required=True, metavar="WHY", help="what for; the person will read it")
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="a new file only you can read, not the terminal"
    )
    parser.add_argument("--team", metavar="SLUG", help="which team, where there are several")
    options = parser.parse_args(argv)
    if options.output and options.output.exists():
        raise CommandError(f"{options.output} is there already. Choose a new name.")
    team = _team(options.team)
    told = actions.disclose(
        team=team, secret=_asked(), requester=options.requester, purpose=options.purpose, at=timezone.now()
    )
    text = json.dumps(told, indent=1, ensure_ascii=False)
    if options.output:
        files.write(options.output, text.encode() + b"\n")
        print(f"Written to {options.output}. Hand it over safely, then delete it.")
    else:
        print(text)
    return 0


def _asked() -> str:
    """The code or address, from the keyboard without showing it, or from a pipe."""
    if sys.stdin.isatty():
        return getpass.getpass("Code or mail address: ").strip()
    return sys.stdin.readline().strip()


def _team(slug: str | None) -> Team:
    teams = list(Team.objects.filter(slug=slug) if slug else Team.objects.all()[:2])
    if len(teams) != 1:
        raise CommandError("There is no such team." if slug else "Name the team: --team SLUG")
    return teams[0]


def _moment(on: date | None) -> datetime:
    return datetime.combine(on, time(), UTC) if on else timezone.now()


def _days(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("a number of days, 1 or more")
    return int(text)
