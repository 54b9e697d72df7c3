"""The drill: the newest backup is restored elsewhere and looked at, and nothing of it is left behind."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection
from django.test import Client

from commonbeat.safety import paths
from commonbeat.upkeep import manifest, restoring
from commonbeat.upkeep.restoring import Wishes

LINK = re.compile(r'href="(/[^"?#]*)')


def drill(folder: Path, database: str) -> int:
    """Restore the newest backup into a folder of its own, verify it, open a page; 0 when all of it is right."""
    chosen = manifest.choose(folder)
    with _scratch_folder() as data, _scratch_database(database) as url:
        shutil.rmtree(data)
        failed = restoring.restore_into(chosen, data, url, Wishes(), ["--verify"])
        if not failed:
            if settings.STATIC_ROOT.exists():
                (data / settings.STATIC_ROOT.name).symlink_to(settings.STATIC_ROOT)
            environment = restoring.environment_of(data, url, data / "purges")
            command = [sys.executable, "-m", "commonbeat", "drill", str(chosen.resolve()), "--look"]
            failed = subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 - ourselves
    if not failed:
        print(f"{chosen.name} can be restored. Nothing of this drill was kept.")
    return failed


def look() -> str:
    """Open the front page and one random page it leads to; returns which, refused when one does not open."""
    if not (settings.STATIC_ROOT / "staticfiles.json").exists():
        call_command("collectstatic", interactive=False, verbosity=0, skip_checks=True)
    client = Client(headers={"host": _our_name()})
    front = _open(client, "/")
    pages = sorted({path for path in LINK.findall(front) if not path.startswith((settings.STATIC_URL, "//"))})
    chosen = secrets.choice(pages) if pages else "/"
    _open(client, chosen)
    return chosen


def _open(client: Client, path: str) -> str:
    response = client.get(path, secure=True, follow=True)
    if response.status_code != 200:
        raise CommandError(
            f"The page {path} does not open from the restored backup ({response.status_code})."
        )
    if response.streaming:
        return ""
    return response.content.decode(errors="replace")


def _our_name() -> str:
    names = [name.lstrip(".") for name in settings.ALLOWED_HOSTS if name != "*"]
    return names[0] if names else "localhost"


@contextmanager
def _scratch_folder() -> Iterator[Path]:
    """Beside the data: what is restored there is as private as what it was copied from."""
    for left in paths.data().glob(".drill-*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=".drill-", dir=paths.data()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _scratch_database(given: str) -> Iterator[str]:
    """The URL of an empty PostgreSQL database, dropped afterwards; nothing where SQLite is used."""
    if connection.vendor != "postgresql" or given:
        yield given
        return
    name = f"commonbeat_drill_{secrets.token_hex(4)}"
    _say_to_server(f'CREATE DATABASE "{name}"')
    try:
        parts = urlsplit(os.environ["DATABASE_URL"])
        yield urlunsplit(parts._replace(path=f"/{name}"))
    finally:
        _say_to_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _say_to_server(sentence: str) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute(sentence)
    except DatabaseError as error:
        raise CommandError(
            "The drill needs an empty database beside this one, and this user may not make it. Make one and name "
            f"it: --database URL ({str(error).strip()})"
        ) from error
