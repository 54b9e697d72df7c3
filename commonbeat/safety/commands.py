"""`commonbeat keys`: show, make, rotate and back up the keys."""

import argparse
import os
import shutil
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.management.base import CommandError

from commonbeat.safety import files, paths
from commonbeat.safety import keys as keyring


def keys(argv: list[str]) -> int:
    """Show, make, rotate and back up the keys."""
    parser = argparse.ArgumentParser(prog="commonbeat keys", description=keys.__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("list", help="every key: where it lives, its versions, what its loss costs")
    rotate = verbs.add_parser("rotate", help="make a new version; what older ones made still opens")
    rotate.add_argument("name", choices=sorted(keyring.KINDS))
    backup = verbs.add_parser(
        "backup", help="copy all keys into a new folder, to be kept apart from the data"
    )
    backup.add_argument("folder", type=Path)
    options = parser.parse_args(argv)
    if options.verb == "rotate":
        return _rotate(options.name)
    return _backup(options.folder) if options.verb == "backup" else _list()


def _list() -> int:
    for name, kind in keyring.KINDS.items():
        found = keyring.versions(name)
        from_environment = bool(os.environ.get(f"COMMONBEAT_KEY_{name.upper()}"))
        home = f"COMMONBEAT_KEY_{name.upper()}" if from_environment else str(paths.keys())
        shown = (
            ", ".join(f"{number} ({keyring.mark(found[number])})" for number in sorted(found)) or "not made"
        )
        print(f"{name}\n  {kind.purpose}\n  home: {home}\n  versions: {shown}\n  if lost: {kind.loss}")
    return 0


def _rotate(name: str) -> int:
    content = new_rsa_key() if name == "dkim" else None
    version = keyring.rotate(name, content)
    print(
        f"“{name}” is now at version {version}. Older versions still open what they made. Back up the keys."
    )
    return 0


def _backup(folder: Path) -> int:
    if folder.exists() and any(folder.iterdir()):
        raise CommandError(f"{folder} is not empty. Choose a new folder.")
    for name in keyring.KINDS:
        keyring.versions(name)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    copied = [path for path in sorted(paths.keys().iterdir()) if path.suffix[1:].isdigit()]
    for path in copied:
        files.write(folder / path.name, path.read_bytes())
    if paths.known_keys().exists():
        shutil.copyfile(paths.known_keys(), folder / "keys.known")
    print(f"{len(copied)} key files are in {folder}. Keep them apart from the backup of the data.")
    return 0


def new_rsa_key() -> bytes:
    """A fresh 2,048-bit RSA key in PEM, for signing mail."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
