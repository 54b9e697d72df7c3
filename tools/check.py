"""`./run check`: every rule of the house that a machine can hold, one line each.

`./run check NAME …` runs only those. `--fix` first lets the formatter and the linter mend what they can;
`--all` shows every line of what failed.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
SHOWN_LINES = 30
TYPED = ("rules.py", "actions.py", "queries.py", "actions/*.py", "queries/*.py", "rules/*.py")


def typed_files() -> list[str]:
    """The files that mypy reads strictly: every rule, write, read and method."""
    rooms = [folder for folder in (ROOT / "commonbeat").iterdir() if folder.is_dir()]
    found = {path for room in rooms for pattern in TYPED for path in room.glob(pattern)}
    found |= set((ROOT / "commonbeat" / "methods").rglob("*.py"))
    return sorted(str(path.relative_to(ROOT)) for path in found)


def templates() -> list[str]:
    """Every template of ours."""
    return sorted(str(path.relative_to(ROOT)) for path in (ROOT / "commonbeat").rglob("templates/**/*.html"))


def checks() -> list[tuple[str, list[str]]]:
    """What is checked, and with which command."""
    python = [sys.executable, "-m"]
    django = [*python, "django"]
    return [
        ("format", [*python, "ruff", "format", "--check", "--output-format", "concise", "."]),
        ("lint", [*python, "ruff", "check", "--output-format", "concise", "."]),
        ("types", [*python, "mypy", "--no-error-summary", *typed_files()]),
        ("imports", [str(BIN / "lint-imports"), "--no-logo"]),
        ("templates", [str(BIN / "djade"), "--check", "--target-version", "5.2", *templates()]),
        ("migrations", [*django, "makemigrations", "--check", "--dry-run", "--verbosity", "1"]),
        ("system", [*django, "check", "--fail-level", "WARNING"]),
        ("house", [*python, "pytest", "-q", "--no-header", "-p", "no:cacheprovider", "tests/test_house.py"]),
        ("licenses", [*python, "tools.licenses", "--check"]),
        ("messages", [*python, "tools.messages", "--check"]),
    ]


def main(arguments: list[str]) -> int:
    """Run them all; 0 when every one of them is content."""
    if "--fix" in arguments:
        subprocess.call([sys.executable, "-m", "ruff", "check", "--fix", "--quiet", "."], cwd=ROOT)
        subprocess.call([sys.executable, "-m", "ruff", "format", "--quiet", "."], cwd=ROOT)
        subprocess.call([str(BIN / "djade"), "--target-version", "5.2", *templates()], cwd=ROOT)
    environment = dict(os.environ, DJANGO_SETTINGS_MODULE="tests.settings", PYTHONPATH=str(ROOT))
    chosen = [word for word in arguments if not word.startswith("-")]
    failed = 0
    for name, command in checks():
        if chosen and name not in chosen:
            continue
        started = time.monotonic()
        done = subprocess.run(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        verdict = "ok" if done.returncode == 0 else "FAILED"
        print(f"{name:<12}{verdict:<8}{time.monotonic() - started:5.1f} s", flush=True)
        if done.returncode != 0:
            failed += 1
            _show((done.stdout + done.stderr).splitlines(), "--all" in arguments)
    return 1 if failed else 0


def _show(lines: list[str], is_all: bool) -> None:
    shown = lines if is_all else lines[:SHOWN_LINES]
    for line in shown:
        print(f"    {line}")
    if len(lines) > len(shown):
        print(f"    … {len(lines) - len(shown)} more lines: ./run check --all")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
