"""What makes it an app: the manifest, the worker that serves the shell with no signal, and the offline page."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from commonbeat.faces.officer import phone_pass, sealed
from commonbeat.faces.officer.page import officer_page

SHELL_FILES = [
    "look/base.css",
    "look/officer.css",
    "look/once.js",
    "look/icons/mark.svg",
    "look/icons/mark-192.png",
    "officer/queue.js",
    "officer/log.js",
    "officer/today.js",
    "officer/doors.js",
]
# Name, size, purpose.
ICONS = [("mark-192", 192, "any"), ("mark-512", 512, "any"), ("mark-maskable-512", 512, "maskable")]


@require_GET
def manifest(request: HttpRequest) -> JsonResponse:
    home = reverse("officer:today")
    content = {
        "name": _("Commonbeat, on the walk"),
        "short_name": "Commonbeat",
        "id": home,
        "start_url": home,
        "scope": home,
        "display": "standalone",
        "background_color": "#fbf8f1",
        "theme_color": "#123c2e",
        "icons": [icon(*one) for one in ICONS],
    }
    return JsonResponse(content, content_type="application/manifest+json")


def icon(name: str, size: int, purpose: str) -> dict[str, str]:
    source = static(f"look/icons/{name}.png")
    return {"src": source, "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker; its version is the list of files it keeps."""
    context = {"files": [static(name) for name in SHELL_FILES], "static_url": settings.STATIC_URL}
    return render(request, "officer/worker.js", context, content_type="text/javascript")


@require_GET
@officer_page
def offline(request: HttpRequest) -> HttpResponse:
    """What the phone shows instead of Today with no signal; it holds nothing about anybody."""
    context = {"tab": "today", "phone_pass": phone_pass.issue(request.user), "phone_key": sealed.public_key()}
    return render(request, "officer/offline.html", context)
