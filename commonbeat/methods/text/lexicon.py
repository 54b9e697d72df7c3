"""Word lists that ship with the package, read once at import."""

import functools
from collections.abc import Iterable
from importlib.resources import files


def _lines(name: str) -> list[str]:
    """Return the lines of data file *name* that are neither empty nor a comment."""
    text = (files("commonbeat.methods.text") / "data" / name).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def words(name: str) -> dict[str, frozenset[str]]:
    """Return the lists of data file *name*: lines of ``list: word word``; a list may take several lines."""
    lists: dict[str, frozenset[str]] = {}
    for line in _lines(name):
        key, _, rest = line.partition(":")
        lists[key] = lists.get(key, frozenset()) | frozenset(rest.split())
    return lists


def entries(name: str) -> list[str]:
    """Return the entries of data file *name*, one a line."""
    return _lines(name)


class Kinds:
    """Words of one data file with the kind each stands for: ``kind: word stem*``."""

    def __init__(self, name: str) -> None:
        """Read data file *name*."""
        self._whole: dict[str, str] = {}
        self._stems: list[tuple[str, str]] = []
        for kind, held in words(name).items():
            for word in sorted(held):
                if word.endswith("*"):
                    self._stems.append((word[:-1], kind))
                else:
                    self._whole[word] = kind
        self._of = functools.lru_cache(maxsize=20_000)(self._find)

    def _find(self, word: str) -> str:
        if word in self._whole:
            return self._whole[word]
        return next((kind for stem, kind in self._stems if word.startswith(stem)), "")

    def kinds(self, folded: Iterable[str]) -> frozenset[str]:
        """Return the kinds that *folded* words stand for."""
        return frozenset(map(self._of, folded)) - {""}
