"""Whatever is done to the journal behind our back is noticed, and the first bad entry is named."""

import shutil
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from commonbeat.journal import actions, chain, commands, guards, heads, queries
from commonbeat.journal.models import Checkpoint, Entry, PublishedHead
from commonbeat.safety import keys, paths
from commonbeat.safety.errors import Refused

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 23, 9, 41, 17, tzinfo=UTC)
TEAM = uuid.UUID(int=1)


def write(count: int, *, at: datetime = NOW) -> None:
    for number in range(count):
        actions.enter(
            team=TEAM, actor="resident", action="hear", object_type="listening.Voice", object_id=number, at=at
        )


def behind_our_back(*statements: str) -> None:
    with guards.suspended(connection), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def found() -> list[tuple[str, int]]:
    return [(problem.kind, problem.sequence) for problem in queries.verify(needs_witness=True)]


def test_an_untouched_journal_verifies() -> None:
    assert found() == []
    write(20)
    actions.publish_head(NOW)
    write(3)
    assert found() == []


@pytest.mark.parametrize(
    "change",
    [
        "reason = 'nothing to see'",
        "action = 'close'",
        "object_id = '77'",
        "object_type = 'x'",
        "actor_kind = 'system'",
        "team_id = NULL",
        "at = '2026-11-22 09:00:00+00'",
        "is_quiet = (1=1)",
        f"hash = '{'a' * 64}'",
        f"previous_hash = '{'b' * 64}'",
        "key_version = 9",
    ],
)
def test_a_changed_entry_is_named(change: str) -> None:
    write(10)
    behind_our_back(f"UPDATE journal_entry SET {change} WHERE sequence = 4")
    assert found() == [("changed", 4)]


def test_a_removed_entry_is_named() -> None:
    write(10)
    behind_our_back("DELETE FROM journal_entry WHERE sequence IN (4, 5)")
    assert found() == [("removed", 4)]


def test_the_first_entry_can_be_missed_too() -> None:
    write(10)
    behind_our_back("DELETE FROM journal_entry WHERE sequence = 1")
    assert found() == [("removed", 1)]


def test_closing_the_gap_does_not_help() -> None:
    write(10)
    behind_our_back(
        "DELETE FROM journal_entry WHERE sequence = 4",
        *(
            f"UPDATE journal_entry SET sequence = {number - 1} WHERE sequence = {number}"
            for number in range(5, 11)
        ),
    )
    assert found() == [("removed", 4)]


def test_two_swapped_entries_are_named() -> None:
    write(10)
    behind_our_back(
        "UPDATE journal_entry SET sequence = 100 WHERE sequence = 4",
        "UPDATE journal_entry SET sequence = 4 WHERE sequence = 7",
        "UPDATE journal_entry SET sequence = 7 WHERE sequence = 100",
    )
    assert found() == [("reordered", 4)]


@pytest.mark.parametrize("kept", [9, 4, 0])
def test_a_cut_end_is_noticed_by_the_head_outside_the_database(kept: int) -> None:
    write(10)
    behind_our_back(f"DELETE FROM journal_entry WHERE sequence > {kept}")
    assert found() == [("cut", kept + 1)]


def test_a_cut_end_that_grew_again_is_noticed() -> None:
    write(10)
    behind_our_back("DELETE FROM journal_entry WHERE sequence > 6")
    write(8)
    assert found() == [("replaced", 10)]


def test_a_cut_end_is_noticed_by_the_published_head_alone() -> None:
    write(10)
    actions.publish_head(NOW)
    heads.forget()
    behind_our_back("DELETE FROM journal_entry WHERE sequence > 6")
    assert found() == [("cut", 7), ("unwitnessed", 6)]


def test_a_head_somebody_noted_elsewhere_is_enough(capsys: pytest.CaptureFixture[str]) -> None:
    write(10)
    noted = queries.newest()
    behind_our_back("DELETE FROM journal_entry WHERE sequence > 6")
    heads.forget()
    write(6)
    assert found() == []
    assert commands.verify(["--head", f"{noted.sequence}:{noted.hash}"]) == 1
    assert "Entry 10 is not the one that stood there." in capsys.readouterr().out
    with pytest.raises(SystemExit):
        commands.verify(["--head", "nonsense"])


def test_a_forged_head_or_checkpoint_is_noticed() -> None:
    write(6)
    head = actions.publish_head(NOW)
    assert head is not None
    behind_our_back("UPDATE journal_publishedhead SET sequence = 5")
    assert ("forged", 5) in found()
    behind_our_back("UPDATE journal_publishedhead SET sequence = 6")
    assert found() == []
    link = chain.Link(3, Entry.objects.get(sequence=3).hash)
    Checkpoint.objects.create(
        sequence=link.sequence, hash=link.hash, pruned=3, at=NOW, key_version=1, seal="0" * 64
    )
    Entry.objects.filter(sequence__lte=3).delete()
    assert ("forged", 3) in found()


def test_a_damaged_head_file_is_noticed() -> None:
    write(3)
    content = paths.journal_head().read_bytes()
    paths.journal_head().write_bytes(content.replace(b"3 ", b"2 ", 1))
    assert found() == [("forged", 0)]


def test_old_entries_go_only_behind_a_sealed_checkpoint() -> None:
    write(5, at=NOW - timedelta(days=800))
    write(5)
    actions.publish_head(NOW)
    assert actions.prune(NOW - timedelta(days=730), NOW) == 5
    assert Entry.objects.order_by("sequence").values_list("sequence", flat=True).first() == 6
    assert found() == []
    write(2)
    assert found() == []
    assert actions.prune(NOW - timedelta(days=730), NOW) == 0
    behind_our_back("DELETE FROM journal_entry WHERE sequence = 6")
    assert found() == [("removed", 6)]


def test_the_chain_goes_on_when_everything_was_pruned() -> None:
    write(4, at=NOW - timedelta(days=800))
    assert actions.prune(NOW, NOW) == 4
    assert list(Entry.objects.values_list("sequence", "action")) == [(5, "prune")]
    assert found() == []


def test_pruning_never_hides_a_change() -> None:
    write(5, at=NOW - timedelta(days=800))
    behind_our_back("UPDATE journal_entry SET reason = 'x' WHERE sequence = 2")
    with pytest.raises(Refused, match="does not verify"):
        actions.prune(NOW, NOW)
    assert Entry.objects.count() == 5


def test_a_rotated_key_verifies_what_the_old_one_wrote(tmp_path: object, settings: Settings) -> None:
    write(1)
    copy = f"{tmp_path}/keys"
    shutil.copytree(settings.KEYS_DIR, copy)
    settings.KEYS_DIR = copy
    write(3)
    keys.rotate("journal")
    write(3)
    assert set(Entry.objects.values_list("key_version", flat=True)) == {1, 2}
    assert found() == []


def test_without_the_key_nothing_can_be_forged() -> None:
    write(5)
    entry = Entry.objects.get(sequence=5)
    entry.reason = "forged"
    forged = chain.hmac.new(b"guessed", b"x", "sha256").hexdigest()
    behind_our_back(f"UPDATE journal_entry SET reason = 'forged', hash = '{forged}' WHERE sequence = 5")
    assert found() == [("changed", 5)]


def test_the_database_itself_refuses_to_change_the_journal() -> None:
    write(3)
    actions.publish_head(NOW)
    attempts: list[Callable[[], object]] = [
        lambda: Entry.objects.filter(sequence=2).update(reason="x"),
        lambda: Entry.objects.filter(sequence=2).delete(),
        lambda: Entry.objects.all().delete(),
        lambda: PublishedHead.objects.update(sequence=1),
        lambda: PublishedHead.objects.all().delete(),
    ]
    for attempt in attempts:
        with pytest.raises(Exception, match="append-only"):
            attempt()
    assert Entry.objects.count() == 3
    assert found() == []


def test_the_command_says_in_one_line_how_it_stands(capsys: pytest.CaptureFixture[str]) -> None:
    write(3)
    assert commands.verify([]) == 0
    assert "The journal is whole: 3 entries, head 3." in capsys.readouterr().out
    behind_our_back("DELETE FROM journal_entry WHERE sequence = 2")
    assert commands.verify([]) == 1
    assert capsys.readouterr().out == "Entry 2 was removed.\n"


def test_a_head_is_published_once_a_day() -> None:
    assert actions.publish_head(NOW) is None
    write(3)
    first = actions.publish_head(NOW)
    write(3)
    assert actions.publish_head(NOW + timedelta(hours=2)) == first
    actions.publish_head(NOW + timedelta(days=1))
    assert [head.sequence for head in queries.published_heads()] == [6, 3]


def test_a_head_file_never_runs_backwards() -> None:
    fifth, seventh, eighth = (chain.Link(number, str(number) * 64) for number in (5, 7, 8))
    heads.remember(seventh, chain.START, lambda link: True)
    heads.remember(fifth, chain.START, lambda link: True)
    assert heads.known() == seventh
    heads.remember(eighth, fifth, lambda link: False)
    assert heads.known() == seventh
    heads.remember(eighth, seventh, lambda link: False)
    assert heads.known() == eighth
    heads.forget()
    assert heads.known() is None
