"""Phrase rules kept as data: a small pattern language over folded words, matched in linear time.

A rule file holds lines of three sorts (``#`` begins a comment):

* ``set NAME = word word`` names a group of words, used as ``<NAME>`` in patterns;
* ``option NAME = …`` sets how words are read: ``apostrophe = join`` writes "isn't" as ``isnt`` (otherwise it
  is two words), ``prefixes = a b`` are letters that may stand glued before any word (Arabic "and", "the");
* ``LABEL: pattern`` is a rule. A pattern is a row of items with spaces between: ``word``, ``stem*`` (any word
  that begins so), ``one|two``, ``<set>``, ``item?`` (may be missing; not the first), ``..`` or ``..5`` (up to
  three, or five, words of any kind).
"""

import re
from collections.abc import Iterator
from importlib.resources import files
from typing import NamedTuple

from commonbeat.methods.text.clean import fold

_SENTENCE_END = re.compile(r"[.!?;\n\r؟؛…]+")
_SPLIT_WORD = re.compile(r"[^\W_]+")
_JOINED_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LONGEST_WORD = 40
_STEM = 3


class Sentence(NamedTuple):
    """The words of a sentence as written and folded, and the place of each folded word in ``line``."""

    written: tuple[str, ...]
    folded: tuple[str, ...]
    line: str
    offsets: tuple[int, ...]


class Rule(NamedTuple):
    """A compiled rule; ``label`` says what it is for."""

    label: str
    pattern: re.Pattern[str]


class Match(NamedTuple):
    """Words ``first`` to ``last`` (inclusive) of a sentence follow a rule of this label."""

    label: str
    first: int
    last: int


class PhraseBook:
    """The rules of one file, found by their first word.

    Reading a text costs time in proportion to its words times the few rules that may begin at each.
    """

    def __init__(self, source: str) -> None:
        """Compile *source*, the text of a rule file; raises ValueError for a line that is no rule."""
        self._sets: dict[str, str] = {}
        self._options: dict[str, str] = {}
        self._by_word: dict[str, list[Rule]] = {}
        self._by_stem: dict[str, list[tuple[str, Rule]]] = {}
        for line in source.splitlines():
            if line.strip() and not line.startswith("#"):
                self._read(line.strip())
        self._word = _JOINED_WORD if self._options.get("apostrophe") == "join" else _SPLIT_WORD

    @classmethod
    def packaged(cls, name: str) -> "PhraseBook":
        """Return the book in data file *name* of this package."""
        return cls((files("commonbeat.methods.text") / "data" / name).read_text(encoding="utf-8"))

    def sentences(self, text: str) -> Iterator[Sentence]:
        """Yield the sentences of *text* that have words; typed line breaks end a sentence too."""
        for part in _SENTENCE_END.split(text):
            written = tuple(self._word.findall(part))
            if written:
                yield self._sentence(written)

    def _sentence(self, written: tuple[str, ...]) -> Sentence:
        folded = tuple(fold(word).replace("'", "")[:_LONGEST_WORD] or "_" for word in written)
        offsets, position = [], 0
        for word in folded:
            offsets.append(position)
            position += len(word) + 1
        return Sentence(written, folded, " ".join(folded) + " ", tuple(offsets))

    def matches(self, sentence: Sentence) -> list[Match]:
        """Return every rule that holds in *sentence*, in the order of its words."""
        found = []
        for index, word in enumerate(sentence.folded):
            for rule in self._candidates(word):
                match = rule.pattern.match(sentence.line, sentence.offsets[index])
                if match:
                    length = match[0].count(" ")
                    found.append(Match(rule.label, index, index + length - 1))
        return found

    def _candidates(self, word: str) -> Iterator[Rule]:
        for bare in self._bare(word):
            yield from self._by_word.get(bare, ())
            for stem, rule in self._by_stem.get(bare[:_STEM], ()):
                if bare.startswith(stem):
                    yield rule

    def _bare(self, word: str) -> Iterator[str]:
        yield word
        for prefix in self._options.get("prefixes", "").split():
            if word.startswith(prefix) and len(word) - len(prefix) >= _STEM:
                yield word[len(prefix) :]

    def _read(self, line: str) -> None:
        if line.startswith(("set ", "option ")):
            sort, _, rest = line.partition(" ")
            name, equals, value = rest.partition("=")
            if not equals:
                raise ValueError(f"This line has no equals sign: {line!r}")
            words = value.strip()
            if sort == "set":
                self._sets[name.strip()] = f"{self._sets.get(name.strip(), '')} {words}".strip()
            else:
                self._options[name.strip()] = words
            return
        label, colon, pattern = line.partition(":")
        if not colon or not pattern.strip():
            raise ValueError(f"This line is no rule: {line!r}")
        self._add(label.strip(), pattern.split())

    def _add(self, label: str, items: list[str]) -> None:
        rule = Rule(label, re.compile("".join(self._item(item) for item in items)))
        for choice in self._choices(items[0]):
            stem = choice.rstrip("*")
            if "*" in stem:
                raise ValueError(f"A star stands only at the end of a stem: {choice!r}")
            if len(stem) < _STEM and choice != stem:
                raise ValueError(f"A stem needs at least {_STEM} letters: {choice!r}")
            if choice == stem:
                self._by_word.setdefault(stem, []).append(rule)
            else:
                self._by_stem.setdefault(stem[:_STEM], []).append((stem, rule))

    def _choices(self, item: str) -> list[str]:
        choices = []
        for choice in item.split("|"):
            if choice.startswith("<"):
                if choice[1:-1] not in self._sets:
                    raise ValueError(f"There is no set of words called {choice}")
                choices += self._sets[choice[1:-1]].split()
            else:
                choices.append(choice)
        return choices

    def _item(self, item: str) -> str:
        if item.startswith(".."):
            return rf"(?:\S+ ){{0,{int(item[2:] or 3)}}}?"
        optional = item.endswith("?")
        choices = [
            re.escape(choice.rstrip("*")) + (r"\S*" if choice.endswith("*") else "")
            for choice in self._choices(item.rstrip("?"))
        ]
        prefixes = "|".join(map(re.escape, self._options.get("prefixes", "").split()))
        glued = f"(?:{prefixes})?" if prefixes else ""
        return f"(?:{glued}(?:{'|'.join(choices)}) )" + ("?" if optional else "")
