"""What we hold, who looked and how long; the privacy policy; accessibility; words for machines."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from commonbeat.faces.public import holdings
from commonbeat.faces.public.cached import for_everybody
from commonbeat.journal import queries as journal

SHUT = ("code", "updates", "desk", "officer", "sign-in", "find")


@require_safe
@for_everybody
def held(request: HttpRequest) -> HttpResponse:
    """Generated from the data inventory and the journal: it cannot say less than is stored."""
    context = {
        "groups": holdings.groups(),
        "looks": holdings.looks(request.team, request.at) if request.team else None,
        "heads": journal.published_heads(limit=7),
    }
    return render(request, "public/about/held.html", context)


@require_safe
@for_everybody
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "public/about/privacy.html", {"groups": holdings.groups()})


@require_safe
@for_everybody
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "public/about/accessibility.html")


@require_safe
@for_everybody
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: /{name}/" for name in SHUT)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
@for_everybody
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell about a weakness (RFC 9116); 404 where the team has named nobody."""
    if request.team is None or not request.team.contact_email:
        raise Http404
    lines = [
        f"Contact: mailto:{request.team.contact_email}",
        f"Expires: {(request.at + timedelta(days=180)).strftime('%Y-%m-%dT00:00:00Z')}",
        f"Preferred-Languages: {', '.join(request.team.languages)}",
        f"Policy: {request.build_absolute_uri(reverse('public:privacy'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
