"""How pages say what is worked on together."""

from datetime import date

from django import template
from django.utils.translation import gettext as _

from commonbeat.together.models import Phase, Task

register = template.Library()


@register.filter
def phase_words(phase: str) -> str:
    """How far a problem has come, in words."""
    return str(Phase(phase).label) if phase in Phase.values else ""


@register.filter
def is_late(task: Task, today: date) -> bool:
    """Whether the task's day has passed."""
    return task.is_late(today)


@register.filter
def link_use(what: str) -> str:
    """What a partner's link was used for, in words."""
    words = {
        "open": _("opened"),
        "pledge": _("pledged something"),
        "done": _("said that something is done"),
        "later": _("moved a date"),
        "drop": _("dropped something"),
    }
    return words.get(what, what)
