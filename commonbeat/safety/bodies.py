"""What a request may carry."""

import json
from typing import Any
from urllib.parse import unquote_to_bytes

from django.core.exceptions import BadRequest
from django.http import HttpRequest

JSON_LIMIT = 1024 * 1024
DEPTH_LIMIT = 32
TEXT_LIMIT = 200_000


def check(request: HttpRequest) -> None:
    """Raises BadRequest for a form or JSON body with NUL, lone surrogates, too much depth or length."""
    if request.content_type == "application/x-www-form-urlencoded" and not _is_utf8(request.body):
        # Django would put a replacement sign where half a character was, and nobody would notice.
        raise BadRequest("not UTF-8")
    if request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        for name, values in request.POST.lists():
            if not is_sound_text(name) or not all(map(is_sound_text, values)):
                raise BadRequest("unsound text")
        for name, uploads in request.FILES.lists():
            names = [str(getattr(upload, "name", "") or "") for upload in uploads]
            if not all(map(is_sound_text, [name, *names])):
                raise BadRequest("unsound file name")
    elif request.content_type == "application/json":
        read_json(request)


def read_json(request: HttpRequest) -> Any:
    """The request's JSON body: at most 1 MiB, 32 levels deep, sound text only; else BadRequest."""
    kept = request.__dict__
    if "_sound_json" not in kept:
        if len(request.body) > JSON_LIMIT:
            raise BadRequest("too long")
        kept["_sound_json"] = parse(request.body)
    return kept["_sound_json"]


def parse(body: bytes) -> Any:
    """Sound JSON from outside; else BadRequest."""
    try:
        content = json.loads(body.decode(), parse_constant=_refuse, parse_int=_whole)
    except (ValueError, RecursionError):
        raise BadRequest("not JSON") from None
    _check_value(content, 0)
    return content


def is_sound_text(text: str) -> bool:
    """No NUL and no half of a character, so that every database can store it."""
    if "\x00" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_utf8(form: bytes) -> bool:
    try:
        unquote_to_bytes(form).decode()
    except UnicodeDecodeError:
        return False
    return True


def _check_value(value: Any, depth: int) -> None:
    if depth > DEPTH_LIMIT:
        raise BadRequest("too deep")
    if isinstance(value, str) and (len(value) > TEXT_LIMIT or not is_sound_text(value)):
        raise BadRequest("unsound text")
    if isinstance(value, dict):
        for name, inner in value.items():
            _check_value(name, depth + 1)
            _check_value(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _check_value(inner, depth + 1)


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _whole(digits: str) -> int:
    if len(digits) > 20:
        raise ValueError(digits[:20])
    return int(digits)
