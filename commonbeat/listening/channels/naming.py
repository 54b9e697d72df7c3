"""Whether a message may be a complaint about somebody of the team, told from its words alone.

Whoever is sure to be meant must not read it first, nor those who lead them. So a name is enough, whatever is said
of its owner: a confidant gives back what is no complaint. Where a name is also a common word ("no hay luz"), a
moderator looks first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from commonbeat.methods.text import lexicon
from commonbeat.people import actions as people
from commonbeat.people.models import Duty, Role, Staff
from commonbeat.places.folding import fold
from commonbeat.places.models import Neighborhood, Place, Team

SHORTEST = 3
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ENDS = ".!?\n:;…\"'“”«»¿¡-–—("
# Whom people mean by what they do, folded.
_ONE_OF_US = (
    r"officers?|agents?|guards?|wardens?|stewards?|constables?|patrol(?:lers?)?|staff|colleagues?|team members?|"
    r"agentes?|oficial(?:es)?|guardias?|vigilantes?|companer[oa]s?|patrullas?|"
    r"polizist(?:en|in)?|wachleute|wachmann|mitarbeiter(?:in|s)?|gardiens?|patrouille|"
    r"straznik\w*|ochroniarz\w*|funkcjonariusz\w*|ضابط|الضابط|حارس|الحارس"
)
# To complain of one of us, not to one of us: nobody is addressed between the two words.
_COMPLAINS = re.compile(
    r"\b(?:complain\w*|quej\w+|denunci\w+|reclam\w+|beschwer\w*|anzeige|plainte|plaindre|skarg\w*|zazaleni\w*|شكوي) "
    r"(?:(?!(?:to|a|al|bei|beim|au|aux|do) )\w+ ){0,4}?"
    r"(?:about|against|over|of|contra|sobre|de|del|por|gegen|uber|ueber|contre|na|علي|ضد) "
    r"(?:(?!(?:to|al|bei|beim|au|aux|do) )\w+ ){0,6}?"
    rf"(?:{_ONE_OF_US})(?!\w)"
    rf"|\bcomplaint (?:is )?your (?:{_ONE_OF_US})(?!\w)"
)


@dataclass(frozen=True)
class Named:
    """Whom the words are about: `staff` surely; `is_complaint` without a name; `is_unsure` where it may be a word."""

    staff: tuple[Staff, ...] = ()
    is_complaint: bool = False
    is_unsure: bool = False

    @property
    def is_sure(self) -> bool:
        return bool(self.staff) or self.is_complaint


def named_in(team: Team, words: str) -> Named:
    """Who of the team is named in these words, and whether they complain of one of us without a name."""
    folded = f" {fold(words)} "
    working = Staff.objects.filter(team=team, pk__in=Role.objects.values("staff")).active()
    rows = working.values_list("pk", "name", "profile__known_as")
    named = {pk: [name, known_as or ""] for pk, name, known_as in rows}
    # Most messages name nobody: the letters are looked at closely only where some part of a name is there.
    present = set(folded.split())
    parts = {pk: {part for name in names for part in _parts(name)} for pk, names in named.items()}
    met = {part for own in parts.values() for part in own if part in present}
    words_of_places = _words_of_places(team) if met else frozenset()
    sure = {part for part in met if _is_sure(part, words, words_of_places)}
    certain = [
        pk for pk, own in parts.items() if own & sure or any(_whole(folded, name) for name in named[pk])
    ]
    staff = tuple(Staff.objects.filter(pk__in=certain)) if certain else ()
    is_complaint = _COMPLAINS.search(folded) is not None
    return Named(staff, is_complaint, is_unsure=bool(met) and not certain and not is_complaint)


def about_whom(found: Named, team: Team, at: datetime) -> Staff | None:
    """Whose complaint it becomes: of several the confidant, who must not read it; None where it is about nobody."""
    if not found.is_sure:
        return None
    among = [one for one in found.staff if one.has_duty(Duty.CONFIDANT)] or list(found.staff)
    return among[0] if among else people.somebody_unlisted(team=team, at=at)


def _parts(name: str) -> Iterable[str]:
    titles = _lists()["titles"]
    return (part for part in fold(name).split() if len(part) >= SHORTEST and part not in titles)


def _whole(folded: str, name: str) -> bool:
    """A name of several words, as it is written."""
    full = fold(name)
    return " " in full and f" {full} " in folded


def _is_sure(part: str, words: str, words_of_places: frozenset[str]) -> bool:
    """Whether somewhere in these words the part can be nothing but the name of a person."""
    is_common = part in _common() or part in words_of_places
    before = ""
    for match in _WORD.finditer(words):
        written = match[0]
        if part in fold(written).split():
            if not is_common or before in _lists()["titles"]:
                return True
            ahead = words[: match.start()].rstrip()
            is_inside = bool(ahead) and ahead[-1] not in _ENDS
            if part not in words_of_places and is_inside and written[0].isupper() and not written.isupper():
                return True
        before = fold(written)
    return False


@cache
def _lists() -> dict[str, frozenset[str]]:
    return lexicon.words("personal_words.txt")


@cache
def _common() -> frozenset[str]:
    """Names that are also words, and words that are no names."""
    marked = (line for line in lexicon.entries("given_names.txt") if line.endswith("?"))
    return frozenset(line[:-1] for line in marked) | _lists()["not_names"]


def _words_of_places(team: Team) -> frozenset[str]:
    names = [
        *Place.objects.public(team).values_list("name", flat=True),
        *Neighborhood.objects.public(team).values_list("name", flat=True),
        *team.name.split(),
    ]
    return frozenset(part for name in names for part in fold(name).split())
