"""My promises: what I said I would do, and what became of it."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from commonbeat.faces.officer.forms.promises import BreakForm, KeepForm, LaterForm
from commonbeat.faces.officer.page import officer_page
from commonbeat.listening import actions
from commonbeat.listening.models import Promise
from commonbeat.openness.calendar import local_day
from commonbeat.safety.errors import Refused


@require_GET
@officer_page
def promises(request: HttpRequest) -> HttpResponse:
    mine = Promise.objects.visible_to(request.user).filter(by=request.user).select_related("concern")
    context = {
        "tab": "promises",
        "today": local_day(request.team, request.at),
        "due": mine.due().order_by("due_on"),
        "ended": mine.current().exclude(outcome=None).select_related("outcome").order_by("-outcome__on")[:10],
    }
    return render(request, "officer/promises.html", context)


@require_GET
@officer_page
def promise(request: HttpRequest, promise_id: uuid.UUID) -> HttpResponse:
    return page(request, due(request, promise_id))


@require_POST
@officer_page
def settle(request: HttpRequest, promise_id: uuid.UUID) -> HttpResponse:
    """Keep it, say why it was broken, or give it another date."""
    found = due(request, promise_id)
    name = {"keep": "keep", "break": "broken", "later": "later"}.get(request.POST.get("do", ""))
    if name is None:
        raise Http404
    form = FORMS[name](request.POST)
    if not form.is_valid():
        return page(request, found, status=422, **{name: form})
    try:
        DEEDS[name](request, found, form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return page(request, found, status=422, **{name: form})
    messages.success(request, _("Saved."))
    return redirect("officer:promises")


def due(request: HttpRequest, promise_id: uuid.UUID) -> Promise:
    mine = Promise.objects.visible_to(request.user).due().filter(by=request.user)
    return get_object_or_404(mine.select_related("concern"), pk=promise_id)


def page(request: HttpRequest, found: Promise, status: int = 200, **forms: object) -> HttpResponse:
    context = {
        "tab": "promises",
        "promise": found,
        "today": local_day(request.team, request.at),
        "keep": KeepForm(),
        "broken": BreakForm(),
        "later": LaterForm(initial={"words": found.words}),
        **forms,
    }
    return render(request, "officer/promise.html", context, status=status)


FORMS = {"keep": KeepForm, "broken": BreakForm, "later": LaterForm}
DEEDS = {
    "keep": lambda request, promise, said: actions.keep(
        promise=promise, words=said["words"], by=request.user, at=request.at
    ),
    "broken": lambda request, promise, said: actions.break_promise(
        promise=promise, reason=said["reason"], by=request.user, at=request.at
    ),
    "later": lambda request, promise, said: actions.correct_promise(
        promise=promise,
        words=said["words"],
        due_on=said["due_on"],
        reason=said["reason"],
        client_id=said["client_id"],
        by=request.user,
        at=request.at,
    ),
}
