"""A full disk: 503 with Retry-After, nothing half-saved, readers go on reading, and it works again by itself."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.reliability.house import House, house
from tests.reliability.test_canary import photo_with_position
from tests.reliability.visitor import Answer, File, Visitor, code_on, fill, hidden, send

pytestmark = [
    pytest.mark.xdist_group("reliability"),
    pytest.mark.skipif(sys.platform != "linux", reason="needs Linux"),
]
PATH = "/n/harbor-row/say/"
COUNT = """
import django, json; django.setup()
from commonbeat.journal import queries
from commonbeat.listening.models import Attachment, SealedContact, Turn, Voice
from commonbeat.post.models import Delivery
print(json.dumps({"voices": Voice.objects.count(), "notes": Delivery.objects.count(), "turns": Turn.objects.count(),
    "photos": Attachment.objects.count(), "problems": [str(one) for one in queries.verify()]}))
"""
Fill = Callable[[House], None]


def processes(here: House) -> list[int]:
    """The server and its workers."""
    assert here.process is not None
    found = subprocess.run(
        ["ps", "-o", "pid=", "-g", str(here.process.pid)], capture_output=True, text=True, check=True
    )
    return [int(pid) for pid in found.stdout.split()]


@contextmanager
def no_byte_more(here: House) -> Iterator[None]:
    """The kernel refuses every write to a file, as a used-up quota does (EFBIG)."""
    for pid in processes(here):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    yield
    for pid in processes(here):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


@contextmanager
def filled_up(here: House) -> Iterator[None]:
    """Not one block is left on the disk (ENOSPC)."""
    filler = here.data / "filler"
    with filler.open("wb", buffering=0) as stream:
        for size in (1 << 20, 4096, 1):
            try:
                while True:
                    stream.write(b"x" * size)
            except OSError:
                continue
    yield
    filler.unlink()


@contextmanager
def small_disk() -> Iterator[House]:
    """An installation on a disk of 24 MB."""
    with house() as here:
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(here.data)], capture_output=True
        )
        if mounted.returncode != 0:
            pytest.skip("only root may mount a small disk here")
        try:
            here.prepare()
            yield here
        finally:
            here.kill()
            subprocess.run(["umount", "--lazy", str(here.data)], check=True)


def is_told_to_wait(answer: Answer) -> bool:
    return answer.status == 503 and int(answer.headers["Retry-After"]) > 0 and "again" in answer.text


def left_over(folder: Path) -> list[str]:
    """Files that were begun and not finished."""
    return [str(path) for path in folder.rglob(".*") if path.is_file()]


@pytest.mark.parametrize(
    ("home", "full"), [(house, no_byte_more), (small_disk, filled_up)], ids=["quota", "disk"]
)
def test_a_full_disk_loses_nothing_and_saves_nothing_by_half(home: Callable, full: Callable) -> None:
    with home() as here:
        here.start(workers=1)
        here.wait_until_up()
        who = Visitor(here)
        thread = who.post(
            "/code/", {"code": code_on(send(who, PATH, fill(who, PATH, "Said before the disk was full.")))}
        )
        before = json.loads(here.run(code=COUNT))
        last_page = fill(who, PATH, "Said while the disk was full.")
        photo = photo_with_position()
        with full(here):
            assert is_told_to_wait(send(who, PATH, last_page))
            assert is_told_to_wait(upload(who, photo))
            answer = {
                "ticket": hidden(thread)["ticket"],
                "client_id": hidden(thread)["client_id"],
                "do": "write",
            }
            assert is_told_to_wait(who.post("/code/thread/", {**answer, "words": "Is there news?"}))
            assert is_told_to_wait(who.post("/sign-in/", {"login": "ben@team.example", "password": "wrong"}))
            assert [who.get(path).status for path in ("/", "/n/harbor-row/", PATH, "/sign-in/")] == [200] * 4
            assert left_over(here.data / "attachments") == []
        assert json.loads(here.run(code=COUNT)) == before
        again = send(who, PATH, last_page)
        assert again.status == 201
        assert "full" in who.post("/code/", {"code": code_on(again)}).text
        assert send(who, PATH, fill(who, PATH, "With a photo.", photo)).status == 201
        after = json.loads(here.run(code=COUNT))
        assert (after["voices"], after["notes"], after["photos"]) == (
            before["voices"] + 2,
            before["notes"] + 2,
            1,
        )
        assert after["problems"] == []


def upload(who: Visitor, photo: File) -> Answer:
    """The page on which the photo could not be kept."""
    return fill(who, PATH, "With a photo that finds no room.", photo)
