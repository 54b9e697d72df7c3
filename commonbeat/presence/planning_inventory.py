"""What the tables a week is planned from hold. No row of them is about a resident."""

from django.utils.translation import gettext_lazy as _

from commonbeat.safety.inventory import Held

_WORK = _("planning our own work")
_OURS = _("about our own work")
_PLACE = _("about a place")
_REF = _("reference")
_TWO_YEARS = _("24 months")
_id = Held(_("a random number that names the row"), _("running the service"), _REF, _("as long as the row"))
_team = Held(_("which team a row belongs to"), _("running the service"), _REF, _("as long as the row"))

FIELDS: dict[str, Held] = {
    "Shift.id": _id,
    "Shift.team": _team,
    "Shift.officer": Held(_("whose shift it is"), _WORK, _OURS, _TWO_YEARS),
    "Shift.neighborhood": Held(_("where the walk belongs"), _WORK, _PLACE, _TWO_YEARS),
    "Shift.base": Held(_("where the walk begins and ends"), _WORK, _PLACE, _TWO_YEARS),
    "Shift.weekday": Held(_("on which weekday"), _WORK, _OURS, _TWO_YEARS),
    "Shift.starts_at": Held(_("from when"), _WORK, _OURS, _TWO_YEARS),
    "Shift.ends_at": Held(_("until when"), _WORK, _OURS, _TWO_YEARS),
    "Shift.may_cross": Held(_("whether it may lead into other neighborhoods"), _WORK, _OURS, _TWO_YEARS),
    "Shift.is_announced": Held(_("whether residents are told about its walks"), _WORK, _OURS, _TWO_YEARS),
    "Leave.id": _id,
    "Leave.team": _team,
    "Leave.officer": Held(_("who does not walk"), _WORK, _OURS, _TWO_YEARS),
    "Leave.kind": Held(_("away, in training or on other duty; never more"), _WORK, _OURS, _TWO_YEARS),
    "Leave.first_on": Held(_("from which day"), _WORK, _OURS, _TWO_YEARS),
    "Leave.last_on": Held(_("to which day"), _WORK, _OURS, _TWO_YEARS),
    "Leave.cover": Held(_("who stands in"), _WORK, _OURS, _TWO_YEARS),
    "RegularStop.id": _id,
    "RegularStop.team": _team,
    "RegularStop.place": Held(_("where somebody must be"), _WORK, _PLACE, _TWO_YEARS),
    "RegularStop.weekday": Held(_("on which weekday"), _WORK, _OURS, _TWO_YEARS),
    "RegularStop.starts_at": Held(_("from when"), _WORK, _OURS, _TWO_YEARS),
    "RegularStop.ends_at": Held(_("until when"), _WORK, _OURS, _TWO_YEARS),
    "RegularStop.why": Held(_("why somebody must be there"), _WORK, _OURS, _TWO_YEARS),
    "RegularStop.is_announced": Held(_("whether residents are told"), _WORK, _OURS, _TWO_YEARS),
    "PlanSettings.id": _id,
    "PlanSettings.team": _team,
    "PlanSettings.weights": Held(_("what plans weigh"), _WORK, _OURS, _TWO_YEARS),
    "PlanSettings.visit_minutes": Held(_("how long a visit lasts"), _WORK, _OURS, _TWO_YEARS),
    "WeekPlan.id": _id,
    "WeekPlan.team": _team,
    "WeekPlan.neighborhood": Held(_("which neighborhood is planned"), _WORK, _PLACE, _TWO_YEARS),
    "WeekPlan.monday": Held(_("which week"), _WORK, _OURS, _TWO_YEARS),
    "WeekPlan.weights": Held(_("what this week weighs differently"), _WORK, _OURS, _TWO_YEARS),
    "PlanRun.id": _id,
    "PlanRun.team": _team,
    "PlanRun.week": Held(_("which week it is a try at"), _WORK, _REF, _TWO_YEARS),
    "PlanRun.number": Held(_("which try"), _WORK, _OURS, _TWO_YEARS),
    "PlanRun.seed": Held(_("so that it can be made again"), _WORK, _OURS, _TWO_YEARS),
    "PlanRun.iterations": Held(_("how long it searched"), _WORK, _OURS, _TWO_YEARS),
    "PlanRun.inputs": Held(
        _("places, prizes, walks and walking times it was made from; no words of anybody"),
        _WORK,
        _PLACE,
        _TWO_YEARS,
    ),
    "PlanRun.inputs_sha256": Held(_("the fingerprint of the inputs"), _WORK, _OURS, _TWO_YEARS),
    "PlanRun.outcome": Held(_("which stops it chose, which it left out and why"), _WORK, _PLACE, _TWO_YEARS),
    "PlanRun.by": Held(_("who asked for it"), _WORK, _OURS, _TWO_YEARS),
    "PlanRun.made_at": Held(_("when"), _WORK, _OURS, _TWO_YEARS),
    "PlanRun.published_at": Held(_("when it was published"), _WORK, _OURS, _TWO_YEARS),
    "Wish.id": _id,
    "Wish.team": _team,
    "Wish.week": Held(_("for which week"), _WORK, _REF, _TWO_YEARS),
    "Wish.kind": Held(_("keep a stop or leave a place out"), _WORK, _OURS, _TWO_YEARS),
    "Wish.place": Held(_("which place"), _WORK, _PLACE, _TWO_YEARS),
    "Wish.walk_key": Held(_("on which walk"), _WORK, _REF, _TWO_YEARS),
    "Wish.at_time": Held(_("around when"), _WORK, _OURS, _TWO_YEARS),
    "Wish.is_announced": Held(_("whether residents are told"), _WORK, _OURS, _TWO_YEARS),
    "PlannedWalk.id": _id,
    "PlannedWalk.team": _team,
    "PlannedWalk.week": Held(_("of which plan"), _WORK, _REF, _TWO_YEARS),
    "PlannedWalk.key": Held(_("of which shift and day"), _WORK, _REF, _TWO_YEARS),
    "PlannedWalk.walk": Held(_("which walk came of it"), _WORK, _REF, _TWO_YEARS),
}
