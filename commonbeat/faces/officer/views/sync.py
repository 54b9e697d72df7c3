"""Where phones hand in what they wrote; it answers item by item, and never shows anything."""

import uuid
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, JsonResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from commonbeat.faces.officer import phone_pass, taking
from commonbeat.safety import bodies
from commonbeat.safety.errors import Refused, Unavailable

MOST_ITEMS = 50


@csrf_exempt  # no cookie is read here: the pass in the header is what lets a phone hand in
@require_POST
def sync(request: HttpRequest) -> JsonResponse:
    """Every saved item is on disk before this answers; a resent one is saved once."""
    staff = phone_pass.holder(request.headers.get("X-Phone-Pass", ""))
    if staff is None:
        return JsonResponse({"error": _("Please sign in again. What you wrote is kept.")}, status=401)
    with translation.override(staff.language):
        items = _items(request)
        if items is None:
            return JsonResponse({"error": _("This could not be read.")}, status=400)
        return JsonResponse(
            {"results": [_take(item, request) for item in items], "pass": phone_pass.issue(staff)}
        )


def _items(request: HttpRequest) -> list[dict[str, Any]] | None:
    try:
        items = bodies.parse(request.body)["items"]
        known = [{"id": str(uuid.UUID(item["id"])), "sealed": item["sealed"]} for item in items[:MOST_ITEMS]]
    except (BadRequest, ValueError, KeyError, TypeError, AttributeError):
        return None
    return known


def _take(item: dict[str, Any], request: HttpRequest) -> dict[str, str]:
    try:
        taking.open_and_take(item["id"], item["sealed"], request.at)
    except Unavailable:
        raise
    except Refused as refusal:
        return {"id": item["id"], "status": "refused", "sentence": str(refusal.sentence)}
    return {"id": item["id"], "status": "saved", "sentence": ""}
