"""A release in one file: a backup of its demo community with the keys and the purge ledger that belong to it.

`python -m tests.upkeep.releases FILE.tar.xz` packs the demo of this version; kept in `tests/upkeep/releases/`, every
later version must restore it.
"""

import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "releases"
PARTS = ("backup", "keys", "purges")


def kept() -> list[Path]:
    """Those of earlier versions."""
    return sorted(FOLDER.glob("*.tar*"))


def pack(backup: Path, keys: Path, purges: Path, to: Path) -> Path:
    """One file with everything a later version needs."""
    with tarfile.open(to, "w:xz") as packed:
        for name, folder in zip(PARTS, (backup, keys, purges), strict=True):
            packed.add(folder, name)
    return to


def unpack(packed: Path, to: Path) -> dict[str, Path]:
    """Its three folders."""
    with tarfile.open(packed) as opened:
        opened.extractall(to, filter="data")
    return {name: to / name for name in PARTS}


def main(argv: list[str]) -> int:
    """Build the demo of this version in a folder of its own, and pack it."""
    with tempfile.TemporaryDirectory() as made:
        data, kept_at = Path(made) / "data", Path(made) / "kept"
        environment = {
            **os.environ,
            "COMMONBEAT_DATA": str(data),
            "COMMONBEAT_DEMO": "yes",
            "DATABASE_URL": "",
        }
        for words in (["migrate"], ["demo", "--weeks", "2"], ["backup", str(kept_at)]):
            subprocess.run([sys.executable, "-m", "commonbeat", *words], env=environment, check=True)
        for passing in (data / "keys").glob("*.day"):
            passing.unlink()
        newest = max(path for path in kept_at.iterdir() if path.is_dir())
        pack(newest, data / "keys", data / "purges", Path(argv[0]))
    print(f"{argv[0]}: {Path(argv[0]).stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
