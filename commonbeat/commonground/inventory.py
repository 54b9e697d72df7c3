"""What the tables about conversations hold, and for how long."""

from django.utils.translation import gettext_lazy as _

from commonbeat.safety.inventory import Held

_OPEN = _("finding what unites residents, and what divides them")
_CONSENT = _("consent, which can be taken back at any time")
_PUBLIC = _("published by the team")
_OURS = _("about our own work")
_ASKED = _("data of a person who asked for it")
_SECRET = _("secret, unreadable")
_NUMBER = _("a number")
_RECORD = _("as a public record, until the team removes it")
_DEVICE = _("until the conversation closes")
_SAID = _("until the person takes it back; a public record once it is shown")
_VOTES = _("as a public record that nobody can be found in")

_team = Held(
    _("which team a row belongs to"), _("running the service"), _("reference"), _("as long as the row")
)
_of = Held(_("what the row belongs to"), _("running the service"), _("reference"), _("as long as the row"))
_order = Held(_("which one came first"), _OPEN, _PUBLIC, _RECORD)


def _public(purpose: object) -> Held:
    return Held(purpose, _OPEN, _PUBLIC, _RECORD)  # type: ignore[arg-type]


def _ours(purpose: object) -> Held:
    return Held(purpose, _OPEN, _OURS, _RECORD)  # type: ignore[arg-type]


_author = _ours(_("which member of the team wrote it"))
_mark = Held(
    _("so that a device counts once: a scrambled random mark, made for this conversation alone"),
    _CONSENT,
    _SECRET,
    _DEVICE,
)

FIELDS: dict[str, Held] = {
    "Conversation.team": _team,
    "Conversation.neighborhood": _public(_("in which neighborhood")),
    "Conversation.topic": _public(_("what it is about, so that people can choose what they are told")),
    "Conversation.title": _public(_("what it is called")),
    "Conversation.slug": _public(_("the readable part of its address")),
    "Conversation.question": _public(_("what everybody is asked")),
    "Conversation.why": _public(_("why it is asked and what happens with the result")),
    "Conversation.takes_statements": _public(_("whether people may add statements")),
    "Conversation.imported_from": _public(_("where an older conversation was brought from")),
    "Conversation.started_at": _ours(_("when it was prepared")),
    "Conversation.published_at": _public(_("since when everybody can take part")),
    "Conversation.closes_at": _public(_("until when everybody can take part")),
    "Conversation.closed_at": _public(_("when it was closed")),
    "Conversation.what_came_of_it": _public(_("what came of it")),
    "Conversation.by": _author,
    "Statement.team": _team,
    "Statement.conversation": _of,
    "Statement.number": _order,
    "Statement.client_id": Held(_("so that a form sent twice counts once"), _CONSENT, _SECRET, _SAID),
    "Statement.body_hash": Held(_("so that a form sent twice counts once"), _CONSENT, _SECRET, _DEVICE),
    "Statement.device": _mark,
    "Statement.words": Held(_("what was said"), _CONSENT, _ASKED, _SAID),
    "Statement.public_words": Held(_("what was said as everybody reads it"), _CONSENT, _PUBLIC, _SAID),
    "Statement.language": Held(_("in which language it was said"), _CONSENT, _ASKED, _SAID),
    "Statement.is_ours": _public(_("whether the team said it to begin with")),
    "Statement.said_at": Held(_("when it was said, to the hour"), _CONSENT, _ASKED, _SAID),
    "Statement.published_at": _public(_("since when everybody can read it")),
    "Statement.declined_because": _ours(_("why it is not shown, for the person who said it")),
    "Statement.hidden_because": _public(_("why it was taken out")),
    "Statement.withdrawn_on": Held(
        _("so that a form sent again does not say it anew"), _CONSENT, _ASKED, _RECORD
    ),
    "Outcome.team": _team,
    "Outcome.statement": _of,
    "Outcome.number": _order,
    "Outcome.words": _public(_("what came of a statement")),
    "Outcome.by": _author,
    "Outcome.written_on": _public(_("when it was written")),
    "Invite.team": _team,
    "Invite.conversation": _of,
    "Invite.fingerprint": Held(
        _("to recognize an invitation without knowing it"), _CONSENT, _SECRET, _RECORD
    ),
    "Invite.used_on": Held(
        _("so that it is used once; how its owner voted is kept nowhere"), _CONSENT, _ASKED, _RECORD
    ),
    "Voter.team": _team,
    "Voter.conversation": _of,
    "Voter.number": Held(
        _("a random number that ties the votes of one device together"), _CONSENT, _NUMBER, _VOTES
    ),
    "Voter.device": _mark,
    "Voter.is_invited": Held(_("so that invited and open votes are counted apart"), _CONSENT, _ASKED, _VOTES),
    "Voter.came_at": Held(_("to notice that many came at once, to the hour"), _CONSENT, _ASKED, _VOTES),
    "Vote.team": _team,
    "Vote.voter": Held(_("which device voted; whose it is nobody knows"), _CONSENT, _ASKED, _VOTES),
    "Vote.statement": Held(_("on which statement"), _CONSENT, _ASKED, _VOTES),
    "Vote.choice": Held(_("agree, disagree or pass"), _CONSENT, _ASKED, _VOTES),
    "Snapshot.team": _team,
    "Snapshot.conversation": _of,
    "Snapshot.computed_at": _ours(_("when the picture was computed")),
    "Snapshot.seconds": _ours(_("how long it took, so that it is not done too often")),
    "Snapshot.signature": _ours(_("whether anything changed since")),
    "Snapshot.content": _ours(_("the picture: groups, what they stand for, totals")),
    "Snapshot.frame": _ours(_("what places one more device in the picture")),
}
