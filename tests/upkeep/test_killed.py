"""A restore that is killed can be made again, and nothing is served in between."""

import os
import signal
import subprocess
import sys
import time

import pytest

from commonbeat.safety import paths
from tests.upkeep.house import ROOT, backup, elsewhere, restore
from tests.upkeep.person import leave_everything, take_everything_back

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.reliability]


def test_a_restore_killed_at_any_moment_is_made_again_and_brings_nothing_back(cast, at, tmp_path) -> None:
    left = leave_everything(cast, at)
    kept = backup(tmp_path / "kept")
    take_everything_back(left, at)
    with elsewhere(tmp_path / "other") as other:
        began = time.monotonic()
        assert restore(kept, other).returncode == 0
        whole = time.monotonic() - began
        for share in (0.4, 0.6, 0.8, 0.9):
            kill_after(whole * share, other, kept)
            if (other.data / "restore-unfinished").exists():
                assert other.run("worker", "--once").returncode == 1
            done = other.run("restore", str(kept), "--replace")
            assert done.returncode == 0, done.stderr
            assert other.run("verify").returncode == 0
            content = other.bytes()
            assert [secret for secret in left.secrets if secret in content] == []
            assert not list(other.data.glob(".restoring-*"))


def kill_after(seconds: float, other, kept) -> None:
    """Begin the restore there, and kill it and all it started."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "commonbeat.config.settings",
        "COMMONBEAT_DATA": str(other.data),
        "COMMONBEAT_KEYS": str(paths.keys()),
        "DATABASE_URL": other.database,
    }
    command = [sys.executable, "-m", "commonbeat", "restore", str(kept), "--replace"]
    begun = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        begun.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(begun.pid, signal.SIGKILL)
        begun.wait()
