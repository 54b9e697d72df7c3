"""The journal for auditors, mail we gave up on, and tables taken away."""

import csv
import uuid
from collections import Counter
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from commonbeat.faces.desk.doing import do
from commonbeat.faces.desk.forms.exports import ExportForm
from commonbeat.faces.desk.page import DO, desk_page, show
from commonbeat.faces.desk.rail import ADMIN, AUDITOR, COORDINATOR
from commonbeat.journal import queries
from commonbeat.journal.models import ActorKind, Entry
from commonbeat.listening.actions import Export
from commonbeat.openness.calendar import local_day
from commonbeat.people.models import Staff
from commonbeat.post import actions as post
from commonbeat.post.models import Delivery
from commonbeat.safety.errors import Refused

A_PAGE = 100
YEAR = timedelta(days=365)


@desk_page(AUDITOR)
def journal(request: HttpRequest) -> HttpResponse:
    """Who did what to which object and why; never what it says."""
    rows = Entry.objects.visible_to(request.user).newest_first()
    action, who = request.GET.get("action", ""), request.GET.get("who", "")
    known = list(
        Entry.objects.visible_to(request.user).order_by("action").values_list("action", flat=True).distinct()
    )
    if action in known:
        rows = rows.filter(action=action)
    if who in ActorKind.values:
        rows = rows.filter(actor_kind=who)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    names = dict(Staff.objects.visible_to(request.user).values_list("pk", "name"))
    context = {
        "page": page,
        "rows": [(entry, names.get(entry.actor_id, "")) for entry in page.object_list],
        "actions": known,
        "picked": {"action": action, "who": who},
        "looks": looks(request),
    }
    return show(request, "journal.html", "journal", context)


def looks(request: HttpRequest) -> list[tuple[str, int]]:
    """How often somebody saw or took away what people left with us in the last twelve months, by what it was."""
    found = (
        Entry.objects.visible_to(request.user)
        .filter(at__gte=request.at - YEAR)
        .values_list("action", flat=True)
    )
    return Counter(filter(is_look, found)).most_common()


def is_look(action: str) -> bool:
    """Whether somebody saw or took away what a person left; reading back to them is not that."""
    return action.replace("_", " ").split(" ")[0] in queries.LOOKS and action not in (
        "read back",
        "read_back",
    )


@desk_page(AUDITOR, methods=("POST",))
def verify(request: HttpRequest) -> HttpResponse:
    """Walk the whole chain now and say what is wrong with it."""
    problems = queries.verify()
    return show(
        request, "journal_verified.html", "journal", {"problems": problems, "newest": queries.newest()}
    )


@desk_page(COORDINATOR, ADMIN)
def mail(request: HttpRequest) -> HttpResponse:
    """Mail we gave up on: its kind and why, neither to whom nor what it says."""
    rows = Delivery.objects.visible_to(request.user).dead().order_by("-dead_at")
    return show(request, "mail.html", "mail", {"rows": rows[:A_PAGE]})


@desk_page(COORDINATOR, ADMIN, methods=("POST",))
def mail_retry(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    delivery = get_object_or_404(Delivery.objects.visible_to(request.user), pk=pk)
    try:
        post.retry(delivery=delivery, actor=request.user, at=request.at)
        messages.success(request, _("It is tried again now."))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("desk:mail")


@desk_page(COORDINATOR, methods=DO)
def export(request: HttpRequest) -> HttpResponse:
    return do(request, ExportForm, None, section="export", back=reverse("desk:home"), shown=as_csv)


def as_csv(request: HttpRequest, made: Export) -> HttpResponse:
    """A table that spreadsheets read, with who took it away above it; no cell can start a formula."""
    name = f"concerns-{local_day(request.team, request.at).isoformat()}.csv"
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.write("\ufeff")
    sheet = csv.writer(response)
    for row in [*made.about, (), made.columns, *made.rows]:
        sheet.writerow([harmless(cell) for cell in row])
    return response


def harmless(cell: Any) -> str:
    """The cell as text that no spreadsheet takes for a formula."""
    words = str(cell)
    return f"'{words}" if words.lstrip()[:1] in tuple("=+-@") or words[:1] in ("\t", "\r", "\n") else words
