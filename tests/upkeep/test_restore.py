"""What is restored is what was backed up, and what people took back since stays taken back."""

import json
import shutil
import uuid
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.management.base import CommandError
from django.db import connection

from commonbeat.journal import guards, ledger
from commonbeat.journal.models import Entry
from commonbeat.listening import actions as listening
from commonbeat.people import actions as people
from commonbeat.people.models import OfficerProfile, Role, Staff
from commonbeat.safety import paths
from commonbeat.updates import actions as updates
from commonbeat.updates import links
from commonbeat.upkeep import actions, databases, manifest
from commonbeat.upkeep.actions.again import TABLE
from tests.listening.making import hear
from tests.upkeep.house import backup, elsewhere, restore
from tests.upkeep.person import leave_everything, take_everything_back

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def other(tmp_path):
    with elsewhere(tmp_path / "other") as found:
        yield found


def test_everything_comes_back_and_the_journal_goes_on(cast, at, tmp_path, other) -> None:
    left = leave_everything(cast, at)
    kept = backup(tmp_path / "kept")
    done = restore(kept, other, "--verify")
    assert done.returncode == 0, done.stderr
    assert other.ask("SELECT words FROM listening_voice") == [(left.voice.words,)]
    assert (other.data / "attachments" / left.picture).read_bytes() == (
        paths.attachments() / left.picture
    ).read_bytes()
    assert other.ask("SELECT action, object_type FROM journal_entry ORDER BY sequence DESC LIMIT 1") == [
        ("restore", "backup")
    ]
    verified = other.run("verify")
    assert verified.returncode == 0, verified.stdout
    assert not (other.data / "restore-unfinished").exists()
    assert not list(other.data.glob(".restoring-*"))


def test_a_backup_can_be_restored_into_another_folder_while_this_one_serves(
    cast, at, tmp_path, other
) -> None:
    hear(cast, at)
    kept = backup(tmp_path / "kept")
    assert restore(kept, other).returncode == 0
    with elsewhere(tmp_path / "third") as third:
        words = ["--into", str(third.data), *(["--database", third.database] if third.database else [])]
        assert other.run("restore", str(kept), *words).returncode == 0
        assert third.ask("SELECT count(*) FROM listening_voice") == [(1,)]
        assert third.run("verify").returncode == 0


def test_what_was_taken_back_since_the_backup_is_taken_back_before_anything_serves(
    cast, at, tmp_path, other
) -> None:
    left = leave_everything(cast, at)
    kept = backup(tmp_path / "kept")
    take_everything_back(left, at)
    done = restore(kept, other)
    assert done.returncode == 0, done.stderr
    assert "5 things that were taken back since" in done.stdout
    content = other.bytes()
    assert [secret for secret in left.secrets if secret in content or secret.hex().encode() in content] == []
    assert not (other.data / "attachments" / left.picture).exists()
    assert other.ask("SELECT count(*) FROM updates_subscriber") == [(0,)]
    assert other.run("verify").returncode == 0


def test_a_restored_backup_gives_nobody_back_what_they_lost(cast, at, tmp_path, other) -> None:
    pages = OfficerProfile.objects.get(staff=cast.ben)
    role = Role.objects.get(staff=cast.mo)
    kept = backup(tmp_path / "kept")
    people.hide_profile(profile=pages, by=cast.ben, at=at)
    people.take_role(role=role, by=cast.ada, at=at)
    people.leave(staff=cast.dot, by=cast.ada, at=at)
    assert restore(kept, other).returncode == 0
    inactive = [name for (name,) in other.ask("SELECT name FROM people_staff WHERE NOT is_active")]
    assert inactive == ["Dot"]
    assert other.ask("SELECT count(*) FROM people_role WHERE duty = 'moderator'") == [(0,)]
    assert not other.ask("SELECT is_public FROM people_officerprofile")[0][0]
    assert Staff.objects.filter(is_active=False).count() == 1


def test_a_topic_somebody_left_does_not_come_back_into_their_mail(cast, at, tmp_path, other) -> None:
    left = leave_everything(cast, at)
    token = links.change_token(left.subscriber)
    both = [(cast.row, "", "weekly"), (cast.court, "", "weekly")]
    updates.change(team=cast.team, token=token, choices=both, language="en", at=at)
    kept = backup(tmp_path / "kept")
    updates.change(team=cast.team, token=token, choices=both[:1], language="en", at=at)
    assert restore(kept, other).returncode == 0
    assert other.ask("SELECT count(*) FROM updates_subscription") == [(1,)]


def test_what_was_taken_back_before_the_backup_is_not_done_a_second_time(cast, at, tmp_path) -> None:
    pages = OfficerProfile.objects.get(staff=cast.ben)
    people.hide_profile(profile=pages, by=cast.ben, at=at)
    people.show_profile(profile=pages, by=cast.ben, at=at)
    kept = backup(tmp_path / "kept")
    assert actions.take_back_again(after=manifest.read(kept).ledger, at=at) == 0
    pages.refresh_from_db()
    assert pages.is_public


def test_every_action_that_is_done_again_is_one_the_ledger_notes() -> None:
    assert all(ledger.is_taking_back(one.action) for one in TABLE)


def test_without_the_ledger_a_restore_has_to_be_asked_for_twice(cast, at, tmp_path, other) -> None:
    left = leave_everything(cast, at)
    listening.withdraw(voice=left.voice, at=at)
    kept = backup(tmp_path / "kept")
    shutil.rmtree(paths.purges())
    done = restore(kept, other)
    assert done.returncode == 1
    assert "purge ledger" in done.stderr
    assert done.stderr.count("\n") == 1
    assert restore(kept, other, "--purges-are-lost").returncode == 0


def test_a_backup_that_is_not_what_was_written_is_refused(cast, at, tmp_path) -> None:
    left = leave_everything(cast, at)
    kept = backup(tmp_path / "kept")

    def exchanged(folder: Path) -> None:
        content = json.loads((folder / manifest.NAME).read_text())
        content["made_at"] = "2020-01-01T00:00:00+00:00"
        (folder / manifest.NAME).write_text(json.dumps(content))

    harms = {
        "changed": lambda folder: (folder / "attachments" / left.picture).write_bytes(b"x"),
        "missing": lambda folder: (folder / "attachments" / left.picture).unlink(),
        "added": lambda folder: (folder / "attachments" / "more").write_text("more"),
        "was changed, or was sealed": exchanged,
        "damaged": lambda folder: (folder / manifest.NAME).write_text("{"),
    }
    for number, (sentence, harm) in enumerate(harms.items()):
        copied = shutil.copytree(kept, tmp_path / str(number))
        manifest.read(copied)
        harm(copied)
        with pytest.raises(CommandError, match=f"{sentence}.*Nothing was restored"):
            manifest.read(copied)


def test_a_changed_backup_ends_the_command_with_one_sentence(cast, at, tmp_path, other) -> None:
    kept = backup(tmp_path / "kept")
    database = kept / databases.FILES[connection.vendor]
    database.write_bytes(database.read_bytes()[:-7])
    done = restore(kept, other)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "was changed" in done.stderr


def test_a_journal_that_was_bent_before_the_backup_stops_the_restore_and_leaves_what_was_there(
    cast, at, tmp_path, other
) -> None:
    hear(cast, at)
    good = backup(tmp_path / "good")
    with guards.suspended(connection):
        Entry.objects.filter(sequence=1).update(reason="bent")
    bent = backup(tmp_path / "bent")
    assert restore(good, other).returncode == 0
    before = other.ask("SELECT sequence, hash FROM journal_entry ORDER BY sequence")
    done = other.run("restore", str(bent), "--replace")
    assert done.returncode == 1
    assert "Entry 1 was changed" in done.stderr
    assert other.ask("SELECT sequence, hash FROM journal_entry ORDER BY sequence") == before
    assert other.run("verify").returncode == 0
    assert not (other.data / "restore-unfinished").exists()


def test_a_teams_work_is_never_overwritten_unasked(cast, at, tmp_path, other) -> None:
    first = hear(cast, at).voice
    kept = backup(tmp_path / "kept")
    assert restore(kept, other).returncode == 0
    done = other.run("restore", str(kept))
    assert done.returncode == 1
    assert "--replace" in done.stderr
    assert other.run("restore", str(kept), "--replace").returncode == 0
    assert [str(uuid.UUID(str(pk))) for (pk,) in other.ask("SELECT id FROM listening_voice")] == [
        str(first.pk)
    ]
    assert other.run("verify").returncode == 0


def test_a_database_in_use_is_left_alone(cast, at, tmp_path, other) -> None:
    kept = backup(tmp_path / "kept")
    assert restore(kept, other).returncode == 0
    if other.database:
        import psycopg

        user = psycopg.connect(other.database)
    else:
        import sqlite3

        user = sqlite3.connect(other.data / "commonbeat.sqlite3")
        user.execute("PRAGMA journal_mode = WAL")
        user.execute("SELECT count(*) FROM people_staff").fetchone()
    done = other.run("restore", str(kept), "--replace")
    user.close()
    assert done.returncode == 1
    assert "in use" in done.stderr


def test_nothing_is_served_while_a_restore_is_unfinished(cast, tmp_path, other) -> None:
    kept = backup(tmp_path / "kept")
    assert restore(kept, other).returncode == 0
    (other.data / "restore-unfinished").write_text("begun")
    for command in (["serve", "--port", "39871"], ["worker", "--once"]):
        done = other.run(*command)
        assert done.returncode == 1
        assert "Restore again" in done.stderr
    assert other.run("restore", str(kept)).returncode == 0
    assert not (other.data / "restore-unfinished").exists()


def test_a_backup_of_a_newer_version_is_refused(cast, tmp_path, other) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('listening', '9999_later', '2030-01-01')"
        )
    try:
        kept = backup(tmp_path / "kept")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE name = '9999_later'")
    done = restore(kept, other)
    assert done.returncode == 1
    assert "newer than this one" in done.stderr


def test_a_restore_without_the_keys_says_so_and_makes_none(cast, tmp_path, other) -> None:
    kept = backup(tmp_path / "kept")
    keys = tmp_path / "no keys"
    done = other.run("restore", str(kept), COMMONBEAT_KEYS=str(keys))
    assert done.returncode == 1
    assert "Put them back first" in done.stderr
    assert not list(keys.glob("journal.*"))


def test_when_the_journal_key_is_lost_for_good_the_rest_can_still_be_had(cast, at, tmp_path, other) -> None:
    hear(cast, at)
    kept = backup(tmp_path / "kept")
    keys = tmp_path / "other keys"
    shutil.copytree(paths.keys(), keys)
    for path in keys.glob("journal.*"):
        path.unlink()
    (keys / "journal.1").write_bytes(next(paths.keys().glob("pepper.1")).read_bytes())
    given = {"COMMONBEAT_KEYS": str(keys)}
    assert other.run("restore", str(kept), **given).returncode == 1
    done = other.run("restore", str(kept), "--key-is-lost", "--purges-are-lost", **given)
    assert done.returncode == 0, done.stderr
    assert other.ask("SELECT count(*) FROM listening_voice") == [(1,)]


def test_a_drill_checks_the_newest_backup_and_leaves_nothing(cast, at, tmp_path, other) -> None:
    leave_everything(cast, at)
    kept = backup(tmp_path / "kept")
    assert restore(kept, other).returncode == 0
    before = {path for path in other.data.rglob("*") if "static" not in path.parts}
    done = other.run("drill", str(tmp_path / "kept"))
    assert done.returncode == 0, done.stderr
    assert "can be restored" in done.stdout
    assert "opens" in done.stdout
    assert {path for path in other.data.rglob("*") if "static" not in path.parts} == before
    (kept / databases.FILES[connection.vendor]).write_bytes(b"nothing")
    assert other.run("drill", str(tmp_path / "kept")).returncode == 1


def test_a_backup_can_be_restored_however_late(cast, at, tmp_path, other) -> None:
    """The ledger is pruned after 24 months; a backup that is older is taken as it is."""
    hear(cast, at)
    (paths.purges() / "2020-01").write_text("2020-01-05 thing/withdraw 1:" + "0" * 64 + "\n")
    kept = backup(tmp_path / "kept")
    ledger.prune(date(2024, 1, 1))
    assert datetime.now(UTC).year > 2024
    assert restore(kept, other).returncode == 0
    assert Path(other.data / "purges").is_dir()
