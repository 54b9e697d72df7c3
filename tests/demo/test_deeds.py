"""The journal of a whole town reads in words."""

import pytest

from commonbeat.demo.town import Town
from commonbeat.faces.desk import deeds
from commonbeat.journal.models import Entry

pytestmark = pytest.mark.django_db


def test_every_deed_and_object_of_the_journal_has_words(town: Town) -> None:
    rows = list(Entry.objects.values_list("action", "object_type").distinct())
    assert {action for action, _type in rows} <= deeds.DEEDS.keys()
    assert {name.split(".")[-1].lower() for _action, name in rows} <= deeds.OBJECTS.keys()


def test_a_name_without_words_stays_readable() -> None:
    assert deeds.deed("do something new") == "do something new"
    assert deeds.thing("listening.Voice") == "voice"
