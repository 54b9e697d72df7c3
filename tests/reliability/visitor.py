"""Somebody with a browser, walking through the real server's pages with nothing but sockets."""

from __future__ import annotations

import html
import http.client
import re
import uuid
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from django.utils.datastructures import CaseInsensitiveMapping

from tests.reliability.house import TOKEN, Answer, House

HIDDEN = re.compile(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"')
CODE = re.compile(r"<output[^>]*>(.*?)</output>", re.S)


@dataclass(frozen=True)
class File:
    """An upload as a browser would send it."""

    name: str
    content: bytes
    kind: str = "image/jpeg"


@dataclass
class Visitor:
    """Where they come from and what their browser says of itself; `source` is the address of the socket."""

    house: House
    headers: dict[str, str] = field(default_factory=dict)
    source: str = ""

    def get(self, path: str) -> Answer:
        return self.send("GET", path)

    def post(self, path: str, form: dict[str, str], **files: File) -> Answer:
        fields = {**form, "csrfmiddlewaretoken": TOKEN}
        if not files:
            body = urlencode(fields, quote_via=quote).encode()
            return self.send("POST", path, body, "application/x-www-form-urlencoded")
        edge = uuid.uuid4().hex
        return self.send(
            "POST", path, multipart(fields, files, edge), f"multipart/form-data; boundary={edge}"
        )

    def send(
        self, method: str, path: str, body: bytes | None = None, kind: str = "", timeout: float = 30
    ) -> Answer:
        origin = (self.source, 0) if self.source else None
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.house.port, timeout=timeout, source_address=origin
        )
        headers = {
            **self.headers,
            **({"Content-Type": kind, "Cookie": f"csrftoken={TOKEN}"} if body is not None else {}),
        }
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return Answer(
                response.status,
                response.read().decode(errors="replace"),
                CaseInsensitiveMapping(response.getheaders()),
            )
        finally:
            connection.close()


def multipart(fields: dict[str, str], files: dict[str, File], edge: str) -> bytes:
    """A form with files, as browsers write it."""
    parts = [
        f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode()
        for name, value in fields.items()
    ]
    for name, one in files.items():
        head = f'Content-Disposition: form-data; name="{name}"; filename="{one.name}"\r\n'
        parts.append(f"{head}Content-Type: {one.kind}\r\n\r\n".encode() + one.content)
    line = f"--{edge}\r\n".encode()
    return b"".join(line + part + b"\r\n" for part in parts) + f"--{edge}--\r\n".encode()


def hidden(page: Answer) -> dict[str, str]:
    """The hidden fields of a page's forms; of several with one name the last."""
    return {name: html.unescape(value) for name, value in HIDDEN.findall(page.text)}


def code_on(page: Answer) -> str:
    found = CODE.search(page.text)
    assert found, (page.status, page.text[:1500])
    return re.sub(r"<[^>]+>|\s", "", found[1])


STEPS: list[tuple[str, dict[str, str]]] = [
    ("kind", {"kind": "worry"}),
    ("what", {"words": "", "topic": "lighting"}),
    ("where", {"where": "Mill Street", "when": "often", "is_danger": "no"}),
    ("feeling", {"feeling": "afraid", "need": "action"}),
    ("photo", {}),
    ("you", {"way": "anonymous"}),
]


def fill(who: Visitor, path: str, words: str, photo: File | None = None) -> Answer:
    """From the first page to the last but one; where a page did not follow, the answer that came instead."""
    page = who.get(path)
    page = who.post(path, {"draft": hidden(page)["draft"], "step": "start", "go": "next"})
    for step, answers in STEPS:
        if page.status not in (200, 422):
            return page
        said = {**answers, **({"words": words} if step == "what" else {})}
        form = {"draft": hidden(page)["draft"], "step": step, "go": "next", **said}
        files = {"photo": photo} if step == "photo" and photo else {}
        page = who.post(path, form, **files)
        if hidden(page).get("step") == step and page.status == 200:
            # Something was pointed out once; the same button goes on.
            page = who.post(path, {**form, "draft": hidden(page)["draft"]})
    return page


def send(who: Visitor, path: str, page: Answer) -> Answer:
    """The last button."""
    return who.post(path, {"draft": hidden(page)["draft"], "step": "check", "go": "send", "website": ""})
