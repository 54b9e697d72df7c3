"""Who may open a page of the desk or the phone: nobody, unless signed in, in two steps, with the duty."""

import functools
from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from commonbeat.faces.signin import did_second_step
from commonbeat.people.models import Duty

View = Callable[..., HttpResponse]


def staff_required(*duties: str) -> Callable[[View], View]:
    """Let only staff with one of these duties in; without any named, everybody who holds some duty.

    Unknown people are sent to sign in, people without a second step to set one up. A duty one does not
    hold answers exactly like a page that does not exist.
    """
    wanted = frozenset(Duty(duty) for duty in duties)

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return turn_away(request, wanted) or view(request, *args, **kwargs)

        guarded.staff_duties = wanted  # type: ignore[attr-defined]
        return guarded

    return decorate


def turn_away(request: HttpRequest, wanted: frozenset[Duty]) -> HttpResponse | None:
    """The answer to somebody who may not enter; None for somebody who may."""
    staff = request.user
    if not staff.is_authenticated:
        return _to_sign_in(request)
    if request.team is None or staff.team_id != request.team.pk:
        raise Http404
    if not did_second_step(request):
        return _to_second_step(request)
    if not (staff.duties() & wanted if wanted else staff.duties()):
        raise Http404
    return None


def second_step_required(view: View) -> View:
    """For pages about one's own account: signed in and, where a second step is set up, taken."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        if has_second_step(request) and not did_second_step(request):
            return _to_second_step(request)
        return view(request, *args, **kwargs)

    return guarded


def has_second_step(request: HttpRequest) -> bool:
    """Whether this person has an authenticator app or a passkey."""
    own = Authenticator.objects.filter(user=request.user)
    return own.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    return _to(request, "account_login")


def _to_second_step(request: HttpRequest) -> HttpResponse:
    if not has_second_step(request):
        return _to(request, "mfa_index")
    # This session began before the second step was set up elsewhere: only signing in anew proves it.
    logout(request)
    return _to_sign_in(request)


def _to(request: HttpRequest, name: str) -> HttpResponse:
    """A redirect for a page; for a script 401 with the address, so that a phone keeps its queue and asks."""
    url = reverse(name)
    is_page = request.method in ("GET", "HEAD")
    if _is_script(request):
        words = _("Please sign in again. What you wrote is kept.")
        response = JsonResponse({"error": words, "sign_in": url}, status=401)
        response.headers["HX-Redirect"] = url
        return response
    return HttpResponseRedirect(f"{url}?{urlencode({'next': request.get_full_path()})}" if is_page else url)


def _is_script(request: HttpRequest) -> bool:
    accepts_json = request.headers.get("Accept", "").startswith("application/json")
    return accepts_json or request.content_type == "application/json" or bool(getattr(request, "htmx", False))
