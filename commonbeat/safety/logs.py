"""Logs that say what went wrong and nothing about who was there."""

import logging
import re
import traceback

_QUERY = re.compile(r"\?[^\s\"']+")
_IPV4 = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])(?::\d+)?")
_IPV6 = re.compile(r"(?<![\w:])(?:[0-9a-fA-F]{0,4}:){3,7}[0-9a-fA-F]{0,4}(?![\w:])")
_SECRET = re.compile(r"[\w~=-]{20,}(?:[.:][\w~=-]+)*")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_PATHS = re.compile(r"(?<=/)[^/\s]+")


class Discreet(logging.Filter):
    """Takes addresses, queries, secrets in paths and the messages of exceptions out of every record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = scrub(record.getMessage()), ()
        if record.exc_info and record.exc_info[1]:
            record.exc_text = where(record.exc_info[1])
        record.exc_info = None
        # Handlers of other packages would print the request with its headers.
        record.__dict__.pop("request", None)
        return True


def scrub(text: str) -> str:
    """The text without queries, network addresses, mail addresses and long secrets in paths."""
    text = _MAIL.sub("[mail]", _QUERY.sub("", text))
    text = _IPV6.sub("[address]", _IPV4.sub("[address]", text))
    return _PATHS.sub(lambda part: _SECRET.sub("…", part[0]), text)


def where(error: BaseException) -> str:
    """The traceback by file, line and kind of error; messages may quote what somebody wrote."""
    lines: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        frames = traceback.extract_tb(current.__traceback__)
        lines += [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
        lines.append(f"{type(current).__module__}.{type(current).__qualname__}")
        current = current.__cause__ or current.__context__
    return "\n".join(lines)
