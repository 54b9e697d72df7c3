"""Addresses at which other programs hand voices over."""

from django.urls import URLPattern, path

from commonbeat.faces.peers import messages, open311

ROOT = "open311/v2"


def both(route: str, view: object, name: str) -> list[URLPattern]:
    """The same view in both formats of Open311."""
    return [
        path(f"{ROOT}/{route}.{form}", view, {"form": form}, name=f"open311_{name}_{form}")  # type: ignore[call-overload]
        for form in ("json", "xml")
    ]


urlpatterns = [
    path(f"{ROOT}/", open311.root, name="open311"),
    *both("discovery", open311.discovery, "discovery"),
    *both("services", open311.services, "services"),
    *both("services/<slug:code>", open311.service, "service"),
    *both("requests", open311.requests, "requests"),
    *both("requests/<slug:reference>", open311.one_request, "request"),
    *both("tokens/<slug:token>", open311.token, "token"),
    *both("service_request_updates", open311.updates, "updates"),
    *both("servicerequestupdates", open311.updates, "updates_draft"),
    path("hooks/messages/<uuid:pk>/", messages.receive, name="messages"),
]
