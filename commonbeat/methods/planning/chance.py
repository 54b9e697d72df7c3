"""Chance from a seed: L'Ecuyer's combined generator, the same stream compiled or not.

Source: P. L'Ecuyer, "Efficient and portable combined random number generators", CACM 31 (1988).
"""

import numpy as np
import numpy.typing as npt

from commonbeat.methods.planning.jit import part

Ints = npt.NDArray[np.int64]

FIRST, SECOND = 2147483563, 2147483399


def seeded(seed: int) -> Ints:
    """The generator's state (2,), from a seed of 0 or more."""
    drawn = np.random.default_rng(seed).integers(1, SECOND, 2)
    return drawn.astype(np.int64)


@part
def chance(state: Ints) -> float:
    """A number from 0 up to but not 1."""
    one = (state[0] * 40014) % 2147483563
    two = (state[1] * 40692) % 2147483399
    state[0] = one
    state[1] = two
    mixed = one - two
    if mixed < 1:
        mixed += 2147483562
    return float((mixed - 1) * 4.656613057391769e-10)


@part
def below(state: Ints, count: int) -> int:
    """A whole number from 0 up to but not `count`."""
    return int(chance(state) * count)
