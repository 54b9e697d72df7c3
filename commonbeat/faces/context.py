"""What every template may need."""

from django.conf import settings
from django.http import HttpRequest


def around(request: HttpRequest) -> dict[str, object]:
    """The team whose page this is, and where "leave this page quickly" leads."""
    return {
        "team": getattr(request, "team", None),
        "quick_exit_url": settings.QUICK_EXIT_URL,
        "is_demo": settings.IS_DEMO,
        "languages": settings.LANGUAGES,
    }
