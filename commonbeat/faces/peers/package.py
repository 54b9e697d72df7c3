"""The same tables as CSV, with a description that programs read: https://datapackage.org/standard/data-package/"""

from __future__ import annotations

import csv
import io
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from commonbeat.faces.peers.answers import Wrong, for_programs, json
from commonbeat.faces.peers.api import need
from commonbeat.faces.peers.facts import Asked, Collection, Field, Row
from commonbeat.faces.peers.tables import COLLECTIONS, rows

CSV = "text/csv; charset=utf-8"
# A cell that begins like this would be run as a formula by a spreadsheet.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@for_programs
def described(request: HttpRequest, neighborhood: str) -> HttpResponse:
    found = need(request, neighborhood)
    url = request.build_absolute_uri(reverse("public:neighborhood", args=[found.slug]))
    return json(
        {
            "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
            "name": found.slug,
            "title": f"{request.team.name}: {found.name}",
            "homepage": url,
            "description": "What everybody may read. Counts of people under eight are missing.",
            "resources": [resource(one) for one in COLLECTIONS.values()],
        }
    )


@for_programs
def table(request: HttpRequest, neighborhood: str, name: str) -> HttpResponse:
    found = need(request, neighborhood)
    if name not in COLLECTIONS:
        raise Wrong(404, "There is no such table.")
    one = COLLECTIONS[name]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([field.name for field in one.fields])
    writer.writerows(cells(one, row) for row in rows(one, Asked(request, found)))
    response = HttpResponse(out.getvalue().encode(), content_type=CSV)
    response.headers["Content-Disposition"] = f'attachment; filename="{found.slug}-{name}.csv"'
    return response


def resource(one: Collection) -> dict[str, Any]:
    return {
        "name": one.name,
        "path": f"{one.name}.csv",
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "description": one.says,
        "schema": {"fields": [described_field(field) for field in one.fields], "missingValues": [""]},
    }


def described_field(field: Field) -> dict[str, Any]:
    described: dict[str, Any] = {"name": field.name, "type": field.type, "description": field.says}
    if field.type == "datetime":
        described["format"] = "%Y-%m-%dT%H:%M:%S%z"
    if not field.may_be_missing and field.type != "string":
        described["constraints"] = {"required": True}
    return described


def cells(one: Collection, row: Row) -> list[str]:
    return [cell(field, row[field.name]) for field in one.fields]


def cell(field: Field, value: Any) -> str:
    if value is None:
        return ""
    if field.type == "boolean":
        return "true" if value else "false"
    text = str(value)
    return f"'{text}" if field.type == "string" and text.startswith(FORMULA) else text
