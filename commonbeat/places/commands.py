"""`commonbeat import-area`: an OpenStreetMap extract becomes streets, places, walk network and map."""

import argparse
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TextIO

from django.db import transaction
from django.db.utils import OperationalError, ProgrammingError
from django.utils import timezone
from django.utils.translation import gettext as _

from commonbeat.places import actions
from commonbeat.places.models import Team, TeamKind
from commonbeat.safety.errors import Refused

BAR = 28


class ProgressBar:
    """One line on a terminal that fills up; nothing at all in a pipe."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.is_shown = stream.isatty()
        self.last = ""

    def __call__(self, what: str, share: float) -> None:
        full = round(BAR * min(max(share, 0.0), 1.0))
        line = f"\r{'━' * full}{'─' * (BAR - full)} {what:<32.32}"
        if self.is_shown and line != self.last:
            self.stream.write(line)
            self.stream.flush()
            self.last = line

    def clear(self) -> None:
        """Take the line away again."""
        if self.last:
            self.stream.write("\r" + " " * (BAR + 34) + "\r")
            self.stream.flush()
            self.last = ""


def import_area(argv: list[str]) -> int:
    """Read an area from OpenStreetMap; 0 when it is stored, 2 with one sentence when a file is no good."""
    options = _parser().parse_args(argv)
    bar = ProgressBar(sys.stderr)
    try:
        team = _known_team(options)
        with nullcontext() if team else transaction.atomic():
            team = team or _new_team(options)
            done = actions.import_area(
                team=team,
                path=options.file,
                boundaries=options.boundaries,
                name=options.name,
                actor="system",
                at=timezone.now(),
                progress=bar,
            )
    except Refused as refusal:
        bar.clear()
        print(refusal.sentence, file=sys.stderr)
        return 2
    bar.clear()
    print(_summary(team, done))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="commonbeat import-area",
        description="Read streets, places, walk network and map of an area from an OpenStreetMap extract. "
        "Reading it again brings everything up to date and keeps what is linked.",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help=".osm.pbf, .osm.gz, .osm.bz2 or .osm")
    parser.add_argument("--team", required=True, metavar="SLUG", help="the team whose area this is")
    parser.add_argument(
        "--boundaries", type=Path, metavar="GEOJSON",
        help="polygons with a “name” (and, if known, “population” and “about”); without it the extract's own "
        "administrative boundaries or named places are taken",
    )  # fmt: skip
    parser.add_argument("--name", default="", help="the name of a new team, and of an area that has no parts")
    new = parser.add_argument_group("to make the team if there is none yet")
    new.add_argument("--emergency", action="append", default=[], metavar="NUMBER", help="may be given twice")
    new.add_argument("--timezone", default="UTC", help="for example Europe/Helsinki")
    new.add_argument("--languages", default="en", help="for example en,es")
    new.add_argument("--kind", default=TeamKind.TOWN.value, choices=TeamKind.values)
    return parser


def _known_team(options: argparse.Namespace) -> Team | None:
    """The team of that name; None when it is to be made; refused when it cannot be."""
    try:
        slugs = list(Team.objects.order_by("slug").values_list("slug", flat=True)[:10])
        team = Team.objects.filter(slug=options.team).first()
    except (OperationalError, ProgrammingError):
        raise Refused(_("The database is not set up yet. Run: commonbeat migrate")) from None
    if team or options.emergency:
        return team
    known = _("Teams here: %(slugs)s.") % {"slugs": ", ".join(slugs)} if slugs else _("There is no team yet.")
    raise Refused(
        _("There is no team “%(slug)s”. %(known)s To make it, add its emergency number: --emergency 112")
        % {"slug": options.team, "known": known}
    )


def _new_team(options: argparse.Namespace) -> Team:
    return actions.make_team(
        name=options.name,
        slug=options.team,
        emergency_numbers=[{"label": "", "number": number} for number in options.emergency],
        kind=options.kind,
        timezone=options.timezone,
        languages=[code.strip() for code in options.languages.split(",") if code.strip()],
        actor="system",
        at=timezone.now(),
    )


def _summary(team: Team, done: actions.AreaImported) -> str:
    counts = [
        _("%(count)d neighborhoods") % {"count": done.neighborhoods},
        _("%(count)d streets") % {"count": done.streets},
        _("%(count)d places") % {"count": done.places},
        _("a walk network with %(count)d points") % {"count": done.crossings},
    ]
    gone = " " + _("%(count)d are no longer on the map.") % {"count": done.retired} if done.retired else ""
    return f"{team.name}: {', '.join(counts)}.{gone}"
