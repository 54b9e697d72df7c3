"""Thirteen weeks as bars, with a sentence for whoever cannot see them."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.translation import gettext as _

register = template.Library()
WIDTH, HEIGHT, GAP = 100.0, 40.0, 1.6


@register.inclusion_tag("desk/bars.html")
def bars(weeks: Sequence[int], label: str, *, is_small: bool = False) -> dict[str, Any]:
    """Bars for weekly counts, the last one marked as this week."""
    step = WIDTH / len(weeks)
    top = max(*weeks, 1)
    drawn = [
        {
            "x": round(number * step + GAP / 2, 2),
            "y": round(HEIGHT - count / top * (HEIGHT - 2) - 0.6, 2),
            "width": round(step - GAP, 2),
            "height": round(count / top * (HEIGHT - 2) + 0.6, 2),
            "is_now": number == len(weeks) - 1,
        }
        for number, count in enumerate(weeks)
    ]
    earlier = weeks[:-1]
    words = _("%(label)s: %(now)d this week; %(low)d to %(high)d in each of the twelve weeks before.") % {
        "label": label,
        "now": weeks[-1],
        "low": min(earlier),
        "high": max(earlier),
    }
    return {"bars": drawn, "words": words, "is_small": is_small, "width": WIDTH, "height": HEIGHT}
