"""What must be told is written once, with the thing it tells about."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from commonbeat.journal.models import Entry
from commonbeat.post import actions, tasks, worker
from commonbeat.post.models import Delivery, KeptMail
from commonbeat.safety.errors import Refused
from tests.post.conftest import NOW, TEAM

pytestmark = pytest.mark.django_db
Queue = Callable[..., None]
HOUR = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_the_same_thing_is_queued_once(queue: Queue) -> None:
    queue()
    queue(subject="Other words", body_text="Other words")
    assert [one.subject for one in Delivery.objects.all()] == ["News from your neighborhood"]


def test_nothing_finer_than_the_hour_is_kept(queue: Queue) -> None:
    queue()
    queue("desk", None)
    for delivery in Delivery.objects.all():
        assert delivery.queued_at == delivery.next_try_at == HOUR
    assert DBTaskResult.objects.get().enqueued_at == HOUR


def test_the_address_is_unreadable_in_the_table(queue: Queue) -> None:
    queue()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM post_delivery")
        assert "amara" not in str(cursor.fetchall())
    assert Delivery.objects.get().address == "amara@example.org"


def test_without_a_recipient_it_is_a_note_on_the_desk_and_wakes_nobody(queue: Queue) -> None:
    queue(recipient=None)
    assert Delivery.objects.for_desk().count() == 1
    assert not Delivery.objects.waiting().exists()
    assert not DBTaskResult.objects.exists()


def test_a_write_that_failed_tells_nobody(queue: Queue) -> None:
    with transaction.atomic():
        queue()
        transaction.set_rollback(True)
    assert not Delivery.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_a_real_mistake_is_not_swallowed_as_a_duplicate(queue: Queue) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        queue(kind=None)


@pytest.mark.parametrize("bad", [{"subject": "a\nBcc: b@c.example"}, {"recipient": "a@b.example\r\nX: y"},
                                 {"headers": {"List-Id": "a\nb"}}])  # fmt: skip
def test_no_header_can_be_smuggled_in(queue: Queue, bad: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="one line"):
        queue(**bad)


def test_many_mails_ring_the_bell_once(queue: Queue) -> None:
    for number in range(5):
        queue(f"mail {number}")
    assert DBTaskResult.objects.count() == 1


def test_a_note_is_for_the_duty_it_names(cast: SimpleNamespace, queue: Queue) -> None:
    queue("all", None, team=cast.team)
    queue("complaint", None, team=cast.team, audience="confidant")
    seen = {
        name: set(Delivery.objects.visible_to(getattr(cast, name)).values_list("dedupe", flat=True))
        for name in ("ben", "cleo", "noor", "dot", "ada", "ivo")
    }
    assert seen == {
        "ben": set(), "cleo": {"all"}, "noor": {"complaint"}, "dot": set(), "ada": set(), "ivo": set(),
    }  # fmt: skip
    about = Delivery.objects.about_any("updates.Digest", [1])
    assert about.count() == 2
    assert not Delivery.objects.about_any("updates.Digest", [2]).exists()


def test_a_note_is_put_away_once(cast: SimpleNamespace, queue: Queue) -> None:
    queue(recipient=None, team=cast.team)
    note = Delivery.objects.get()
    actions.put_away(delivery=note, actor=cast.cleo, at=NOW)
    actions.put_away(delivery=note, actor=cast.cleo, at=NOW)
    assert not Delivery.objects.for_desk().exists()
    assert Entry.objects.filter(action="put_away", actor_id=cast.cleo.pk).count() == 1


def test_only_mail_we_gave_up_on_can_be_tried_again(cast: SimpleNamespace, queue: Queue) -> None:
    queue(team=cast.team)
    mail = Delivery.objects.get()
    with pytest.raises(Refused, match="load the page again"):
        actions.retry(delivery=mail, actor=cast.cleo, at=NOW)
    Delivery.objects.update(dead_at=NOW, tries=8)
    actions.retry(delivery=mail, actor=cast.cleo, at=NOW)
    mail.refresh_from_db()
    assert (mail.dead_at, mail.tries) == (None, 0)


def test_what_is_over_is_swept(queue: Queue) -> None:
    for name in ("fresh", "sent", "dead", "waiting"):
        queue(name)
    long_ago = NOW - timedelta(days=91)
    Delivery.objects.filter(dedupe="sent").update(sent_at=long_ago)
    Delivery.objects.filter(dedupe="dead").update(dead_at=long_ago)
    Delivery.objects.filter(dedupe="fresh").update(sent_at=NOW)
    assert actions.sweep(NOW) == 2
    assert set(Delivery.objects.values_list("dedupe", flat=True)) == {"fresh", "waiting"}


@pytest.mark.django_db(transaction=True)
def test_the_worker_sends_and_leaves_no_trace_of_when(queue: Queue, settings: object) -> None:
    settings.MAIL_IS_KEPT = True  # type: ignore[attr-defined]
    queue(at=timezone.now())
    worker.run(once=True)
    assert not DBTaskResult.objects.exists()
    kept = KeptMail.objects.of_team(TEAM).get()
    assert (kept.address, kept.body_text, kept.kept_at.minute) == (
        "amara@example.org",
        "The light is back.",
        0,
    )
    assert Delivery.objects.get().sent_at is not None


@pytest.mark.reliability
@pytest.mark.django_db(transaction=True)
def test_parallel_queuing_of_one_thing_makes_one_row(queue: Queue) -> None:
    ready = threading.Barrier(8)
    failed: list[Exception] = []

    def add() -> None:
        ready.wait()
        try:
            for number in range(6):
                with transaction.atomic():
                    queue(f"thing {number}")
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert Delivery.objects.count() == 6
    assert tasks.send_deliveries.module_path == "commonbeat.post.tasks.send_deliveries"
