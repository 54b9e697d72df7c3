"""What the tables about subscribers hold, and for how long."""

from django.utils.translation import gettext_lazy as _

from commonbeat.safety.inventory import Held

_CONSENT = _("consent, which can be taken back at any time")
_ASKED = _("data of a person who asked for it")
_SECRET = _("secret, unreadable without our key")
_UNTIL = _("until they leave; 7 days if they never confirm")
_WEEK = _("until it is confirmed, at most 7 days")
_FOLLOWED = _("until they stop following, leave, or take back what they said")

_team = Held(
    _("which team a row belongs to"), _("running the service"), _("reference"), _("as long as the row")
)
_whose = Held(_("whose row it is"), _CONSENT, _ASKED, _UNTIL)

FIELDS: dict[str, Held] = {
    "Subscriber.team": _team,
    "Subscriber.address": Held(_("where to send the mail they asked for"), _CONSENT, _SECRET, _UNTIL),
    "Subscriber.address_fingerprint": Held(
        _("so that nobody is entered twice; it cannot be turned back"), _CONSENT, _SECRET, _UNTIL
    ),
    "Subscriber.language": Held(_("to write in their language"), _CONSENT, _ASKED, _UNTIL),
    "Subscriber.asked_at": Held(_("when they last asked, to the hour"), _CONSENT, _ASKED, _UNTIL),
    "Subscriber.confirmed_on": Held(_("when they confirmed their address"), _CONSENT, _ASKED, _UNTIL),
    "Asking.team": _team,
    "Asking.subscriber": Held(_("which address has to confirm"), _CONSENT, _ASKED, _WEEK),
    "Asking.choices": Held(_("what they asked to be told"), _CONSENT, _ASKED, _WEEK),
    "Asking.voice": Held(_("which voice they asked to follow"), _CONSENT, _ASKED, _WEEK),
    "Asking.question": Held(_("which question of theirs they asked to follow"), _CONSENT, _ASKED, _WEEK),
    "Asking.conversation": Held(_("which conversation they asked to follow"), _CONSENT, _ASKED, _WEEK),
    "Asking.problem": Held(_("which problem they asked to follow"), _CONSENT, _ASKED, _WEEK),
    "Asking.replaces": Held(_("which address it takes the place of"), _CONSENT, _ASKED, _WEEK),
    "Asking.asked_at": Held(_("when they asked, to the hour"), _CONSENT, _ASKED, _WEEK),
    "Subscription.team": _team,
    "Subscription.subscriber": _whose,
    "Subscription.neighborhood": Held(
        _("which neighborhood they want to hear about"), _CONSENT, _ASKED, _UNTIL
    ),
    "Subscription.topic": Held(_("which topic they want to hear about"), _CONSENT, _ASKED, _UNTIL),
    "Subscription.cadence": Held(_("how often they want mail"), _CONSENT, _ASKED, _UNTIL),
    "Subscription.chosen_on": Held(_("since when, so that nothing older is sent"), _CONSENT, _ASKED, _UNTIL),
    "Follow.team": _team,
    "Follow.subscriber": Held(_("who wants a mail when we write"), _CONSENT, _ASKED, _FOLLOWED),
    "Follow.voice": Held(
        _("what they said, so that they hear when we write about it"), _CONSENT, _ASKED, _FOLLOWED
    ),
    "Follow.question": Held(
        _("what they asked, so that they hear of the answer"), _CONSENT, _ASKED, _FOLLOWED
    ),
    "Follow.conversation": Held(
        _("which conversation they want to hear about; never how they voted"), _CONSENT, _ASKED, _FOLLOWED
    ),
    "ProblemFollow.team": _team,
    "ProblemFollow.subscriber": Held(_("who wants a mail when there is news"), _CONSENT, _ASKED, _FOLLOWED),
    "ProblemFollow.problem": Held(_("which problem they want to hear about"), _CONSENT, _ASKED, _FOLLOWED),
    "ProblemFollow.told_at": Held(
        _("so that nobody is told twice, or too often"), _CONSENT, _ASKED, _FOLLOWED
    ),
    "Bulletin.team": _team,
    "Bulletin.kind": Held(
        _("what was put into the mail"), _("running the service"), _("no personal data"), _("400 days")
    ),
    "Bulletin.about_id": Held(
        _("so that nobody gets it twice"), _("running the service"), _("reference"), _("400 days")
    ),
    "Bulletin.queued_at": Held(
        _("when it was put into the mail"), _("running the service"), _("a time"), _("400 days")
    ),
    "Digest.team": _team,
    "Digest.subscriber": Held(
        _("who got a mail, so that nobody gets it twice"), _CONSENT, _ASKED, _("100 days")
    ),
    "Digest.cadence": Held(_("which mail it was"), _CONSENT, _ASKED, _("100 days")),
    "Digest.period_ends_on": Held(_("which days it was about"), _CONSENT, _ASKED, _("100 days")),
    "Digest.item_count": Held(_("how many items it had"), _CONSENT, _("a number"), _("100 days")),
}
