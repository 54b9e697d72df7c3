"""`commonbeat demo`: build a made-up community that shows everything at work."""

from __future__ import annotations

import argparse
import sys
import time

from django.conf import settings
from django.core.management.base import CommandError
from django.db.utils import OperationalError, ProgrammingError
from django.utils import timezone

from commonbeat.demo import building, marker
from commonbeat.places.commands import ProgressBar
from commonbeat.places.models import Team

SEED, WEEKS = 23, 12
LONGEST_WEEKS = 12
DEMO_PATH = "/demo/"


def demo(argv: list[str]) -> int:
    """Build the demo community: twelve weeks of a town's life, made by the actions a person would call."""
    options = _parser().parse_args(argv)
    _refuse_real_teams()
    built = next((marker.built_as(team) for team in Team.objects.all()), None)
    if built is None or options.force:
        if built is not None:
            building.erase()
        _build(options)
    elif not options.build_if_missing:
        raise CommandError(
            f"The demo community is there, built on {built.at:%Y-%m-%d}. To build it anew, and lose what was "
            "tried in it: commonbeat demo --force"
        )
    elif (age := (timezone.now() - built.at).days) > 1:
        print(f"The demo community is {age} days old; `commonbeat demo --force` builds it anew, for today.")
    print(
        f"Be a resident, Ben on the phone, Cleo at the desk, or anybody else: {settings.SITE_URL}{DEMO_PATH}"
    )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="commonbeat demo", description=demo.__doc__)
    parser.add_argument(
        "--build-if-missing", action="store_true", help="do nothing where it is there already"
    )
    parser.add_argument("--force", action="store_true", help="build it anew, and lose what was tried in it")
    parser.add_argument("--seed", type=int, default=SEED, help="another seed, other chances (%(default)s)")
    parser.add_argument("--weeks", type=_weeks, default=WEEKS, help="how much history (%(default)s)")
    return parser


def _weeks(text: str) -> int:
    weeks = int(text) if text.isdecimal() else 0
    if not 2 <= weeks <= LONGEST_WEEKS:
        raise argparse.ArgumentTypeError(f"please give 2 to {LONGEST_WEEKS} weeks")
    return weeks


def _refuse_real_teams() -> None:
    """The demo lets everybody in as anybody: never beside a real team."""
    if not (settings.IS_DEMO and settings.MAIL_IS_KEPT):
        raise CommandError(
            "The demo needs COMMONBEAT_DEMO=yes and keeps its mail; remove COMMONBEAT_DEMO=no or "
            "COMMONBEAT_KEEP_MAIL=no."
        )
    try:
        real = marker.real_teams()
    except (OperationalError, ProgrammingError):
        raise CommandError("The database is not set up yet. Run: commonbeat migrate") from None
    if real:
        raise CommandError(
            f"This data folder holds a real team, “{real[0].name}”. The demo would let everybody sign in as "
            "anybody, so nothing was started. For the demo choose another folder (COMMONBEAT_DATA=…); for your "
            "team run: commonbeat serve"
        )


def _build(options: argparse.Namespace) -> None:
    began = time.monotonic()
    bar = ProgressBar(sys.stderr)
    if bar.is_shown:
        print("Building the demo community (once; ten seconds or so) …", file=sys.stderr)
    town = building.build(seed=options.seed, weeks=options.weeks, now=timezone.now(), progress=bar)
    bar.clear()
    print(f"The demo community “{town.team.name}” is built, in {time.monotonic() - began:.0f} s.")
