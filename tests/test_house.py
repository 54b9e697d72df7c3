"""The rules of the house that a machine can hold."""

import ast
import io
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command

from commonbeat.safety import keys

ROOT = Path(__file__).resolve().parent.parent
SETTING = re.compile(r"\b(COMMONBEAT_[A-Z_]*[A-Z]|DATABASE_URL|PORT)\b")
LONGEST_FILE = 400
LONGEST_FUNCTION = 40
LONGEST_VIEW = 20
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            yield node


def lines_of(function: ast.FunctionDef) -> int:
    """The lines of the body, without the docstring."""
    body = function.body[1:] if ast.get_docstring(function) and len(function.body) > 1 else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_imports_only_go_down() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-logo", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_setting_is_documented_and_every_documented_one_exists() -> None:
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs/settings.md").read_text(), re.MULTILINE))
    text = "\n".join(path.read_text() for path in [ROOT / "run", *sources("commonbeat", "tools")])
    used = set(SETTING.findall(text + (ROOT / "tests/browser.py").read_text()))
    used |= {f"COMMONBEAT_KEY_{name.upper()}" for name in keys.KINDS}
    assert used - documented == set(), "missing in docs/settings.md"
    assert documented - used == set(), "documented, but nothing reads it"


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    said = io.StringIO()
    try:
        call_command("makemigrations", "--check", "--dry-run", stdout=said, stderr=said)
    except SystemExit:
        pytest.fail(said.getvalue())


def test_what_a_visitor_of_the_repository_looks_for_is_there() -> None:
    for name in ("README.md", "CHANGELOG.md", "LICENSE", "docs/settings.md", "docs/licenses.md"):
        assert (ROOT / name).is_file(), name
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in (ROOT / "LICENSE").read_text()


def test_locks_pin_every_package_by_hash_and_name_no_server() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text()
        entries = re.split(r"\n(?=\S)", text.strip())
        assert all("--hash=sha256:" in entry and "==" in entry for entry in entries), name
        assert "://" not in text, name
        assert "--index" not in text, name


def test_no_file_is_too_long_to_read() -> None:
    long = {
        named(path): n
        for path in sources("commonbeat", "tests")
        if (n := len(path.read_text().splitlines())) > LONGEST_FILE
    }
    assert not long


def test_no_function_is_too_long_to_read() -> None:
    long = {
        f"{named(path)}:{function.lineno} {function.name}": lines_of(function)
        for path in sources("commonbeat")
        for function in functions(path)
        if lines_of(function) > LONGEST_FUNCTION
    }
    assert not long


def test_views_hold_no_logic_of_their_own() -> None:
    long = {
        f"{named(path)}:{function.lineno} {function.name}": lines_of(function)
        for path in sources("commonbeat/faces")
        if "views" in path.parts or path.name == "views.py"
        for function in functions(path)
        if lines_of(function) > LONGEST_VIEW
    }
    assert not long


def test_nothing_is_left_unfinished() -> None:
    left = [named(path) for path in sources("commonbeat", "tools") if UNFINISHED.search(path.read_text())]
    assert not left


def test_templates_carry_no_inline_style_or_script() -> None:
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*application/(ld\+)?json)|<style|\sstyle=|\son[a-z]+=\"", re.IGNORECASE
    )
    tags = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
    found = {
        f"{named(path)}: {match[0]}"
        for path in (ROOT / "commonbeat").rglob("templates/**/*.html")
        if "mail" not in path.parts and (match := inline.search(tags.sub("", path.read_text())))
    }
    assert not found
