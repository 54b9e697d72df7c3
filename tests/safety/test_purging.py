"""What was deleted is gone from the bytes of the data folder."""

import uuid
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection

from commonbeat.post import actions
from commonbeat.post.models import Delivery
from commonbeat.safety import paths, purging

CANARY = b"CanaryWordsThatWereDeleted"


def bytes_of_the_database() -> bytes:
    name = Path(str(connection.settings_dict["NAME"]))
    return b"".join(path.read_bytes() for path in name.parent.glob(f"{name.name}*"))


@pytest.mark.django_db(transaction=True)
def test_deleted_words_are_gone_from_the_files() -> None:
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    for number in range(50):
        actions.queue(
            team=uuid.uuid4(), kind="x", subject=CANARY.decode() * 6, body_text="x" * 900, about=("x", 1),
            dedupe=str(number), at=now,
        )  # fmt: skip
    if connection.vendor == "sqlite":
        assert CANARY in bytes_of_the_database()
    Delivery.objects.all().delete()
    purging.scrub_database()
    if connection.vendor == "sqlite":
        assert CANARY not in bytes_of_the_database()
        assert purging.checkpoint()


def test_every_folder_lies_in_the_data_folder() -> None:
    for path in (
        paths.attachments(),
        paths.waiting(),
        paths.journal_head(),
        paths.known_keys(),
        paths.keys(),
    ):
        assert path.is_relative_to(paths.data())
