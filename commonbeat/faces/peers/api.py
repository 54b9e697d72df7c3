"""The JSON API, version 1: what everybody may read, in pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from commonbeat.faces.peers.answers import Wrong, for_programs, json
from commonbeat.faces.peers.facts import Asked
from commonbeat.faces.peers.openapi import LARGEST_OFFSET, MOST, USUAL, document
from commonbeat.faces.peers.tables import COLLECTIONS, rows
from commonbeat.places.models import Neighborhood


@for_programs
def start(request: HttpRequest) -> HttpResponse:
    def url(name: str) -> str:
        return request.build_absolute_uri(reverse(name))

    there = {"neighborhoods": url("peers:api_neighborhoods"), "openapi": url("peers:api_openapi")}
    return json({"team": request.team.name, "version": 1, **there})


@for_programs
def openapi(request: HttpRequest) -> HttpResponse:
    root = request.build_absolute_uri(reverse("peers:api"))
    return json(document(root, f"{request.team.name}: open data"))


@for_programs
def neighborhoods(request: HttpRequest) -> HttpResponse:
    found = Neighborhood.objects.public(request.team)
    return page(request, [as_row(request, one) for one in found])


@for_programs
def neighborhood(request: HttpRequest, neighborhood: str) -> HttpResponse:
    return json(as_row(request, need(request, neighborhood)))


@for_programs
def collection(request: HttpRequest, neighborhood: str, name: str) -> HttpResponse:
    asked = Asked(request, need(request, neighborhood))
    if name not in COLLECTIONS:
        raise Wrong(404, "There is no such table.")
    return page(request, rows(COLLECTIONS[name], asked))


@for_programs
def missing(request: HttpRequest, rest: str) -> HttpResponse:
    """Whatever else is asked for is told so as programs expect it."""
    raise Wrong(404, "There is no such address. Please see openapi.json.")


def need(request: HttpRequest, slug: str) -> Neighborhood:
    found = Neighborhood.objects.public(request.team).filter(slug=slug).first()
    if found is None:
        raise Wrong(404, "There is no such neighborhood.")
    return found


def as_row(request: HttpRequest, one: Neighborhood) -> dict[str, Any]:
    return {
        "id": one.slug,
        "name": one.name,
        "about": one.about,
        "longitude": round(one.longitude, 5),
        "latitude": round(one.latitude, 5),
        "url": request.build_absolute_uri(reverse("public:neighborhood", args=[one.slug])),
    }


def page(request: HttpRequest, items: list[dict[str, Any]]) -> HttpResponse:
    limit = number(request, "limit", USUAL, 1, MOST)
    offset = number(request, "offset", 0, 0, LARGEST_OFFSET)
    shown = items[offset : offset + limit]
    return json({"items": shown, "total": len(items), "limit": limit, "offset": offset})


def number(request: HttpRequest, name: str, usual: int, least: int, most: int) -> int:
    text = request.GET.get(name)
    if text is None:
        return usual
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and least <= int(text) <= most):
        raise Wrong(400, f"Please give {name} as a whole number from {least} to {most}.")
    return int(text)
