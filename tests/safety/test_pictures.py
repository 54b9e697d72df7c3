"""A picture keeps what can be seen and nothing else; hostile files are refused with one sentence."""

import contextlib
import io
import os
import struct
import uuid
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import piexif
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from PIL import Image, PngImagePlugin
from pytest_django.fixtures import Settings

from commonbeat.safety import files, pictures
from commonbeat.safety.errors import Refused, Unavailable

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def drawn(
    kind: str = "JPEG", mode: str = "RGB", size: tuple[int, int] = (60, 40), **options: object
) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind, **options)
    return out.getvalue()


def clean(content: bytes) -> pictures.CleanPicture:
    return pictures.clean_picture(io.BytesIO(content))


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_bomb(width: int, height: int) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(30_001) * 64)) + chunk(b"IEND", b"")
    )


def with_everything() -> bytes:
    exif = {
        "0th": {piexif.ImageIFD.Make: b"CanaryPhone", piexif.ImageIFD.Artist: b"CanaryName"},
        "Exif": {
            piexif.ExifIFD.UserComment: b"CanaryComment",
            piexif.ExifIFD.BodySerialNumber: b"CanarySerial",
        },
        "GPS": {piexif.GPSIFD.GPSLatitude: ((60, 1), (10, 1), (123, 10)), piexif.GPSIFD.GPSLatitudeRef: b"N"},
        "1st": {piexif.ImageIFD.Make: b"CanaryThumb"},
        "thumbnail": drawn(size=(16, 12)),
    }
    return drawn(exif=piexif.dump(exif), comment=b"CanaryJpegComment", icc_profile=b"CanaryProfile" * 20)


def test_nothing_but_the_picture_is_kept() -> None:
    content = with_everything() + b"<script>CanaryTail</script>PK\x03\x04"
    assert content.count(b"Canary") > 5
    made = clean(content)
    assert b"Canary" not in made.bytes
    for trace in (b"Exif", b"ICC_PROFILE", b"http", b"Photoshop"):
        assert trace not in made.bytes
    with Image.open(io.BytesIO(made.bytes)) as image:
        assert not image.getexif()
        assert (image.format, image.size) == ("JPEG", (60, 40))


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_text_inside_other_formats_is_gone_too(kind: str) -> None:
    note = PngImagePlugin.PngInfo()
    note.add_text("Author", "CanaryName")
    options = {"pnginfo": note} if kind == "PNG" else {"xmp": b"<x>CanaryName</x>"}
    content = drawn(kind, **options)
    assert b"CanaryName" in content
    assert b"Canary" not in clean(content).bytes


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_picture_stands_upright(turn: int) -> None:
    image = Image.new("RGB", (80, 40), "white")
    image.paste("red", (0, 0, 20, 20))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=95, exif=piexif.dump({"0th": {piexif.ImageIFD.Orientation: turn}}))
    made = clean(out.getvalue())
    upright = Image.open(io.BytesIO(made.bytes))
    corners = {1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1), 5: (0, 0), 6: (1, 0), 7: (1, 1), 8: (0, 1)}
    across, down = corners[turn]
    assert upright.size == ((80, 40) if turn < 5 else (40, 80))
    red, green, _ = upright.getpixel((3 + across * (upright.width - 7), 3 + down * (upright.height - 7)))
    assert red > 200 > 100 > green


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        *(("JPEG", mode) for mode in ("CMYK", "L")),
        *(("PNG", mode) for mode in ("I;16", "P", "1", "LA", "RGBA")),
        ("WEBP", "RGBA"),
    ],
)
def test_every_kind_of_color_is_drawn(kind: str, mode: str) -> None:
    assert Image.open(io.BytesIO(clean(drawn(kind, mode)).bytes)).mode == "RGB"


def test_sixteen_bits_and_transparency_keep_their_light() -> None:
    out = io.BytesIO()
    Image.new("I;16", (20, 20), 0x8000).save(out, "PNG")
    gray = Image.open(io.BytesIO(clean(out.getvalue()).bytes)).getpixel((10, 10))
    assert 120 < gray[0] < 136
    paper = Image.open(io.BytesIO(clean(drawn("PNG", "RGBA")).bytes)).getpixel((10, 10))
    assert min(paper) > 250


def test_an_animation_gives_its_first_frame() -> None:
    out = io.BytesIO()
    frames = [Image.new("RGB", (30, 30), color) for color in ("red", "blue")]
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    red, _, blue = Image.open(io.BytesIO(clean(out.getvalue()).bytes)).getpixel((15, 15))
    assert red > 200 > 100 > blue


def test_a_large_photo_is_made_smaller() -> None:
    made = clean(drawn(size=(5200, 3900)))
    assert (made.width, made.height) == (2560, 1920)


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    def unpacked(*_: object) -> None:
        raise AssertionError("it was unpacked")

    monkeypatch.setattr(Image.Image, "load", unpacked)
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", unpacked)
    for width, height in ((10_000, 10_000), (60_000, 60_000), (2**31 - 1, 2**31 - 1), (40_000_001, 1)):
        with pytest.raises(Refused, match="40 megapixels"):
            clean(png_bomb(width, height))


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(100)
GIF = drawn("GIF", "P")
PDF = b"%PDF-1.7\n" + bytes(100)


@pytest.mark.parametrize(
    "content", [SVG, HEIC, GIF, PDF, b"<html>", b"", b"\x00" * 50, drawn("TIFF"), drawn("BMP")]
)
def test_other_files_are_refused_whatever_their_name(content: bytes) -> None:
    with pytest.raises(Refused, match="JPEG, PNG and WebP"):
        clean(content)


def test_more_than_ten_megabytes_are_refused() -> None:
    with pytest.raises(Refused, match="10 MB"):
        clean(drawn() + bytes(10 * 1024 * 1024))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_cut_or_bent_file_is_refused_or_drawn_but_never_breaks(kind: str) -> None:
    content = drawn(kind, size=(200, 150))
    with pytest.raises(Refused, match="damaged"):
        clean(content[: len(content) // 3])

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        places=some.lists(some.integers(0, len(content) - 1), min_size=1, max_size=20),
        to=some.integers(0, 255),
    )
    def bend(places: list[int], to: int) -> None:
        bent = bytearray(content)
        for place in places:
            bent[place] = to
        with contextlib.suppress(Refused):
            assert clean(bytes(bent)).bytes.startswith(b"\xff\xd8")

    bend()


def test_a_draft_picture_waits_then_stays(own_keys: None) -> None:
    draft, picture = uuid.uuid4(), clean(drawn())
    name = pictures.store(draft, picture)
    assert draft.hex not in name
    assert pictures.is_waiting(draft)
    assert pictures.keep(draft) == pictures.keep(draft) == name
    assert not pictures.is_waiting(draft)
    assert pictures.read(name) == picture.bytes
    pictures.forget(name)
    pictures.forget(name)
    with pytest.raises(FileNotFoundError):
        pictures.read(name)
    assert pictures.keep(uuid.uuid4()) is None


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "aa/../../x.jpg", "aa/" + "0" * 32 + ".jpg/..", "", "/etc/passwd"]
)
def test_no_name_leads_out_of_the_folder(name: str) -> None:
    with pytest.raises(ValueError, match="not a picture's name"):
        pictures.path_of(name)


def test_pictures_nobody_sent_are_swept_after_an_hour(own_keys: None, settings: Settings) -> None:
    old, fresh, unnamed, named = (uuid.uuid4() for _ in range(4))
    for draft in (old, fresh, unnamed, named):
        pictures.store(draft, clean(drawn()))
    kept = {draft: pictures.keep(draft) for draft in (unnamed, named)}
    for path in Path(settings.ATTACHMENTS_DIR).rglob("*.jpg"):
        age = timedelta(minutes=30 if pictures.name_of(fresh).endswith(path.name) else 90)
        os.utime(path, ((NOW - age).timestamp(),) * 2)
    assert pictures.sweep(NOW) == 1
    assert pictures.is_waiting(fresh)
    assert not pictures.is_waiting(old)
    assert pictures.sweep_kept({str(kept[named])}, NOW) == 1
    assert pictures.path_of(str(kept[named])).exists()


def test_a_full_disk_leaves_nothing_behind(
    own_keys: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft, picture = uuid.uuid4(), clean(drawn())
    pictures.name_of(draft)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(Unavailable, match="storage is full"):
        pictures.store(draft, picture)
    assert not pictures.is_waiting(draft)
    assert [path for path in Path(settings.ATTACHMENTS_DIR).rglob("*") if path.is_file()] == []
