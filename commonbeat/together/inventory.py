"""What the tables about problems, partners, groups, alerts and reports hold, and for how long."""

from django.utils.translation import gettext_lazy as _

from commonbeat.safety.inventory import Held

_OPEN = _("solving problems together with residents, in public")
_CONSENT = _("consent, which can be taken back at any time")
_PUBLIC = _("published by the team")
_OURS = _("about our own work")
_ASKED = _("data of a person who asked for it")
_SECRET = _("secret, unreadable without our key")
_RECORD = _("as a public record, until the team removes it")
_PARTNER = _("until they do not take part anymore")
_FILE = _("as long as the file")
_TWO_YEARS = _("two years")

_team = Held(
    _("which team a row belongs to"), _("running the service"), _("reference"), _("as long as the row")
)
_of = Held(_("what the row belongs to"), _("running the service"), _("reference"), _("as long as the row"))
_once = Held(
    _("so that a form sent twice counts once"), _("running the service"), _("random ids, no content"), _FILE
)


def _public(purpose: object) -> Held:
    return Held(purpose, _OPEN, _PUBLIC, _RECORD)  # type: ignore[arg-type]


def _ours(purpose: object) -> Held:
    return Held(purpose, _OPEN, _OURS, _FILE)  # type: ignore[arg-type]


_where = _public(_("in which neighborhood"))
_link = _public(_("the readable part of its address"))
_topic = _public(_("what it is about, so that people can choose what they are told"))
_order = _public(_("which one came first"))
_author = _ours(_("which member of the team wrote it"))
_keeper = _ours(_("which member of the team looks after it"))

FIELDS: dict[str, Held] = {
    "Problem.team": _team,
    "Problem.neighborhood": _where,
    "Problem.slug": _link,
    "Problem.title": _public(_("what it is called")),
    "Problem.topic": _topic,
    "Problem.what": _public(_("what happens")),
    "Problem.owner": _keeper,
    "Problem.community": _public(_("who is harmed, as groups and never as persons")),
    "Problem.harm": _public(_("what harm it does")),
    "Problem.expectation": _public(_("what residents expect of us")),
    "Problem.events": _public(_("what exactly happens")),
    "Problem.recurring": _public(_("how often it happens")),
    "Problem.similarity": _public(_("what the events have in common")),
    "Problem.what_came_of_it": _public(_("what came of it")),
    "Problem.opened_at": _public(_("since when it is worked on")),
    "Problem.hidden_because": _ours(_("why it was taken off the pages")),
    "ProblemConcern.team": _team,
    "ProblemConcern.problem": _of,
    "ProblemConcern.concern": _ours(_("which concern is behind it")),
    "ProblemConcern.added_on": _ours(_("since when they belong together")),
    "ProblemConcern.by": _author,
    "Finding.team": _team,
    "Finding.problem": _of,
    "Finding.client_id": _once,
    "Finding.aspect": _public(_("whether it is about who, where, when or why")),
    "Finding.words": _public(_("what was found out, about acts and places")),
    "Finding.is_public": _ours(_("whether everybody can read it")),
    "Finding.by": _author,
    "Finding.found_at": _public(_("when it was written down")),
    "Measure.team": _team,
    "Measure.problem": _of,
    "Measure.client_id": _once,
    "Measure.what": _public(_("what is counted")),
    "Measure.counted_by": _public(_("who counts it, and how")),
    "Measure.compared_with": _public(_("the place to compare with")),
    "Measure.why_comparable": _public(_("why the two places can be compared")),
    "Measure.days": _public(_("over how many days it is counted")),
    "Measure.before_on": _public(_("the first day before")),
    "Measure.after_on": _public(_("the first day after")),
    "Measure.here_before": _public(_("how many events were counted here before")),
    "Measure.there_before": _public(_("how many events were counted there before")),
    "Measure.here_after": _public(_("how many events were counted here after")),
    "Measure.there_after": _public(_("how many events were counted there after")),
    "Measure.planned_at": _public(_("when it was planned")),
    "Measure.finished_at": _public(_("when it was counted again")),
    "Measure.by": _author,
    "PhaseStep.team": _team,
    "PhaseStep.problem": _of,
    "PhaseStep.number": _order,
    "PhaseStep.phase": _public(_("how far it has come")),
    "PhaseStep.because": _public(_("why it went that way")),
    "PhaseStep.assessed_by": _public(_("what shows whether it got better")),
    "PhaseStep.by": _author,
    "PhaseStep.at": _public(_("when it went that way")),
    "Word.team": _team,
    "Word.problem": _of,
    "Word.client_id": Held(_("so that a form sent twice counts once"), _CONSENT, _SECRET, _TWO_YEARS),
    "Word.body_hash": Held(_("so that a form sent twice counts once"), _CONSENT, _SECRET, _TWO_YEARS),
    "Word.kind": Held(_("whether somebody says that it got better"), _CONSENT, _ASKED, _TWO_YEARS),
    "Word.week": Held(_("in which week they said so"), _CONSENT, _ASKED, _TWO_YEARS),
    "Helper.team": _team,
    "Helper.problem": Held(
        _("with which problem somebody wants to help"), _CONSENT, _ASKED, _("as long as the voice")
    ),
    "Helper.group": Held(
        _("with which group somebody wants to take part"), _CONSENT, _ASKED, _("as long as the voice")
    ),
    "Helper.voice": Held(
        _("what they said, and the thread with them"), _CONSENT, _ASKED, _("as long as the voice")
    ),
    "SetAside.team": _team,
    "SetAside.concern": _ours(_("which concern belongs to no problem")),
    "SetAside.because": _ours(_("why it belongs to none")),
    "SetAside.by": _author,
    "SetAside.on": _ours(_("when this was decided")),
    "Partner.team": _team,
    "Partner.problem": _of,
    "Partner.name": _public(_("which organization works with us")),
    "Partner.can_do": _public(_("what it can do")),
    "Partner.address": Held(
        _("where to send its link"), _("the organization asked to take part"), _SECRET, _PARTNER
    ),
    "Partner.added_on": _ours(_("since when it takes part")),
    "Partner.left_on": _ours(_("until when it took part")),
    "PartnerLink.team": _team,
    "PartnerLink.partner": _of,
    "PartnerLink.made_at": _ours(_("when the link was made")),
    "PartnerLink.expires_at": _ours(_("until when it works")),
    "PartnerLink.revoked_at": _ours(_("when it stopped working")),
    "PartnerLink.revoked_because": _ours(_("why it stopped working")),
    "PartnerLink.by": _author,
    "LinkUse.team": _team,
    "LinkUse.link": _of,
    "LinkUse.what": _ours(_("for what the link was used")),
    "LinkUse.at": _ours(_("in which hour it was used")),
    "LinkUse.count": _ours(_("how often it was used in that hour")),
    "Task.team": _team,
    "Task.problem": _of,
    "Task.group": _of,
    "Task.partner": _public(_("which organization does it")),
    "Task.client_id": _once,
    "Task.words": _public(_("what will be done")),
    "Task.pledged_on": _public(_("when it was pledged")),
    "Task.is_own_word": _public(_("whether the partner pledged it itself")),
    "Task.due_on": _public(_("until when it will be done")),
    "Task.first_due_on": _public(_("which date was pledged first")),
    "Task.moved_because": _public(_("why it takes longer")),
    "Task.done_on": _public(_("when it was done")),
    "Task.outcome": _public(_("what came of it")),
    "Task.dropped_because": _public(_("why it was not done")),
    "Task.changed_at": _ours(_("when it changed last, so that subscribers are told")),
    "WatchGroup.team": _team,
    "WatchGroup.neighborhood": _where,
    "WatchGroup.slug": _link,
    "WatchGroup.name": _public(_("what the group is called")),
    "WatchGroup.kind": _public(_("what kind of group it is")),
    "WatchGroup.does": _public(_("what the group does")),
    "WatchGroup.does_not": _public(_("what the group does not do")),
    "WatchGroup.meets": _public(_("when and where it meets")),
    "WatchGroup.keeper": _keeper,
    "WatchGroup.started_on": _public(_("since when there is this group")),
    "WatchGroup.changed_at": _ours(_("when it changed last, so that subscribers are told")),
    "WatchGroup.ended_on": _public(_("when it ended")),
    "WatchGroup.ended_because": _public(_("why it ended")),
    "GroupWalk.team": _team,
    "GroupWalk.group": _of,
    "GroupWalk.gathering": _public(_("which walk-along the group takes part in")),
    "Alert.team": _team,
    "Alert.neighborhood": _where,
    "Alert.client_id": _once,
    "Alert.topic": _topic,
    "Alert.title": _public(_("what it is about")),
    "Alert.what": _public(_("what happens")),
    "Alert.to_do": _public(_("what people can do")),
    "Alert.sent_at": _public(_("when it was sent")),
    "Alert.ends_at": _public(_("when it is over")),
    "Alert.ended_at": _public(_("when it was over earlier")),
    "Alert.ended_because": _public(_("why it was over earlier")),
    "Alert.by": _author,
    "Report.team": _team,
    "Report.neighborhood": _where,
    "Report.period": _public(_("whether it is about a month or a year")),
    "Report.first_on": _public(_("the first day it is about")),
    "Report.opening": _public(_("its first words")),
    "Report.went_well": _public(_("what went well")),
    "Report.went_wrong": _public(_("what did not go well")),
    "Report.comes_next": _public(_("what comes next")),
    "Report.published_at": _public(_("since when everybody can read it")),
    "Report.by": _author,
    "ReportCorrection.team": _team,
    "ReportCorrection.report": _of,
    "ReportCorrection.number": _order,
    "ReportCorrection.words": _public(_("what was wrong in it")),
    "ReportCorrection.by": _author,
    "ReportCorrection.corrected_on": _public(_("when it was put right")),
}
