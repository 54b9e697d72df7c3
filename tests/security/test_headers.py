"""Every page of every face: nothing inline, nothing from elsewhere, nothing kept, nothing told to the next site."""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse

from tests.reliability.house import ROOT
from tests.security.asking import VISITOR, Asker, outcome, routes
from tests.security.ground import STAFF, Town
from tests.security.table import FOR_EVERYBODY, PUBLIC, TABLE
from tests.security.typed import address
from tests.signin import sign_in

POLICY = {
    "default-src": "'self'", "img-src": "'self' data:", "object-src": "'none'", "base-uri": "'none'",
    "frame-ancestors": "'none'", "form-action": "'self'",
}  # fmt: skip
LOADS = {
    "script": "src",
    "img": "src",
    "link": "href",
    "iframe": "src",
    "source": "src",
    "use": "href",
    "form": "action",
}
# Pages that are not ours: where "leave this page quickly" leads, and who the map is from.
MAY_LEAD_OUT = ("https://en.wikipedia.org/", "https://www.openstreetmap.org/")


class _Look(HTMLParser):
    """What a page loads, leads to, and carries inline."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.leads: list[str] = []
        self.inline: list[str] = []
        self.is_inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = {name: value or "" for name, value in attrs}
        self.inline += [f"<{tag} {name}>" for name in have if name.startswith("on") or name == "style"]
        self.inline += [
            f"<{tag} {value[:30]}>" for value in have.values() if value.lower().startswith("javascript:")
        ]
        if tag in LOADS and have.get(LOADS[tag]) and have.get("rel") not in ("canonical", "alternate"):
            self.loads.append(have[LOADS[tag]])
        if tag == "a":
            self.leads.append(have.get("href", ""))
        self.is_inside = tag if tag == "style" or (tag == "script" and "src" not in have) else ""
        if tag == "script" and have.get("type") in ("application/json", "application/ld+json"):
            self.is_inside = ""

    def handle_data(self, data: str) -> None:
        if self.is_inside and data.strip():
            self.inline.append(f"<{self.is_inside}> {data.strip()[:40]}")

    def handle_endtag(self, tag: str) -> None:
        self.is_inside = ""


def pages(town: Town, asker: Asker) -> dict[str, HttpResponse]:
    """Every page, opened by whoever the table first gives it to."""
    found = {}
    for row in TABLE:
        who = next(iter(row.who.split()), VISITOR)
        if "GET" in row.methods:
            path = address(row, town)
            found[f"{who} {path}"] = asker.ask(who, "GET", path)
    for what, code in town.codes.items():
        found[f"code {what}"] = asker.ask(VISITOR, "POST", "/code/", {"code": code})
    found["missing"] = asker.ask(VISITOR, "GET", "/nowhere/")
    found["unreadable"] = asker.ask(VISITOR, "GET", "/find/?q=%00")
    return found


@pytest.mark.django_db
def test_every_page_keeps_to_itself(town: Town, asker: Asker) -> None:
    wrong = []
    found = pages(town, asker)
    assert len(found) > 130
    for name, answer in found.items():
        wrong += [f"{name}: {what}" for what in headers_wrong(answer)]
        if "html" in answer.get("Content-Type", ""):
            wrong += [f"{name}: {what}" for what in markup_wrong(answer.told.decode())]  # type: ignore[attr-defined]
    assert not wrong, "\n".join(wrong)


def headers_wrong(answer: HttpResponse) -> list[str]:
    wanted = {
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    wrong = [f"{name} is {answer.get(name)!r}" for name, value in wanted.items() if answer.get(name) != value]
    policy = dict(
        part.strip().split(" ", 1) for part in answer.get("Content-Security-Policy", "x y").split(";")
    )
    if policy != POLICY:
        wrong.append(f"Content-Security-Policy is {policy}")
    if "geolocation=(self)" not in answer.get("Permissions-Policy", ""):
        wrong.append("no Permissions-Policy")
    is_public = answer.get("Cache-Control", "").startswith("public")
    if is_public and (answer.cookies or "csrfmiddlewaretoken" in answer.told.decode(errors="replace")):  # type: ignore[attr-defined]
        wrong.append("public although it holds a form or a cookie")
    if not is_public and answer.get("Cache-Control") != "no-store, private":
        wrong.append(f"Cache-Control is {answer.get('Cache-Control')!r}")
    return wrong


def markup_wrong(text: str) -> list[str]:
    look = _Look()
    look.feed(text)
    loads = [
        f"loads {url}"
        for url in look.loads
        if urlsplit(url).netloc or urlsplit(url).scheme not in ("", "data")
    ]
    outward = [url for url in look.leads if urlsplit(url).netloc]
    leads = [f"leads to {url}" for url in outward if not url.startswith(MAY_LEAD_OUT)]
    return [*(f"inline {one}" for one in look.inline), *loads, *leads]


@pytest.mark.django_db
def test_only_pages_for_everybody_may_be_kept_by_anybody(town: Town, asker: Asker) -> None:
    public = {row.route for row in FOR_EVERYBODY}
    for name, answer in pages(town, asker).items():
        if answer.get("Cache-Control", "").startswith("public"):
            path = name.split(" ", 1)[1]
            match = get_resolver().resolve(path.split("?")[0])
            assert match.view_name in public, name
            assert answer.has_header("ETag"), name
    for who in STAFF:
        # The same page, asked for by somebody with a session, is kept by nobody.
        assert asker.ask(who, "GET", "/n/harbor-row/")["Cache-Control"] == "no-store, private"


@pytest.mark.django_db
def test_visitors_get_no_cookie_but_the_form_token(town: Town) -> None:
    client = Client()
    for row in PUBLIC:
        if "GET" in row.methods and not row.ticket:
            client.get(address(row, town))
    assert set(client.cookies) <= {"csrftoken"}
    token = client.cookies["csrftoken"]
    assert (token["httponly"], token["samesite"], token["max-age"], token["expires"]) == (
        True,
        "Strict",
        "",
        "",
    )


@pytest.mark.django_db
def test_cookies_of_staff_are_out_of_reach_of_scripts_and_other_sites(town: Town) -> None:
    client = sign_in(Client(), town.cast.ben)
    client.get("/officer/")
    session = client.cookies["sessionid"]
    assert session["httponly"]
    assert session["samesite"] == "Lax"


THERE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "\\/evil.example",
    "https:evil.example",
]
THERE += [
    "javascript:alert(1)",
    "http://localhost@evil.example/",
    "/%09/evil.example",
    "\u2028//evil.example",
]


@pytest.mark.django_db
def test_no_address_of_ours_leads_to_another_site(town: Town, asker: Asker) -> None:
    names = [
        name for name, pattern in routes() if not pattern.pattern.converters and not name.startswith("desk:")
    ]
    for name, there, method in itertools.product(names, THERE, ("GET", "POST")):
        asked = dict.fromkeys(("next", "url", "redirect", "to", "return", "continue"), there)
        for who in (VISITOR, "cleo"):
            place = asker.ask(who, method, reverse(name), asked).get("Location", "/")
            assert place.startswith("/"), (name, who, place)
            assert not place.startswith(("//", "/\\")), (name, who, place)


HTTPS = """
import django, json; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0, interactive=False)
from django.test import Client
from tests.cast import make_neighborhood, make_team
make_neighborhood(make_team(), "Harbor Row", "harbor-row", 24.93)
plain, secure = Client().get("/"), Client().get("/n/harbor-row/say/", secure=True)
from django.conf import settings
print(json.dumps({"plain": [plain.status_code, plain["Location"]], "hsts": secure["Strict-Transport-Security"],
    "token": bool(secure.cookies["__Host-csrftoken"]["secure"]), "session": settings.SESSION_COOKIE_SECURE,
    "forwarded": Client().get("/", headers={"X-Forwarded-Proto": "https"}).status_code}))
"""


def told_by(code: str, folder: Path, **more: str) -> Any:
    """What an installation with HTTPS says, in a process of its own."""
    environment = {
        "COMMONBEAT_DATA": str(folder), "COMMONBEAT_HTTPS": "yes", "COMMONBEAT_HOSTS": "testserver",
        "DJANGO_SETTINGS_MODULE": "commonbeat.config.settings", "PYTHONPATH": str(ROOT), "PYTEST_VERSION": "1", **more,
    }  # fmt: skip
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_with_https_nothing_travels_in_the_clear(tmp_path: Path) -> None:
    found = told_by(HTTPS, tmp_path)
    assert found["plain"] == [301, "https://testserver/"]
    assert re.fullmatch(r"max-age=\d{8,}; includeSubDomains", found["hsts"])
    assert found["token"]
    assert found["session"]
    # Nobody's word about the connection is believed unless a proxy is said to stand in front.
    assert found["forwarded"] == 301
    proxy = (
        "from django.conf import settings; import json; print(json.dumps(settings.SECURE_PROXY_SSL_HEADER))"
    )
    assert told_by(proxy, tmp_path, COMMONBEAT_BEHIND_PROXY="yes") == ["HTTP_X_FORWARDED_PROTO", "https"]


@pytest.mark.django_db
def test_the_demos_pages_exist_only_in_the_demo(town: Town, asker: Asker) -> None:
    assert not [name for name, _pattern in routes() if name.startswith("demo:")]
    for path in ("/demo/", "/demo/be/", "/es/demo/", "/demo/mail/", "/demo/mail/1/"):
        for method in ("GET", "POST"):
            assert outcome(asker.ask("ada", method, path, {"who": "ben"})) == "missing"
