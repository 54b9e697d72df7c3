"""What was taken back is remembered outside the database, and names nobody."""

import uuid
from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from commonbeat.journal import actions, ledger
from commonbeat.journal.models import Entry
from commonbeat.safety import keys, paths

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_ledger(tmp_path, settings):
    settings.PURGES_DIR = tmp_path / "purges"


def enter(action: str, object_id: object, at: datetime = NOW) -> Entry:
    return actions.enter(
        team=None, actor="system", action=action, object_type="thing", object_id=object_id, at=at
    )


@pytest.mark.django_db(transaction=True)
def test_what_is_taken_back_is_noted_and_found_by_its_id_alone() -> None:
    gone, here = uuid.uuid4(), uuid.uuid4()
    enter("hear", here)
    enter("withdraw", gone)
    assert ledger.find(ledger.read(), "thing", "withdraw", [here, gone]) == [gone]
    assert ledger.find(ledger.read(), "thing", "end it", [gone]) == []
    assert ledger.find(ledger.read(), "other", "withdraw", [gone]) == []
    kept = b"".join(path.read_bytes() for path in paths.purges().iterdir())
    assert str(gone).encode() not in kept
    assert kept.count(b"\n") == 1


@pytest.mark.django_db(transaction=True)
def test_what_was_rolled_back_is_not_noted() -> None:
    with transaction.atomic():
        enter("withdraw", uuid.uuid4())
        transaction.set_rollback(True)
    assert ledger.read() == []


@pytest.mark.django_db(transaction=True)
def test_lines_from_before_the_key_was_rotated_are_still_found() -> None:
    gone = uuid.uuid4()
    enter("withdraw", gone)
    keys.rotate("journal")
    enter("withdraw", uuid.uuid4())
    assert ledger.find(ledger.read(), "thing", "withdraw", [gone]) == [gone]


@pytest.mark.django_db(transaction=True)
def test_only_what_came_after_a_backup_is_read_after_it() -> None:
    before, after = uuid.uuid4(), uuid.uuid4()
    enter("withdraw", before)
    known = ledger.extents()
    enter("withdraw", after)
    enter("end it", after, datetime(2026, 12, 1, tzinfo=UTC))
    lines = ledger.read(known)
    assert len(lines) == 2
    assert ledger.find(lines, "thing", "withdraw", [before, after]) == [after]


@pytest.mark.django_db(transaction=True)
def test_a_ledger_that_was_cut_or_exchanged_is_noticed() -> None:
    enter("withdraw", uuid.uuid4())
    known = ledger.extents()
    month = paths.purges() / "2026-11"
    assert ledger.lost(known, date(2025, 1, 1)) == []
    whole = month.read_bytes()
    month.write_bytes(whole[:-10])
    assert ledger.lost(known, date(2025, 1, 1)) == ["2026-11"]
    month.unlink()
    assert ledger.lost(known, date(2025, 1, 1)) == ["2026-11"]
    assert ledger.lost(known, date(2026, 12, 1)) == []


@pytest.mark.django_db(transaction=True)
def test_a_cut_line_swallows_no_other() -> None:
    first, second = uuid.uuid4(), uuid.uuid4()
    enter("withdraw", first)
    month = paths.purges() / "2026-11"
    month.write_bytes(month.read_bytes()[:-10])
    enter("withdraw", second)
    assert ledger.find(ledger.read(), "thing", "withdraw", [first, second]) == [second]


@pytest.mark.django_db(transaction=True)
def test_months_are_pruned_whole() -> None:
    enter("withdraw", 1, datetime(2024, 10, 31, tzinfo=UTC))
    enter("withdraw", 2)
    assert ledger.prune(date(2024, 11, 23)) == 1
    assert [line.on for line in ledger.read()] == [NOW.date()]
