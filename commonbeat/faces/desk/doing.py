"""From a form to a deed: one way for all of them."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from commonbeat.faces.desk.forms.base import DeedForm
from commonbeat.faces.desk.page import show
from commonbeat.safety.errors import Conflict, Refused, Unavailable

Deeds = Mapping[str, type[DeedForm]]
After = Callable[[Any], str]
Shown = Callable[[HttpRequest, Any], HttpResponse]


def do(
    request: HttpRequest,
    form_class: type[DeedForm],
    subject: Any,
    *,
    section: str,
    back: str,
    after: After | None = None,
    shown: Shown | None = None,
    template: str = "deed.html",
    **context: Any,
) -> HttpResponse:
    """The page of one deed; when it is done, on to `after` of what came of it, else back.

    `shown` draws what came of it at once, for what must be seen only once: a code, a link, opened details.
    Somebody to whom it is not offered gets the answer of a page that does not exist. What a room refuses
    stands in the form, which keeps everything that was typed.
    """
    if not form_class.is_offered(request.user, subject):
        raise Http404
    is_sent = request.method == "POST"
    sent = {"data": request.POST, "files": request.FILES} if is_sent else {}
    form = form_class(**sent, subject=subject, request=request)
    status = 200
    if is_sent:
        result, status = attempt(form)
        if status == 200 and shown:
            return shown(request, result)
        if status == 200:
            if form.done:
                messages.success(request, str(form.done))
            return HttpResponseRedirect(after(result) if after else back)
    response = show(
        request, template, section, {"form": form, "subject": subject, "back": back, **context}, status
    )
    if status == 503:
        response.headers["Retry-After"] = "5"
    return response


def attempt(form: DeedForm) -> tuple[Any, int]:
    """What the deed came to and the status of the answer; 200 when it is done."""
    if not form.is_valid():
        return None, 422
    try:
        return form.act(), 200
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        if isinstance(refusal, Unavailable):
            return None, 503
        return None, 409 if isinstance(refusal, Conflict) else 422


def chosen(deeds: Deeds, name: str) -> type[DeedForm]:
    """The deed of this name; there is no other."""
    if name not in deeds:
        raise Http404
    return deeds[name]
