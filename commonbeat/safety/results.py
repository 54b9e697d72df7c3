"""What a command hands back: printed, or written as a file that is whole or not there."""

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any


class Unreadable(Exception):
    """A file is not what it should be, or cannot be written; the message is one plain sentence."""


def write_json(result: dict[str, Any], out: Path | None) -> None:
    """Write the result as one line of JSON, to *out* or to standard output."""
    write(json.dumps(result, ensure_ascii=False, allow_nan=False) + "\n", out)


def write(text: str, out: Path | None) -> None:
    """Print *text*, or write it beside *out* and rename it, so that nobody finds half of it."""
    if out is None:
        sys.stdout.write(text)
        return
    try:
        with tempfile.NamedTemporaryFile(
            "w", dir=out.parent, encoding="utf-8", newline="", delete=False
        ) as beside:
            try:
                beside.write(text)
                beside.flush()
                os.fsync(beside.fileno())
                os.chmod(beside.name, 0o644)
                os.replace(beside.name, out)
            except BaseException:
                Path(beside.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        raise Unreadable(f"{out} cannot be written: {error.strerror}.") from error
