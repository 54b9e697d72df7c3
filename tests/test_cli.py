"""The command line: one list, whole sentences, and nothing left behind."""

import importlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from commonbeat import cli
from tools.postgres import find_programs

ROOT = Path(__file__).resolve().parent.parent


def commonbeat(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a person would, in a process of its own."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "commonbeat.config.settings", **variables}
    command = [sys.executable, "-m", "commonbeat", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=180)


def test_help_names_every_command() -> None:
    said = commonbeat("--help").stdout
    assert all(f"  {name} " in said for name in cli.COMMANDS)


def test_an_unknown_word_is_answered_with_one_sentence() -> None:
    done = commonbeat("demmo")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "demmo" in done.stderr


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_leads_to_a_function_that_explains_itself(name: str) -> None:
    module, _, function = cli.COMMANDS[name][0].partition(":")
    assert getattr(importlib.import_module(module), function).__doc__


@pytest.mark.parametrize("command", ["up", "serve"])
def test_a_taken_port_is_said_in_one_sentence(command: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = commonbeat(command, PORT=str(port))
    assert done.returncode == 1
    assert done.stderr.strip() == f"Port {port} is taken. Choose another one: PORT={port + 1}"


@pytest.mark.parametrize(
    ("port", "sentence"),
    [
        ("eight", "PORT must be a whole number, not 'eight'."),
        ("99999", "PORT must be between 1 and 65535, not 99999."),
    ],
)
def test_a_senseless_port_is_said_in_one_sentence(port: str, sentence: str) -> None:
    done = commonbeat("serve", PORT=port)
    assert done.returncode == 1
    assert done.stderr.strip() == sentence


def test_run_starts_from_elsewhere_through_a_link(tmp_path: Path) -> None:
    if shutil.which("python3") is None or not (ROOT / ".venv").exists():
        pytest.skip("needs the environment that ./run made beside itself")
    (tmp_path / "a b").symlink_to(ROOT)
    done = subprocess.run(
        [tmp_path / "a b" / "run", "--version"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.stdout.startswith("commonbeat ")


@pytest.mark.skipif(find_programs() is None, reason="no PostgreSQL 15 or newer on this machine")
def test_the_private_postgres_is_gone_even_after_a_kill(tmp_path: Path) -> None:
    script = "\n".join(
        [
            "import time, tools.postgres",
            "with tools.postgres.private_postgres() as url:",
            "    print(url, flush=True)",
            "    time.sleep(60)",
        ]
    )
    environment = {**os.environ, "TMPDIR": "/tmp"}
    started = subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    assert started.stdout is not None
    port = int(started.stdout.readline().split(":")[-1].split("/")[0])
    started.send_signal(signal.SIGKILL)
    started.wait()
    deadline = time.monotonic() + 60
    while _answers(port) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not _answers(port)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
