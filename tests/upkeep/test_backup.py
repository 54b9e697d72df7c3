"""A backup is whole or not there, is made while serving goes on, and holds no key."""

import json
import os
import subprocess
import threading
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone

from commonbeat.safety import keys, limits, paths
from commonbeat.safety.models import RateCount
from commonbeat.upkeep import backing, databases, manifest
from tests.listening.making import hear
from tests.upkeep.house import backup
from tests.upkeep.person import leave_everything

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_backup_holds_database_pictures_head_and_ledger_under_a_seal(cast, at, tmp_path) -> None:
    left = leave_everything(cast, at)
    made = backup(tmp_path / "kept")
    told = manifest.read(made)
    names = {name.split("/")[0] for name in told.files}
    assert names >= {databases.FILES[connection.vendor], "attachments", "journal-head"}
    assert f"attachments/{left.picture}" in told.files
    assert told.facts.counts["listening_voice"] == 1
    assert told.missing == []
    assert json.loads((made / manifest.NAME).read_text())["version"]


def test_nobody_else_may_read_a_backup(cast, at, tmp_path) -> None:
    leave_everything(cast, at)
    made = backup(tmp_path / "kept")
    for path in [made, *made.rglob("*")]:
        assert path.stat().st_mode & 0o077 == 0, path


def test_no_key_no_rate_count_and_no_session_is_in_a_backup(cast, at, tmp_path, client) -> None:
    for name in keys.KINDS:
        keys.versions(name)
    client.force_login(cast.ben, "allauth.account.auth_backends.AuthenticationBackend")
    RateCount.objects.create(key="canary-rate-key", count=3, ends_at=timezone.now())
    limits.sweep(at)
    made = backup(tmp_path / "kept")
    content = b"".join(path.read_bytes() for path in made.rglob("*") if path.is_file())
    for path in paths.keys().iterdir():
        assert path.read_bytes().strip() not in content, path.name
    told = manifest.read(made).facts.counts
    assert (told["safety_ratecount"], told["django_session"]) == (0, 0)
    assert b"canary-rate-key" not in content
    if connection.vendor == "sqlite":
        assert client.session.session_key.encode() not in content


def test_words_that_were_deleted_are_in_no_later_backup(cast, at, tmp_path) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("a dump holds rows, not pages")
    hear(cast, at, words="CanaryDeleted").voice.delete()
    content = (backup(tmp_path) / "database.sqlite3").read_bytes()
    assert b"CanaryDeleted" not in content


def test_what_is_written_meanwhile_is_in_it_whole_or_not_at_all(cast, at, tmp_path) -> None:
    stopping, written = threading.Event(), []

    def go_on() -> None:
        while not stopping.is_set():
            written.append(hear(cast, at, client_id=uuid.uuid4()).voice.pk)
        connection.close()

    writer = threading.Thread(target=go_on)
    writer.start()
    try:
        found = [manifest.read(backing.make(tmp_path, at=at + timedelta(seconds=n))).facts for n in range(3)]
    finally:
        stopping.set()
        writer.join()
    counts = [
        (one.counts["listening_voice"], one.counts["journal_entry"], one.counts["post_delivery"])
        for one in found
    ]
    assert all(len(set(count)) == 1 for count in counts), counts
    assert all(one.head[0] == one.counts["journal_entry"] for one in found)
    assert written


def test_a_picture_forgotten_while_the_backup_is_made_is_told_and_stops_nothing(cast, at, tmp_path) -> None:
    left = leave_everything(cast, at)
    (paths.attachments() / left.picture).unlink()
    assert manifest.read(backup(tmp_path)).missing == [left.picture]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a small disk to fill")
def test_a_full_disk_is_one_sentence_and_leaves_nothing(cast, at, tmp_path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300k", "none", small], check=False).returncode:
        pytest.skip("no small disk can be mounted here")
    try:
        leave_everything(cast, at)
        for _ in range(100):
            hear(cast, at, words=os.urandom(2000).hex())
        with pytest.raises(CommandError, match="no room left"):
            backing.make(small / "kept", at=at)
        assert [path.name for path in (small / "kept").iterdir()] == [".lock"]
    finally:
        subprocess.run(["umount", small], check=True)


def test_what_a_killed_backup_left_is_removed_and_never_taken_for_a_backup(cast, tmp_path) -> None:
    half = tmp_path / ".commonbeat-2026-01-01T00-00-00Z.part"
    half.mkdir()
    (half / manifest.NAME).write_text("{}")
    assert manifest.backups(tmp_path) == []
    made = backup(tmp_path)
    assert not half.exists()
    assert manifest.choose(tmp_path) == made


def test_only_one_backup_is_written_at_a_time(cast, at, tmp_path) -> None:
    with backing._alone_in(tmp_path), pytest.raises(CommandError, match="Another backup"):
        backing.make(tmp_path, at=at)


def test_old_backups_go_and_the_newest_stays_whatever_its_age(cast, tmp_path) -> None:
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    made = [backing.make(tmp_path, at=now - timedelta(days=days)) for days in (40, 31, 29)]
    (tmp_path / "something else").mkdir()
    assert backing.remove_old(tmp_path, days=30, at=now) == made[:2]
    assert manifest.backups(tmp_path) == made[2:]
    assert backing.remove_old(tmp_path, days=30, at=now + timedelta(days=900)) == []
    assert {path.name for path in tmp_path.iterdir()} == {made[2].name, "something else", ".lock"}


def test_a_backup_among_the_data_itself_is_refused(cast, at) -> None:
    for folder in (paths.attachments() / "kept", paths.keys(), paths.purges() / "x"):
        with pytest.raises(CommandError, match="another disk"):
            backing.make(folder, at=at)


def test_a_folder_that_cannot_be_written_is_one_sentence(cast, at, tmp_path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="could not be written"):
        backing.make(Path(tmp_path / "file" / "kept"), at=at)
