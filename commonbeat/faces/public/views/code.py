"""Coming back with a code: one page for everything a code can belong to."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commonbeat.faces.public.doing import form_page
from commonbeat.faces.public.forms.thread import UNKNOWN, CodeForm
from commonbeat.faces.public.views import coming, greeting, question, thread
from commonbeat.safety import limits

# Each room looks for the code itself; all are asked every time, so that the time taken tells nothing.
DOORS: list[Callable[[HttpRequest, str], HttpResponse | None]] = [
    thread.open_with,
    coming.open_with,
    question.open_with,
    greeting.open_with,
]


@form_page
def code(request: HttpRequest) -> HttpResponse:
    """One and the same answer for a wrong, an expired and a purged code."""
    if request.method != "POST":
        return render(request, "public/code.html", {"form": CodeForm()})
    form = CodeForm(request.POST)
    allowed = limits.hit("code", request, at=request.at).allowed
    if form.is_valid() and allowed:
        pages = [page for door in DOORS if (page := door(request, form.cleaned_data["code"])) is not None]
        if pages:
            return pages[0]
        form.add_error("code", UNKNOWN)
    context = {"form": form, "slow_down": not allowed}
    return render(request, "public/code.html", context, status=422 if allowed else 429)
