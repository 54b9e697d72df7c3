"""Phrase rules kept as data: a small pattern language over folded words, matched in linear time.

A rule file holds lines of three sorts (``#`` begins a comment):

* ``set NAME = word word`` names a group of words, used as ``<NAME>`` in patterns;
* ``option NAME = …`` sets how words are read: ``apostrophe = join`` writes "isn't" as ``isnt`` (otherwise it
  is two words), ``prefixes = a b`` are letters that may stand glued before any word (Arabic "and", "the"),
  ``common = a b`` the words that tell the language;
* ``LABEL: pattern`` is a rule. A pattern is a row of items with spaces between: ``word``, ``stem*`` (any word
  that begins so), ``one|two``, ``<set>``, ``item?`` (may be missing; not the first), ``..`` or ``..5`` (up
  to three, or five, words of any kind), ``^`` before all others and ``$`` after them (begin and end of a
  sentence).
"""

import functools
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from importlib.resources import files
from typing import NamedTuple

from commonbeat.methods.text.clean import fold

_SENTENCE_END = re.compile(r"[.!?;\n\r؟؛…]+")
_SPLIT_WORD = re.compile(r"[^\W_]+")
_JOINED_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# Most rules are never met; each is compiled when a text first has its opening word.
_compiled = functools.cache(re.compile)
_LONGEST_WORD = 40
_STEM = 3


class Sentence(NamedTuple):
    """The words of a sentence as written and folded, and the place of each folded word in ``line``."""

    written: tuple[str, ...]
    folded: tuple[str, ...]
    line: str
    offsets: tuple[int, ...]


class Rule(NamedTuple):
    """A rule; ``label`` says what it is for, ``opens`` that it holds only where a sentence begins."""

    label: str
    pattern: str
    opens: bool


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
                self._read(fold(line.strip()))
        self._common = frozenset(self._options.get("common", "").split())
        self._word = _JOINED_WORD if self._options.get("apostrophe") == "join" else _SPLIT_WORD

    @classmethod
    def packaged(cls, name: str) -> "PhraseBook":
        """Return the book in data file *name* of this package."""
        return cls((files("commonbeat.methods.text") / "data" / name).read_text(encoding="utf-8"))

    def common_words_in(self, text: str) -> int:
        """Return how many words of *text* are among the ``common`` ones of this book's language."""
        return sum(word in self._common for word in _SPLIT_WORD.findall(fold(text)))

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
                match = _compiled(rule.pattern).match(sentence.line, sentence.offsets[index])
                if match and (index == 0 or not rule.opens):
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
        opens = items[0] == "^"
        items = items[1:] if opens else items
        rule = Rule(label, "".join(self._item(item) for item in items), opens)
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
        if item == "$":
            return r"\Z"
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


def covered(matches: Iterable[Match], labels: Collection[str], sentence: Sentence) -> bytearray:
    """Return a mask of the words of *sentence* (1 where covered) that matches with one of *labels* cover."""
    mask = bytearray(len(sentence.folded))
    for match in matches:
        if match.label in labels:
            mask[match.first : match.last + 1] = b"\x01" * (match.last + 1 - match.first)
    return mask


def likely(books: Mapping[str, PhraseBook], text: str) -> list[str]:
    """Return the languages of *books* whose commonest words *text* holds, likeliest first; all if none."""
    held = {language: book.common_words_in(text) for language, book in books.items()}
    most = max(held.values(), default=0)
    return sorted((name for name in held if 2 * held[name] > most or most == 0), key=lambda name: -held[name])
