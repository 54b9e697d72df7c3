"""What the tables about subscribers hold, and for how long."""

from django.utils.translation import gettext_lazy as _

from commonbeat.safety.inventory import Held

_CONSENT = _("consent, which can be taken back at any time")
_ASKED = _("data of a person who asked for it")
_SECRET = _("secret, unreadable without our key")
_UNTIL = _("until they leave; 7 days if they never confirm")
_WEEK = _("until it is confirmed, at most 7 days")
_OPENING = _("telling other programs what was published")
_OURS = _("about our own work")
_HOOKED = _("until it is removed")
_CALLED = _("30 days")
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
    "Hook.team": _team,
    "Hook.name": Held(_("what the other program is called"), _OPENING, _OURS, _HOOKED),
    "Hook.url": Held(_("where to tell it"), _OPENING, _OURS, _HOOKED),
    "Hook.secret": Held(_("so that it knows that we tell it"), _OPENING, _SECRET, _HOOKED),
    "Hook.verbs": Held(_("which deeds it is told of"), _OPENING, _OURS, _HOOKED),
    "Hook.after_sequence": Held(_("up to which journal entry it was told"), _OPENING, _("a number"), _HOOKED),
    "Hook.made_on": Held(_("since when it is told"), _OPENING, _OURS, _HOOKED),
    "Hook.by": Held(_("which member of the team set it up"), _OPENING, _OURS, _HOOKED),
    "Hook.ended_on": Held(_("since when it is told no more"), _OPENING, _OURS, _HOOKED),
    "HookCall.team": _team,
    "HookCall.hook": Held(_("which program is told"), _OPENING, _("reference"), _CALLED),
    "HookCall.sequence": Held(_("so that it is told once"), _OPENING, _("a number"), _CALLED),
    "HookCall.verb": Held(_("what was done"), _OPENING, _("no personal data"), _CALLED),
    "HookCall.object_type": Held(
        _("what kind of thing it was done to"), _OPENING, _("no personal data"), _CALLED
    ),
    "HookCall.object_id": Held(_("which thing it was done to"), _OPENING, _("reference"), _CALLED),
    "HookCall.happened_at": Held(_("when, to the hour"), _OPENING, _("a time"), _CALLED),
    "HookCall.next_try_at": Held(_("when to try next"), _OPENING, _("a time"), _CALLED),
    "HookCall.leased_until": Held(_("so that two do not tell it at once"), _OPENING, _("a time"), _CALLED),
    "HookCall.tries": Held(_("how often it was tried"), _OPENING, _("a number"), _CALLED),
    "HookCall.sent_at": Held(_("when it was told"), _OPENING, _("a time"), _CALLED),
    "HookCall.dead_at": Held(_("when we gave up"), _OPENING, _("a time"), _CALLED),
    "HookCall.last_error": Held(_("why it failed last"), _OPENING, _("no personal data"), _CALLED),
}
