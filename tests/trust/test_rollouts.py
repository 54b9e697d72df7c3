"""A rollout is fixed before the first visit, cannot be changed afterwards, and is never a naive before and after."""

from datetime import date, timedelta

import numpy as np
import pytest
from django.db import DatabaseError, transaction

from commonbeat.journal.models import Entry
from commonbeat.safety.errors import Refused
from commonbeat.trust import actions, queries
from commonbeat.trust.actions.rollouts import fingerprint
from commonbeat.trust.models import Rollout, RolloutArea
from commonbeat.trust.panels import add_months, month_of
from tests.cast import AT, make_neighborhood
from tests.trust.asking import boss

pytestmark = pytest.mark.django_db
FIRST = date(2027, 2, 1)


@pytest.fixture
def areas(cast):
    return [make_neighborhood(cast.team, f"Ward {n}", f"ward-{n}", 25.0 + n / 50) for n in range(8)]


def plan(cast, areas, **more) -> Rollout:
    given = {
        "neighborhoods": areas,
        "title": "New foot beat",
        "hypothesis": "Fewer calls about noise.",
        "outcome": "given",
        "outcome_words": "calls about noise a month",
        "is_less_better": True,
        "first_on": FIRST,
        "months_apart": 1,
        "areas_at_once": 2,
        "by": boss(cast),
        "at": AT,
        "seed": 11,
    }
    return actions.plan_rollout(**given | more)


def months(rollout: Rollout, first: date, many: int, *, drop: float = 0.0, seed: int = 0) -> bytes:
    """Counts around thirty; from its start on so much less."""
    dice = np.random.default_rng(seed)
    lines = ["area,month,value"]
    for row in rollout.areas.select_related("neighborhood"):
        for number in range(many):
            month = add_months(first, number)
            is_on = row.starts_on is not None and month >= row.starts_on
            lines.append(
                f"{row.neighborhood.slug},{month:%Y-%m},{dice.poisson(30 * (1 - drop if is_on else 1))}"
            )
    return "\n".join(lines).encode()


def frozen(cast, areas, **more) -> Rollout:
    rollout = plan(cast, areas, **more)
    actions.hand_in_months(
        rollout=rollout, content=months(rollout, date(2025, 11, 1), 12), by=boss(cast), at=AT
    )
    return actions.freeze_rollout(rollout=Rollout.objects.get(), by=boss(cast), at=AT)


def test_chance_draws_the_order_and_the_same_seed_draws_it_again(cast, areas):
    first, again = plan(cast, areas), plan(cast, list(reversed(areas)))
    other = plan(cast, areas, seed=12)
    orders = [
        list(one.areas.order_by("position").values_list("neighborhood", flat=True))
        for one in (first, again, other)
    ]
    assert orders[0] == orders[1] != orders[2]
    starts = list(first.areas.order_by("position").values_list("starts_on", flat=True))
    assert starts == [add_months(FIRST, place // 2) for place in range(8)]


def test_what_it_could_show_is_known_before_it_is_frozen(cast, areas):
    rollout = plan(cast, areas)
    with pytest.raises(Refused, match="three earlier months"):
        actions.freeze_rollout(rollout=rollout, by=boss(cast), at=AT)
    actions.hand_in_months(
        rollout=rollout, content=months(rollout, date(2025, 11, 1), 12), by=boss(cast), at=AT
    )
    rollout.refresh_from_db()
    chances = [chance for _change, chance in rollout.power["chances"]]
    assert chances == sorted(chances)
    assert "With 8 neighborhoods and" in queries.power_sentences(rollout)[0]


def test_the_hash_of_everything_stands_in_the_journal(cast, areas):
    rollout = frozen(cast, areas)
    entry = Entry.objects.get(action="freeze rollout")
    assert entry.reason == f"sha256 {rollout.fingerprint}"
    assert fingerprint(Rollout.objects.get()) == rollout.fingerprint
    assert rollout.frozen_on < rollout.first_on


@pytest.mark.parametrize(
    "change", [{"hypothesis": "More."}, {"outcome": "seen"}, {"seed": 3}, {"frozen_on": None}]
)
def test_the_database_refuses_to_change_what_is_frozen(cast, areas, change):
    rollout = frozen(cast, areas)
    with pytest.raises(DatabaseError, match="not changed any more"), transaction.atomic():
        Rollout.objects.filter(pk=rollout.pk).update(**change)
    row = rollout.areas.first()
    with pytest.raises(DatabaseError, match="not changed any more"), transaction.atomic():
        RolloutArea.objects.filter(pk=row.pk).update(position=99)


def test_it_cannot_be_frozen_once_it_has_begun(cast, areas):
    rollout = plan(cast, areas)
    with pytest.raises(Refused, match="still to come"):
        actions.freeze_rollout(rollout=rollout, by=boss(cast), at=AT + timedelta(days=90))
    with pytest.raises(Refused, match="still to come"):
        plan(cast, areas, first_on=AT.date())


def read(cast, rollout: Rollout, drop: float) -> queries.Reading:
    content = months(rollout, month_of(AT.date()), 16, drop=drop, seed=5)
    actions.hand_in_months(rollout=rollout, content=content, by=boss(cast), at=AT)
    return queries.reading(rollout, AT + timedelta(days=500))


def test_a_real_drop_is_read_as_one(cast, areas):
    found = read(cast, frozen(cast, areas), drop=0.6)
    assert found.verdict == "clear_decrease"
    assert "Clearly less where it began" in found.sentence


def test_no_effect_is_a_result_and_says_what_could_have_been_seen(cast, areas):
    found = read(cast, frozen(cast, areas), drop=0.0)
    assert found.verdict == "no_clear_effect"
    assert "we could have seen" in found.sentence


def test_before_it_begins_nothing_is_read_into_it(cast, areas):
    found = queries.reading(frozen(cast, areas), AT)
    assert found.effect is None
    assert found.verdict == "too_little_data"


def test_neighbors_are_watched_and_never_treated(cast, areas):
    beside = make_neighborhood(cast.team, "Beside", "beside", 25.149)
    rollout = plan(cast, areas)
    row = rollout.areas.get(neighborhood=beside)
    assert row.is_ring
    assert row.starts_on is None
    assert not rollout.areas.filter(neighborhood=cast.row).exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"area,month\nward-1,2026-01", "must name the columns"),
        (b"area,month,value\nnowhere,2026-01,3", "Row 2"),
        (b"area,month,value\nward-1,January,3", "2026-11"),
        (b"area,month,value\nward-1,2026-01,-3", "0 or more"),
        (b"area,month,value\nward-1,2026-01,nan", "0 or more"),
        (b"area,month,value\n", "no month"),
        (b"\xff\xfe", "CSV"),
    ],
)
def test_a_wrong_list_is_one_sentence_and_keeps_nothing(cast, areas, content, says):
    rollout = plan(cast, areas)
    with pytest.raises(Refused, match=says):
        actions.hand_in_months(rollout=rollout, content=content, by=boss(cast), at=AT)
    assert not rollout.months.exists()


def test_only_who_coordinates_all_of_them_plans_and_freezes(cast, areas):
    with pytest.raises(Refused, match="coordinates all"):
        plan(cast, areas, by=cast.cleo)
    rollout = plan(cast, areas)
    with pytest.raises(Refused, match="coordinates all"):
        actions.freeze_rollout(rollout=rollout, by=cast.cleo, at=AT)
    for nobody in (cast.cleo, cast.dot, cast.ben, cast.ivo):
        assert not Rollout.objects.visible_to(nobody).exists()
