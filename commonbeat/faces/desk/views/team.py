"""Who works here, their pages, and the team's own settings."""

import uuid

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from commonbeat.faces.desk.doing import chosen, do
from commonbeat.faces.desk.forms.profile import PROFILE_DEEDS, profile_of
from commonbeat.faces.desk.forms.team import (
    STAFF_DEEDS,
    ApproveRecoveryForm,
    InviteForm,
    TakeBackForm,
    TakeRoleForm,
)
from commonbeat.faces.desk.page import DO, desk_page, show
from commonbeat.faces.desk.rail import ADMIN, COORDINATOR, OFFICER
from commonbeat.people import queries, rules
from commonbeat.people.letters import JOIN_PATH, link
from commonbeat.people.models import Duty, MfaRecovery, OfficerProfile, Role, Staff, StaffInvite
from commonbeat.safety import pictures

LEADERS = (ADMIN, COORDINATOR)
SHOWN = (OFFICER, COORDINATOR)


@desk_page(*LEADERS)
def team(request: HttpRequest) -> HttpResponse:
    """Everybody and their duties; who was invited; who waits to be let back in."""
    context = {
        "people": queries.colleagues(request.user),
        "invites": queries.open_invites(request.user, request.at),
        "recoveries": queries.waiting_recoveries(request.user, request.at),
        "is_admin": request.user.has_duty(Duty.ADMIN),
        "warnings": queries.box_state(request.team).warnings,
    }
    return show(request, "team.html", "team", context)


def colleague(request: HttpRequest, pk: uuid.UUID) -> Staff:
    return get_object_or_404(
        Staff.objects.visible_to(request.user).active().select_related("team", "profile"), pk=pk
    )


@desk_page(*LEADERS)
def person(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One colleague: their duties and what can be done about them."""
    found = colleague(request, pk)
    context = {
        "person": found,
        "profile": profile_of(found),
        "roles": found.roles.select_related("neighborhood").order_by("duty"),
        "can": {
            name
            for name, form in {**STAFF_DEEDS, **PROFILE_DEEDS}.items()
            if form.is_offered(request.user, found)
        },
        "may_manage": rules.may_manage_staff(request.user, found),
    }
    return show(request, "person.html", "team", context)


@desk_page(*LEADERS, methods=DO)
def person_do(request: HttpRequest, pk: uuid.UUID, deed: str) -> HttpResponse:
    subject = colleague(request, pk)
    page = reverse(
        "desk:team" if deed == "leave" else "desk:person", args=[] if deed == "leave" else [subject.pk]
    )
    return do(request, chosen(STAFF_DEEDS, deed), subject, section="team", back=page, matter=subject.name)


@desk_page(ADMIN, methods=DO)
def invite(request: HttpRequest) -> HttpResponse:
    return do(request, InviteForm, None, section="team", back=reverse("desk:team"), shown=invited)


def invited(request: HttpRequest, made: tuple[StaffInvite, str]) -> HttpResponse:
    """The single-use link, on this one answer only."""
    invite, token = made
    context = {"invite": invite, "link": link(invite.team, JOIN_PATH, token)}
    return show(request, "invited.html", "team", context)


@desk_page(ADMIN, methods=DO)
def invite_take_back(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    subject = get_object_or_404(StaffInvite.objects.visible_to(request.user).open(request.at), pk=pk)
    return do(request, TakeBackForm, subject, section="team", back=reverse("desk:team"), matter=subject.name)


@desk_page(ADMIN, methods=DO)
def role_take(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    rows = Role.objects.filter(staff__in=Staff.objects.visible_to(request.user))
    subject = get_object_or_404(rows.select_related("staff__team", "neighborhood"), pk=pk)
    where = subject.neighborhood.name if subject.neighborhood else subject.staff.team.name
    matter = f"{subject.staff.name} · {subject.get_duty_display()} · {where}"
    back = reverse("desk:person", args=[subject.staff_id])
    return do(request, TakeRoleForm, subject, section="team", back=back, matter=matter)


@desk_page(*LEADERS, methods=DO)
def recovery_approve(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    rows = MfaRecovery.objects.visible_to(request.user).waiting(request.at)
    subject = get_object_or_404(rows.select_related("staff__team", "asked_by"), pk=pk)
    return do(
        request,
        ApproveRecoveryForm,
        subject,
        section="team",
        back=reverse("desk:team"),
        matter=subject.staff.name,
    )


@desk_page(*SHOWN)
def profile(request: HttpRequest) -> HttpResponse:
    """One's own page as residents see it."""
    context = {
        "profile": profile_of(request.user),
        "can": {name for name, form in PROFILE_DEEDS.items() if form.is_offered(request.user, request.user)},
    }
    return show(request, "profile.html", "profile", context)


@desk_page(*SHOWN, methods=DO)
def profile_do(request: HttpRequest, deed: str) -> HttpResponse:
    template = "profile_edit.html" if deed == "edit" else "deed.html"
    back = reverse("desk:profile")
    return do(
        request, chosen(PROFILE_DEEDS, deed), request.user, section="profile", back=back, template=template
    )


@desk_page(*LEADERS, methods=DO)
def person_profile(request: HttpRequest, pk: uuid.UUID, deed: str) -> HttpResponse:
    """Help a colleague with their page, or take it off the public site."""
    subject = colleague(request, pk)
    template = "profile_edit.html" if deed == "edit" else "deed.html"
    around = {"section": "team", "back": reverse("desk:person", args=[subject.pk]), "matter": subject.name}
    return do(request, chosen(PROFILE_DEEDS, deed), subject, template=template, **around)


@desk_page()
def face(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A colleague's photo, also before their page is public."""
    found = get_object_or_404(OfficerProfile.objects.visible_to(request.user).exclude(photo=""), pk=pk)
    try:
        content = pictures.path_of(found.photo).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(content, content_type="image/jpeg", headers={"Cache-Control": "no-store, private"})
