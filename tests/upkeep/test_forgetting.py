"""Forgotten means gone from the bytes of the data folder."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone

from commonbeat.journal import guards, ledger, queries
from commonbeat.journal.models import Entry
from commonbeat.listening import actions as listening
from commonbeat.post.models import Delivery
from commonbeat.post.sending import send_due
from commonbeat.safety import paths
from commonbeat.upkeep import actions, commands, rounds
from tests.upkeep.house import address, dump
from tests.upkeep.person import leave_everything, take_everything_back

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nobody_reads_from_before(db) -> None:
    """What other tests left open would make the server keep deleted rows for them."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


def bytes_kept() -> bytes:
    """Everything on the disk: the database with its log, the pictures, the ledger, the journal's head."""
    folders = (paths.data(), paths.purges())
    found = [path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()]
    if connection.vendor == "postgresql":
        found += [dump(address(connection.settings_dict["NAME"])), *server_files()]
    return b"".join(found)


def server_files() -> Iterator[bytes]:
    """The files of this database on the server, where it runs on this machine and we may read them."""
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute(
            "SELECT current_setting('data_directory'), oid FROM pg_database WHERE datname = current_database()"
        )
        folder, number = cursor.fetchone()
    files = Path(folder) / "base" / str(number)
    if os.access(files, os.R_OK):
        yield from (path.read_bytes() for path in files.iterdir() if path.is_file())


def left_in(kept: bytes, secrets: list[bytes]) -> list[bytes]:
    hidden = [secret.hex().encode() if connection.vendor == "postgresql" else secret for secret in secrets]
    return [secret for secret in {*secrets, *hidden} if secret in kept]


def send_mail(at) -> None:
    """Mail that left keeps neither its address nor its words."""
    Delivery.objects.filter(sent_at=None).update(next_try_at=at)
    send_due(at)


def test_what_a_person_takes_back_is_gone_from_the_bytes(cast, at) -> None:
    left = leave_everything(cast, at)
    send_mail(at)
    assert len(left_in(bytes_kept(), left.secrets)) >= len(left.secrets)
    take_everything_back(left, at)
    assert actions.scrub()
    assert left_in(bytes_kept(), left.secrets) == []


def test_rows_that_had_to_stay_for_a_moment_go_the_next(cast, at, monkeypatch) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite keeps no deleted rows for readers in its tables")
    left = leave_everything(cast, at)
    before = connection.copy()
    before.cursor().execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1")
    take_everything_back(left, at)
    monkeypatch.setattr("commonbeat.safety.purging._wait_for_older_readers", lambda cursor: None)
    monkeypatch.setattr("commonbeat.safety.purging.time.sleep", lambda seconds: before.close())
    assert actions.scrub()
    assert left_in(bytes_kept(), left.secrets) == []


def test_what_the_server_sampled_for_its_planner_holds_nobodys_words(cast, at) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL keeps samples of what stands in a table")
    everything = [leave_everything(cast, at), leave_everything(cast, at)]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for left in everything:
        take_everything_back(left, at)
    assert actions.scrub()
    kept = bytes_kept()
    assert [left_in(kept, left.secrets) for left in everything] == [[], []]


def test_what_has_outlived_its_retention_is_gone_from_the_bytes(cast, at) -> None:
    left = leave_everything(cast, at)
    send_mail(at)
    listening.close(concern=left.voice.concern, because="The lamp shines.", by=cast.cleo, at=at)
    forgotten: set[str] = set()
    for days in (31, 91, 181, 400):
        done = actions.forget_outlived(at=at + timedelta(days=days))
        assert done.problems == []
        forgotten |= {name for name, count in done.counts.items() if count}
    assert {"voices", "sealed contacts", "pictures", "greetings"} <= forgotten
    actions.scrub()
    # The address stays while its owner wants mail, and the question while we owe its answer.
    owed = [b"CanaryAsked why", bytes(left.subscriber.address)]
    kept = bytes_kept()
    assert sorted(left_in(kept, left.secrets)) == sorted(left_in(kept, owed))


def test_a_log_that_a_reader_holds_is_emptied_when_it_lets_go(cast, at) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite keeps its log beside the database")
    import sqlite3

    with_reader = sqlite3.connect(connection.settings_dict["NAME"])
    with_reader.execute("BEGIN")
    with_reader.execute("SELECT count(*) FROM listening_voice").fetchone()
    left = leave_everything(cast, at)
    listening.withdraw(voice=left.voice, at=at)
    with_reader.close()
    assert actions.scrub()
    log = Path(f"{connection.settings_dict['NAME']}-wal")
    assert not log.exists() or log.stat().st_size == 0


def test_the_journal_is_pruned_after_24_months_and_still_verifies(cast, at) -> None:
    leave_everything(cast, at)
    before = Entry.objects.count()
    assert rounds.actions.prune_journal(at=at + timedelta(days=729)) == 0
    assert actions.prune_journal(at=at + timedelta(days=731)) == before
    assert queries.verify() == []


def test_a_journal_that_does_not_verify_stops_nothing_else(cast, at) -> None:
    left = leave_everything(cast, at)
    with guards.suspended(connection):
        Entry.objects.filter(sequence=2).update(reason="something else")
    done = actions.forget_outlived(at=at + timedelta(days=731))
    assert [problem for problem in done.problems if "journal" in problem]
    left.greeting.refresh_from_db()
    assert left.greeting.call_me == ""


def test_forgetting_before_the_time_has_to_be_asked_for(cast) -> None:
    tomorrow = (timezone.now() + timedelta(days=2)).date().isoformat()
    with pytest.raises(CommandError, match="--early"):
        commands.forget(["--at", tomorrow])
    assert commands.forget(["--at", tomorrow, "--early"]) == 0


def test_what_a_killed_process_could_not_note_is_noted_by_the_next_round(cast, at, monkeypatch) -> None:
    left = leave_everything(cast, at)
    with monkeypatch.context() as killed:
        killed.setattr(ledger, "note", lambda entry: None)
        take_everything_back(left, at)
    assert ledger.read() == []
    rounds.note_taken_back(at=at)
    assert ledger.find(ledger.read(), "listening.Voice", "withdraw", [left.voice.pk]) == [left.voice.pk]
    noted = len(ledger.read())
    rounds.note_taken_back(at=at)
    assert len(ledger.read()) == noted
