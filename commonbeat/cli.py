"""The `commonbeat` command: a list of words, each leading to a function in the room it belongs to.

A command is `def name(argv: list[str]) -> int` in `commonbeat/<room>/commands.py`. It is imported only when
it is asked for, after Django is set up, and may raise Refused, CommandError or ImproperlyConfigured: the
person then reads one sentence instead of a traceback.
"""

import importlib
import importlib.util
import os
import sys
from collections.abc import Callable

Command = Callable[[list[str]], int]

COMMANDS: dict[str, tuple[str, str]] = {
    "up": ("commonbeat.serving:up", "migrate, build the demo community where it is missing, serve, and work"),
    "serve": ("commonbeat.serving:serve", "answer web requests"),
    "worker": ("commonbeat.serving:worker", "send what is waiting and do the daily rounds"),
    "migrate": ("commonbeat.serving:migrate", "bring the database up to this version"),
    "demo": ("commonbeat.demo.commands:demo", "build the demo community"),
    "import-area": (
        "commonbeat.places.commands:import_area",
        "read streets, places and map from OpenStreetMap",
    ),
    "consensus": (
        "commonbeat.commonground.commands:consensus",
        "opinion groups and what unites them, from an exported conversation",
    ),
    "plan": ("commonbeat.presence.commands:plan", "the walks that make the best week, from a file"),
    "listen": (
        "commonbeat.listening.commands:listen",
        "label texts; take voices in by mail and social media",
    ),
    "trust": ("commonbeat.trust.commands:trust", "estimate areas from few answers; forecast a series"),
    "effects": (
        "commonbeat.trust.commands:effects",
        "whether a rollout or a single measure changed anything",
    ),
    "invite": ("commonbeat.people.commands:invite", "make a single-use link for a new member of staff"),
    "verify": ("commonbeat.journal.commands:verify", "check that no journal entry was changed or removed"),
    "keys": ("commonbeat.safety.commands:keys", "show, make, rotate and export the keys"),
    "check-mail": ("commonbeat.post.commands:check_mail", "say how outgoing mail is signed and send a test"),
    "forget": ("commonbeat.upkeep.commands:forget", "purge what has outlived its retention"),
    "export": ("commonbeat.upkeep.commands:export", "write out everything held about one person"),
    "backup": ("commonbeat.upkeep.commands:backup", "write a backup"),
    "restore": ("commonbeat.upkeep.commands:restore", "restore a backup and re-apply its purges"),
    "drill": ("commonbeat.upkeep.commands:drill", "restore the newest backup elsewhere and check it"),
}
# These show a made-up community: its mail is kept on a page and never sent.
DEMO_COMMANDS = {"up", "demo"}
# These only read files and write files: nothing of ours has to be set up, which takes longer than they do.
FILE_COMMANDS = {"plan", "trust"}


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit status; 2 when it was not understood."""
    words = sys.argv[1:] if argv is None else argv
    if not words or words[0] in ("-h", "--help", "help"):
        print(usage())
        return 0 if words else 2
    name, *rest = words
    if name == "--version":
        return _version()
    if name not in COMMANDS:
        return _say(f"There is no command “{name}”. `commonbeat --help` lists them all.")
    target, _ = COMMANDS[name]
    if not _has_room(target):
        return _say(f"`commonbeat {name}` is not part of this version yet.")
    return _run(name, target, rest)


def usage() -> str:
    """Every command with a line on what it does."""
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {text}" for name, (_, text) in COMMANDS.items()]
    return "\n".join(["usage: commonbeat COMMAND [options]   (COMMAND --help tells more)", "", *lines])


def _run(name: str, target: str, argv: list[str]) -> int:
    if name in DEMO_COMMANDS:
        os.environ.setdefault("COMMONBEAT_DEMO", "yes")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonbeat.config.settings")
    if name in FILE_COMMANDS:
        return _load(target)(argv)
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management.base import CommandError
    from django.db import OperationalError

    try:
        django.setup()
        from commonbeat.safety.errors import Refused

        try:
            return _load(target)(argv) or 0
        except Refused as refusal:
            return _say(str(refusal), status=1)
    except (ImproperlyConfigured, CommandError) as error:
        return _say(str(error), status=1)
    except OperationalError as error:
        return _say(f"The database does not answer: {str(error).strip()}", status=1)
    except KeyboardInterrupt:
        return 130


def _has_room(target: str) -> bool:
    module = target.partition(":")[0]
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def _load(target: str) -> Command:
    module, _, function = target.partition(":")
    command: Command = getattr(importlib.import_module(module), function)
    return command


def _version() -> int:
    from commonbeat import __version__

    print(f"commonbeat {__version__}")
    return 0


def _say(sentence: str, status: int = 2) -> int:
    print(sentence, file=sys.stderr)
    return status
