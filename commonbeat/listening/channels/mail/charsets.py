"""Every charset a mail may claim, and those it claims wrongly."""

from __future__ import annotations

import codecs
import functools

# What is said and what is meant.
MEANT = {
    "unicode-1-1-utf-7": "utf-7",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6",
    "x-sjis": "cp932",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "gb2312": "gb18030",
    "x-gbk": "gb18030",
    "utf8mb4": "utf-8",
    "unicode": "utf-8",
    "unknown-8bit": "utf-8",
    "x-unknown": "utf-8",
    "ascii": "utf-8",
    "us-ascii": "utf-8",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "windows-874": "cp874",
    "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic",
}
# These turn bytes into bytes, or open files; none is a charset.
_NOT_TEXT = {
    "unicode_escape",
    "raw_unicode_escape",
    "idna",
    "punycode",
    "undefined",
    "mbcs",
    "oem",
    "charmap",
}


def decode(content: bytes, charset: str | None) -> str:
    """Text from these bytes, never failing: as claimed, else as UTF-8, else with marks where it is broken."""
    for name in (_known(charset), "utf-8"):
        if name:
            try:
                return content.decode(name)
            except (UnicodeError, ValueError, LookupError, AssertionError, OverflowError):
                continue
    name = _known(charset)
    if name and name not in ("utf-8", "utf_8"):
        try:
            return content.decode(name, "replace")
        except (UnicodeError, ValueError, LookupError, AssertionError, OverflowError):
            pass
    try:
        return content.decode("cp1252")
    except UnicodeError:
        return content.decode("utf-8", "replace")


@functools.lru_cache(maxsize=512)
def _known(charset: str | None) -> str:
    """The name of a codec that makes text; "" where there is none."""
    if not charset or len(charset) > 60:
        return ""
    name = charset.strip().strip("\"'").lower()
    name = MEANT.get(name, name)
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError, UnicodeError):
        return ""
    is_text = getattr(info, "_is_text_encoding", True)
    return name if is_text and info.name.replace("-", "_") not in _NOT_TEXT else ""
