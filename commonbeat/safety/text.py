"""Text from outside, made safe to store without changing what was said."""

import unicodedata

from django.utils.translation import gettext as _

from commonbeat.safety.errors import Refused


def clean(text: str, limit: int, field: str = "") -> str:
    """The text stripped and NFC-normalized; refuses NUL, lone surrogates and more than `limit` characters."""
    if "\x00" in text or any(0xD800 <= ord(character) <= 0xDFFF for character in text):
        raise Refused(_("This text contains characters we cannot store. Please type it again."), field)
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(text) > limit:
        raise Refused(
            _("This text is longer than %(limit)d characters. Please shorten it.") % {"limit": limit}, field
        )
    return text


def pieces(text: str, limit: int, *, first: int | None = None) -> list[str]:
    """The text in pieces of at most `limit` characters (the first of at most `first`), cut between words.

    Nothing but the space around a cut is left out; a text that fits is one piece, and so is none at all.
    """
    found, rest, most = [], text.strip(), first or limit
    while len(rest) > most:
        cut = max(rest.rfind(space, 0, most + 1) for space in " \n\t")
        cut = cut if cut > most // 2 else most
        found.append(rest[:cut].rstrip())
        rest, most = rest[cut:].lstrip(), limit
    return [*found, rest]
