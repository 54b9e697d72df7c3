"""What the tables about announcing, answering and publishing hold, and for how long."""

from django.utils.translation import gettext_lazy as _

from commonbeat.safety.inventory import Held

_OPEN = _("telling residents what the team does")
_CONSENT = _("consent, which can be taken back at any time")
_PUBLIC = _("published by the team")
_OURS = _("about our own work")
_ASKED = _("data of a person who asked for it")
_SECRET = _("secret, unreadable")
_NUMBER = _("a number")
_RECORD = _("as a public record, until the team removes it")
_COMING = _("12 months after the gathering")
_NEEDS = _("30 days after the gathering; at once when they cancel")
_WORDS = _("180 days after the answer, or after it was declined; at once when they take it back")
_SESSION = _("until the session closes, a day after its end at the latest; then only totals are kept")
_QUESTION = _("until the person takes it back; a public record once it is shown")

_team = Held(
    _("which team a row belongs to"), _("running the service"), _("reference"), _("as long as the row")
)
_where = Held(_("in which neighborhood"), _OPEN, _PUBLIC, _RECORD)
_topic = Held(_("what it is about, so that people can choose what they are told"), _OPEN, _PUBLIC, _RECORD)
_shown = Held(_("since when everybody can read it"), _OPEN, _PUBLIC, _RECORD)
_link = Held(_("the readable part of its address"), _OPEN, _PUBLIC, _RECORD)
_of = Held(_("what the row belongs to"), _("running the service"), _("reference"), _("as long as the row"))
_order = Held(_("which one came first"), _OPEN, _PUBLIC, _RECORD)


def _public(purpose: object) -> Held:
    return Held(purpose, _OPEN, _PUBLIC, _RECORD)  # type: ignore[arg-type]


def _ours(purpose: object) -> Held:
    return Held(purpose, _OPEN, _OURS, _RECORD)  # type: ignore[arg-type]


_author = _ours(_("which member of the team wrote it"))

FIELDS: dict[str, Held] = {
    "Gathering.team": _team,
    "Gathering.neighborhood": _where,
    "Gathering.place": _public(_("where people meet")),
    "Gathering.kind": _public(_("what kind of meeting it is")),
    "Gathering.topic": _topic,
    "Gathering.title": _public(_("what it is called")),
    "Gathering.slug": _link,
    "Gathering.purpose": _public(_("what it is for")),
    "Gathering.agenda": _public(_("what will be talked about")),
    "Gathering.where": _public(_("where exactly people find us")),
    "Gathering.access": _public(_("how people get in, sit, hear and see")),
    "Gathering.link": _public(_("where people take part from afar")),
    "Gathering.starts_at": _public(_("when it begins")),
    "Gathering.ends_at": _public(_("when it ends")),
    "Gathering.capacity": _public(_("how many places there are")),
    "Gathering.taken": Held(_("how many places are taken"), _CONSENT, _NUMBER, _RECORD),
    "Gathering.host": _public(_("who of the team hosts it")),
    "Gathering.published_at": _shown,
    "Gathering.canceled_at": _public(_("when it was called off")),
    "Gathering.canceled_because": _public(_("why it was called off")),
    "Gathering.revision": Held(_("so that calendars notice a change"), _OPEN, _NUMBER, _RECORD),
    "Rsvp.team": _team,
    "Rsvp.gathering": Held(_("to which gathering somebody means to come"), _CONSENT, _ASKED, _COMING),
    "Rsvp.client_id": Held(_("so that a form sent twice counts once"), _CONSENT, _SECRET, _COMING),
    "Rsvp.body_hash": Held(_("so that a form sent twice counts once"), _CONSENT, _SECRET, _COMING),
    "Rsvp.code_fingerprint": Held(
        _("to recognize their code without knowing it"), _CONSENT, _SECRET, _COMING
    ),
    "Rsvp.people": Held(_("how many of them come; no name is asked"), _CONSENT, _ASKED, _COMING),
    "Rsvp.access_needs": Held(_("what they need to take part, for the host alone"), _CONSENT, _ASKED, _NEEDS),
    "Rsvp.canceled_on": Held(_("when they told us that they do not come"), _CONSENT, _ASKED, _COMING),
    "Minutes.team": _team,
    "Minutes.gathering": _of,
    "Minutes.words": _public(_("what was said and decided, without names of residents")),
    "Minutes.attended": Held(_("how many people came"), _OPEN, _NUMBER, _RECORD),
    "Minutes.by": _author,
    "Minutes.published_at": _shown,
    "MinutesCorrection.team": _team,
    "MinutesCorrection.minutes": _of,
    "MinutesCorrection.number": _order,
    "MinutesCorrection.words": _public(_("what was wrong in the minutes")),
    "MinutesCorrection.by": _author,
    "MinutesCorrection.corrected_on": _public(_("when it was put right")),
    "Raised.team": _team,
    "Raised.gathering": Held(
        _("at which gathering something was said"), _CONSENT, _ASKED, _("as long as the voice")
    ),
    "Raised.voice": Held(_("what was said there"), _CONSENT, _ASKED, _("as long as the voice")),
    "Question.team": _team,
    "Question.neighborhood": Held(_("which neighborhood it is about"), _CONSENT, _ASKED, _QUESTION),
    "Question.gathering": Held(_("for which gathering it was asked"), _CONSENT, _ASKED, _QUESTION),
    "Question.client_id": Held(_("so that a form sent twice counts once"), _CONSENT, _SECRET, _QUESTION),
    "Question.body_hash": Held(_("so that a form sent twice counts once"), _CONSENT, _SECRET, _WORDS),
    "Question.code_fingerprint": Held(
        _("to recognize their code without knowing it"), _CONSENT, _SECRET, _WORDS
    ),
    "Question.reference": Held(_("a short name for it that opens nothing"), _CONSENT, _ASKED, _QUESTION),
    "Question.topic": _topic,
    "Question.words": Held(_("the question as it was asked"), _CONSENT, _ASKED, _WORDS),
    "Question.public_words": Held(_("the question as everybody reads it"), _CONSENT, _PUBLIC, _QUESTION),
    "Question.language": Held(_("in which language to answer"), _CONSENT, _ASKED, _QUESTION),
    "Question.asked_at": Held(_("since when an answer is owed, to the hour"), _CONSENT, _ASKED, _QUESTION),
    "Question.answer_due_at": _ours(_("until when we owe the answer")),
    "Question.published_at": _shown,
    "Question.declined_because": Held(
        _("why it is not shown, for the person who asked"), _OPEN, _OURS, _WORDS
    ),
    "Question.withdrawn_on": Held(
        _("so that a form sent again does not ask anew"), _CONSENT, _ASKED, _RECORD
    ),
    "Question.merged_into": _ours(_("which question asks the same and stands for both")),
    "Question.owner": _ours(_("who of the team owes the answer")),
    "Question.came_on_paper": _ours(_("whether it was typed in from a paper card")),
    "Question.paper_votes": Held(
        _("how many dots or hands were counted in the room"), _OPEN, _NUMBER, _RECORD
    ),
    "Question.phone_votes": Held(
        _("how many devices wanted it answered when the session closed"), _OPEN, _NUMBER, _RECORD
    ),
    "Session.team": _team,
    "Session.gathering": _of,
    "Session.on_stage": _public(_("which question stands on the screen of the room")),
    "Session.closed_at": _public(_("when the votes were closed")),
    "QuestionVote.team": _team,
    "QuestionVote.question": Held(_("which question a device wants answered"), _CONSENT, _ASKED, _SESSION),
    "QuestionVote.device": Held(
        _("so that a device counts once: a scrambled random mark, made for this session alone"),
        _CONSENT,
        _SECRET,
        _SESSION,
    ),
    "QuestionAnswer.team": _team,
    "QuestionAnswer.question": _of,
    "QuestionAnswer.number": _order,
    "QuestionAnswer.words": _public(_("the answer")),
    "QuestionAnswer.is_cannot": _public(_("whether it says why we cannot answer")),
    "QuestionAnswer.corrected_because": _public(_("what was wrong with the answer before")),
    "QuestionAnswer.by": _author,
    "QuestionAnswer.at": _public(_("when it was answered, to the hour")),
    "Initiative.team": _team,
    "Initiative.neighborhood": _where,
    "Initiative.topic": _topic,
    "Initiative.title": _public(_("what it is called")),
    "Initiative.slug": _link,
    "Initiative.what": _public(_("what the team has started")),
    "Initiative.why": _public(_("why it was started")),
    "Initiative.where": _public(_("where it takes place")),
    "Initiative.starts_on": _public(_("when it begins")),
    "Initiative.until": _public(_("when it ends")),
    "Initiative.first_until": _public(_("which end was announced first")),
    "Initiative.how_we_will_know": _public(_("how everybody will know whether it worked")),
    "Initiative.what_came_of_it": _public(_("what came of it")),
    "Initiative.ended_on": _public(_("when it ended")),
    "Initiative.published_at": _shown,
    "Priority.team": _team,
    "Priority.neighborhood": _where,
    "Priority.topic": _topic,
    "Priority.issue": _public(_("what residents and the team agreed to work on")),
    "Priority.why": _public(_("why it comes first")),
    "Priority.agreed_on": _public(_("when it was agreed")),
    "Priority.agreed_where": _public(_("at which meeting it was agreed")),
    "Priority.renewed_on": _public(_("when residents last agreed to it again")),
    "Priority.ended_on": _public(_("when it ended")),
    "Priority.what_came_of_it": _public(_("what came of it")),
    "Priority.published_at": _shown,
    "PriorityAction.team": _team,
    "PriorityAction.priority": _of,
    "PriorityAction.words": _public(_("what was done for it")),
    "PriorityAction.done_on": _public(_("when it was done")),
    "PriorityAction.recorded_at": _ours(_("when it was written down, so that subscribers are told")),
    "PriorityAction.by": _author,
    "YouSaidWeDid.team": _team,
    "YouSaidWeDid.neighborhood": _where,
    "YouSaidWeDid.concern": _ours(_("the concern it stands on")),
    "YouSaidWeDid.action": _ours(_("the action it stands on")),
    "YouSaidWeDid.report_back": _ours(_("the report back it stands on")),
    "YouSaidWeDid.said": _public(_("what people said")),
    "YouSaidWeDid.did": _public(_("what was done")),
    "YouSaidWeDid.is_verbatim": _ours(_("whether it uses somebody's own words")),
    "YouSaidWeDid.has_consent": Held(_("whether they agreed to be quoted"), _CONSENT, _ASKED, _RECORD),
    "YouSaidWeDid.read_by": _ours(_("which moderator read the words first")),
    "YouSaidWeDid.read_on": _ours(_("when a moderator read the words")),
    "YouSaidWeDid.written_at": _ours(_("when it was written")),
    "YouSaidWeDid.published_at": _shown,
    "YouSaidWeDid.by": _author,
    "YouSaidWeDid.withdrawn_on": _public(_("when it was taken back")),
    "YouSaidWeDid.withdrawn_because": _public(_("why it was taken back")),
    "Quotation.team": _team,
    "Quotation.pair": Held(
        _("which published pair uses their words"), _CONSENT, _ASKED, _("as long as the voice")
    ),
    "Quotation.voice": Held(
        _("so that it goes when they take their words back"), _CONSENT, _ASKED, _("as long as the voice")
    ),
}
