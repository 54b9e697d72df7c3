"""Photos on the real pages: what is hostile is refused with a sentence and leaves nothing on the disk."""

from __future__ import annotations

import io
import struct
import uuid
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from commonbeat.faces.public.draft import Draft
from commonbeat.safety import paths
from tests.security.ground import Town
from tests.signin import sign_in

SAY = "/n/harbor-row/say/"


def drawn(kind: str = "JPEG", mode: str = "RGB", size: tuple[int, int] = (60, 40)) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind)
    return out.getvalue()


def png(width: int, height: int) -> bytes:
    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(99_999))) + chunk(b"IEND", b"")


def jpeg(width: int, height: int) -> bytes:
    """A small photo whose header claims to be huge."""
    content = bytearray(drawn())
    start = content.index(b"\xff\xc0")
    content[start + 5 : start + 9] = struct.pack(">HH", height, width)
    return bytes(content)


def webp(width: int, height: int) -> bytes:
    """An extended WebP header of so many pixels and hardly any content."""
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"VP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + size + b"VP8 " + struct.pack("<I", 4) + b"\0\0\0\0"
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


HOSTILE = {
    "a hundred megapixels of PNG": png(10_000, 10_000),
    "a hundred megapixels of JPEG": jpeg(10_000, 10_000),
    "a hundred megapixels of WebP": webp(10_000, 10_000),
    "the largest PNG there can be": png(2**31 - 1, 2**31 - 1),
    "one line of forty million": png(40_000_001, 1),
    "a script dressed as a photo": b"<script>alert(1)</script>",
    "a drawing with a script": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "a page that begins like a GIF": b"GIF89a<html><script>alert(1)</script>",
    "an animation": drawn("GIF", "P"),
    "a document": b"%PDF-1.7\n" + bytes(200),
    "a phone's own format": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(200),
    "an archive": b"PK\x03\x04" + bytes(200),
    "a program": b"\x7fELF" + bytes(200),
    "cut off": drawn(size=(400, 300))[:500],
    "nothing but a beginning": b"\xff\xd8\xff\xe0",
    "nothing": b"",
    "eleven megabytes": drawn() + bytes(11 * 1024 * 1024),
}


NAMES = ["../../../../etc/cron.d/x.jpg", "C:\\windows\\x.jpg", "x" * 5000 + ".jpg", ".htaccess", "x.php"]
NAMES += ["\u202egpj.exe", "<b>.jpg"]


@pytest.fixture
def on_disk(town: Town) -> Iterator[Any]:
    def files() -> set[Path]:
        return {path for path in paths.attachments().rglob("*") if path.is_file()}

    return files


def photo_step(content: bytes, name: str = "photo.jpg", draft: Draft | None = None) -> dict[str, Any]:
    draft = draft or Draft.new()
    draft.answers.update({"kind": "worry", "words": "Dark."})
    upload = SimpleUploadedFile(name, content, content_type="image/jpeg")
    return {"draft": draft.sealed(), "step": "photo", "go": "next", "photo": upload}


@pytest.mark.django_db
def test_a_hostile_file_is_refused_with_a_sentence_and_leaves_nothing(town: Town, on_disk: Any) -> None:
    before, cleo = on_disk(), sign_in(Client(), town.cast.cleo)
    for what, content in HOSTILE.items():
        answer = Client().post(SAY, photo_step(content))
        assert answer.status_code in (413, 422), what
        assert "Please" in answer.content.decode(), what
        assert "alert(1)" not in answer.content.decode(), what
        form = {"known_as": "Cleo", "photo": SimpleUploadedFile("me.jpg", content, content_type="image/jpeg")}
        assert cleo.post("/desk/profile/edit/", form).status_code in (413, 422), what
        assert on_disk() == before, what


@pytest.mark.django_db
def test_a_files_own_name_is_used_for_nothing(town: Town, on_disk: Any) -> None:
    for name in NAMES:
        before, draft = on_disk(), Draft.new()
        answer = Client().post(SAY, photo_step(drawn(), name, draft))
        assert answer.status_code == 200, name
        new = on_disk() - before
        assert [path.parent for path in new] == [paths.waiting()], name
        assert name not in answer.content.decode()


@pytest.mark.django_db
def test_what_hides_behind_a_picture_is_cut_off(town: Town, on_disk: Any) -> None:
    """A file may be a photo and something else at once; only what can be seen is kept."""
    before = on_disk()
    hidden = b"PK\x03\x04hidden-archive<script>alert(1)</script><?php system('id'); ?>"
    assert Client().post(SAY, photo_step(drawn(size=(300, 200)) + hidden)).status_code == 200
    kept = (on_disk() - before).pop().read_bytes()
    assert kept.startswith(b"\xff\xd8\xff")
    assert not any(part in kept for part in (b"hidden-archive", b"script", b"php"))


@pytest.mark.django_db
def test_a_photo_of_one_person_is_found_by_nobody_elses_guess(town: Town) -> None:
    """Photos have no public address; at the desk only those who may read the voice get one."""
    photo = town.find("photo", "own")
    for path in (
        f"/desk/photos/{photo}/",
        f"/attachments/{photo}",
        f"/media/{photo}",
        "/static/../attachments/",
    ):
        assert Client().get(path).status_code in (302, 404), path
    answer = sign_in(Client(), town.cast.cleo).get(f"/desk/photos/{photo}/")
    assert answer["Cache-Control"] == "no-store, private"
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
def test_one_draft_keeps_one_photo_however_often_it_is_sent(town: Town, on_disk: Any) -> None:
    before, draft = on_disk(), Draft(uuid.uuid4(), Draft.new().started)
    for size in ((60, 40), (80, 50), (90, 60)):
        assert Client().post(SAY, photo_step(drawn(size=size), draft=draft)).status_code == 200
    assert len(on_disk() - before) == 1
