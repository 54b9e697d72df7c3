"""Coming back with the code of an RSVP: change it, or give the place to somebody else."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonbeat.faces.public import ticket
from commonbeat.faces.public.forms.come import ChangeComingForm
from commonbeat.openness import actions, queries
from commonbeat.openness.models import Rsvp
from commonbeat.safety.errors import Refused

KIND = "rsvp"


def open_with(request: HttpRequest, code: str) -> HttpResponse | None:
    rsvp = queries.rsvp_by_code(request.team, code)
    return page(request, rsvp) if rsvp else None


def page(
    request: HttpRequest, rsvp: Rsvp, *, form: ChangeComingForm | None = None, said: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "rsvp": rsvp,
        "gathering": rsvp.gathering,
        "neighborhood": rsvp.gathering.neighborhood,
        "ticket": ticket.issue(KIND, rsvp.pk),
        "form": form or ChangeComingForm(initial={"people": rsvp.people, "access_needs": rsvp.access_needs}),
        "said": said,
    }
    return render(request, "public/coming.html", context, status=status)


@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Change the number and needs, or cancel."""
    held = ticket.read(request.POST.get("ticket", ""))
    if held is None or held[0] != KIND:
        return render(request, "public/thread/again.html", status=403)
    rsvp = get_object_or_404(Rsvp.objects.select_related("gathering__place"), pk=held[1], team=request.team)
    if request.POST.get("do") == "cancel":
        canceled = actions.cancel_rsvp(rsvp=rsvp, at=request.at)
        return page(request, canceled, said=_("Thank you for telling us. Your place is free for somebody else."))
    form = ChangeComingForm(request.POST)
    if not form.is_valid():
        return page(request, rsvp, form=form, status=422)
    try:
        changed = actions.change_rsvp(rsvp=rsvp, at=request.at, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return page(request, rsvp, form=form, status=422)
    return page(request, changed, said=_("Saved. See you there."))
