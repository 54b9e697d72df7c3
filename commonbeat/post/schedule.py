"""What comes round is done once in its period, by whichever worker comes first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from django.db import transaction

from commonbeat.post.models import RoundRecord

LEASE = timedelta(minutes=15)
AFTER_FAILURE = timedelta(minutes=1)


class Work(Protocol):
    def __call__(self, *, at: datetime) -> object: ...


def once(name: str, every: timedelta, work: Work) -> Callable[..., bool]:
    """`work` as a function of `at=` that does it at most once in each period of length `every`.

    It answers whether this call did it. A process that dies in the middle leaves the work to another
    one after a quarter of an hour, and an error to the next minute, so the work must be able to begin
    again.
    """

    def made(*, at: datetime) -> bool:
        slot = int(at.timestamp() // every.total_seconds())
        if not _claim(name, slot, at):
            return False
        record = RoundRecord.objects.filter(name=name)
        try:
            work(at=at)
        except Exception:
            record.update(leased_until=at + AFTER_FAILURE)
            raise
        record.update(slot=slot, leased_until=None)
        return True

    return made


def _claim(name: str, slot: int, at: datetime) -> bool:
    record = RoundRecord.objects.filter(name=name).first()
    if record and not _is_open(record, slot, at):
        return False
    with transaction.atomic():
        RoundRecord.objects.bulk_create([RoundRecord(name=name)], ignore_conflicts=True)
        record = RoundRecord.objects.select_for_update().get(name=name)
        if not _is_open(record, slot, at):
            return False
        record.leased_until = at + LEASE
        record.save(update_fields=["leased_until"])
    return True


def _is_open(record: RoundRecord, slot: int, at: datetime) -> bool:
    return record.slot < slot and (record.leased_until is None or record.leased_until <= at)
