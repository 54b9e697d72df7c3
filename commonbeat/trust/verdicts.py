"""What a result says, as one sentence that promises no more than was found."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from commonbeat.methods.effects import Displacement, Rollout


def number(value: float) -> str:
    """*value* with three telling digits, in the reader's way of writing numbers."""
    size = abs(value)
    places = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3
    return str(number_format(round(value, places), decimal_pos=places))


def percent(part: float, whole: float) -> str | None:
    """*part* of *whole* in percent, None where the whole says nothing."""
    if whole <= 0:
        return None
    share = 100 * abs(part) / whole
    return f"{number_format(share, decimal_pos=0 if share >= 10 else 1)} %"


def of_rollout(found: Rollout) -> str:
    """The verdict on a rollout."""
    if found.efficient is None or found.without is None or found.smallest_effect is None:
        return _("Too little data to say whether anything changed.")
    # More than all there is cannot be told in percent.
    is_part = found.smallest_effect <= found.without
    could = (percent(found.smallest_effect, found.without) if is_part else None) or number(
        found.smallest_effect
    )
    if found.verdict == "no_clear_effect":
        return _("No clear effect; we could have seen a change of %(size)s or more.") % {"size": could}
    estimate = found.efficient.estimate
    facts = {
        "size": percent(estimate, found.without) or number(abs(estimate)),
        "change": number(estimate),
        "lower": number(found.lower or 0.0),
        "upper": number(found.upper or 0.0),
    }
    if found.verdict == "clear_increase":
        return (
            _(
                "A clear increase: about %(size)s (%(change)s for each area and period, %(lower)s to %(upper)s)."
            )
            % facts
        )
    return (
        _("A clear decrease: about %(size)s (%(change)s for each area and period, %(lower)s to %(upper)s).")
        % facts
    )


def of_displacement(found: Displacement) -> str:
    """The verdict on a place beside the places it is compared with."""
    facts = {
        "change": number(found.total.estimate),
        "lower": number(found.lower),
        "upper": number(found.upper),
        "size": number(found.smallest_effect),
    }
    if found.verdict == "clear_increase":
        return _("A clear increase beside the comparison: %(change)s (%(lower)s to %(upper)s).") % facts
    if found.verdict == "clear_decrease":
        return _("A clear decrease beside the comparison: %(change)s (%(lower)s to %(upper)s).") % facts
    return _("No clear effect; we could have seen a change of %(size)s or more.") % facts
