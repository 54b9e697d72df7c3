"""Counts before and after, beside a comparison: the published figures, and no alarm where counts only scatter."""

import numpy as np
import pytest

from commonbeat.methods.effects import Pair, Unusable, Weights, wdd

TREATED, CONTROL = Pair(207, 110), Pair(308, 318)


def test_the_published_example() -> None:
    found = wdd(TREATED, CONTROL, Pair(178, 157), Pair(150, 140))
    assert found.total.estimate == -118
    assert found.total.standard_error == pytest.approx(1568**0.5)
    assert found.z == pytest.approx(-2.98, abs=0.001)
    assert found.local.estimate == -107
    assert found.displacement is not None
    assert found.displacement.estimate == -11
    assert found.verdict == "clear_decrease"
    assert found.expected == 217


def test_weights_divide_counts_and_twice_the_variance() -> None:
    found = wdd(TREATED, CONTROL, weights=Weights(before=2, area={"control": 0.5}))
    assert found.local.estimate == pytest.approx((110 - 207 / 2) - (318 / 0.5 - 308 / (2 * 0.5)))
    assert found.local.standard_error == pytest.approx((110 + 207 / 4 + 318 / 0.25 + 308) ** 0.5)


@pytest.mark.parametrize("k", [3, 10])
def test_counts_that_scatter_widely_raise_few_false_alarms(k: int) -> None:
    turn = np.random.default_rng(k)
    mean = {"treated": 180.0, "control": 260.0, "displacement-treated": 120.0, "displacement-control": 140.0}
    alarms, plain = 0, 0
    for _ in range(600):
        drawn = {area: turn.poisson(m * turn.gamma(k, 1 / k, 14)) for area, m in mean.items()}
        pairs = [Pair(int(drawn[area][12]), int(drawn[area][13])) for area in mean]
        if min(min(pair.before, pair.after) for pair in pairs[:2]) < 5:
            continue
        history = {area: counts[:12] for area, counts in drawn.items()}
        alarms += wdd(*pairs, history=history).verdict != "no_clear_effect"
        plain += wdd(*pairs).verdict != "no_clear_effect"
    assert alarms <= 0.07 * 600
    assert plain > 0.4 * 600


def test_z_and_interval_say_the_same_at_every_level() -> None:
    history = {"treated": [20, 28, 12, 31, 22, 17, 25, 30, 14, 19, 26, 21], "control": [30] * 6 + [38] * 6}
    found = wdd(Pair(40, 20), Pair(33, 35), history=history)
    assert (abs(found.z) > 1.959964) == (found.verdict != "no_clear_effect")
    assert found.overdispersion is not None
    assert found.overdispersion >= 1


@pytest.mark.parametrize(
    ("pairs", "more", "message"),
    [
        ((Pair(4, 10), CONTROL), {}, "fewer than 5"),
        ((TREATED, Pair(30, 2)), {}, "fewer than 5"),
        ((Pair(-7, 10), CONTROL), {}, "0 or more"),
        ((Pair(7.5, 10), CONTROL), {}, "whole number"),
        ((Pair(float("nan"), 10), CONTROL), {}, "whole number"),
        ((TREATED, CONTROL, Pair(5, 5)), {}, "both areas"),
        ((TREATED, CONTROL), {"weights": Weights(before=0)}, "above 0"),
        ((TREATED, CONTROL), {"weights": Weights(area={"elsewhere": 1})}, "no area"),
        ((TREATED, CONTROL), {"history": {"treated": [1] * 12, "control": [1] * 11}}, "needs 12"),
        ((TREATED, CONTROL), {"history": {"treated": [1] * 12, "control": [-1] * 12}}, "whole number"),
        ((TREATED, CONTROL), {"level": 1.0}, "level"),
    ],
)
def test_what_nothing_can_be_said_of_is_refused(pairs: tuple, more: dict, message: str) -> None:
    with pytest.raises(Unusable, match=message):
        wdd(*pairs, **more)
