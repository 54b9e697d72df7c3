"""A real server in its own process, on its own data, that can be killed and started again."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

from django.utils.datastructures import CaseInsensitiveMapping

ROOT = Path(__file__).resolve().parent.parent.parent
TOKEN = "c" * 32
PREPARE = """
import django; django.setup()
from tests.cast import make_neighborhood, make_team
team = make_team()
make_neighborhood(team, "Harbor Row", "harbor-row", 24.93)
"""
DRAFTS = """
import django, json, sys, uuid; django.setup()
from commonbeat.faces.public.draft import Draft
for line in sys.stdin:
    client_id, words = json.loads(line)
    draft = Draft(uuid.UUID(client_id), DRAFT_STAMP, {"kind": "worry", "words": words, "way": "anonymous"}, [])
    print(draft.sealed(), flush=True)
"""
JUDGE = """
import django, json, sys, uuid; django.setup()
from commonbeat.journal import queries as journal
from commonbeat.listening.models import Voice
from commonbeat.post.models import Delivery
from commonbeat.safety import codes
from django.db.models import Count
acknowledged = json.load(sys.stdin)
hidden = {client: codes.hide_client_id(uuid.UUID(client)) for client in acknowledged}
found = {client: Voice.objects.filter(client_id=client_id) for client, client_id in hidden.items()}
marks = {client: set(codes.fingerprints(codes.normalise(code))) for client, code in acknowledged.items()}
outbox = dict(Delivery.objects.values_list("about_id").annotate(n=Count("pk")))
voices = list(Voice.objects.values_list("pk", flat=True))
print(json.dumps({
    "voices": len(voices),
    "lost": sum(rows.count() == 0 for rows in found.values()),
    "doubled": sum(rows.count() > 1 for rows in found.values()),
    "wrong_code": sum(not rows.filter(code_fingerprint__in=marks[client]).exists() for client, rows in found.items()),
    "outbox_not_one": sum(outbox.get(str(pk), outbox.get(pk, 0)) != 1 for pk in voices),
    "journal_problems": [str(problem) for problem in journal.verify()],
}))
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class House:
    """One installation: its data folder, its port, and the process group that serves it."""

    data: Path
    port: int = field(default_factory=free_port)
    database_url: str = ""
    process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("COMMONBEAT", "PYTEST", "DJANGO"))
        }
        kept.pop("DATABASE_URL", None)
        own = {
            "COMMONBEAT_DATA": str(self.data),
            "DJANGO_SETTINGS_MODULE": "commonbeat.config.settings",
            "PYTHONPATH": str(ROOT),
        }
        return {**kept, **own, **({"DATABASE_URL": self.database_url} if self.database_url else {})}

    def run(self, *arguments: str, code: str = "", stdin: str = "") -> str:
        """Run a command of ours, or a piece of code, to its end; its output."""
        command = [sys.executable, "-c", code] if code else [sys.executable, "-m", "commonbeat", *arguments]
        done = subprocess.run(
            command, env=self.environment, cwd=ROOT, input=stdin, capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def prepare(self) -> None:
        self.run("migrate")
        self.run(code=PREPARE)

    def start(self, workers: int = 2, log: Path | None = None) -> None:
        """Serve; what it prints goes to `log`, or nowhere."""
        out = log.open("ab") if log is not None else subprocess.DEVNULL
        command = [
            sys.executable,
            "-m",
            "commonbeat",
            "serve",
            "--port",
            str(self.port),
            "--workers",
            str(workers),
        ]
        self.process = subprocess.Popen(
            command, env=self.environment, cwd=ROOT, start_new_session=True, stdout=out, stderr=out
        )

    def wait_until_up(self, seconds: float = 120) -> float:
        begun = time.monotonic()
        while time.monotonic() - begun < seconds:
            try:
                if self.request("GET", "/").status == 200:
                    return time.monotonic() - begun
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
        raise AssertionError("The server did not come up.")

    def kill(self) -> None:
        """SIGKILL to the whole group, as when the machine loses its power, but for what the disk was told."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def request(
        self, method: str, path: str, form: dict[str, str] | None = None, timeout: float = 20
    ) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            headers = {"Cookie": f"csrftoken={TOKEN}"} if form is not None else {}
            body = None
            if form is not None:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
                body = urlencode({**form, "csrfmiddlewaretoken": TOKEN}, quote_via=quote)
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return Answer(
                response.status, response.read().decode(), CaseInsensitiveMapping(response.getheaders())
            )
        finally:
            connection.close()


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    headers: Mapping[str, str]


class Drafter:
    """Seals drafts as the pages before the last would have, in one process that shares the keys."""

    def __init__(self, house: House) -> None:
        stamp = "__import__('commonbeat.safety.traps', fromlist=['stamp']).stamp()"
        self.process = subprocess.Popen(
            [sys.executable, "-c", DRAFTS.replace("DRAFT_STAMP", stamp)],
            env=house.environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def seal(self, client_id: uuid.UUID, words: str) -> dict[str, str]:
        """The fields of the last page for this draft."""
        import json

        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps([str(client_id), words]) + "\n")
        self.process.stdin.flush()
        return {"draft": self.process.stdout.readline().strip(), "step": "check", "go": "send", "website": ""}

    def stop(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()


@contextmanager
def house(database_url: str = "") -> Iterator[House]:
    """A prepared installation in a folder of its own; the server is stopped and the folder removed at the end."""
    with tempfile.TemporaryDirectory(prefix="commonbeat-house-") as folder:
        made = House(Path(folder), database_url=database_url)
        made.prepare()
        try:
            yield made
        finally:
            if made.process is not None and made.process.poll() is None:
                made.kill()
