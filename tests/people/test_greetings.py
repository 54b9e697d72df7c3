"""Being greeted by name: only when asked for, only by officers there, seen, changed, ended, forgotten."""

import uuid
from datetime import timedelta

import pytest

from commonbeat.journal.models import Entry
from commonbeat.people import actions, queries
from commonbeat.people.models import Acquaintance
from commonbeat.safety.errors import Conflict, Refused

pytestmark = pytest.mark.django_db


def ask(cast, at, client_id=None, **changed):
    given = {
        "team": cast.team, "neighborhood": cast.row, "client_id": client_id or uuid.uuid4(),
        "call_me": "Amara", "say_it": "ah-MAR-ah", "know": "I walk slowly", "months": 6,
        "has_consented": True, "place": cast.cafe,
    }  # fmt: skip
    return actions.ask_to_be_greeted(at=at, **{**given, **changed})


def test_asking_keeps_what_was_agreed_to_and_gives_a_code(cast, at):
    kept, code = ask(cast, at)
    assert "Harbor Team" in kept.consent_words
    assert (kept.expires_on - kept.consented_on).days == 182
    assert queries.greeting_by_code(team=cast.team, code=code.lower(), at=at) == kept


def test_without_consent_nothing_is_kept(cast, at):
    with pytest.raises(Refused):
        ask(cast, at, has_consented=False)
    assert not Acquaintance.objects.exists()


@pytest.mark.parametrize("months", [0, 13, -1])
def test_nobody_is_kept_longer_than_a_year(cast, at, months):
    with pytest.raises(Refused):
        ask(cast, at, months=months)


def test_same_form_twice_counts_once_and_shows_the_same_code(cast, at):
    client_id = uuid.uuid4()
    first, code = ask(cast, at, client_id)
    again, same = ask(cast, at + timedelta(hours=2), client_id)
    assert (first, code) == (again, same)
    with pytest.raises(Conflict):
        ask(cast, at, client_id, call_me="Somebody else")
    assert str(client_id) not in str(Acquaintance.objects.values().get())


def test_only_officers_of_that_neighborhood_read_it(cast, at):
    ask(cast, at)
    assert [
        person.call_me for person in actions.greet_list(staff=cast.ben, place_id=cast.cafe.pk, at=at)
    ] == ["Amara"]
    for other in (cast.cleo, cast.dot, cast.noor, cast.mo, cast.ivo, cast.ada):
        assert actions.greet_list(staff=other, place_id=cast.cafe.pk, at=at) == []
        assert queries.greeting_places(other, at) == []


def test_places_tell_how_many_and_no_name(cast, at):
    ask(cast, at)
    ask(cast, at, place=None)
    rows = queries.greeting_places(cast.ben, at)
    assert [(row.name, row.count) for row in rows] == [("Corner café", 1), ("Anywhere", 1)]
    assert not Entry.objects.filter(action="read greeting").exists()


def test_each_reading_is_shown_to_the_person_once_a_day(cast, at):
    kept, _code = ask(cast, at)
    for _twice in range(2):
        actions.greet_list(staff=cast.ben, place_id=cast.cafe.pk, at=at)
    actions.greet_list(staff=cast.ben, place_id=cast.cafe.pk, at=at + timedelta(days=1))
    assert [(reading.who, str(reading.on)) for reading in queries.readings(kept)] == [
        ("Ben", "2026-11-24"), ("Ben", "2026-11-23"),
    ]  # fmt: skip
    assert Entry.objects.filter(action="read greeting", object_id=str(kept.pk)).count() == 2


def test_person_changes_what_officers_read(cast, at):
    kept, _code = ask(cast, at)
    actions.change_greeting(acquaintance=kept, call_me="Ama", say_it="", know="", place=None, at=at)
    assert [person.call_me for person in actions.greet_list(staff=cast.ben, place_id=None, at=at)] == ["Ama"]


def test_ending_erases_at_once_and_a_resend_does_not_bring_it_back(cast, at):
    client_id = uuid.uuid4()
    kept, code = ask(cast, at, client_id)
    actions.greet_list(staff=cast.ben, place_id=cast.cafe.pk, at=at)
    actions.end_greeting(acquaintance=kept, at=at)
    actions.end_greeting(acquaintance=kept, at=at)
    assert queries.greeting_by_code(team=cast.team, code=code, at=at) is None
    row = str(Acquaintance.objects.values().get())
    assert "Amara" not in row
    assert "slowly" not in row
    assert not kept.reads.exists()
    with pytest.raises(Refused):
        ask(cast, at, client_id)
    actions.forget_greetings(at=at + timedelta(days=2))
    assert not Acquaintance.objects.exists()


def test_it_ends_by_itself_and_is_erased(cast, at):
    kept, code = ask(cast, at, months=1)
    later = at + timedelta(days=31)
    assert queries.greeting_by_code(team=cast.team, code=code, at=later) is None
    assert actions.greet_list(staff=cast.ben, place_id=cast.cafe.pk, at=later) == []
    with pytest.raises(Refused):
        actions.change_greeting(acquaintance=kept, call_me="A", say_it="", know="", place=None, at=later)
    assert actions.forget_greetings(at=later) == 1
    assert actions.forget_greetings(at=later) == 0
    assert "Amara" not in str(Acquaintance.objects.values().get())


def test_agreeing_anew_counts_from_that_day(cast, at):
    kept, _code = ask(cast, at, months=1)
    with pytest.raises(Refused):
        actions.renew_greeting(acquaintance=kept, months=12, has_consented=False, at=at)
    later = at + timedelta(days=20)
    renewed = actions.renew_greeting(acquaintance=kept, months=12, has_consented=True, at=later)
    assert (renewed.expires_on - later.date()).days == 365


def test_wrong_ended_and_impossible_codes_get_one_answer(cast, at):
    kept, code = ask(cast, at)
    actions.end_greeting(acquaintance=kept, at=at)
    found = {
        queries.greeting_by_code(team=cast.team, code=text, at=at) for text in (code, "x", "", "A" * 300)
    }
    assert found == {None}


def test_place_of_another_neighborhood_is_refused(cast, at):
    with pytest.raises(Refused):
        ask(cast, at, place=cast.yard)


def test_there_is_no_search_by_name_and_no_export():
    import inspect

    from commonbeat.people import queries as module

    for name, function in inspect.getmembers(module, inspect.isfunction):
        if function.__module__ == module.__name__ and "greeting" in name:
            assert not {"name", "call_me", "text", "query"} & set(inspect.signature(function).parameters)


def test_greet_list_costs_a_fixed_number_of_queries(cast, at, django_assert_max_num_queries):
    for _person in range(5):
        ask(cast, at)
    actions.greet_list(staff=cast.ben, place_id=cast.cafe.pk, at=at)
    with django_assert_max_num_queries(6):
        actions.greet_list(staff=cast.ben, place_id=cast.cafe.pk, at=at)
