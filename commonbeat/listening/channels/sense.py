"""What can be told from the words of a message alone: where, what kind, yes or no, stop."""

from __future__ import annotations

import re

from commonbeat.listening.models import Kind
from commonbeat.places.folding import fold
from commonbeat.places.models import Neighborhood, Place, Team

STOP = frozenset(
    (
        "stop",
        "stopall",
        "unsubscribe",
        "quit",
        "end",
        "cancel",
        "alto",
        "parar",
        "basta",
        "cancelar",
        "baja",
        "detener",
        "para",
        "arret",
        "arrete",
        "stopp",
        "ende",
        "abmelden",
        "lopeta",
        "seis",
        "zatrzymaj",
        "koniec",
        "توقف",
        "стоп",
    )
)
YES = frozenset(
    (
        "yes",
        "y",
        "yeah",
        "yep",
        "ok",
        "okay",
        "correct",
        "right",
        "exactly",
        "true",
        "si",
        "sí",
        "claro",
        "exacto",
        "vale",
        "correcto",
        "cierto",
        "solucionado",
        "oui",
        "exact",
        "ja",
        "jawohl",
        "genau",
        "richtig",
        "tak",
        "zgadza",
        "kyllä",
        "joo",
        "kylla",
        "نعم",
        "да",
        "sim",
        "jo",
    )
)
NO = frozenset(
    (
        "no",
        "nope",
        "not",
        "nein",
        "non",
        "nie",
        "ei",
        "لا",
        "нет",
        "não",
        "nao",
        "nej",
        "wrong",
        "incorrect",
        "incorrecto",
        "falso",
    )
)
_THANKS = re.compile(
    r"\b(?:thank(?:s| you)|grateful|gracias|agradecid|merci|remercie|danke|dankbar|dziękuję|dzięki|kiitos|kiitän|"
    r"obrigad[oa]|grazie|tack|شكرا|شكراً|спасибо)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+", re.UNICODE)
_SIGNS = {"👍": True, "✅": True, "✔": True, "👎": False, "❌": False}
SHORTEST_NAME = 4


def wants_to_stop(words: str) -> bool:
    """Whether the whole message is the word that ends it."""
    found = fold(words).split()
    return len(found) == 1 and found[0] in STOP


def yes_or_no(words: str) -> bool | None:
    """What the first word or sign says; None where it is neither yes nor no."""
    sign = _SIGNS.get(words.strip()[:1])
    if sign is not None:
        return sign
    first = next(iter(_WORD.findall(words.lower())), "")
    return True if first in YES else False if first in NO else None


def is_plain(words: str) -> bool:
    """Whether there is nothing but a yes or no, perhaps with thanks."""
    return len(_WORD.findall(_THANKS.sub("", words))) <= 2


def kind_of(words: str) -> str:
    """A first guess, for the coordinator to correct: a question, thanks, or a worry."""
    if "?" in words or "؟" in words or "？" in words:
        return Kind.QUESTION
    if _THANKS.search(words) and len(words) <= 400:
        return Kind.THANKS
    return Kind.WORRY


def placed(team: Team, words: str, area: str = "") -> tuple[Neighborhood | None, Place | None]:
    """The neighborhood and place that the words name; the longest name wins."""
    areas = list(Neighborhood.objects.public(team).defer("boundary"))
    if area:
        named = next((one for one in areas if one.slug == area), None)
        if named is not None:
            return named, None
    text = f" {fold(words)} "
    places = Place.objects.public(team).meeting_places().select_related("neighborhood")
    found: list[tuple[int, Neighborhood, Place | None]] = []
    for place in places.defer("neighborhood__boundary"):
        if _names(text, place.name):
            found.append((len(place.name), place.neighborhood, place))
    found += [(len(one.name), one, None) for one in areas if _names(text, one.name)]
    if not found:
        return None, None
    best = max(found, key=lambda one: one[0])
    return best[1], best[2]


def _names(text: str, name: str) -> bool:
    folded = fold(name)
    return len(folded) >= SHORTEST_NAME and f" {folded} " in text
