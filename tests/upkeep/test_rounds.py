"""Left alone with its worker, an installation sends, settles, forgets and publishes by itself."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from commonbeat.journal.models import Entry, PublishedHead
from commonbeat.listening.models import Attachment
from commonbeat.people.models import Acquaintance
from commonbeat.post.models import Delivery, RoundRecord
from commonbeat.rounds import all_rounds, make_due
from commonbeat.updates.models import Digest
from tests.listening.making import hear, reported_back, say, state
from tests.updates.news import announce
from tests.upkeep.house import Elsewhere
from tests.upkeep.person import leave_everything

pytestmark = pytest.mark.django_db(transaction=True)


def days_pass(at, first: int, last: int) -> None:
    """One worker, once a day."""
    rounds = all_rounds()
    for day in range(first, last):
        assert len(make_due(rounds, at=at + timedelta(days=day))) == len(rounds)


def test_two_years_without_anybody_looking_after_it(cast, at, settings) -> None:
    settings.MAIL_IS_KEPT = True
    voices = [hear(cast, at).voice for _ in range(2)]
    told = reported_back(cast, at, *voices)
    say(voices[0], is_solved=True, at=at)
    leave_everything(cast, at)
    announce(cast, at)
    days_pass(at, 1, 17)
    assert PublishedHead.objects.count() == 16
    assert not Delivery.objects.filter(sent_at=None, dropped_at=None, dead_at=None).exists()
    assert Digest.objects.exists()
    assert state(told) == "confirmed"
    days_pass(at, 91, 93)
    assert not Attachment.objects.exists()
    days_pass(at, 196, 200)
    assert not Acquaintance.objects.exists()
    assert all(voice.purged_on and voice.words == "" for voice in told.voices.all())
    days_pass(at, 735, 737)
    assert not Entry.objects.filter(at__lt=at + timedelta(days=1)).exists()


def test_a_round_that_was_made_is_not_made_again_by_a_second_worker(cast, at) -> None:
    make_due(all_rounds(), at=at)
    slots = dict(RoundRecord.objects.values_list("name", "slot"))
    hear(cast, at)
    make_due(all_rounds(), at=at + timedelta(seconds=10))
    assert dict(RoundRecord.objects.values_list("name", "slot")) == slots


def test_one_run_of_the_worker_does_all_that_is_due(tmp_path: Path) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("an installation of its own, on SQLite")
    alone = Elsewhere(tmp_path / "data", "")
    for words in (["migrate"], ["worker", "--once"]):
        done = alone.run(*words)
        assert done.returncode == 0, done.stderr
        assert done.stderr == ""
    assert alone.ask("SELECT count(*) FROM post_roundrecord WHERE slot > 0") == [(len(all_rounds()),)]


def test_what_sqlite_writes_meanwhile_stays_on_the_disk_of_the_data(tmp_path: Path) -> None:
    environment = {
        name: text for name, text in os.environ.items() if name not in ("SQLITE_TMPDIR", "DATABASE_URL")
    }
    environment |= {"COMMONBEAT_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "commonbeat.config.settings"}
    script = "import django, os; django.setup(); print(os.environ['SQLITE_TMPDIR'])"
    said = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True)
    assert said.stdout.strip() == str(tmp_path)
