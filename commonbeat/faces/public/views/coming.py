"""Coming back with the code of an RSVP: change it, or give the place to somebody else."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from commonbeat.faces.public import doing, meeting, ticket
from commonbeat.faces.public.forms.come import ChangeComingForm
from commonbeat.openness import actions, queries
from commonbeat.openness.models import Rsvp

KIND = "rsvp"


def open_with(request: HttpRequest, code: str) -> HttpResponse | None:
    rsvp = queries.rsvp_by_code(request.team, code)
    return page(request, rsvp) if rsvp else None


def page(
    request: HttpRequest,
    rsvp: Rsvp,
    *,
    form: ChangeComingForm | None = None,
    said: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "rsvp": rsvp,
        "gathering": rsvp.gathering,
        "where": meeting.where_of(rsvp.gathering),
        "is_over": rsvp.gathering.ends_at <= request.at,
        "neighborhood": rsvp.gathering.neighborhood,
        "ticket": ticket.issue(KIND, rsvp.pk),
        "form": form or ChangeComingForm(initial={"people": rsvp.people, "access_needs": rsvp.access_needs}),
        "said": said,
    }
    return doing.show(request, "public/coming.html", context, status)


@ticket.needed(KIND)
def act(request: HttpRequest, rsvp_id: str) -> HttpResponse:
    """Change the number and needs, or cancel."""
    rsvps = Rsvp.objects.select_related("gathering__place", "gathering__neighborhood")
    rsvp = get_object_or_404(rsvps, pk=rsvp_id, team=request.team)
    if request.POST.get("do") == "cancel":
        canceled = actions.cancel_rsvp(rsvp=rsvp, at=request.at)
        return page(
            request, canceled, said=_("Thank you for telling us. Your place is free for somebody else.")
        )
    form = ChangeComingForm(request.POST)

    def change(said: dict[str, Any]) -> dict[str, Any]:
        return {"rsvp": actions.change_rsvp(rsvp=rsvp, at=request.at, **said)}

    given, status = doing.attempt(form, change)
    if status != 200:
        return page(request, rsvp, form=form, status=status)
    return page(request, given["rsvp"], said=_("Saved. See you there."))
