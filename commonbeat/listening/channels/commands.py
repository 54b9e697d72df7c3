"""`commonbeat listen mail|social|source`: the ways in that wait on a port or fetch."""

from __future__ import annotations

import argparse
import signal
import threading

from django.core.management.base import CommandError
from django.utils import timezone

from commonbeat.listening.actions import sources
from commonbeat.listening.channels import social as networks
from commonbeat.listening.channels.mail import fetching, serving
from commonbeat.listening.models import Source, SourceKind
from commonbeat.places.models import Team
from commonbeat.safety.errors import Unavailable


def mail(argv: list[str]) -> int:
    """Take in mail: `serve` waits on a port for a mail server, `fetch` empties mailboxes by IMAP."""
    parser = argparse.ArgumentParser(prog="commonbeat listen mail", description=mail.__doc__)
    parser.add_argument("how", choices=["serve", "fetch"])
    parser.add_argument("--lmtp", action="store_true", help="speak LMTP instead of SMTP")
    parser.add_argument("--host", default="127.0.0.1", help="where to wait (default: this machine only)")
    parser.add_argument("--port", type=int, default=8025)
    options = parser.parse_args(argv)
    if options.how == "fetch":
        return _fetch()
    if not Source.objects.filter(channel=SourceKind.MAIL, is_on=True).exists():
        raise CommandError("No mailbox is set up yet: `commonbeat listen source --channel mail …` opens one.")
    server = serving.controller(host=options.host, port=options.port, is_lmtp=options.lmtp)
    try:
        server.start()
    except OSError as error:
        raise CommandError(
            f"Port {options.port} on {options.host} cannot be used: {error.strerror}."
        ) from error
    print(
        f"Mail is taken in on {options.host}:{options.port} by {'LMTP' if options.lmtp else 'SMTP'}.",
        flush=True,
    )
    _until_stopped()
    server.stop()
    return 0


def social(argv: list[str]) -> int:
    """Fetch what was said to our accounts on social media since the last time."""
    argparse.ArgumentParser(prog="commonbeat listen social", description=social.__doc__).parse_args(argv)
    status = 0
    for source in _switched_on(SourceKind.SOCIAL):
        try:
            done = networks.hear_posts(source=source, at=timezone.now())
            print(f"{source.name}: {done.kept} posts, {done.opted_out} opted out")
        except Unavailable as error:
            print(f"{source.name}: {error}")
            status = 1
    return status


def source(argv: list[str]) -> int:
    """Open a way in for voices; a secret of ours is printed once."""
    parser = argparse.ArgumentParser(prog="commonbeat listen source", description=source.__doc__)
    parser.add_argument("--team", help="the team's slug; may be left out where there is one")
    parser.add_argument("--channel", required=True, choices=SourceKind.values)
    parser.add_argument("--name", required=True)
    parser.add_argument("--address", default="", help="the mail address, or the account on social media")
    parser.add_argument("--server", default="", help="imaps://name@host/INBOX, or https://…")
    parser.add_argument("--secret", default="", help="the mailbox's password, or the account's access token")
    options = parser.parse_args(argv)
    teams = Team.objects.filter(slug=options.team) if options.team else Team.objects.all()
    team = teams.first()
    if team is None or (not options.team and teams.count() > 1):
        raise CommandError("Say which team it is for: --team SLUG.")
    fields = {name: getattr(options, name) for name in ("channel", "name", "address", "server", "secret")}
    opened = sources.add_source(team=team, at=timezone.now(), **fields)
    print(f"Opened: {opened.source.name} ({opened.source.pk}).")
    if opened.secret:
        print(f"Its secret, shown this once: {opened.secret}")
    return 0


def _fetch() -> int:
    status = 0
    for one in _switched_on(SourceKind.MAIL):
        if not one.server:
            continue
        try:
            done = fetching.fetch(source=one, at=timezone.now())
            print(f"{one.name}: {done.kept} mails taken in, {done.failed} to be tried again")
        except Unavailable as error:
            print(f"{one.name}: {error}")
            status = 1
    return status


def _switched_on(channel: str) -> list[Source]:
    found = Source.objects.filter(channel=channel, is_on=True)
    return list(found.select_related("team", "neighborhood"))


def _until_stopped() -> None:
    stopped = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopped.set())
    stopped.wait()
