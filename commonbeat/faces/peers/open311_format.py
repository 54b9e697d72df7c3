"""The two formats of Open311: JSON, and XML in which every list has its own element."""

from __future__ import annotations

import io
import re
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils.xmlutils import SimplerXMLGenerator

# What the rows of each list are called in XML.
ROWS = {
    "services": "service",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "attributes": "attribute",
    "values": "value",
    "endpoints": "endpoint",
    "formats": "format",
    "errors": "error",
}
_UNSOUND = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


class GoneWrong(Exception):
    """An answer other than the one that was asked for."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


def answer(form: str, name: str, content: Any, status: int = 200) -> HttpResponse:
    """The content in the format that stands at the end of the address."""
    if form == "json":
        return JsonResponse(content, safe=False, status=status, json_dumps_params={"ensure_ascii": False})
    return HttpResponse(as_xml(name, content), content_type="text/xml; charset=utf-8", status=status)


def wrong(form: str, status: int, sentence: str) -> HttpResponse:
    """A mistake as the specification writes it."""
    return answer(form, "errors", [{"code": status, "description": sentence}], status)


def as_xml(name: str, content: Any) -> str:
    """The content as one XML document."""
    out = io.StringIO()
    writer = SimplerXMLGenerator(out, "utf-8")
    writer.startDocument()
    _write(writer, name, content)
    writer.endDocument()
    return out.getvalue()


def _write(writer: SimplerXMLGenerator, name: str, content: Any) -> None:
    writer.startElement(name, {})
    if isinstance(content, dict):
        for inner, value in content.items():
            _write(writer, inner, value)
    elif isinstance(content, list):
        for row in content:
            _write(writer, ROWS[name], row)
    elif content is not None:
        text = str(content).lower() if isinstance(content, bool) else str(content)
        writer.characters(_UNSOUND.sub("", text))
    writer.endElement(name)
