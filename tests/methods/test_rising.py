"""A rise is told when there is one, and hardly ever when there is none."""

import numpy as np
import pytest
from scipy.stats import binom

from commonbeat.methods.text.rising import dispersion, rising, seldom_heard


def test_without_clumps_it_is_the_exact_conditional_test():
    counts = [2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 9]
    found = rising({"lamps": counts})["lamps"]
    assert found.p == pytest.approx(binom.sf(8, 33, 1 / 13))
    assert found.is_rising
    assert (found.now, found.usual) == (9, 2.0)
    assert found.lower > 1


def test_two_people_are_no_rise():
    assert not rising({"x": [0] * 12 + [2]})["x"].is_rising


def test_three_voices_about_what_nobody_ever_named_are_one():
    found = rising({"x": [0] * 12 + [3]})["x"]
    assert found.is_rising
    assert found.upper == np.inf


@pytest.mark.parametrize(("clump", "most"), [(None, 0.10), (4.0, 0.17)])
def test_among_quiet_weeks_hardly_one_alarm_is_told(clump, most):
    chance = np.random.default_rng(7)
    told = 0
    for _ in range(300):
        mean = chance.uniform(0.3, 12, size=20)
        rates = mean[:, None] * (chance.gamma(clump, 1 / clump, size=(20, 13)) if clump else 1)
        weeks = chance.poisson(rates * np.ones((20, 13)))
        told += any(one.is_rising for one in rising(dict(enumerate(weeks.tolist()))).values())
    assert told / 300 <= most


def test_a_threefold_rise_among_ten_topics_is_found_more_often_than_not():
    chance = np.random.default_rng(3)
    found = 0
    for _ in range(200):
        weeks = chance.poisson(4, size=(10, 13))
        weeks[0, -1] = chance.poisson(12)
        found += rising(dict(enumerate(weeks.tolist())))[0].is_rising
    assert found / 200 >= 0.55


def test_dispersion_is_never_under_one_and_grows_with_clumps():
    assert dispersion(np.full((2, 12), 5.0)).tolist() == [1.0, 1.0]
    assert dispersion(np.array([[0, 12] * 6], dtype=float))[0] > 5


def test_order_and_others_do_not_change_a_p_value():
    one = rising({"a": [1] * 12 + [5]})["a"].p
    assert rising({"b": [1] * 12 + [5], "a": [1] * 12 + [5]})["a"].p == pytest.approx(one)


@pytest.mark.parametrize("series", [{"a": [1, 2]}, {"a": [1, 2, 3], "b": [1, 2]}, {"a": [1, -1, 2]}])
def test_what_cannot_be_tested_is_refused(series):
    with pytest.raises(ValueError, match=r"week|count"):
        rising(series)


def test_nothing_gives_nothing():
    assert rising({}) == {}


def test_who_is_heard_less_than_all_even_at_the_upper_bound():
    found = seldom_heard({"row": (40, 2000), "court": (2, 2000), "small": (0, 20)})
    assert found["court"].is_seldom
    assert not found["row"].is_seldom
    assert not found["small"].is_seldom, "nobody can be told apart from chance among twenty residents"
    assert found["court"].lower < found["court"].rate == 1.0 < found["court"].upper


def test_without_residents_there_is_no_rate():
    with pytest.raises(ValueError, match="resident"):
        seldom_heard({"x": (1, 0)})
