"""What was learned about directions of meaning, kept as a few arrays and read with plain arithmetic."""

import functools
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float32]


@functools.cache
def arrays(name: str) -> dict[str, NDArray[Any]]:
    """Return the arrays of data file *name* of this package; read once."""
    with (files("commonbeat.methods.text") / "data" / name).open("rb") as file, np.load(file) as held:
        return {key: held[key] for key in held.files}


def is_there(name: str) -> bool:
    """Return whether data file *name* is in this package."""
    return (files("commonbeat.methods.text") / "data" / name).is_file()


def sigmoid(score: Numbers) -> Numbers:
    """Return ``1 / (1 + exp(-score))`` without overflow."""
    return np.asarray(1 / (1 + np.exp(-np.clip(score, -40, 40))), dtype=np.float32)


def from_eight_bits(table: NDArray[np.int8], most: Numbers) -> Numbers:
    """Return weights that were kept as roots in whole numbers of -127 … 127; *most* is each column's largest."""
    roots = table.astype(np.float32) / 127
    return np.asarray(np.sign(roots) * roots**2 * most, dtype=np.float32)


class Kernel(NamedTuple):
    """A support vector machine with a Gaussian kernel: ``examples`` (n, d), ``weights`` (n), one ``bias``.

    ``steep`` and ``shift`` turn its score into a probability (Platt 1999).
    """

    examples: Numbers
    weights: Numbers
    bias: float
    gamma: float
    steep: float
    shift: float

    @classmethod
    def packaged(cls, name: str) -> "Kernel":
        """Return the machine in data file *name*; its examples are kept as whole numbers of -127 … 127."""
        held = arrays(name)
        bias, gamma, steep, shift = (float(value) for value in held["numbers"])
        examples = np.asarray(held["examples"] * (held["most"] / 127), dtype=np.float32)
        return cls(examples, held["weights"].astype(np.float32), bias, gamma, steep, shift)

    def score(self, vectors: Numbers) -> Numbers:
        """Return one score a row of *vectors* (n, d), rows of length one; above 0 leans to yes."""
        squares = (self.examples**2).sum(1)
        apart = (vectors**2).sum(1)[:, None] + squares[None, :] - 2 * (vectors @ self.examples.T)
        return np.asarray(np.exp(-self.gamma * apart) @ self.weights + self.bias, dtype=np.float32)

    def probability(self, vectors: Numbers, more: Numbers | float = 0.0) -> Numbers:
        """Return the probability of yes for each row; *more* is added to the scores first."""
        return sigmoid(self.steep * (self.score(vectors) + more) + self.shift)
