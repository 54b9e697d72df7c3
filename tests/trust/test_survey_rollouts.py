"""A rollout that is judged by what people say in the survey: the chance among those asked is in the result."""

from datetime import date, timedelta
from uuid import UUID

import numpy as np
import pytest

from commonbeat.places.models import Neighborhood
from commonbeat.safety.errors import Refused
from commonbeat.trust import actions, queries
from commonbeat.trust.models import Answer, Publication, Rollout, Wave, WaveArea
from commonbeat.trust.panels import add_months, shares
from tests.cast import AT, square
from tests.trust.asking import boss
from tests.trust.test_rollouts import plan

pytestmark = pytest.mark.django_db
FIRST = date(2027, 2, 1)
SINCE = date(2025, 10, 1)


@pytest.fixture
def areas(cast):
    """Eight areas whose order is drawn alike every time: it begins with their sorted ids."""
    return [
        Neighborhood.objects.create(
            id=UUID(int=n + 1), team=cast.team, name=f"Ward {n}", slug=f"ward-{n}", population=900,
            boundary=square(25.0 + n / 50, 60.16), longitude=25.005 + n / 50, latitude=60.165,
        )
        for n in range(8)
    ]  # fmt: skip


def ask(cast, areas, on: date, share, answers: int = 60, seed: int = 0, is_published: bool = True) -> Wave:
    """A survey that is over, in which so many of each area feel heard."""
    dice = np.random.default_rng([seed, on.toordinal()])
    wave = Wave.objects.create(
        team=cast.team, title=f"{on}", starts_on=on, ends_on=on + timedelta(days=20),
        closed_on=on + timedelta(days=21),
    )  # fmt: skip
    for area in areas:
        WaveArea.objects.create(team=cast.team, wave=wave, neighborhood=area)
        Answer.objects.bulk_create(
            Answer(
                team=cast.team, wave=wave, neighborhood=area, is_invited=True, mode="letter",
                replies={"heard": 5 if dice.random() < share(area) else 1},
            )
            for _ in range(answers)
        )  # fmt: skip
    if is_published:
        Publication.objects.create(team=cast.team, wave=wave, published_on=wave.closed_on, figures={})
    return wave


def frozen(cast, areas, seed: int = 0, answers: int = 60) -> Rollout:
    for quarter in range(4):
        ask(cast, areas, add_months(SINCE, 3 * quarter), lambda area: 0.45, answers, seed)
    rollout = plan(
        cast, areas, outcome="heard", outcome_words="feel heard", months_apart=3, is_less_better=True
    )
    return actions.freeze_rollout(rollout=rollout, by=boss(cast), at=AT)


def go_on(cast, areas, rollout: Rollout, rise: float, seed: int = 0, answers: int = 60) -> queries.Reading:
    starts = dict(rollout.areas.filter(is_ring=False).values_list("neighborhood", "starts_on"))
    for quarter in range(5):
        on = add_months(FIRST, 3 * quarter)
        ask(cast, areas, on, lambda area, on=on: 0.45 + rise * (starts[area.pk] <= on), answers, seed)
    return queries.reading(rollout, AT + timedelta(days=700))


def test_what_a_survey_could_show_is_said_in_residents_of_a_hundred(cast, areas):
    rollout = frozen(cast, areas)
    assert not rollout.is_less_better, "nobody hopes that fewer feel heard"
    sentences = queries.power_sentences(rollout)
    assert "surveys you would see a rise by 3 of a hundred" in sentences[0]
    chances = [chance for _points, chance in rollout.power["chances"]]
    assert chances == sorted(chances)


def test_fewer_answers_can_show_less(cast, areas):
    many = frozen(cast, areas, answers=120).power["chances"]
    Wave.objects.all().delete()
    few = dict(plan_again(cast, areas, answers=12).power["chances"])
    assert few[20] < dict(many)[20]


def plan_again(cast, areas, answers: int) -> Rollout:
    for quarter in range(4):
        ask(cast, areas, add_months(SINCE, 3 * quarter), lambda area: 0.45, answers, 9)
    return plan(cast, areas, outcome="heard", months_apart=3)


def test_a_rise_is_read_and_its_range_holds_it(cast, areas):
    found = go_on(cast, areas, frozen(cast, areas), rise=0.3)
    assert found.verdict == "clear_increase"
    assert found.is_survey
    assert found.effect.lower < 30 < found.effect.upper
    assert "Clearly more where it began" in found.sentence


def test_a_sixteenth_of_the_answers_widens_the_standard_error(cast, areas):
    """Nothing but chance among those asked moves here: four times as wide, but for how few areas there are."""
    many, few = (np.mean([standard_error(cast, areas, n, seed) for seed in range(3)]) for n in (128, 8))
    assert 2 < few / many < 8


def standard_error(cast, areas, answers: int, seed: int) -> float:
    Wave.objects.all().delete()
    rollout = frozen(cast, areas, seed=seed, answers=answers)
    found = go_on(cast, areas, rollout, rise=0.0, seed=seed, answers=answers)
    return found.effect.callaway_santanna.standard_error


def test_only_published_surveys_with_eight_answers_everywhere_are_read(cast, areas):
    ask(cast, areas, SINCE, lambda area: 0.5)
    ask(cast, areas, add_months(SINCE, 3), lambda area: 0.5, is_published=False)
    ask(cast, areas, add_months(SINCE, 6), lambda area: 0.5, answers=7)
    ask(cast, areas[:4], add_months(SINCE, 9), lambda area: 0.5)
    times, values = shares(cast.team, areas, "heard", date(2027, 1, 1))
    assert times == [SINCE, add_months(SINCE, 6)]
    assert np.isfinite(values[:, 0]).all()
    assert np.isnan(values[:, 1]).all()


def test_without_three_surveys_it_is_not_frozen(cast, areas):
    rollout = plan(cast, areas, outcome="safe")
    with pytest.raises(Refused, match="three published surveys"):
        actions.freeze_rollout(rollout=rollout, by=boss(cast), at=AT)


def test_before_a_survey_follows_the_start_nothing_is_read(cast, areas):
    found = queries.reading(frozen(cast, areas), AT)
    assert found.effect is None
    assert "no survey was published since" in found.sentence
