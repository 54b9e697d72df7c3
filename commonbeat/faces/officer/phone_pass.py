"""The write-only pass a phone holds for a shift: with it notes can be handed in, and nothing can be read."""

from datetime import timedelta

from commonbeat.people.models import Staff
from commonbeat.safety import signing

PURPOSE = "officer phone"
SHIFT = timedelta(hours=14)


def issue(staff: Staff) -> str:
    return signing.sign(PURPOSE, {"staff": str(staff.pk)})


def holder(text: str, *, is_fresh: bool = True) -> Staff | None:
    """Whose pass this is; a fresh one hands in, an old one inside a sealed note only says who wrote it."""
    content = signing.unsign(PURPOSE, text, life=SHIFT if is_fresh else None)
    if not isinstance(content, dict):
        return None
    return Staff.objects.filter(pk=content["staff"], is_active=True).prefetch_related("roles").first()
