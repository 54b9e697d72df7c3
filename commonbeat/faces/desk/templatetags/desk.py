"""How the desk says when, and what was done."""

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonbeat.faces.desk import deeds

register = template.Library()
register.filter(deeds.deed)
register.filter(deeds.thing)


@register.filter
def hour(at: datetime | None) -> str:
    """A day and an hour; nothing finer is kept of what people say."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    return _("%(day)s, %(hour)s") % {"day": date_format(local, "j M"), "hour": date_format(local, "H:00")}


@register.filter
def by_when(due_at: datetime) -> str:
    """The moment something is due; the end of a day is that day."""
    local = timezone.localtime(due_at)
    if (local.hour, local.minute) == (0, 0):
        return date_format(local - timedelta(minutes=1), "D j M")
    return date_format(local, "D j M, H:i")


@register.filter
def how_late(hours: int) -> str:
    """Hours for two days, then days."""
    if hours < 48:
        return ngettext("%(n)d h late", "%(n)d h late", hours) % {"n": hours}
    days = hours // 24
    return ngettext("%(n)d day late", "%(n)d days late", days) % {"n": days}
