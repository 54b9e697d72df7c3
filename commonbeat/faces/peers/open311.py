"""Open311 GeoReport v2, as its clients expect it: http://wiki.open311.org/GeoReport_v2"""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from commonbeat.faces.peers import open311_asking as asking
from commonbeat.faces.peers.open311_format import GoneWrong, answer, wrong
from commonbeat.listening import actions
from commonbeat.listening.channels import open311
from commonbeat.listening.models import Kind, Source, Topic
from commonbeat.openness.queries import open311 as published
from commonbeat.safety.errors import Conflict, Refused, Unavailable

View = Callable[..., HttpResponse]
MOST_PICTURE = 10 * 1024 * 1024
UPDATES = ("service_request_id", "status", "status_notes", "updated_datetime")


def peer(view: View) -> View:
    """For the jurisdiction that was asked for; mistakes answer in the format that was asked for."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, form: str, **kwargs: Any) -> HttpResponse:
        try:
            named = request.GET.get("jurisdiction_id") or request.POST.get("jurisdiction_id")
            if request.team is None or (named and named != request.team.slug):
                raise GoneWrong(404, "jurisdiction_id provided was not found")
            return view(request, *args, form=form, **kwargs)
        except GoneWrong as error:
            return wrong(form, error.status, error.sentence)
        except Unavailable:
            raise
        except Refused as refusal:
            return wrong(form, 409 if isinstance(refusal, Conflict) else 400, refusal.sentence)

    return guarded


@require_safe
@peer
def discovery(request: HttpRequest, form: str) -> HttpResponse:
    root = request.build_absolute_uri(reverse("peers:open311"))
    formats = ["application/json", "text/xml"]
    content = {
        "changeset": "2026-11-01 00:00",
        "contact": request.team.contact_email or root,
        "key_service": root,
        "endpoints": [
            {
                "specification": "http://wiki.open311.org/GeoReport_v2",
                "url": root.rstrip("/"),
                "changeset": "2026-11-01 00:00",
                "type": "production",
                "formats": formats,
            }
        ],
    }
    return answer(form, "discovery", content)


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """Where programs begin: the list of what there is."""
    return discovery(request, form="json")


@require_safe
@peer
def services(request: HttpRequest, form: str) -> HttpResponse:
    rows = [
        {
            "service_code": topic.value,
            "service_name": str(topic.label).capitalize(),
            "description": str(topic.label).capitalize(),
            "metadata": True,
            "type": "realtime",
            "keywords": topic.value,
            "group": request.team.name,
        }
        for topic in Topic
    ]
    return answer(form, "services", rows)


@require_safe
@peer
def service(request: HttpRequest, code: str, form: str) -> HttpResponse:
    if code not in Topic.values:
        raise GoneWrong(404, "service_code provided was not found")
    kinds = [kind for kind in Kind if kind != Kind.COMPLAINT]
    kind = {
        "variable": True,
        "code": "kind",
        "datatype": "singlevaluelist",
        "required": False,
        "datatype_description": "",
        "order": 1,
        "description": "What it is",
        "values": [{"key": one.value, "name": str(one.label).capitalize()} for one in kinds],
    }
    return answer(form, "service_definition", {"service_code": code, "attributes": [kind]})


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@peer
def requests(request: HttpRequest, form: str) -> HttpResponse:
    if request.method == "POST":
        return take_in(request, form)
    asked = asking.read(request.GET)
    if asked.ids:
        rows = [found for one in asked.ids if (found := _one(request, one)) is not None]
    else:
        rows = published.service_requests(request.team, asked, request.at)
    return answer(form, "service_requests", rows)


def take_in(request: HttpRequest, form: str) -> HttpResponse:
    """One request handed over by a program that shows its key."""
    if not request.POST.get("service_code"):
        raise GoneWrong(400, "service_code is missing")
    source = program(request)
    if source is None:
        raise GoneWrong(403, "api_key is missing or not known here")
    media = request.FILES.get("media")
    pictures = [media.read(MOST_PICTURE + 1)] if media else []
    event = request.headers.get("Idempotency-Key") or str(uuid.uuid4())
    given = {name: request.POST.get(name, "") for name in request.POST}
    said = open311.as_said(source, given, event=f"{source.pk} {event}", pictures=pictures)
    taken = actions.take_in(source=source, said=said, at=request.at)
    if taken.voice is None:
        raise GoneWrong(409, "This was sent before with other words. It waits for somebody to look at it.")
    row = {
        "service_request_id": taken.voice.reference,
        "service_notice": asking.notice(said, request.team),
        "account_id": None,
    }
    return answer(form, "service_requests", [row], status=201 if taken.is_new else 200)


@require_safe
@peer
def one_request(request: HttpRequest, reference: str, form: str) -> HttpResponse:
    found = _one(request, reference)
    if found is None:
        raise GoneWrong(404, "service_request_id provided was not found")
    return answer(form, "service_requests", [found])


@require_safe
@peer
def token(request: HttpRequest, token: str, form: str) -> HttpResponse:
    """Our ids are there at once, so a token is the id itself."""
    if _one(request, token) is None:
        raise GoneWrong(404, "token provided was not found")
    return answer(form, "service_requests", [{"service_request_id": token, "token": token}])


@require_safe
@peer
def updates(request: HttpRequest, form: str) -> HttpResponse:
    """How far the requests have come: the state of each and since when."""
    rows = published.service_requests(request.team, asking.read(request.GET), request.at)
    shown = [{"update_id": f"{row['service_request_id']}-{row['status']}"} | _only(row) for row in rows]
    return answer(form, "service_request_updates", shown)


def program(request: HttpRequest) -> Source | None:
    """The program whose key came with this request."""
    given = (
        request.headers.get("X-Api-Key") or request.POST.get("api_key") or request.GET.get("api_key") or ""
    )
    return actions.source_of_key(request.team, given)


def _one(request: HttpRequest, reference: str) -> dict[str, Any] | None:
    return published.service_request(request.team, reference, program(request))


def _only(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row.get(name) for name in UPDATES}
