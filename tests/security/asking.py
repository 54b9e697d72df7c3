"""Asking an address in somebody's name, and saying in one word what came of it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from commonbeat.faces.signin import BEGAN
from commonbeat.people.models import Staff
from tests.signin import BACKEND, sign_in

IN, MISSING, SIGN_IN, NO_METHOD, REFUSED, BROKEN = (
    "in",
    "missing",
    "sign in",
    "no method",
    "refused",
    "broken",
)
VISITOR = "visitor"
TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]*|nonce="[^"]*"')


def routes() -> list[tuple[str, URLPattern]]:
    """Every address pattern of the project with its name and namespace; a nameless one is its own name."""
    return list(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: list[Any], space: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, inner)
        else:
            yield f"{space}{pattern.name or pattern.pattern}", pattern


@dataclass
class Asker:
    """One browser for each person; whatever an answer changed is undone again, unless it `keeps`."""

    people: dict[str, Staff]
    clients: dict[str, Client] = field(default_factory=dict)
    keeps: bool = False

    def __post_init__(self) -> None:
        self.clients[VISITOR] = Client()
        for name, staff in self.people.items():
            self.clients[name] = said_again(sign_in(Client(), staff))

    def ask(
        self, who: str, method: str, path: str, data: dict[str, Any] | None = None, **more: Any
    ) -> HttpResponse:
        client = self.clients[who]
        cookies = {name: morsel.value for name, morsel in client.cookies.items()}
        with transaction.atomic():
            answer = getattr(client, method.lower())(path, data or {}, **more)
            answer.told = b"".join(answer.streaming_content) if answer.streaming else answer.content
            transaction.set_rollback(not self.keeps)
        client.cookies.clear()
        client.cookies.load(cookies)
        return answer


def said_again(client: Client) -> Client:
    """The same browser, with the password typed again a moment ago, as some pages ask."""
    session = client.session
    records = session[AUTHENTICATION_METHODS_SESSION_KEY]
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{**one, "reauthenticated": True} for one in records]
    session.save()
    return client


def with_password_only(staff: Staff) -> Client:
    """A browser in which only the first step was taken."""
    client = Client()
    client.force_login(staff, backend=BACKEND)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time()}]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(staff.pk)
    session[BEGAN] = int(time.time())
    session.save()
    return client


def outcome(answer: HttpResponse) -> str:
    """What came of it, in one word."""
    status = answer.status_code
    if status >= 500:
        return BROKEN
    if status == 401 or (status == 302 and answer["Location"].split("?")[0] == reverse("account_login")):
        return SIGN_IN
    return {404: MISSING, 405: NO_METHOD, 403: REFUSED}.get(status, IN)


def told(answer: HttpResponse, *asked_for: str) -> tuple[int, str, dict[str, str]]:
    """Everything an answer tells, without what somebody asked for and without form tokens."""

    def plain(text: str) -> str:
        for value in asked_for:
            text = text.replace(f"/{value}/", "/…/") if value.isdigit() else text.replace(value, "…")
        return TOKEN.sub(r"\1", text)

    headers = {name: plain(value) for name, value in answer.items() if name != "Content-Length"}
    content = answer.told.decode(errors="replace")  # type: ignore[attr-defined]
    return answer.status_code, plain(content), headers
