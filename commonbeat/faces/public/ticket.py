"""After a code was typed once, the page carries a short-lived signed pass instead of the code."""

import functools
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from commonbeat.faces.public.forms.thread import CodeForm
from commonbeat.safety import signing

PURPOSE = "public ticket"
LIFE = timedelta(hours=1)
View = Callable[..., HttpResponse]
# Fields in which somebody may have written a while.
WRITTEN = ("words", "correction", "access_needs", "know")


def issue(kind: str, object_id: object) -> str:
    """A pass to one object, for an hour."""
    return signing.sign(PURPOSE, {"kind": kind, "id": str(object_id)})


def read(text: str) -> tuple[str, str] | None:
    """Kind and id in a pass; None when it is not ours or too old."""
    kept: Any = signing.unsign(PURPOSE, text, life=LIFE) if text else None
    return (kept["kind"], kept["id"]) if isinstance(kept, dict) else None


def needed(kind: str) -> Callable[[View], View]:
    """Lets only a POST with a pass of this kind in, and hands its id on; else the code is asked again.

    What was typed meanwhile is carried to the page behind the code.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest) -> HttpResponse:
            held = read(request.POST.get("ticket", ""))
            if held is not None and held[0] == kind:
                return view(request, held[1])
            typed = next((request.POST[name] for name in WRITTEN if request.POST.get(name)), "")
            form = CodeForm(initial={"kept": typed})
            return render(request, "public/thread/again.html", {"form": form}, status=403)

        return require_POST(guarded)

    return decorate
