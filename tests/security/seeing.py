"""Everything somebody can look at, so that two moments can be laid side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import override

from commonbeat.listening.models import Kind
from commonbeat.post.models import Delivery
from commonbeat.updates import actions as updates
from tests.security.asking import VISITOR, Asker
from tests.security.ground import ELSEWHERE, OWN, Town
from tests.security.table import ALL, PUBLIC, READ, TABLE, Row

# Made anew for every answer: form tokens, client ids, drafts, stamps and passes, all signed or random.
TIMED = ("Content-Length", "Expires")
FRESH = re.compile(
    r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
    r'|(?<=name="csrfmiddlewaretoken" value=")[^"]*'
    r'|(?<=name="draft" value=")[^"]*|(?<=name="started" value=")[^"]*'
    r'|(?<=data-pass=")[^"]*'
    r"|eyJ[\w-]+:[\w-]+:[\w-]+|[\w-]+:[\w-]{6}:[\w-]{43}"
)
QUERIES = {
    "desk:home": ["weeks=4", "weeks=52", "where=harbor-row"],
    "desk:inbox": [f"kind={kind}" for kind in Kind.values],
    "desk:concerns": ["which=all", "which=mine", "which=ended", "topic=team", "page=2"],
    "desk:promises": ["which=mine"],
    "public:find": ["q=Ben", "q=Harbor"],
}
ID = "6f1c2f0e-9a70-4a7e-8d3a-0d8b7c1f7a11"
EXPORT = {"since": "2020-01-01", "until": "2030-01-01", "purpose": "Yearly report"}


def addresses(row: Row, town: Town) -> Iterator[str]:
    """Where a row's pages are, here and elsewhere, with everything that can be asked of them."""
    kinds = set(row.things.values())
    for where in (OWN, ELSEWHERE) if kinds else (OWN,):
        if row.query or not all(town.has(kind, where) for kind in kinds):
            continue
        values = {name: town.find(kind, where) for name, kind in row.things.items()}
        # The page asked for before may have left its language behind.
        with override("en"):
            path = reverse(row.route, kwargs={**values, **({"deed": row.deed} if row.deed else {})})
        yield path
        yield from (f"{path}?{query}" for query in QUERIES.get(row.route, []))


def everything(asker: Asker, town: Town, who: str) -> dict[str, Any]:
    """Every page this person can open, and every table they can take away."""
    seen: dict[str, Any] = {}
    for row in TABLE:
        if is_looked_at(row, who):
            for path in addresses(row, town):
                seen[path] = shape(asker.ask(who, "GET", path))
    if who == VISITOR:
        for row in PUBLIC:
            if row.who == ALL and "token" not in row.things:
                for path in addresses(row, town):
                    seen[f"/es{path}"] = shape(asker.ask(who, "GET", f"/es{path}"))
    if who == "cleo":
        week = (town.at + timedelta(weeks=1)).date().isoformat()
        seen["export"] = shape(
            asker.ask(who, "POST", "/desk/export/", {**EXPORT, "expires_on": week, "client_id": ID})
        )
    seen["notes"] = notes(town, who)
    return seen


def is_looked_at(row: Row, who: str) -> bool:
    """Public pages are the same for all staff, and forms for most: those of Ben and Cleo stand for all."""
    if "GET" not in row.methods.split() or not {who} & set(f"{row.who} {row.elsewhere}".split()):
        return False
    if row.route.startswith(("public:", "peers:")):
        return who in (VISITOR, "ben")
    if row.route.startswith(("account_", "mfa_", "signin_")):
        # Full of challenges made anew, and of nothing anybody said.
        return False
    return who in ("ben", "cleo") or row.methods == READ


def shape(answer: HttpResponse) -> tuple[int, str, dict[str, str]]:
    """The answer without what is made anew each time, and without its length: a sealed draft's varies."""
    content = FRESH.sub("…", answer.told.decode(errors="replace"))  # type: ignore[attr-defined]
    headers = {name: FRESH.sub("…", value) for name, value in answer.items() if name not in TIMED}
    return answer.status_code, content, headers


def notes(town: Town, who: str) -> list[str]:
    """The notes on somebody's desk, and how much mail failed."""
    if who == VISITOR:
        return digests(town)
    mine = Delivery.objects.visible_to(town.people[who])
    found = [*mine.for_desk(), *mine.dead()]
    return sorted(f"{row.kind} {row.subject} {row.queued_at} {row.dead_at}" for row in found)


def digests(town: Town) -> list[str]:
    """What subscribers would be mailed by and by."""
    with transaction.atomic():
        before = set(Delivery.objects.values_list("pk", flat=True))
        updates.build_digests(at=town.at + timedelta(weeks=2))
        found = [FRESH.sub("…", row.body_text) for row in Delivery.objects.exclude(pk__in=before)]
        transaction.set_rollback(True)
    return sorted(found)
