"""Many write at once; the chain stays one chain."""

import threading
import uuid
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from commonbeat.journal import actions, queries
from commonbeat.journal.models import Entry

NOW = datetime(2026, 11, 23, 9, 41, tzinfo=UTC)


@pytest.mark.reliability
@pytest.mark.django_db(transaction=True)
def test_parallel_writers_make_one_chain() -> None:
    ready = threading.Barrier(8)
    failed: list[Exception] = []

    def write() -> None:
        ready.wait()
        try:
            for number in range(12):
                with transaction.atomic():
                    actions.enter(
                        team=uuid.uuid4(),
                        actor="system",
                        action="hear",
                        object_type="x",
                        object_id=number,
                        at=NOW,
                    )
                    if number % 4 == 3:
                        transaction.set_rollback(True)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert list(Entry.objects.order_by("sequence").values_list("sequence", flat=True)) == list(range(1, 73))
    assert queries.verify(needs_witness=True) == []
