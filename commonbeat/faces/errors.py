"""Error pages: calm, with the emergency line and a way on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commonbeat.safety.middleware import current_answer


def page(request: HttpRequest, status: int, template: str = "") -> HttpResponse:
    return render(request, f"look/errors/{template or status}.html", status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(request, 403, "form")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    # A busy database or a full disk outside a view: 503, and the same request may work later.
    return current_answer(request) or page(request, 500)
