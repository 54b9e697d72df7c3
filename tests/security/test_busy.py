"""A database that another process holds: 503 with Retry-After on every face, nothing saved, and then it works."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client

from commonbeat.faces.public.draft import Draft
from commonbeat.listening.models import Voice
from commonbeat.openness.models import Question
from commonbeat.presence.models import Contact
from tests.signin import sign_in

SHORT_WAIT = {"sqlite": "PRAGMA busy_timeout=100", "postgresql": "SET lock_timeout='100ms'"}
USUAL_WAIT = {"sqlite": "PRAGMA busy_timeout=20000", "postgresql": "SET lock_timeout=0"}


@contextmanager
def held_by_another() -> Iterator[None]:
    """Another process writes and does not end."""
    with connection.cursor() as cursor:
        cursor.execute(SHORT_WAIT[connection.vendor])
    other = connection.copy()
    if connection.vendor == "sqlite":
        link = sqlite3.connect(str(connection.settings_dict["NAME"]), isolation_level=None)
        link.execute("BEGIN IMMEDIATE")
    else:
        other.ensure_connection()
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("LOCK TABLE journal_entry, listening_voice, safety_ratecount IN EXCLUSIVE MODE")
    try:
        yield
    finally:
        if connection.vendor == "sqlite":
            link.execute("ROLLBACK")
            link.close()
        else:
            other.rollback()
            other.close()
        with connection.cursor() as cursor:
            cursor.execute(USUAL_WAIT[connection.vendor])


@pytest.mark.django_db(transaction=True)
def test_a_locked_database_is_told_in_a_sentence_and_loses_nothing(cast: SimpleNamespace) -> None:
    visitor, ben = Client(), sign_in(Client(), cast.ben)
    draft = Draft.new()
    draft.answers.update({"kind": "worry", "words": "Said while it was busy.", "way": "anonymous"})
    sent = {
        "/n/harbor-row/say/": {"draft": draft.sealed(), "step": "check", "go": "send", "website": ""},
        "/n/harbor-row/ask/": {"client_id": str(draft.client_id), "words": "Are you there?"},
    }
    log = {"client_id": str(draft.client_id), "place": str(cast.cafe.pk), "what": "", "words": ""}
    with held_by_another():
        answers = [visitor.post(path, form) for path, form in sent.items()]
        answers.append(ben.post("/officer/log/", log))
        for answer in answers:
            assert answer.status_code == 503, answer.content.decode()[:500]
            assert int(answer["Retry-After"]) > 0
            assert answer["Cache-Control"] == "no-store, private"
        assert visitor.get("/n/harbor-row/").status_code == 200
    assert (Voice.objects.count(), Question.objects.count(), Contact.objects.count()) == (0, 0, 0)
    assert [visitor.post(path, form).status_code for path, form in sent.items()] == [201, 201]
    assert ben.post("/officer/log/", log).status_code == 302
    assert (Voice.objects.count(), Question.objects.count(), Contact.objects.count()) == (1, 1, 1)
