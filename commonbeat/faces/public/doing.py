"""From a form to a deed: what a room refuses stands in the form, with everything that was typed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonbeat.safety import codes, limits
from commonbeat.safety.errors import Conflict, Refused, Unavailable

Said = dict[str, Any]
Act = Callable[[Said], dict[str, Any]]
F = TypeVar("F", bound=forms.Form)
# A page with a form: looked at or sent.
form_page = require_http_methods(["GET", "HEAD", "POST"])
STATUSES = ((Conflict, 409), (Unavailable, 503))
RETRY_AFTER_SECONDS = "10"


class TooOften(Refused):
    """More came from this place within the hour than we take from anybody."""


@dataclass(frozen=True)
class Pages:
    """The page that asks and the page that says thank you."""

    asks: str
    thanks: str
    scope: str


def bound(form_class: type[F], request: HttpRequest, **more: Any) -> F:
    """The form as it was sent, or fresh."""
    return form_class(request.POST, **more) if request.method == "POST" else form_class(**more)


def ask(
    request: HttpRequest, form: forms.Form, act: Act, pages: Pages, context: dict[str, Any]
) -> HttpResponse:
    """Shows the form; once it is sent and done, the thanks with what `act` gives, else the form again."""
    given, status = attempt(form, act) if form.is_bound else ({}, 200)
    if form.is_bound and status == 200:
        return render(request, pages.thanks, {**context, **given}, status=201)
    return show(request, pages.asks, {**context, "form": form}, status, scope=pages.scope)


def attempt(form: forms.Form, act: Act) -> tuple[dict[str, Any], int]:
    """What the deed came to and the status of the answer; 200 when it is done.

    `act` counts against its rate itself, so that one commit serves both.
    """
    if not form.is_valid():
        return {}, 422
    try:
        with transaction.atomic():
            return act(form.cleaned_data), 200
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        return {}, status_of(refusal)


def count(scope: str, request: HttpRequest) -> limits.Verdict:
    """Count one more from there; refused only where the limit says that they must wait."""
    verdict = limits.hit(scope, request, at=request.at)
    if not verdict.allowed:
        raise TooOften(
            _(
                "Very many of these came from your network. Please wait an hour and send it again; it is kept here."
            )
        )
    return verdict


def uuid_in(text: str) -> UUID | None:
    """The id somebody sent; None for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def status_of(refusal: Refused) -> int:
    if isinstance(refusal, TooOften):
        return 429
    return next((status for kind, status in STATUSES if isinstance(refusal, kind)), 422)


def show(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200, *, scope: str = ""
) -> HttpResponse:
    """A page with a form; above the rate of `scope` it carries a challenge for the browser."""
    if scope and limits.needs_challenge(scope, request, at=request.at):
        context = {**context, "challenge": limits.challenge(at=request.at)}
    response = render(request, template, context, status=status)
    if status == 503:
        response.headers["Retry-After"] = RETRY_AFTER_SECONDS
    return response


def code_shown(code: str | None) -> dict[str, Any]:
    """What a page needs to show a code once; nothing where there is none."""
    return {"code": code, "qr": codes.qr_svg(codes.show(code))} if code else {}
