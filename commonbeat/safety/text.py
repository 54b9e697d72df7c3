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
