"""The pages behind the links in our mails: saying yes, changing, leaving, seeing what we hold. No account."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from commonbeat.faces.public import choosing, doing
from commonbeat.faces.public.doing import form_page
from commonbeat.faces.public.forms.subscribe import MoveForm, SubscriptionForm
from commonbeat.safety.errors import Refused
from commonbeat.updates import actions, links, queries
from commonbeat.updates.models import Subscriber


@form_page
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link shows what it would start; only the button starts it."""
    if request.method != "POST":
        pending = queries.pending(request.team, token)
        if pending is None:
            return too_old(request)
        context = {"pending": pending, "rows": choosing.with_volume(pending.choices, request.at)}
        return render(request, "public/updates/confirm.html", context)
    try:
        subscriber = actions.confirm(team=request.team, token=token, at=request.at)
    except Refused as refusal:
        return too_old(request, refusal.sentence)
    context = {"token": links.change_token(subscriber), "rows": queries.choices_of(subscriber)}
    return render(request, "public/updates/confirmed.html", context)


@form_page
def change(request: HttpRequest, token: str) -> HttpResponse:
    """Everything we hold about a subscriber, and what they can do about it."""
    subscriber = queries.by_token(request.team, token)
    if subscriber is None:
        return too_old(request)
    if request.method != "POST":
        return page(request, subscriber, token)
    do = DEEDS.get(request.POST.get("do", ""))
    if do is None:
        raise Http404
    return do(request, subscriber, token)


@csrf_exempt
@form_page
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """A POST leaves, from a mail program too (RFC 8058), without a cookie; a GET only shows the button."""
    if request.method != "POST":
        if not queries.leaver(request.team, token):
            return too_old(request)
        return render(request, "public/updates/leave.html", {})
    if not actions.leave(team=request.team, token=token, at=request.at):
        return too_old(request)
    return render(request, "public/updates/left.html", {})


def page(
    request: HttpRequest, subscriber: Subscriber, token: str, *, status: int = 200, **more: Any
) -> HttpResponse:
    held = queries.held_about(subscriber)
    context = {
        "token": token,
        "held": held,
        "rows": choosing.with_volume(held.choices, request.at),
        "form": SubscriptionForm(team=request.team, choices=held.choices),
        "move": MoveForm(auto_id="move_%s"),
        **more,
    }
    return doing.show(request, "public/updates/subscription.html", context, status)


def save(request: HttpRequest, subscriber: Subscriber, token: str) -> HttpResponse:
    """Another choice; choosing nothing at all is leaving."""
    now = queries.choices_of(subscriber)
    form = SubscriptionForm(request.POST, team=request.team, choices=now)

    def act(said: dict[str, Any]) -> dict[str, Any]:
        about = {"choices": form.chosen(), "language": get_language() or "en"}
        return {"kept": actions.change(team=request.team, token=token, at=request.at, **about)}

    given, status = doing.attempt(form, act)
    if status != 200:
        return page(request, subscriber, token, status=status, form=form)
    return after(request, given["kept"], token, _("Saved. It holds from the next mail on."))


def unfollow(request: HttpRequest, subscriber: Subscriber, token: str) -> HttpResponse:
    """No more mail about one thing they said."""
    followed = [*queries.follows_of(subscriber), *queries.problems_followed_by(subscriber)]
    follow = next((one for one in followed if str(one.pk) == request.POST.get("follow")), None)
    if follow is None:
        raise Http404
    kept = actions.unfollow(team=request.team, token=token, follow_id=follow.pk, at=request.at)
    return after(request, kept, token, _("You get no more mail about this one."))


def move(request: HttpRequest, subscriber: Subscriber, token: str) -> HttpResponse:
    """Another address, once it has said yes."""
    form = MoveForm(request.POST, auto_id="move_%s")

    def act(said: dict[str, Any]) -> dict[str, Any]:
        doing.count("subscribe", request)
        actions.ask_to_move(team=request.team, token=token, email=said["email"], at=request.at)
        return {}

    _given, status = doing.attempt(form, act)
    if status != 200:
        return page(request, subscriber, token, status=status, move=form)
    return page(
        request, subscriber, token, said=_("We sent a mail to the new address. Please say yes in it.")
    )


def erase(request: HttpRequest, subscriber: Subscriber, token: str) -> HttpResponse:
    actions.erase(subscriber=subscriber, at=request.at)
    return after(request, None, token, "")


def after(request: HttpRequest, kept: Subscriber | None, token: str, said: str) -> HttpResponse:
    if kept is None:
        return render(request, "public/updates/left.html", {})
    return page(request, kept, token, said=said)


def too_old(request: HttpRequest, sentence: str = "") -> HttpResponse:
    """One answer for every link that opens nothing anymore."""
    return render(request, "public/updates/old.html", {"sentence": sentence}, status=404)


DEEDS: dict[str, Callable[[HttpRequest, Subscriber, str], HttpResponse]] = {
    "save": save,
    "unfollow": unfollow,
    "move": move,
    "erase": erase,
}
