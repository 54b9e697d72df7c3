"""Bringing in a table: choose the file, match its columns, look at every row, bring it in, take it back."""

import base64
import uuid
import zlib
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonbeat.faces.desk.doing import do
from commonbeat.faces.desk.forms.channels import FileForm, TakeBackSheetForm, neighborhoods_for
from commonbeat.faces.desk.forms.columns import ColumnsForm
from commonbeat.faces.desk.page import DO, desk_page, show
from commonbeat.faces.desk.rail import COORDINATOR
from commonbeat.listening import actions
from commonbeat.listening.channels import sheets as tables
from commonbeat.listening.models import Sheet
from commonbeat.openness.calendar import local_day
from commonbeat.places.models import Place
from commonbeat.safety import signing
from commonbeat.safety.errors import Refused

FORM = "sheet"
SHOWN = 8


@desk_page(COORDINATOR)
def sheets(request: HttpRequest) -> HttpResponse:
    found = Sheet.objects.visible_to(request.user).select_related("by")[:100]
    return show(request, "sheets.html", "inbox", {"sheets": found})


@desk_page(COORDINATOR, methods=DO)
def sheet_new(request: HttpRequest) -> HttpResponse:
    """The file travels from page to page, packed and signed, so that nothing is kept before the last one."""
    if request.method != "POST":
        return ask(request, "sheet_new.html", {"form": FileForm()})
    if "carried" not in request.POST:
        return take_file(request)
    try:
        name, content = carried(request)
    except Refused as refusal:
        return ask(request, "sheet_new.html", {"form": FileForm(), "refusal": refusal.sentence}, 422)
    return take_columns(request, name, content)


def ask(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    around = {"back": reverse("desk:sheets"), **context}
    return show(request, template, "inbox", around, status)


def take_file(request: HttpRequest) -> HttpResponse:
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        content = upload.read(tables.MOST_BYTES + 1)
        try:
            table = tables.read(content)
        except tables.UnreadableError as error:
            form.add_error("file", str(error))
        else:
            return columns_page(request, upload.name, content, columns_of(request, table, None), table)
    return ask(request, "sheet_new.html", {"form": form}, 422)


def columns_of(request: HttpRequest, table: tables.Table, data: Any) -> ColumnsForm:
    areas = neighborhoods_for(request.user)
    return ColumnsForm(data, table=table, guess=tables.guess(table), neighborhoods=areas)


def columns_page(
    request: HttpRequest, name: str, content: bytes, form: ColumnsForm, table: tables.Table, status: int = 200
) -> HttpResponse:
    packed = base64.b64encode(zlib.compress(content)).decode()
    context = {
        "form": form,
        "table": table,
        "rows": table.rows[:SHOWN],
        "name": name[:120],
        "carried": signing.sign_draft(FORM, {"name": name[:120], "content": packed}),
    }
    return ask(request, "sheet_columns.html", context, status)


def carried(request: HttpRequest) -> tuple[str, bytes]:
    """The file that came with the page before; Refused when the page was open for too long."""
    draft = signing.read_draft(FORM, request.POST.get("carried", ""))
    if not draft:
        raise Refused(_("Please choose the file again."))
    return draft["name"], zlib.decompress(base64.b64decode(draft["content"]))


def take_columns(request: HttpRequest, name: str, content: bytes) -> HttpResponse:
    """Look at every row; with "go" they are brought in."""
    table = tables.read(content)
    form = columns_of(request, table, request.POST)
    if not form.is_valid() or request.POST.get("do") == "back":
        return columns_page(request, name, content, form, table, 422 if form.errors else 200)
    lines = lines_of(request, table, form)
    if request.POST.get("do") != "go":
        return check_page(request, name, content, form, lines)
    try:
        made = actions.import_sheet(
            team=request.team, name=name, content=content, lines=lines, by=request.user, at=request.at
        )
    except Refused as refusal:
        return check_page(request, name, content, form, lines, refusal.sentence, 422)
    return show(
        request, "sheet.html", "inbox", {"sheet": made.sheet, "brought": made, **counts_of(made.sheet)}
    )


def lines_of(request: HttpRequest, table: tables.Table, form: ColumnsForm) -> list[tables.Line]:
    return tables.check(
        table,
        form.columns,
        neighborhoods=neighborhoods_for(request.user),
        places=list(Place.objects.visible_to(request.user).current().select_related("neighborhood")),
        usual=form.usual,
        usual_neighborhood=form.usual_neighborhood,
        today=local_day(request.team, request.at),
    )


def check_page(
    request: HttpRequest,
    name: str,
    content: bytes,
    form: ColumnsForm,
    lines: list[tables.Line],
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    good = sum(not line.problem for line in lines)
    packed = base64.b64encode(zlib.compress(content)).decode()
    context = {
        "form": form,
        "name": name,
        "lines": lines,
        "good": good,
        "bad": len(lines) - good,
        "refusal": refusal,
        "carried": signing.sign_draft(FORM, {"name": name, "content": packed}),
    }
    return ask(request, "sheet_check.html", context, status)


def found_sheet(request: HttpRequest, pk: uuid.UUID) -> Sheet:
    return get_object_or_404(Sheet.objects.visible_to(request.user).select_related("team", "by"), pk=pk)


def counts_of(sheet: Sheet) -> dict[str, int]:
    brought = sheet.intakes.count()
    worked = sheet.intakes.filter(voice__about_officer=None).exclude(voice__concern=None).count()
    return {"count": brought, "worked": worked}


@desk_page(COORDINATOR)
def sheet(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = found_sheet(request, pk)
    return show(request, "sheet.html", "inbox", {"sheet": found, **counts_of(found)})


@desk_page(COORDINATOR, methods=DO)
def sheet_undo(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    subject = found_sheet(request, pk)
    around = {"section": "inbox", "back": reverse("desk:sheets"), "matter": subject.name}
    return do(request, TakeBackSheetForm, subject, shown=taken_back, **around)


def taken_back(request: HttpRequest, result: tuple[int, int]) -> HttpResponse:
    gone, stay = result
    words = ngettext("%(n)d voice was taken back.", "%(n)d voices were taken back.", gone) % {"n": gone}
    if stay:
        words += " " + (
            ngettext(
                "%(n)d stays, because somebody has worked with it.",
                "%(n)d stay, because somebody has worked with them.",
                stay,
            )
            % {"n": stay}
        )
    messages.success(request, words)
    return HttpResponseRedirect(reverse("desk:sheets"))
