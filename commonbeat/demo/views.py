"""The pages that only a demo has: whom to be, and the mail that was kept instead of being sent."""

from __future__ import annotations

import functools
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from commonbeat.demo import keepsakes, letters, marker
from commonbeat.demo.settling_in import CONFIDANT_PASSPHRASE, PASSWORD
from commonbeat.faces.signin import home_of, sign_in_as
from commonbeat.people.actions import choose_language
from commonbeat.post.models import KeptMail

MAILS_A_PAGE = 25

View = Callable[..., HttpResponse]


def only_in_the_demo(view: View) -> View:
    """Everywhere but on a made-up team's site such a page does not exist."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        built = marker.built_as(request.team) if settings.IS_DEMO else None
        if built is None:
            raise Http404
        return view(request, built, *args, **kwargs)

    return guarded


@require_GET
@only_in_the_demo
def home(request: HttpRequest, built: marker.Built) -> HttpResponse:
    context = {
        "people": keepsakes.people(built),
        "codes": keepsakes.still_open(built, request.at),
        "built": built,
        "password": PASSWORD,
        "passphrase": CONFIDANT_PASSPHRASE,
        "mails": KeptMail.objects.of_team(built.team).count(),
    }
    return render(request, "demo/home.html", context)


@require_POST
@only_in_the_demo
def be(request: HttpRequest, built: marker.Built) -> HttpResponse:
    """Sign in as somebody with one click, in the language of the page; whoever was signed in before is out."""
    staff = keepsakes.person(built, request.POST.get("who", ""))
    if staff is None:
        raise Http404
    logout(request)
    sign_in_as(request, choose_language(staff=staff, language=get_language(), at=request.at))
    return redirect(home_of(staff))


@require_GET
@only_in_the_demo
def mailbox(request: HttpRequest, built: marker.Built) -> HttpResponse:
    mails = KeptMail.objects.of_team(built.team).newest_first()
    page = Paginator(mails, MAILS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "demo/mailbox.html", {"page": page})


@require_GET
@only_in_the_demo
def mail(request: HttpRequest, built: marker.Built, pk: int) -> HttpResponse:
    found = get_object_or_404(KeptMail.objects.of_team(built.team), pk=pk)
    context = {
        "mail": found,
        "words": letters.words_of(found),
        "way_out": letters.way_out(found),
        "sender": settings.DEFAULT_FROM_EMAIL,
    }
    return render(request, "demo/mail.html", context)
