"""People's names: after the words that announce one, and from a list of given names."""

import re
from collections.abc import Iterator

from commonbeat.methods.text import lexicon
from commonbeat.methods.text.clean import fold

_WORDS = lexicon.words("personal_words.txt")

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")

_TITLES = _WORDS["titles"]
# Someone's neighbor, son, teacher …; a capitalised word after these is taken for a name.
_RELATIONS = _WORDS["relations"]
_WEAK_CUES = _WORDS["weak_cues"]
_WEAK = re.compile(
    r"\b(?:called|named|soy|jestem|je suis|this is|ask for|asked for|thanks to|thanks|thank you|regards|"
    r"signed|greetings|sincerely|love|llamad[oa]|gracias a|gracias|saludos|firmado|"
    r"pregunten por|danke|merci(?: à)?|dzi[eę]kuj[eę]|kiitos)[,: ]{1,3}(?=[^\W\d_])",
    re.IGNORECASE,
)
_STRONG_CUES = _WORDS["strong_cues"]
_STRONG = re.compile(
    r"\b(?:(?:my|his|her|their|whose|(?:'|’)s) (?:full |first |last |real )?names? (?:is|was|are)|"
    r"name(?:'|’)s|name: ?|"
    r"se llama(?:n|ba)?|me llamo|(?:mi|su) nombre es|nombre: ?|ich hei(?:ß|ss)e|hei(?:ß|ss)t|mein name ist|"
    r"je m(?:'|’)appelle|s(?:'|’)appelle|mon nom est|mam na imi[eę]|ma na imi[eę]|na imi[eę]|nazywam si[eę]|"
    r"(?:nimeni|nimi) on|اسمي|اسمه|اسمها) {1,2}(?=[^\W\d_])",
    re.IGNORECASE,
)
# Words that are capitalised often and name nobody; folded.
_NOT_NAMES = _WORDS["not_names"]
# A run of capitalised words that holds one of these is a place or an institution.
_PLACES = _WORDS["places"]
_INSTITUTIONS = _WORDS["institutions"]
_PLACE_OPENS = _WORDS["place_opens"]
_PARTICLES = _WORDS["particles"]
_REACH = 4


_GIVEN = {line.rstrip("!?"): line[-1] for line in lexicon.entries("given_names.txt")}
_FAMILY = frozenset(lexicon.entries("family_names.txt"))
_LISTED = frozenset(_GIVEN) | _FAMILY
_CUES = _TITLES | _RELATIONS | _WEAK_CUES | _STRONG_CUES

_SHORTENED = ("i'", "you'", "he'", "she'", "it'", "we'", "they'", "that'", "there'", "don'", "can'", "won'")

Token = tuple[str, str, int, int]


def heard_in(text: str) -> frozenset[str]:
    """Return the folded words of *text*, without their order."""
    return frozenset(WORD.findall(fold(text)))


def names(text: str, heard: frozenset[str]) -> Iterator[tuple[str, int, int]]:
    """Yield ``("name", start, end)`` for the names of *text*, whose folded words are *heard*; spans may "
    "overlap."""
    cued = not heard.isdisjoint(_CUES)
    listed = not heard.isdisjoint(_LISTED) or "'s" in text or "’s" in text or "-" in text
    if not cued and not listed:
        return
    tokens = [_token(match) for match in WORD.finditer(text)]
    if cued:
        yield from _announced(text, tokens, heard)
    yield from _from_the_list(text, tokens)


def _token(match: re.Match[str]) -> Token:
    """Return the word as written, folded, and where it stands, less a possessive 's."""
    word, start, end = match[0], match.start(), match.end()
    if len(word) > 3 and word[-1] in "sS" and word[-2] in "'’":
        word, end = word[:-2], end - 2
    return word, fold(word), start, end


def _is_capital(token: Token) -> bool:
    return token[0][0].isupper() and token[1] not in _NOT_NAMES and not token[1].startswith(_SHORTENED)


def _extend(text: str, tokens: list[Token], at: int) -> int:
    """Return the index of the last token of the name that begins at *at*: at most four words, particles "
    "inside."""
    last = at
    for index in range(at + 1, min(at + _REACH, len(tokens))):
        gap = text[tokens[index - 1][3] : tokens[index][2]]
        if gap not in (" ", "  ") or tokens[index][1] in _PLACES:
            break
        if _is_capital(tokens[index]):
            last = index
        elif tokens[index][1] not in _PARTICLES:
            break
    return last


def _announced(text: str, tokens: list[Token], heard: frozenset[str]) -> Iterator[tuple[str, int, int]]:
    starts = {token[2]: index for index, token in enumerate(tokens)}
    cues = []
    if not heard.isdisjoint(_STRONG_CUES):
        cues += [(match.end(), False) for match in _STRONG.finditer(text)]
    if not heard.isdisjoint(_WEAK_CUES):
        cues += [(match.end(), True) for match in _WEAK.finditer(text)]
    for end, needs_capital in cues:
        index = starts.get(end)
        if index is None or tokens[index][1] in _NOT_NAMES or tokens[index][1] in _TITLES:
            continue
        if not needs_capital or (_is_capital(tokens[index]) and not _is_place(text, tokens, index)):
            yield "name", tokens[index][2], tokens[_extend(text, tokens, index)][3]
    for index in range(1, len(tokens)):
        before = tokens[index - 1]
        if before[1] in _TITLES:
            if not _is_capital(tokens[index]) or text[before[3] : tokens[index][2]] not in (" ", ". ", "."):
                continue
        elif (
            before[1] not in _RELATIONS
            or not _is_capital(tokens[index])
            or tokens[index][0].isupper()
            or text[before[3] : tokens[index][2]] not in (" ", ", ")
        ):
            continue
        if not _is_place(text, tokens, index):
            yield "name", tokens[index][2], tokens[_extend(text, tokens, index)][3]


def _is_place(text: str, tokens: list[Token], index: int) -> bool:
    """Tell whether the capitalised words around the token name a street, a school, a shop …"""
    if tokens[index][1] in _PLACES:
        return True
    for step in (1, -1):
        here = index
        for _ in range(_REACH):
            there = here + step
            if not 0 <= there < len(tokens):
                break
            low, high = (here, there) if step > 0 else (there, here)
            gap = text[tokens[low][3] : tokens[high][2]]
            if gap not in (" ", "'s ", "’s ", ". "):
                break
            word = tokens[there]
            if (
                step > 0
                and word[1] in _PLACES
                and (word[0][0].isupper() or "s" in gap or word[1] in _INSTITUTIONS)
            ):
                return True
            if step < 0 and (word[1] in _PLACE_OPENS or (word[1] in _PLACES and word[0][0].isupper())):
                return True
            if not word[0][0].isupper() and word[1] not in _PARTICLES:
                break
            here = there
    return False


def _begins_sentence(text: str, token: Token) -> bool:
    before = text[max(0, token[2] - 4) : token[2]].rstrip(" \"'“‘«(¿¡*-")
    return not before or before[-1] in ".!?\n:;…" or token[2] == 0


def _from_the_list(text: str, tokens: list[Token]) -> Iterator[tuple[str, int, int]]:
    index = 0
    while index < len(tokens):
        last = _listed_name(text, tokens, index)
        if last is None:
            index += 1
            continue
        yield "name", tokens[index][2], tokens[last][3]
        index = last + 1


def _listed_name(text: str, tokens: list[Token], index: int) -> int | None:
    """Return the last token of a name that begins here, or None."""
    token = tokens[index]
    mark = _GIVEN.get(token[1]) or _GIVEN.get(token[1].partition("-")[0])
    is_capital = _is_capital(token)
    if mark is None:
        follows = tokens[index + 1] if index + 1 < len(tokens) else None
        if not is_capital or token[0].isupper() or follows is None or follows[1] not in _FAMILY:
            return None
        if not _is_capital(follows) or text[token[3] : follows[2]] != " " or _begins_sentence(text, token):
            return None
    elif not is_capital:
        if mark != "!":
            return None
        return None if _is_place(text, tokens, index) else index
    elif mark == "?" and (_begins_sentence(text, token) or token[0].isupper()):
        last = _extend(text, tokens, index)
        if last == index or tokens[last][1] not in _LISTED or _is_place(text, tokens, index):
            return None
        return last
    return None if _is_place(text, tokens, index) else _extend(text, tokens, index)
