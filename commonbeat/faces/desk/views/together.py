"""Groups, alerts and reports to the community."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from commonbeat.faces.desk.doing import chosen, do
from commonbeat.faces.desk.forms.together import (
    GROUP_DEEDS,
    REPORT_DEEDS,
    AlertForm,
    BeginReportForm,
    EndAlertForm,
    StartGroupForm,
)
from commonbeat.faces.desk.page import DO, desk_page, show
from commonbeat.faces.desk.rail import COORDINATOR, OFFICER
from commonbeat.openness.calendar import local_day
from commonbeat.people.models import Duty
from commonbeat.together import queries, rules
from commonbeat.together.models import Alert, Report, WatchGroup

MOST = 40


@desk_page(COORDINATOR, OFFICER)
def groups(request: HttpRequest) -> HttpResponse:
    """Groups with their walk-alongs, tasks and those who would like to join."""
    rows = [(one, rules.may_work(request.user, one)) for one in queries.groups_for(request.user)]
    context = {
        "rows": [(one, may) for one, may in rows if one.ended_on is None],
        "ended": [one for one, _may in rows if one.ended_on is not None],
        "today": local_day(request.team, request.at),
        "may_start": request.user.has_duty(Duty.COORDINATOR),
    }
    return show(request, "groups.html", "groups", context)


@desk_page(COORDINATOR, methods=DO)
def group_new(request: HttpRequest) -> HttpResponse:
    return do(request, StartGroupForm, None, section="groups", back=reverse("desk:groups"))


@desk_page(COORDINATOR, OFFICER, methods=DO)
def group_do(request: HttpRequest, pk: uuid.UUID, deed: str) -> HttpResponse:
    rows = WatchGroup.objects.visible_to(request.user).select_related("team", "neighborhood")
    subject = get_object_or_404(rows, pk=pk)
    around = {"section": "groups", "back": reverse("desk:groups"), "matter": subject.name}
    return do(request, chosen(GROUP_DEEDS, deed), subject, **around)


@desk_page(COORDINATOR)
def alerts(request: HttpRequest) -> HttpResponse:
    rows = list(queries.alerts_for(request.user)[:MOST])
    context = {
        "now": [one for one in rows if one.is_in_force(request.at)],
        "over": [one for one in rows if not one.is_in_force(request.at)],
        "most": rules.MOST_ALERTS,
        "days": rules.ALERT_WINDOW.days,
    }
    return show(request, "alerts.html", "alerts", context)


@desk_page(COORDINATOR, methods=DO)
def alert_new(request: HttpRequest) -> HttpResponse:
    return do(request, AlertForm, None, section="alerts", back=reverse("desk:alerts"))


@desk_page(COORDINATOR, methods=DO)
def alert_end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    subject = get_object_or_404(
        Alert.objects.visible_to(request.user).select_related("team", "neighborhood"), pk=pk
    )
    around = {"section": "alerts", "back": reverse("desk:alerts"), "matter": subject.title}
    return do(request, EndAlertForm, subject, **around)


@desk_page(COORDINATOR)
def reports(request: HttpRequest) -> HttpResponse:
    rows = list(queries.reports_for(request.user)[:MOST])
    context = {
        "drafts": [one for one in rows if one.published_at is None],
        "published": [one for one in rows if one.published_at is not None],
    }
    return show(request, "reports.html", "reports", context)


def found_report(request: HttpRequest, pk: uuid.UUID) -> Report:
    rows = Report.objects.visible_to(request.user).select_related("team", "neighborhood")
    return get_object_or_404(rows, pk=pk)


def report_url(report: Report) -> str:
    return reverse("desk:report", args=[report.pk])


@desk_page(COORDINATOR, methods=DO)
def report_new(request: HttpRequest) -> HttpResponse:
    back = reverse("desk:reports")
    return do(request, BeginReportForm, None, section="reports", back=back, after=report_url)


@desk_page(COORDINATOR)
def report(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The report as everybody will read it."""
    found = found_report(request, pk)
    context = {"report": found, "sections": queries.sections(found, request.at)}
    return show(request, "report.html", "reports", context)


@desk_page(COORDINATOR, methods=DO)
def report_do(request: HttpRequest, pk: uuid.UUID, deed: str) -> HttpResponse:
    subject = found_report(request, pk)
    around = {"section": "reports", "back": report_url(subject), "matter": subject.neighborhood.name}
    return do(request, chosen(REPORT_DEEDS, deed), subject, **around)
