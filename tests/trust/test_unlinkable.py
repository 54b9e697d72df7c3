"""Whoever holds the database, its log, a backup and the journal cannot join an answer to a code."""

import json
import random
import sqlite3
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.utils import timezone

from commonbeat.journal.models import Entry
from commonbeat.listening.models import Voice
from commonbeat.safety import lockboxes
from commonbeat.trust import actions, rules
from commonbeat.trust.actions import answers
from commonbeat.trust.models import Answer, Box, Invitation, Received, Remark, Wave
from tests.trust.asking import AFTER, OPEN_AT, answer, answer_all, make_wave

pytestmark = pytest.mark.django_db(transaction=True)
MARK = "The lamp at Mill Street, says the thirteenth"


@pytest.fixture(autouse=True)
def no_keys_of_an_earlier_test() -> None:
    for name in lockboxes.names():
        lockboxes.destroy(name)


def order_on_disk(table: str) -> list[str]:
    """The ids of a table in the order in which the database itself keeps the rows."""
    place = "rowid" if connection.vendor == "sqlite" else "ctid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table} ORDER BY {place}")
        return [str(row[0]).replace("-", "") for row in cursor.fetchall()]


def files_of_database() -> bytes:
    path = Path(connection.settings_dict["NAME"])
    return b"".join(one.read_bytes() for one in sorted(path.parent.glob(f"{path.name}*")) if one.is_file())


def test_nothing_leads_from_an_answer_to_a_code_or_back():
    near = {Answer, Invitation, Box, Received, Remark}
    for one in near:
        for field in one._meta.get_fields():
            assert not (field.is_relation and field.related_model in near), f"{one.__name__}.{field.name}"
        for field in one._meta.concrete_fields:
            is_time = isinstance(field, models.DateField | models.TimeField | models.AutoField)
            assert not is_time, f"{one.__name__}.{field.name} tells when"
            assert field.name not in {"order", "number", "sequence", "position"}


def test_seven_answers_wait_and_no_key_no_reading(cast):
    wave = make_wave(cast)
    answer_all(wave, 7, words=MARK)
    assert not Answer.objects.exists()
    assert not Voice.objects.exists()
    box = Box.objects.get()
    assert answers.count(box) == 7
    assert MARK.encode() not in bytes(box.sealed)
    lockboxes.destroy(box.lock_name)
    with pytest.raises(lockboxes.KeyGone):
        answers.let_out(box=fill(box), at=OPEN_AT)
    assert answers.open_box(box) == []


def fill(box: Box) -> Box:
    """As many sealed answers as make a box full."""
    one = bytes(box.sealed)[: answers.EACH]
    box.sealed = one * rules.FULL
    box.save()
    return box


def test_every_sealed_answer_is_as_long_as_any_other(cast):
    wave = make_wave(cast)
    dice = random.Random(1)
    sizes = []
    for words in ("", "x", "ä" * 1000, '"\\\n\u0001' * 250):
        before = len(bytes(Box.objects.values_list("sealed", flat=True).first() or b""))
        answer(wave.invitations.filter(is_used=False).first(), dice, words=words, skip=0.0)
        sizes.append(len(bytes(Box.objects.get().sealed)) - before)
    assert set(sizes) == {answers.EACH}


def test_no_row_is_made_and_no_entry_written_for_a_single_answer(cast):
    wave = make_wave(cast)
    answer_all(wave, 1)
    counts = {model: model.objects.count() for model in apps.get_app_config("trust").get_models()}
    entries = Entry.objects.count()
    answer_all(wave, 6, seed=1)
    assert counts == {model: model.objects.count() for model in apps.get_app_config("trust").get_models()}
    assert Entry.objects.count() == entries


def test_answers_come_out_by_eight_and_eight_stay_behind(cast):
    wave = make_wave(cast)
    answer_all(wave, 15)
    assert Answer.objects.count() == 0
    first = Box.objects.get().lock_name
    answer_all(wave, 1, seed=1)
    assert (Answer.objects.count(), answers.count(Box.objects.get())) == (8, 8)
    assert not lockboxes.is_there(first), "the key of what came out is destroyed"
    answer_all(wave, 8, seed=2)
    assert (Answer.objects.count(), answers.count(Box.objects.get())) == (16, 8)


def test_the_order_on_disk_tells_nothing_of_the_order_of_answering(cast):
    """Answers are told apart by a rare reply; the place of each in the table must not follow the order they came."""
    agreements = []
    for round_ in range(6):
        Wave.objects.all().delete()
        wave = make_wave(cast)
        dice = random.Random(round_)
        rows = list(wave.invitations.all()[:24])
        dice.shuffle(rows)
        for number, row in enumerate(rows):
            replies = {"safe_dark": number % 11, "safe_day": number // 11}
            actions.answer_invited(invitation=row, replies=replies, words="", language="en", at=OPEN_AT)
        actions.close_wave(wave=wave, by="system", at=AFTER)
        by_id = {str(one.pk).replace("-", ""): one.replies for one in Answer.objects.all()}
        came = [
            by_id[key]["safe_dark"] + 11 * by_id[key]["safe_day"] for key in order_on_disk("trust_answer")
        ]
        assert sorted(came) == list(range(24))
        agreements.append(sum(a < b for a, b in pairwise(came)) / 23)
    # By chance one of two neighbors comes first half of the time; the mean of 138 pairs lies within .17 of it.
    assert abs(sum(agreements) / len(agreements) - 0.5) < 0.17


def test_sealed_answers_lie_in_no_order(cast):
    wave = make_wave(cast)
    seen: list[bytes] = []
    places = []
    dice = random.Random(3)
    for row in wave.invitations.all()[:15]:
        answer(row, dice)
        now = answers._each(Box.objects.get())
        (new,) = set(now) - set(seen)
        places.append(now.index(new) / max(1, len(now) - 1))
        assert now == sorted(now)
        seen = now
    assert any(place < 1 for place in places[1:]), "a new one would always be the last"


def test_a_stolen_database_with_its_log_shows_no_reply_of_who_waits(cast):
    if connection.vendor != "sqlite":
        pytest.skip("the files of PostgreSQL are the server's own")
    wave = make_wave(cast)
    answer_all(wave, 15, words=MARK)
    stolen = files_of_database()
    assert MARK.encode() not in stolen
    assert b'"safe_dark"' not in stolen


def test_the_log_of_the_database_cannot_be_opened_after_the_answers_came_out(cast):
    """The log shows which sealed answer came with which code; all keys of then are gone."""
    wave = make_wave(cast)
    snapshots = []
    dice = random.Random(5)
    for row in wave.invitations.all()[:24]:
        answer(row, dice, words=MARK)
        snapshots += [(box.lock_name, bytes(box.sealed)) for box in Box.objects.all()]
    actions.close_wave(wave=wave, by="system", at=AFTER)
    assert Answer.objects.count() == 24
    for name, sealed in snapshots:
        with pytest.raises(lockboxes.KeyGone):
            lockboxes.take_out(name, [sealed[: answers.EACH]])
    assert lockboxes.names() == []


def test_two_backups_never_differ_by_fewer_than_eight_answers(cast):
    """A thief of every backup sees answers come by eight or more, out of sixteen or more codes."""
    wave = make_wave(cast, letters=60)
    dice = random.Random(8)
    before, used_before = 0, 0
    for row in wave.invitations.all()[:53]:
        answer(row, dice)
        after, used = Answer.objects.count(), wave.invitations.filter(is_used=True).count()
        assert after == before or after - before >= rules.TOGETHER
        assert used - after >= (rules.TOGETHER if after else 0), "some always stay behind to hide among"
        before, used_before = after, used
    assert used_before == 53
    actions.close_wave(wave=wave, by="system", at=AFTER)
    assert Answer.objects.count() == 53
    assert Answer.objects.count() - before >= rules.TOGETHER


def test_ids_of_answers_change_whenever_more_come(cast):
    wave = make_wave(cast)
    answer_all(wave, 16)
    first = set(Answer.objects.values_list("pk", flat=True))
    answer_all(wave, 8, seed=1)
    assert first.isdisjoint(Answer.objects.values_list("pk", flat=True))


def test_postgresql_writes_all_answers_of_a_place_in_one_transaction(cast):
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL notes the transaction beside a row")
    wave = make_wave(cast)
    answer_all(wave, 16)
    answer_all(wave, 8, seed=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT xmin::text FROM trust_answer")
        of_answers = {row[0] for row in cursor.fetchall()}
        cursor.execute("SELECT xmin::text FROM trust_invitation WHERE is_used")
        of_codes = {row[0] for row in cursor.fetchall()}
    assert len(of_answers) == 1
    assert of_answers.isdisjoint(of_codes), "the last code used would be tied to the answers that came out"


def test_the_journal_and_the_outbox_name_no_code_and_no_answer(cast):
    wave = make_wave(cast)
    answer_all(wave, 16, words=MARK)
    actions.close_wave(wave=wave, by="system", at=AFTER)
    ids = {str(pk) for pk in Answer.objects.values_list("pk", flat=True)}
    ids |= {str(row) for row in Remark.objects.values_list("pk", flat=True)}
    told = " ".join(f"{entry.object_id} {entry.reason}" for entry in Entry.objects.all())
    assert not any(one in told for one in ids)
    actions_told = set(Entry.objects.values_list("action", flat=True))
    assert "answer" not in actions_told


def test_words_become_voices_that_lead_to_no_reply(cast):
    wave = make_wave(cast)
    answer_all(wave, 16, words=MARK)
    voice = Voice.objects.first()
    assert voice.words == MARK
    assert voice.code_fingerprint is None
    assert Answer.objects.count() == 8
    remark = Remark.objects.first()
    held = {field.name for field in remark._meta.concrete_fields}
    assert held == {"id", "team", "wave", "voice", "felt_heard"}
    assert MARK not in json.dumps(list(Answer.objects.values_list("replies", flat=True)))


def test_after_closing_nobody_was_asked_by_the_name_of_a_door(cast):
    wave = make_wave(cast, is_open=True)
    answer_all(wave, 20)
    actions.close_wave(wave=wave, by="system", at=AFTER)
    assert not Invitation.objects.exists()
    assert not Box.objects.exists()
    assert not Received.objects.exists()
    assert Answer.objects.count() == 20


def test_ways_and_neighborhoods_do_not_narrow_it_down(cast):
    """Three at the door and twelve by letter become fifteen of either; five next door count only for the whole."""
    wave = make_wave(cast, areas=[cast.row, cast.court], letters=40, doors=20)
    answer_all(wave, 12, area=cast.row)
    answer_all(wave, 3, area=cast.row, mode="door")
    answer_all(wave, 5, area=cast.court)
    actions.close_wave(wave=wave, by="system", at=AFTER)
    assert Answer.objects.count() == 15
    assert set(Answer.objects.values_list("neighborhood", "mode")) == {(cast.row.pk, "")}


def test_small_rests_of_several_neighborhoods_join(cast):
    wave = make_wave(cast, areas=[cast.row, cast.court])
    answer_all(wave, 4, area=cast.row)
    answer_all(wave, 4, area=cast.court)
    actions.close_wave(wave=wave, by="system", at=AFTER)
    assert set(Answer.objects.values_list("neighborhood", "mode")) == {(None, "")}
    assert Answer.objects.count() == 8


def test_fewer_than_eight_are_never_opened(cast):
    wave = make_wave(cast)
    answer_all(wave, 7, words=MARK)
    actions.close_wave(wave=wave, by="system", at=AFTER)
    assert not Answer.objects.exists()
    assert not Voice.objects.exists()
    assert lockboxes.names() == []
    with pytest.raises(AssertionError):
        answers.store(wave, cast.row, "letter", ["{}"] * 7, AFTER)


def test_an_answer_that_is_rolled_back_leaves_nothing(cast):
    wave = make_wave(cast)
    row = wave.invitations.first()

    class Crash(Exception):
        pass

    def cut_short() -> None:
        with transaction.atomic():
            answer(row, random.Random(0))
            raise Crash

    with pytest.raises(Crash):
        cut_short()
    row.refresh_from_db()
    assert not row.is_used
    assert not Box.objects.exists()
    assert answer(row, random.Random(0))


def test_the_key_of_a_box_is_in_no_copy_of_the_keys(cast, tmp_path):
    from commonbeat.safety.commands import keys

    wave = make_wave(cast)
    answer_all(wave, 1)
    assert lockboxes.names() == [Box.objects.get().lock_name]
    keys(["backup", str(tmp_path / "keys")])
    assert not list((tmp_path / "keys").glob("*.box"))


def test_keys_of_boxes_that_were_never_kept_are_swept(cast):
    wave = make_wave(cast)
    answer_all(wave, 1)
    kept, left = Box.objects.get().lock_name, lockboxes.make().name
    assert answers.sweep_keys(at=timezone.now()) == 0, "it may belong to a box that is just being made"
    assert answers.sweep_keys(at=timezone.now() + timedelta(hours=2)) == 1
    assert lockboxes.names() == [kept]
    assert not lockboxes.is_there(left)


def test_the_attacker_of_these_tests_would_see_an_order():
    """The check itself: a table filled as people answer does give the order away."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE answer (id TEXT PRIMARY KEY, said INTEGER)")
    for said in range(24):
        base.execute("INSERT INTO answer VALUES (?, ?)", (f"{random.getrandbits(64):x}", said))
    came = [row[0] for row in base.execute("SELECT said FROM answer ORDER BY rowid")]
    assert sum(a < b for a, b in pairwise(came)) / 23 == 1.0
