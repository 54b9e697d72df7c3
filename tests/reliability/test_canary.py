"""An anonymous person's address, browser, way here and position are nowhere: not in data, logs or backups."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.reliability.house import House, house
from tests.reliability.visitor import File, Visitor, code_on, fill, hidden, send

pytestmark = [
    pytest.mark.xdist_group("reliability"),
    pytest.mark.skipif(sys.platform == "darwin", reason="needs 127.0.0.0/8"),
]

ADDRESS, BEFORE, PROXY = "127.66.77.88", "203.0.113.77", "198.51.100.66"
AGENT = "CanaryBrowser/66.77 (Canarium; rv:88)"
CAME_FROM = "https://canary-forum.example/whence?thread=4711"
CAMERA, FILE_NAME, NOTE = b"CanaryCam 6677", "IMG_canary_6677.jpg", b"canary was here 6677"
LATITUDE = (60, 10, 6677.0088)
SAID = "The lamp near the canaryless gate is dark."
TRACES = [
    *(
        text.encode()
        for text in (ADDRESS, BEFORE, PROXY, AGENT, "CanaryBrowser", CAME_FROM, "canary-forum", FILE_NAME)
    ),
    CAMERA,
    NOTE,
    b"canary-cookie",
    # The address as bytes, as hexadecimal, and turned around as some databases of visitors keep it.
    b"66-77-88",
    b"7f424d58",
    b"88.77.66.127",
    # Degrees and minutes of the photo's position as EXIF writes them.
    (60).to_bytes(4, "big") + (1).to_bytes(4, "big") + (10).to_bytes(4, "big") + (1).to_bytes(4, "big"),
    (60).to_bytes(4, "little")
    + (1).to_bytes(4, "little")
    + (10).to_bytes(4, "little")
    + (1).to_bytes(4, "little"),
]
PATH = "/n/harbor-row/say/"


def photo_with_position() -> File:
    """A photo as a phone takes it: where, with what, and a comment."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x010E] = CAMERA.decode(), "6677", NOTE.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: LATITUDE, 3: "E", 4: (24, 56, 6677.0088)})
    out = io.BytesIO()
    Image.new("RGB", (320, 200), "teal").save(out, "JPEG", exif=exif, comment=NOTE)
    content = out.getvalue()
    assert all(trace in content for trace in (CAMERA, NOTE)), "the photo must carry what we look for"
    assert any(trace in content for trace in TRACES[-2:])
    return File(FILE_NAME, content)


def walk(who: Visitor) -> None:
    """Everything an anonymous person may do, and the mistakes that end up in logs."""
    for path in (
        "/",
        "/find/?q=harbor&from=canary-cookie",
        "/n/harbor-row/",
        "/code/",
        "/no/such/canary-cookie/",
    ):
        assert who.get(path).status in (200, 302, 404)
    answer = send(who, PATH, fill(who, PATH, SAID, photo_with_position()))
    assert answer.status == 201, answer.text[:1500]
    thread = who.post("/code/", {"code": code_on(answer)})
    assert SAID.split("near")[0] in thread.text
    form = {"ticket": hidden(thread)["ticket"], "client_id": hidden(thread)["client_id"], "do": "write"}
    assert "Is there news?" in who.post("/code/thread/", {**form, "words": "Is there news?"}).text
    assert who.get("/find/?q=a%00b").status == 400
    assert who.send("POST", "/code/", b"code=1", "application/x-www-form-urlencoded").status == 403
    assert who.send("POST", PATH, b"x", "multipart/form-data").status in (400, 403)
    assert who.send("PUT", "/").status == 405
    assert who.post("/sign-in/", {"login": "nobody@team.example", "password": "wrong"}).status == 200
    assert who.get("/desk/").status == 302
    for _ in range(8):
        # Above the rate, where addresses would be noted by others.
        assert who.post("/code/", {"code": "0" * 27}).status in (422, 429)


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, Path]]:
    """A real server after the whole walk, still running, with everything it ever printed."""
    log = tmp_path_factory.mktemp("log") / "server.log"
    with house() as here:
        here.start(workers=1, log=log)
        here.wait_until_up()
        walk(Visitor(here, source=ADDRESS, headers={
            "User-Agent": AGENT, "Referer": CAME_FROM, "X-Forwarded-For": f"{BEFORE}, {PROXY}",
            "X-Real-IP": PROXY, "Forwarded": f"for={PROXY}", "Accept-Language": "en", "Cookie": "canary-cookie=6677",
        }))  # fmt: skip
        yield here, log


def traces_in(folder: Path) -> list[str]:
    """Which trace is in which file, whatever kind of file it is."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes() + path.name.encode()
            found += [f"{path.relative_to(folder)}: {trace!r}" for trace in TRACES if trace in content]
    return found


def test_the_data_folder_holds_no_trace(walked: tuple[House, Path]) -> None:
    here, _log = walked
    names = {path.name for path in here.data.rglob("*") if path.is_file()}
    assert {"commonbeat.sqlite3", "commonbeat.sqlite3-wal"} <= names
    assert any(name.endswith(".jpg") for name in names)
    assert traces_in(here.data) == []


def test_what_was_said_is_there_so_the_search_would_find_a_trace(walked: tuple[House, Path]) -> None:
    here, _log = walked
    assert any(SAID.encode() in path.read_bytes() for path in here.data.glob("commonbeat.sqlite3*"))


def test_the_log_holds_no_trace_and_is_a_log(walked: tuple[House, Path]) -> None:
    _here, log = walked
    text = log.read_text()
    assert "Commonbeat is at" in text
    # Not even where they were: whoever collects logs adds the second it happened.
    assert [line for line in text.splitlines() if "/" in line and "http://localhost" not in line] == []
    assert [trace for trace in TRACES if trace in text.encode()] == []
    assert "nobody@team.example" not in text


def test_a_backup_holds_no_trace(walked: tuple[House, Path], tmp_path: Path) -> None:
    here, _log = walked
    here.run("backup", str(tmp_path / "kept"))
    assert any(
        SAID.encode() in path.read_bytes() for path in (tmp_path / "kept").rglob("*") if path.is_file()
    )
    assert traces_in(tmp_path / "kept") == []


def test_temporary_folders_hold_no_upload(walked: tuple[House, Path]) -> None:
    """A photo is never spooled to a temporary file, where its position would be left by a killed process."""
    folder = Path(os.environ.get("TMPDIR", "/tmp"))
    assert [path for path in folder.glob("*.upload*") if path.is_file()] == []
