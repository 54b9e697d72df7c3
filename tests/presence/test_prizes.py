"""What a stop is worth: from what is unmet at a place, and from nothing else."""

import re
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from commonbeat.listening import actions as listening
from commonbeat.presence import prizes
from commonbeat.presence.prizes import Need, worth
from commonbeat.presence.queries import needs_of
from commonbeat.safety.errors import Refused
from tests.cast import AT

MONDAY = date(2026, 11, 30)
# Adding to this list means adding to docs/methods/presence.md, and saying there why it may move a plan.
MAY_GO_IN = {
    "place_id", "concern_days", "promise_days", "days_since_visit", "target_days", "unsafe_voices",
    "heard_share", "has_greeting", "pulse", "pulse_is_loud", "first_concern",
}  # fmt: skip
# Every column the plan's facts are read from, and no other.
MAY_BE_READ = {
    "listening_concern": {"id", "opened_at", "place_id", "team_id", "neighborhood_id", "about_officer_id", "kind"},
    "listening_step": {"concern_id", "number", "state"},
    "listening_answer": {"concern_id", "id"},
    "listening_reportback": {"concern_id", "id"},
    "listening_promise": {"id", "due_on", "team_id", "concern_id", "corrects_id"},
    "listening_promiseoutcome": {"id", "promise_id"},
    "listening_voice": {
        "id", "place_id", "neighborhood_id", "team_id", "about_officer_id", "is_held", "withdrawn_on", "heard_at",
        "feeling_said", "feeling_guessed", "topic",
    },
    "people_acquaintance": {"place_id", "team_id", "neighborhood_id", "ended_on", "expires_on"},
    "places_neighborhood": {"id", "population", "team_id", "is_current", "name"},
    "presence_visit": {"arrived_at", "is_delivered", "stop_id", "id"},
    "presence_stop": {"id", "place_id"},
    "presence_contact": {"place_id", "happened_at"},
}  # fmt: skip
OWN_MAP = {"places_place"}
NEVER = re.compile(
    r"arrest|ethnic|race\b|religio|national|crime|suspect|criminal|police_record", re.IGNORECASE
)
DOC = Path(__file__).resolve().parents[2] / "docs/methods/presence.md"


def some(**known: object) -> Need:
    return Need(place_id=uuid4(), **known)


def usual(need: Need) -> prizes.Worth:
    return worth(need, prizes.usual_weights())


def test_only_what_is_written_down_may_move_a_plan() -> None:
    assert {one.name for one in fields(Need)} == MAY_GO_IN
    page = DOC.read_text()
    assert all(f"`{name}`" in page for name in MAY_GO_IN), "docs/methods/presence.md lists every input"
    assert {weight.name for weight in prizes.WEIGHTS} == {
        "concern", "promise", "wait", "unsafe", "seldom_heard", "pulse", "greeting",
    }  # fmt: skip


def test_the_facts_of_a_plan_are_read_from_listed_columns_only(cast) -> None:
    concern = listening.join(
        voices=[_voice(cast, place=cast.cafe, feeling_said="afraid")], by=cast.cleo, at=AT, title="Dark"
    )
    listening.promise(concern=concern, words="A lamp", due_on=MONDAY, client_id=uuid4(), by=cast.cleo, at=AT)
    with CaptureQueriesContext(connection) as asked:
        needs_of(cast.team, [cast.row, cast.court], MONDAY, AT)
    read: dict[str, set[str]] = {}
    for query in asked.captured_queries:
        aliases = {alias: table for table, alias in re.findall(r'"(\w+)" ([A-Z]\d+)\b', query["sql"])}
        for table, column in re.findall(r'"?(\w+)"?\."(\w+)"', query["sql"]):
            read.setdefault(aliases.get(table, table), set()).add(column)
    for table in set(read) - OWN_MAP:
        assert read[table] <= MAY_BE_READ[table], f"{table}: {read[table] - MAY_BE_READ[table]}"


def test_nothing_that_plans_a_walk_knows_of_arrests_or_of_what_people_are() -> None:
    room = Path(prizes.__file__).parent
    for path in [*room.rglob("*.py")]:
        code = "\n".join(line for line in path.read_text().splitlines() if not line.strip().startswith("#"))
        assert not NEVER.search(code), path.name


def test_a_complaint_and_what_is_held_lead_nobody_anywhere(cast) -> None:
    before = dict(needs_of(cast.team, [cast.row], MONDAY, AT))
    complaint = _voice(cast, kind="complaint", about_officer=cast.ben, feeling_said="afraid", place=cast.cafe)
    _voice(cast, is_held=True, feeling_said="afraid", place=cast.cafe)
    listening.join(voices=[complaint], by=cast.noor, at=AT, title="About Ben")
    assert {need for _place, need in needs_of(cast.team, [cast.row], MONDAY, AT)} == set(before.values())


def test_reasons_are_words_the_weightiest_first() -> None:
    need = some(concern_days=(3, 12), days_since_visit=16, has_greeting=True)
    assert usual(need).words == (
        "2 concerns waiting · 16 days since a visit · somebody here asked for a hello"
    )
    assert usual(need).main == "concern"
    assert usual(some()).words == "nobody has been here yet"
    assert usual(some(promise_days=(-2,), days_since_visit=0)).words == "1 promise is late"
    assert "unsafe" in usual(some(unsafe_voices=3, days_since_visit=1)).words


def test_a_stop_says_how_it_will_be_on_its_day() -> None:
    need = prizes.later(some(days_since_visit=13, promise_days=(2,)), 3)
    assert usual(need).words == "1 promise is late · 16 days since a visit"


numbers = st.integers(min_value=0, max_value=400)
needs = st.builds(
    some,
    concern_days=st.lists(numbers, max_size=6).map(tuple),
    promise_days=st.lists(st.integers(-60, 14), max_size=4).map(tuple),
    days_since_visit=st.none() | numbers,
    target_days=st.integers(1, 60),
    unsafe_voices=st.integers(0, 50),
    heard_share=st.floats(0, 5),
    has_greeting=st.booleans(),
)


@given(needs)
def test_a_prize_is_always_a_number_above_zero(need: Need) -> None:
    assert 0 < usual(need).prize < 200


@given(needs, numbers)
def test_one_more_concern_never_makes_a_place_worth_less(need: Need, days: int) -> None:
    more = Need(**{**vars(need), "concern_days": (*need.concern_days, days)})
    assert usual(more).prize >= usual(need).prize


@given(needs, st.integers(1, 30))
def test_a_longer_wait_never_makes_a_place_worth_less(need: Need, days: int) -> None:
    assert usual(prizes.later(need, days)).prize >= usual(need).prize


@pytest.mark.parametrize(
    "given_weights",
    [{"concern": -1}, {"concern": 11}, {"concern": 2.5}, {"concern": float("nan")}, {"concern": True},
     {"arrests": 3}, dict.fromkeys(prizes.usual_weights(), 0)],
)  # fmt: skip
def test_a_weight_is_a_whole_number_of_a_known_name(given_weights: dict[str, object]) -> None:
    with pytest.raises(Refused):
        prizes.checked_weights(given_weights)


def test_a_neighborhood_heard_less_than_its_share_counts_for_more(cast) -> None:
    for _number in range(9):
        _voice(cast)
    _voice(cast, neighborhood=cast.court)
    shares = {need.heard_share for place, need in needs_of(cast.team, [cast.court], MONDAY, AT)}
    assert [*shares] == [pytest.approx(0.2)]
    assert usual(some(heard_share=0.2)).prize > usual(some(heard_share=1.8)).prize


def test_a_concern_counts_where_people_can_be_met_nearby(cast) -> None:
    cast.gate.latitude += 0.002
    cast.gate.is_meeting_place = False
    cast.gate.save()
    listening.join(
        voices=[_voice(cast, place=cast.gate)], by=cast.cleo, at=AT - timedelta(days=5), title="Lamp"
    )
    found = {place.slug: need for place, need in needs_of(cast.team, [cast.row], MONDAY, AT)}
    assert found["corner-cafe"].concern_days == (12,)
    assert "school-gate" not in found


def test_what_the_pulse_asks_for_is_planned_with_its_words(cast) -> None:
    before = {place.slug: need for place, need in needs_of(cast.team, [cast.row], MONDAY, AT)}
    _voice(cast, place=cast.cafe, at=AT - timedelta(days=2), topic="lighting")
    found = {place.slug: need for place, need in needs_of(cast.team, [cast.row], MONDAY, AT)}
    loud, silent = found["corner-cafe"], found["school-gate"]
    assert loud.pulse_is_loud
    assert "this week" in loud.pulse
    assert silent.pulse.startswith("Nobody told us")
    assert not silent.pulse_is_loud
    assert usual(loud).prize == usual(before["corner-cafe"]).prize + 1
    assert loud.pulse in usual(loud).words
    weights = prizes.usual_weights() | {"pulse": 0}
    assert loud.pulse not in worth(loud, weights).words


def _voice(cast, **more):
    given_words = {
        "team": cast.team, "neighborhood": cast.row, "client_id": uuid4(), "channel": "web", "kind": "worry",
        "words": "It is dark.", "at": AT - timedelta(days=5), **more,
    }  # fmt: skip
    return listening.hear(**given_words).voice
