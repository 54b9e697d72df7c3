"""What the tables about surveys and rollouts hold, and for how long."""

from django.utils.translation import gettext_lazy as _

from commonbeat.safety.inventory import Held, Words

_MEASURE = _("finding out whether people feel heard and safe")
_EFFECT = _("finding out whether what we do changes anything")
_OURS = _("about our own work")
_PUBLIC = _("published by the team")
_CHANCE = _("answers of people nobody can name")
_SECRET = _("secret, unreadable")
_HOME = _("an address, without a name")
_OPEN_WAVE = _("until the wave closes")
_RECORD = _("as a public record, until the team removes it")
_ROW = _("as long as the row")

_team = Held(_("which team a row belongs to"), _("running the service"), _("reference"), _ROW)
_wave = Held(_("to which survey round it belongs"), _MEASURE, _("reference"), _ROW)
_rollout = Held(_("to which rollout it belongs"), _EFFECT, _("reference"), _ROW)
_area = Held(_("in which neighborhood"), _MEASURE, _OURS, _RECORD)


def _ours(purpose: Words) -> Held:
    return Held(purpose, _MEASURE, _OURS, _RECORD)


def _shown(purpose: Words) -> Held:
    return Held(purpose, _MEASURE, _PUBLIC, _RECORD)


def _effect(purpose: Words) -> Held:
    return Held(purpose, _EFFECT, _PUBLIC, _RECORD)


def _answer(purpose: Words) -> Held:
    return Held(purpose, _("consent: every question may be skipped"), _CHANCE, _RECORD)


def _waiting(purpose: Words, data_class: Words) -> Held:
    return Held(purpose, _MEASURE, data_class, _OPEN_WAVE)


FIELDS: dict[str, Held] = {
    "Wave.team": _team,
    "Wave.title": _shown(_("what the survey round is called")),
    "Wave.starts_on": _shown(_("from when we ask")),
    "Wave.ends_on": _shown(_("until when we ask")),
    "Wave.has_open_link": _shown(_("whether everybody may answer, not only those invited")),
    "Wave.seed": _ours(_("so that anybody with the list can repeat the draw")),
    "Wave.frame_sha256": _ours(_("which list was drawn from, without the list")),
    "Wave.drawn_on": _ours(_("when addresses were drawn")),
    "Wave.closed_on": _ours(_("when it was closed")),
    "Wave.withdrawn_on": _shown(_("when it was taken back")),
    "Wave.withdrawn_because": _shown(_("why it was taken back")),
    "WaveArea.team": _team,
    "WaveArea.wave": _wave,
    "WaveArea.neighborhood": _area,
    "WaveArea.addresses": _ours(_("how many addresses could be drawn")),
    "WaveArea.letters": _shown(_("how many were invited by letter")),
    "WaveArea.doors": _shown(_("on how many doors we knocked")),
    "Invitation.team": _team,
    "Invitation.wave": _wave,
    "Invitation.neighborhood": _waiting(_("in which neighborhood the address is"), _HOME),
    "Invitation.address": _waiting(_("where the letter goes or the officer knocks; drawn by chance"), _HOME),
    "Invitation.mode": _waiting(_("whether we write or knock"), _HOME),
    "Invitation.code_fingerprint": _waiting(_("to recognize the code in the letter"), _SECRET),
    "Invitation.is_used": _waiting(_("so that each invitation counts once; not when"), _HOME),
    "Invitation.door_state": _waiting(_("so that nobody is asked again who does not want to"), _HOME),
    "Invitation.tries": _waiting(_("how often nobody was home"), _HOME),
    "Box.team": _team,
    "Box.wave": _wave,
    "Box.neighborhood": _waiting(_("in which neighborhood the sealed answers wait"), _SECRET),
    "Box.mode": _waiting(_("how those were reached whose sealed answers wait"), _SECRET),
    "Box.lock_name": _waiting(_("which key opens the box; it lies elsewhere and is destroyed"), _SECRET),
    "Box.public_key": _waiting(_("with which answers are sealed"), _SECRET),
    "Box.sealed": _waiting(_("sealed answers, until eight or more are opened together"), _SECRET),
    "Received.team": _team,
    "Received.wave": _wave,
    "Received.client_id": _waiting(_("so that a form sent twice counts once"), _SECRET),
    "Answer.team": _team,
    "Answer.wave": _wave,
    "Answer.neighborhood": _answer(_("in which neighborhood; empty where too few answered")),
    "Answer.is_invited": _answer(_("whether chance chose them or they chose themselves")),
    "Answer.mode": _answer(_("how they were reached; empty where ways were mixed")),
    "Answer.replies": _answer(_("what was ticked, without time, name, address or code")),
    "Remark.team": _team,
    "Remark.wave": _wave,
    "Remark.voice": Held(
        _("what somebody wrote in a survey"), _("consent"), _CHANCE, _("as long as the voice")
    ),
    "Remark.felt_heard": Held(
        _("so that we read first what those say who did not feel heard"),
        _("consent"),
        _CHANCE,
        _("as long as the voice"),
    ),
    "FeltHeard.team": _team,
    "FeltHeard.neighborhood": _area,
    "FeltHeard.voice": Held(
        _("so that it is asked once"), _("consent"), _("reference"), _("as long as the voice")
    ),
    "FeltHeard.said": Held(
        _("whether somebody felt heard once their concern had ended"),
        _("consent"),
        _("data of a person who asked for it"),
        _("as long as the voice"),
    ),
    "FeltHeard.week": Held(
        _("in which week they said it"), _("consent"), _("a number"), _("as long as the voice")
    ),
    "PopulationCell.team": _team,
    "PopulationCell.neighborhood": _area,
    "PopulationCell.age": _shown(_("how many of each age live here, from public counts")),
    "PopulationCell.sex": _shown(_("how many women and men live here, from public counts")),
    "PopulationCell.tenure": _shown(_("how many rent, from public counts")),
    "PopulationCell.count": _shown(_("how many people that are")),
    "Estimate.team": _team,
    "Estimate.wave": _wave,
    "Estimate.neighborhood": _area,
    "Estimate.measure": _ours(_("what is estimated")),
    "Estimate.n": _ours(_("how many answers it rests on")),
    "Estimate.value": _ours(_("the estimate")),
    "Estimate.lower": _ours(_("how low it may be")),
    "Estimate.upper": _ours(_("how high it may be")),
    "Estimate.basis": _ours(_("whether anybody answered here or the model speaks alone")),
    "Estimate.change": _ours(_("by how much it changed since the wave before")),
    "Estimate.change_lower": _ours(_("how little it may have changed")),
    "Estimate.change_upper": _ours(_("how much it may have changed")),
    "Estimate.rank_lower": _ours(_("its best place among all neighborhoods")),
    "Estimate.rank_upper": _ours(_("its worst place among all neighborhoods")),
    "Publication.team": _team,
    "Publication.wave": _wave,
    "Publication.published_on": _shown(_("when it was published")),
    "Publication.by": _ours(_("who published it")),
    "Publication.figures": _shown(_("everything that is shown of the wave")),
    "Rollout.team": _team,
    "Rollout.title": _effect(_("what is started")),
    "Rollout.hypothesis": _effect(_("what we expect of it")),
    "Rollout.outcome": _effect(_("by what it is judged")),
    "Rollout.outcome_words": _effect(_("by what it is judged, in words")),
    "Rollout.is_less_better": _effect(_("whether we hope for less of it or for more")),
    "Rollout.first_on": _effect(_("when the first neighborhood begins")),
    "Rollout.months_apart": _effect(_("how far apart the neighborhoods begin")),
    "Rollout.areas_at_once": _effect(_("how many begin together")),
    "Rollout.seed": _effect(_("so that anybody can repeat the order")),
    "Rollout.power": _effect(_("what it can show, worked out before it began")),
    "Rollout.frozen_on": _effect(_("when all of this was fixed")),
    "Rollout.fingerprint": _effect(_("so that anybody can see that nothing was changed afterwards")),
    "Rollout.by": _effect(_("who planned it")),
    "RolloutArea.team": _team,
    "RolloutArea.rollout": _rollout,
    "RolloutArea.neighborhood": _area,
    "RolloutArea.position": _effect(_("when its turn is")),
    "RolloutArea.starts_on": _effect(_("when it begins there")),
    "RolloutArea.is_ring": _effect(_("whether it is only watched, in case trouble moves there")),
    "RolloutMonth.team": _team,
    "RolloutMonth.rollout": _rollout,
    "RolloutMonth.neighborhood": _area,
    "RolloutMonth.month": _effect(_("in which month it was counted")),
    "RolloutMonth.value": _effect(_("how much was counted")),
}
