"""What the tables about presence hold, and for how long. None of them holds a position."""

from django.utils.translation import gettext_lazy as _

from commonbeat.presence import planning_inventory as planning
from commonbeat.safety.inventory import Held

_WORK = _("planning our own work")
_OURS = _("about our own work")
_PLACE = _("about a place")
_NOBODY = _("about an encounter; nobody is named")
_TWO_YEARS = _("24 months")
_ONE_YEAR = _("12 months")

_id = Held(
    _("a random number that names the row"), _("running the service"), _("reference"), _("as long as the row")
)
_team = Held(
    _("which team a row belongs to"), _("running the service"), _("reference"), _("as long as the row")
)
_where = Held(_("in which neighborhood"), _WORK, _PLACE, _TWO_YEARS)
_resend = Held(
    _("so that what a phone sends twice counts once"), _WORK, _("reference"), _("as long as the row")
)

FIELDS: dict[str, Held] = {
    "Walk.id": _id,
    "Walk.team": _team,
    "Walk.neighborhood": _where,
    "Walk.officer": Held(_("who walks"), _WORK, _OURS, _TWO_YEARS),
    "Walk.starts_at": Held(_("when the walk begins"), _WORK, _OURS, _TWO_YEARS),
    "Walk.ends_at": Held(_("when the walk ends"), _WORK, _OURS, _TWO_YEARS),
    "Walk.is_announced": Held(_("whether residents are told about it"), _WORK, _OURS, _TWO_YEARS),
    "Walk.canceled_because": Held(_("why it was canceled before it began"), _WORK, _OURS, _TWO_YEARS),
    "Stop.id": _id,
    "Stop.team": _team,
    "Stop.walk": Held(_("which walk it belongs to"), _WORK, _OURS, _TWO_YEARS),
    "Stop.place": Held(_("where the officer means to be"), _WORK, _PLACE, _TWO_YEARS),
    "Stop.at": Held(_("when the officer means to be there"), _WORK, _OURS, _TWO_YEARS),
    "Stop.minutes": Held(_("for how long"), _WORK, _OURS, _TWO_YEARS),
    "Stop.reason": Held(_("why this stop was planned"), _WORK, _OURS, _TWO_YEARS),
    "Stop.reason_words": Held(_("why this stop was planned, in words"), _WORK, _OURS, _TWO_YEARS),
    "Stop.concern": Held(_("which concern it is for"), _WORK, _("reference"), _TWO_YEARS),
    "Stop.is_announced": Held(_("whether residents are told about it"), _WORK, _OURS, _TWO_YEARS),
    "Stop.called_off_at": Held(
        _("so that the calendars of residents who were told of it say that it will not be"),
        _WORK,
        _OURS,
        _TWO_YEARS,
    ),
    "Stop.minutes_on_foot": Held(
        _("how long the way on foot is from the stop before"), _WORK, _PLACE, _TWO_YEARS
    ),
    "Visit.id": _id,
    "Visit.team": _team,
    "Visit.stop": Held(_("which stop it is about"), _WORK, _OURS, _TWO_YEARS),
    "Visit.client_id": _resend,
    "Visit.body_hash": _resend,
    "Visit.is_delivered": Held(_("whether the officer was there"), _WORK, _OURS, _TWO_YEARS),
    "Visit.arrived_at": Held(_("in which hour the officer was there"), _WORK, _OURS, _TWO_YEARS),
    "Visit.minutes": Held(_("for how long"), _WORK, _OURS, _TWO_YEARS),
    "Visit.skipped_because": Held(_("why the stop was skipped"), _WORK, _OURS, _TWO_YEARS),
    "Abstraction.id": _id,
    "Abstraction.team": _team,
    "Abstraction.walk": Held(_("which walk the officer was taken off"), _WORK, _OURS, _TWO_YEARS),
    "Abstraction.client_id": _resend,
    "Abstraction.body_hash": _resend,
    "Abstraction.kind": Held(_("for what, as residents may read it"), _WORK, _OURS, _TWO_YEARS),
    "Abstraction.because": Held(_("why"), _WORK, _OURS, _TWO_YEARS),
    "Abstraction.minutes": Held(_("for how long"), _WORK, _OURS, _TWO_YEARS),
    "Abstraction.on": Held(_("on which day"), _WORK, _OURS, _TWO_YEARS),
    "Contact.id": _id,
    "Contact.team": _team,
    "Contact.neighborhood": Held(_("in which neighborhood"), _WORK, _NOBODY, _ONE_YEAR),
    "Contact.place": Held(_("at which public place"), _WORK, _NOBODY, _ONE_YEAR),
    "Contact.officer": Held(_("which officer had the chat"), _WORK, _OURS, _ONE_YEAR),
    "Contact.client_id": _resend,
    "Contact.body_hash": _resend,
    "Contact.happened_at": Held(_("in which hour"), _WORK, _NOBODY, _ONE_YEAR),
    "Contact.seconds_to_log": Held(_("to see that logging stays quick"), _WORK, _OURS, _ONE_YEAR),
    "Contact.voice": Held(_("what was said, where something was said"), _WORK, _("reference"), _ONE_YEAR),
    "Sighting.id": _id,
    "Sighting.team": _team,
    "Sighting.neighborhood": Held(_("in which neighborhood"), _WORK, _NOBODY, _ONE_YEAR),
    "Sighting.client_id": Held(
        _("so that an answer sent twice counts once"), _WORK, _("secret, unreadable"), _ONE_YEAR
    ),
    "Sighting.body_hash": Held(
        _("so that an answer sent twice counts once"), _WORK, _("secret, unreadable"), _ONE_YEAR
    ),
    "Sighting.week": Held(_("in which week; no finer time"), _WORK, _NOBODY, _ONE_YEAR),
    "Sighting.was_seen": Held(_("whether they saw an officer"), _WORK, _NOBODY, _ONE_YEAR),
    "Sighting.knows_us": Held(_("whether they know one of us by name"), _WORK, _NOBODY, _ONE_YEAR),
} | planning.FIELDS
