"""What somebody wrote themselves in a mail: without the quoted letter below and without the signature.

Line by line and in one pass, so that no mail can be made to take long: where a letter is looked at for what is
quoted, only the beginning of each line counts. What somebody wrote is given back whole.
"""

from __future__ import annotations

import re

LONGEST_LINE = 1000
MOST_LINES = 20_000

_WROTE = re.compile(
    r"^\W*(?:on|am|le|el|em|il|op|den|dnia|w dniu|dne|på|pe|tarihinde|\d{1,4}[-./ ]|"
    r"в|в(?:т|ср|чт|пт|сб|с|н)|пн|kl|mon|tue|wed|thu|fri|sat|sun|بتاريخ|في|ma|ti|ke|to|pe|la|su)\b.*"
    r"(?:wrote|schrieb|a écrit|escribió|escreveu|ha scritto|schreef|skrev|napisał|napisała|napsal|kirjoitti|"
    r"yazdı|написал|написала|пише|كتب)\b.{0,80}$",
    re.IGNORECASE,
)
_WROTE_END = re.compile(
    r"(?:wrote|schrieb|a écrit|escribió|escreveu|ha scritto|schreef|skrev|napisał|napisała|kirjoitti|"
    r"написал|написала|كتب)\s*:\s*$",
    re.IGNORECASE,
)
_WROTE_START = re.compile(
    r"^(?:on|am|le|el|em|il|op|den|dnia|w dniu|في|بتاريخ)\s.{0,60}\d{2}.{0,120}$", re.IGNORECASE
)
_SEPARATOR = re.compile(
    r"^\W{0,3}(?:[-_*=]{5,}\s*)(?:original message|forwarded message|ursprüngliche nachricht|original-?nachricht|"
    r"weitergeleitete nachricht|message d'origine|message transféré|mensaje original|mensaje reenviado|"
    r"mensagem original|messaggio originale|oorspronkelijk bericht|wiadomość oryginalna|ursprungligt meddelande|"
    r"alkuperäinen viesti|исходное сообщение)\b",
    re.IGNORECASE,
)
_RULE = re.compile(r"^_{20,}\s*$")
_HEAD = re.compile(
    r"^\W{0,3}(?:from|von|de|da|od|van|från|lähettäjä|от|من)\s*:\s*\S.*$",
    re.IGNORECASE,
)
_HEAD_NEXT = re.compile(
    r"^\W{0,3}(?:sent|date|to|subject|gesendet|datum|an|betreff|envoyé|à|objet|enviado|fecha|para|asunto|data|"
    r"oggetto|inviato|verzonden|aan|onderwerp|wysłano|data|do|temat|skickat|till|ämne|lähetetty|päivä|aihe|"
    r"отправлено|кому|тема|التاريخ|إلى|الموضوع)\s*:",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"^--\s?$")
_SENT_FROM = re.compile(
    r"^(?:sent from my|get outlook for|sent from outlook|von meinem .{1,40} gesendet|gesendet von|enviado desde|"
    r"enviado do meu|envoyé de(?:puis)? mon|inviato da(?:l mio)?|verzonden vanaf|wysłane z|skickat från|"
    r"lähetetty .{1,30}(?:puhelimesta|stä|sta)|отправлено с)\b.{0,80}$",
    re.IGNORECASE,
)


def own_words(text: str) -> str:
    """The part somebody wrote themselves, stripped; where that would be nothing, everything unquoted."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    begun = [line[:LONGEST_LINE] for line in lines[:MOST_LINES]]
    end = _end(begun)
    kept = [line for line in (lines if end is None else lines[:end]) if not line.lstrip().startswith(">")]
    while kept and (not kept[-1].strip() or _is_sent_from(kept[-1])):
        kept.pop()
    words = "\n".join(kept).strip()
    if words or any(_is_sent_from(line) for line in begun):
        return words
    return "\n".join(line for line in lines if not line.lstrip().startswith(">")).strip()


def _is_sent_from(line: str) -> bool:
    return bool(_SENT_FROM.match(line[:LONGEST_LINE].strip(" -_")))


def _end(lines: list[str]) -> int | None:
    """The line at which what is quoted, or the signature, begins; None where neither is there."""
    for number, line in enumerate(lines):
        bare = line.strip()
        if not bare:
            continue
        following = next((one.strip() for one in lines[number + 1 : number + 4] if one.strip()), "")
        is_end = (
            (_SIGNATURE.match(line) and number > 0)
            or _SEPARATOR.match(bare)
            or (_RULE.match(bare) and number > 0 and _HEAD.match(following))
            or (_HEAD.match(bare) and _HEAD_NEXT.match(following))
            or (_is_wrote(bare, following))
        )
        if is_end:
            return number
    return None


def _is_wrote(line: str, following: str) -> bool:
    if len(line) > 300:
        return False
    if _WROTE.match(line):
        return True
    # Mail programs break the line after the date.
    return bool(_WROTE_START.match(line) and len(following) < 200 and _WROTE_END.search(following))
