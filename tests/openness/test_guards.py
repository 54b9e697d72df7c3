"""The triggers behind published pairs survive migrations and stand in nobody's way."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection

from commonbeat.listening.models import Action
from commonbeat.openness import guards
from commonbeat.openness.models import YouSaidWeDid
from tests.openness.loop import acted


def names():
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {name for (name,) in cursor.fetchall()} & set(guards.NAMES)


@pytest.mark.django_db(transaction=True)
def test_a_table_the_triggers_name_can_be_rebuilt_by_a_migration(cast, at):
    guards.before_migrating(using="default")
    assert names() == set()
    if connection.vendor == "sqlite":
        with connection.schema_editor() as editor:
            editor._remake_table(Action)
    call_command("migrate", verbosity=0)
    assert names() == set(guards.NAMES)
    told, other = acted(cast, at), acted(cast, at, words="Broken glass in the park again")
    with pytest.raises(IntegrityError):
        YouSaidWeDid.objects.create(
            team=cast.team, neighborhood=cast.row, concern=told.concern, action=other.action,
            report_back=told.report_back, said="Dark", did="Light", written_at=at, published_at=at,
        )  # fmt: skip


@pytest.mark.django_db
def test_putting_the_triggers_in_place_twice_changes_nothing():
    guards.install(connection)
    guards.install(connection)
    assert names() == set(guards.NAMES)
