"""What an entry says, who may read it, and what it tells the person."""

import uuid
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.db import transaction

from commonbeat.journal import actions, queries
from commonbeat.journal.models import Entry
from commonbeat.safety import paths
from commonbeat.safety.errors import Refused

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, 41, 17, tzinfo=UTC)


def enter(team: object, actor: object = "resident", action: str = "hear", **more: object) -> Entry:
    return actions.enter(
        **{
            "team": team,
            "actor": actor,
            "action": action,
            "object_type": "x",
            "object_id": 1,
            "at": NOW,
            **more,
        }
    )


def test_an_entry_names_staff_by_id_and_residents_not_at_all(cast: SimpleNamespace) -> None:
    by_ben = enter(cast.team, cast.ben, "promise")
    assert (by_ben.actor_kind, by_ben.actor_id, by_ben.team_id) == ("staff", cast.ben.pk, cast.team.pk)
    by_amara = enter(cast.team.pk)
    assert (by_amara.actor_kind, by_amara.actor_id) == ("resident", None)
    assert enter(None, "system").team_id is None


def test_nothing_finer_than_the_hour_is_kept(cast: SimpleNamespace) -> None:
    assert enter(cast.team).at == datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_a_reason_is_short(cast: SimpleNamespace) -> None:
    with pytest.raises(Refused, match="200 characters"):
        enter(cast.team, reason="x" * 201)


def test_only_auditors_of_the_team_read_the_journal(cast: SimpleNamespace) -> None:
    enter(cast.team)
    enter(uuid.uuid4())
    assert Entry.objects.visible_to(cast.ivo).count() == 1
    for staff in (cast.ben, cast.cleo, cast.noor, cast.mo, cast.ada, cast.dot):
        assert not Entry.objects.visible_to(staff).exists()


def test_the_version_grows_with_every_write_of_the_team_alone(
    cast: SimpleNamespace, django_assert_num_queries: object
) -> None:
    assert queries.version(cast.team) == 0
    enter(cast.team)
    before = queries.version(cast.team)
    enter(uuid.uuid4())
    assert queries.version(cast.team) == before
    enter(cast.team)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert queries.version(cast.team) > before


def test_a_quiet_entry_does_not_show_in_the_version(cast: SimpleNamespace) -> None:
    enter(cast.team)
    before = queries.version(cast.team)
    enter(cast.team, is_quiet=True)
    assert queries.version(cast.team) == before


def test_a_person_sees_who_looked_and_why(cast: SimpleNamespace) -> None:
    mine, other = uuid.uuid4(), uuid.uuid4()
    enter(cast.team, "resident", "hear", object_id=mine)
    enter(cast.team, cast.noor, "open_contact", object_id=mine, reason="to arrange a visit")
    enter(cast.team, cast.ben, "read", object_id=mine)
    enter(cast.team, cast.ben, "read", object_id=other)
    enter(cast.team, cast.ben, "reopen", object_id=mine)
    looks = queries.looked_at(mine)
    assert [(look.actor_id, look.action) for look in looks] == [
        (cast.ben.pk, "read"),
        (cast.noor.pk, "open_contact"),
    ]
    assert looks[1].reason == "to arrange a visit"


@pytest.mark.django_db(transaction=True)
def test_a_write_that_failed_leaves_no_entry_and_no_head(team: object) -> None:
    with transaction.atomic():
        enter(team)
        transaction.set_rollback(True)
    assert not Entry.objects.exists()
    assert not paths.journal_head().exists()


def test_one_entry_costs_two_statements(cast: SimpleNamespace, django_assert_max_num_queries: object) -> None:
    enter(cast.team)
    with django_assert_max_num_queries(3):  # type: ignore[operator]
        enter(cast.team)
