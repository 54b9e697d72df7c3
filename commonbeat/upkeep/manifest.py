"""What a backup says of itself, under our seal: every file by its hash, and what the database held."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from commonbeat.journal import chain
from commonbeat.journal.ledger import Extent
from commonbeat.safety import files, keys, paths
from commonbeat.upkeep.facts import Facts

NAME = "manifest.json"
FOLDER = re.compile(r"commonbeat-\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}Z")
FORMAT = 1


@dataclass(frozen=True)
class Manifest:
    """One backup. `missing` are pictures that were forgotten between the copy of their row and theirs."""

    made_at: datetime
    version: str
    vendor: str
    facts: Facts
    files: dict[str, Extent]
    ledger: dict[str, Extent]
    missing: list[str] = field(default_factory=list)


def folder_name(at: datetime) -> str:
    """What a backup made at this moment is called."""
    return at.astimezone(UTC).strftime("commonbeat-%Y-%m-%dT%H-%M-%SZ")


def backups(folder: Path) -> list[Path]:
    """The whole backups in a folder, oldest first."""
    found = folder.iterdir() if folder.is_dir() else []
    return sorted(path for path in found if FOLDER.fullmatch(path.name) and (path / NAME).is_file())


def choose(folder: Path) -> Path:
    """The backup that was meant: this folder itself, or the newest one in it."""
    if (folder / NAME).is_file():
        return folder
    inside = backups(folder)
    if not inside:
        raise CommandError(f"There is no backup in {folder}. A backup is a folder with a {NAME} in it.")
    return inside[-1]


def write(folder: Path, manifest: Manifest) -> None:
    """Seal the backup in this folder; nothing may be added afterwards."""
    content = _content(manifest)
    version = chain.newest_version()
    content["seal"] = {"key_version": version, "hmac": _seal(content, manifest, version)}
    files.write(folder / NAME, json.dumps(content, indent=1, sort_keys=True).encode() + b"\n")


def read(folder: Path, *, is_seal_needed: bool = True) -> Manifest:
    """The manifest of a backup; refused when it, or any file beside it, is not what was written."""
    if not keys.is_there("journal"):
        raise CommandError(f"The keys are not in {paths.keys()}. Put them back first (docs/keys.md).")
    content, manifest = _load(folder)
    seal = content.get("seal") or {}
    if is_seal_needed and not chain.is_equal(_seal(content, manifest, seal["key_version"]), seal["hmac"]):
        raise CommandError(
            f"{folder / NAME} was changed, or was sealed with a journal key that is not here. Put the keys back "
            "first (docs/keys.md). Nothing was restored."
        )
    wrong = sorted(_differences(folder, manifest))
    if wrong:
        raise CommandError(
            f"The backup is not what was written: {'; '.join(wrong[:5])}. Nothing was restored."
        )
    return manifest


def parse(folder: Path) -> Manifest:
    """The manifest of a backup that was read before: neither its seal nor its files are looked at."""
    return _load(folder)[1]


def extents(folder: Path) -> dict[str, Extent]:
    """Every file below a folder with its size and hash."""
    return {
        str(path.relative_to(folder)): extent(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path != folder / NAME
    }


def extent(path: Path) -> Extent:
    """One file's size and hash."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return Extent(path.stat().st_size, digest)


def _differences(folder: Path, manifest: Manifest) -> list[str]:
    found = extents(folder)
    wrong = [f"{name} is missing" for name in manifest.files if name not in found]
    wrong += [f"{name} was added" for name in found if name not in manifest.files]
    return wrong + [
        f"{name} was changed"
        for name, known in manifest.files.items()
        if name in found and found[name] != known
    ]


def _content(manifest: Manifest) -> dict[str, Any]:
    content = asdict(manifest)
    content["made_at"] = manifest.made_at.astimezone(UTC).isoformat()
    return json.loads(json.dumps({"format": FORMAT, **content}))


def _load(folder: Path) -> tuple[dict[str, Any], Manifest]:
    try:
        content = json.loads((folder / NAME).read_bytes())
        return content, _parse(content)
    except FileNotFoundError:
        raise CommandError(f"There is no {NAME} in {folder}.") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise CommandError(f"{folder / NAME} is damaged. Nothing was restored.") from None


def _parse(content: dict[str, Any]) -> Manifest:
    if content["format"] != FORMAT or not {"key_version", "hmac"} <= set(content["seal"]):
        raise ValueError("another format")
    told = content["facts"]
    sized = {name: {key: Extent(**one) for key, one in content[name].items()} for name in ("files", "ledger")}
    return Manifest(
        made_at=datetime.fromisoformat(content["made_at"]),
        version=str(content["version"]),
        vendor=str(content["vendor"]),
        facts=Facts(
            counts={str(name): int(count) for name, count in told["counts"].items()},
            migrations=list(told["migrations"]),
            pictures=list(told["pictures"]),
            head=(int(told["head"][0]), str(told["head"][1])),
        ),
        missing=list(content["missing"]),
        **sized,
    )


def _seal(content: dict[str, Any], manifest: Manifest, version: int) -> str:
    text = json.dumps({**content, "seal": None}, sort_keys=True, separators=(",", ":"))
    return chain.seal(
        chain.Link(*manifest.facts.head), "backup", version, hashlib.sha256(text.encode()).hexdigest()
    )
