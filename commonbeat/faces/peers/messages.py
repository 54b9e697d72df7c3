"""The signed way in for text messages and messengers; docs/channels.md describes it."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from commonbeat.listening.channels import messages
from commonbeat.listening.models import Source, SourceKind
from commonbeat.safety import bodies


@csrf_exempt
@require_POST
def receive(request: HttpRequest, pk: uuid.UUID) -> JsonResponse:
    """Keep one message. Whatever is wrong with the signature, and an unknown gateway, answer alike."""
    known = Source.objects.of(request.team, SourceKind.SMS) if request.team else Source.objects.none()
    source = known.filter(pk=pk).select_related("team", "neighborhood").first()
    timestamp = request.headers.get("Commonbeat-Timestamp", "")
    signature = request.headers.get("Commonbeat-Signature", "")
    is_json = request.content_type == "application/json"
    if (
        source is None
        or not is_json
        or not messages.is_signed(source, timestamp, signature, request.body, request.at)
    ):
        return JsonResponse({"error": _("This request is not signed by a gateway we know.")}, status=403)
    taken, reply = messages.receive(source=source, content=bodies.read_json(request), at=request.at)
    answer = {"outcome": taken.outcome, "is_new": taken.is_new, "reply": reply}
    return JsonResponse(answer, status=201 if taken.is_new else 200)
