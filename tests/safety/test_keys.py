"""Keys live outside the database, are made once, and are never silently replaced."""

import base64
import multiprocessing
import secrets
import stat
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings as current
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError
from pytest_django.fixtures import Settings

from commonbeat.safety import commands, files, keys, sealing, signing


def _first_use(folder: Path, answers: object) -> None:
    current.DATA, current.KEYS_DIR = folder, folder / "keys"
    answers.put(keys.get("pepper"))  # type: ignore[attr-defined]


def test_a_key_is_a_file_only_we_can_read(own_keys: None, settings: Settings) -> None:
    assert len(keys.get("journal")) == 32
    path = settings.KEYS_DIR / "journal.1"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [one.name for one in path.parent.iterdir()] == ["journal.1"]


def test_processes_that_start_at_once_agree_on_a_key(tmp_path: Path) -> None:
    fork = multiprocessing.get_context("fork")
    answers = fork.Queue()
    processes = [fork.Process(target=_first_use, args=(tmp_path, answers)) for _ in range(8)]
    for process in processes:
        process.start()
    found = {answers.get(timeout=60) for _ in processes}
    for process in processes:
        process.join()
    assert len(found) == 1


def test_a_lost_key_is_not_replaced(own_keys: None, settings: Settings) -> None:
    keys.get("pepper")
    (settings.KEYS_DIR / "pepper.1").unlink()
    with pytest.raises(ImproperlyConfigured, match="backup of the keys"):
        keys.get("pepper")


def test_a_rotated_key_is_new_and_the_old_one_still_opens(own_keys: None) -> None:
    hidden = sealing.hide("amara@example.org")
    signed = signing.sign("link", {"to": 7})
    old = keys.get("post")
    assert keys.rotate("post") == 2
    keys.rotate("signing")
    assert keys.get("post") != old
    assert keys.all("post")[1] == old
    assert sealing.reveal(hidden) == "amara@example.org"
    assert signing.unsign("link", signed) == {"to": 7}


def test_a_key_may_come_from_the_environment(own_keys: None, monkeypatch: pytest.MonkeyPatch) -> None:
    newest, oldest = secrets.token_bytes(32), secrets.token_bytes(32)
    monkeypatch.setenv(
        "COMMONBEAT_KEY_POST", ",".join(base64.b64encode(one).decode() for one in (newest, oldest))
    )
    assert keys.all("post") == [newest, oldest]
    with pytest.raises(ImproperlyConfigured, match="COMMONBEAT_KEY_POST"):
        keys.rotate("post")


@pytest.mark.parametrize("text", ["not base64!", base64.b64encode(b"short").decode()])
def test_a_bad_key_in_the_environment_is_one_sentence(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMONBEAT_KEY_POST", text)
    with pytest.raises(ImproperlyConfigured, match="COMMONBEAT_KEY_POST"):
        keys.get("post")


def test_yesterdays_key_is_destroyed(own_keys: None, settings: Settings) -> None:
    monday = keys.daily("rate", date(2026, 11, 23))
    assert keys.daily("rate", date(2026, 11, 23)) == monday
    assert keys.daily("rate", date(2026, 11, 24)) != monday
    assert [one.name for one in settings.KEYS_DIR.glob("*.day")] == ["rate-2026-11-24.day"]


def test_every_key_is_listed_with_what_its_loss_costs(
    own_keys: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert commands.keys(["list"]) == 0
    said = capsys.readouterr().out
    for name, kind in keys.KINDS.items():
        assert name in said
        assert str(kind.loss) in said
    page = (Path(__file__).resolve().parents[2] / "docs/keys.md").read_text()
    for name, kind in keys.KINDS.items():
        assert f"`{name}`" in page
        assert str(kind.loss) in page


def test_keys_are_rotated_and_backed_up_by_command(own_keys: None, tmp_path: Path) -> None:
    commands.keys(["rotate", "pepper"])
    assert len(keys.all("pepper")) == 1
    commands.keys(["rotate", "pepper"])
    assert len(keys.all("pepper")) == 2
    commands.keys(["rotate", "dkim"])
    assert keys.get("dkim").startswith(b"-----BEGIN RSA PRIVATE KEY")
    keys.daily("rate", date(2026, 11, 23))
    commands.keys(["backup", str(tmp_path / "copy")])
    copied = {one.name: one.read_bytes() for one in (tmp_path / "copy").iterdir()}
    assert {"pepper.1", "pepper.2", "dkim.1", "journal.1", "keys.known"} <= set(copied)
    assert not [name for name in copied if name.endswith(".day")]
    with pytest.raises(CommandError, match="not empty"):
        commands.keys(["backup", str(tmp_path / "copy")])


def test_a_file_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files.write(tmp_path / "name", b"before")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(files.Unavailable, match="storage is full"):
        files.write(tmp_path / "name", b"after")
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == {"name": b"before"}
