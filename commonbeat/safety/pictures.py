"""Pictures from outside: decoded, drawn again, and nothing kept but what can be seen."""

import hashlib
import io
import os
import re
import struct
import uuid
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from commonbeat.safety import codes, files, paths
from commonbeat.safety.errors import Refused

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 2560
QUALITY = 85
DRAFT_LIFE = timedelta(hours=1)
FORMATS = ("JPEG", "PNG", "WEBP")
# What Pillow raises for cut, bent and hostile files.
DAMAGED = (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError, struct.error)
NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}\.jpg")


class Upload(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True)
class CleanPicture:
    """A JPEG we drew ourselves, without metadata."""

    bytes: bytes
    width: int
    height: int
    sha256: str


def clean_picture(upload: Upload) -> CleanPicture:
    """The picture upright, at most 2,560 pixels a side, as a bare JPEG; Refused for anything else."""
    content = upload.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Refused(_("This picture is larger than 10 MB. Please choose a smaller one."), "picture")
    if not _is_picture(content):
        raise Refused(
            _("We can take JPEG, PNG and WebP pictures only. Please choose a photo in one of these formats."),
            "picture",
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            drawn = _draw(content)
    except Image.DecompressionBombError:
        raise _too_many_pixels() from None
    except DAMAGED:
        raise Refused(
            _("We could not read this picture; it may be damaged. Please choose another one."), "picture"
        ) from None
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=QUALITY, optimize=True)
    made = out.getvalue()
    return CleanPicture(made, drawn.width, drawn.height, hashlib.sha256(made).hexdigest())


def store(draft_id: uuid.UUID, picture: CleanPicture) -> str:
    """Keep a draft's picture on the disk until the draft is sent, an hour at most; returns its name to come.

    A full disk raises Unavailable and leaves nothing.
    """
    name = name_of(draft_id)
    files.write(_waiting(name), picture.bytes)
    return name


def keep(draft_id: uuid.UUID) -> str | None:
    """Move a draft's picture to where it stays, before its row is written; its name, or None without one.

    Doing it again gives the same answer.
    """
    name = name_of(draft_id)
    kept = paths.attachments() / name
    try:
        kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.replace(_waiting(name), kept)
        files.flush_folder(kept.parent)
    except FileNotFoundError:
        return name if kept.exists() else None
    except OSError as error:
        raise files.as_unavailable(error) from error
    return name


def discard(draft_id: uuid.UUID) -> None:
    """Remove the picture of a draft that was not sent yet."""
    _waiting(name_of(draft_id)).unlink(missing_ok=True)


def is_waiting(draft_id: uuid.UUID) -> bool:
    """Whether a draft has a picture that was not sent yet."""
    return _waiting(name_of(draft_id)).exists()


def path_of(name: str) -> Path:
    """Where a kept picture is; ValueError for anything that is not one of our names."""
    if not NAME.fullmatch(name):
        raise ValueError("not a picture's name")
    return paths.attachments() / name


def read(name: str) -> bytes:
    """A kept picture; FileNotFoundError when it was purged."""
    return path_of(name).read_bytes()


def forget(name: str) -> None:
    """Remove a kept picture from the disk; doing it again changes nothing."""
    path_of(name).unlink(missing_ok=True)


def sweep(at: datetime) -> int:
    """Remove pictures of drafts that are older than an hour, and half-written files; returns how many."""
    return _remove_older(paths.waiting().glob("*"), at)


def sweep_kept(known: set[str], at: datetime) -> int:
    """Remove kept pictures older than an hour that no row names (a process died before writing it)."""
    folder = paths.attachments()
    unnamed = (path for path in folder.glob("??/*") if f"{path.parent.name}/{path.name}" not in known)
    return _remove_older(unnamed, at)


def name_of(draft_id: uuid.UUID) -> str:
    """A picture's name: stable for a draft and telling nothing about its id."""
    hidden = codes.hide_client_id(draft_id).hex
    return f"{hidden[:2]}/{hidden}.jpg"


def _is_picture(content: bytes) -> bool:
    is_webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    return content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or is_webp


def _draw(content: bytes) -> Image.Image:
    with Image.open(io.BytesIO(content), formats=FORMATS) as image:
        # Only the header has been read: the size is known before anything is unpacked.
        if image.width * image.height > MOST_PIXELS or min(image.size) < 1:
            raise _too_many_pixels()
        turn = image.getexif().get(0x0112)
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        image.load()
        flat = _as_rgb(image)
    flat.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(_with_turn(flat, turn))
    # A fresh canvas: Pillow carries comments and profiles along with an image it has opened.
    clean = Image.new("RGB", upright.size)
    clean.paste(upright)
    return clean


def _as_rgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        # 16 bits a pixel: converting alone would turn everything white.
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L").convert("RGB")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        paper = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(paper, image.convert("RGBA")).convert("RGB")
    return image.convert("RGB")


def _with_turn(image: Image.Image, turn: object) -> Image.Image:
    if isinstance(turn, int) and 1 < turn < 9:
        image.getexif()[0x0112] = turn
    return image


def _remove_older(found: Iterable[Path], at: datetime) -> int:
    removed = 0
    for path in found:
        try:
            if path.is_file() and path.stat().st_mtime < (at - DRAFT_LIFE).timestamp():
                path.unlink()
                removed += 1
        except FileNotFoundError:
            continue
    return removed


def _waiting(name: str) -> Path:
    return paths.waiting() / name[3:]


def _too_many_pixels() -> Refused:
    return Refused(_("This picture has more than 40 megapixels. Please choose a smaller one."), "picture")
