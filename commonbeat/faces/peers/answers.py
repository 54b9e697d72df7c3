"""Answers for programs: public, the same for everybody, readable from any page, mistakes as JSON."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils import translation

from commonbeat.faces.cached import for_everybody

View = Callable[..., HttpResponse]
READ = ("GET", "HEAD")


class Wrong(Exception):
    """What a program asked for cannot be given; the sentence says what to ask instead."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


def json(content: Any, status: int = 200) -> HttpResponse:
    return JsonResponse(content, status=status, safe=False, json_dumps_params={"ensure_ascii": False})


def for_programs(view: View) -> View:
    """Marks a view whose answer is public and the same for every program, in English."""

    @functools.wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in READ:
            return opened(HttpResponseNotAllowed(READ))
        with translation.override("en"):
            try:
                if request.team is None:
                    raise Wrong(404, "Nothing is published here yet.")
                return opened(cached(request, *args, **kwargs))
            except Wrong as wrong:
                return opened(json({"error": wrong.sentence}, wrong.status))

    cached = for_everybody(view)
    return answered


def opened(response: HttpResponse) -> HttpResponse:
    """No cookie is read and nothing private answered, so that a page elsewhere may read it in the browser."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
