"""What a public sentence stands on: from the voices down to the person's own word."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonbeat.listening.models import Action, Concern, ConcernState, Promise, Step, Voice
from commonbeat.listening.times import day
from commonbeat.methods.disclosure import is_small
from commonbeat.openness import gate
from commonbeat.openness.models import YouSaidWeDid


@dataclass(frozen=True)
class EvidenceStep:
    """One step: its kind, a sentence, its day (or, for voices, the Monday of its week)."""

    kind: str
    """heard, promise, action, report_back, confirmed, reopened, closed or waiting."""
    sentence: str
    on: date | None = None
    words: str = ""


@dataclass(frozen=True)
class Evidence:
    """The steps in order, and how it stands now."""

    steps: list[EvidenceStep] = field(default_factory=list)
    is_confirmed: bool = False
    is_reopened: bool = False


NOTHING = Evidence()


@gate.closed_on_error(NOTHING)
def evidence(pair: YouSaidWeDid, at: datetime) -> Evidence:
    """Every step behind a published pair, as far as it may be shown; empty for one that is not public."""
    public = YouSaidWeDid.objects.public(pair.team).filter(pk=pair.pk).exists()
    if not public:
        return NOTHING
    concern = Concern.objects.select_related("team").get(pk=pair.concern_id)
    last = last_step(concern)
    steps = [
        _heard(concern, at),
        *_promises(concern),
        *_actions(concern, pair),
        _reported_back(concern, pair),
    ]
    return Evidence(
        steps=[*steps, _outcome(concern, last)],
        is_confirmed=last is not None and last.state == ConcernState.CONFIRMED,
        is_reopened=last is not None and last.state == ConcernState.REOPENED,
    )


def last_step(concern: Concern) -> Step | None:
    """Where the concern stands now."""
    return Step.objects.filter(concern=concern).order_by("-number").first()


def _heard(concern: Concern, at: datetime) -> EvidenceStep:
    voices = Voice.objects.filter(
        concern=concern, is_held=False, heard_at__lt=gate.as_of(concern.team, at)
    ).standing()
    count = voices.count()
    sentence = (
        _("Fewer than eight people said so.")
        if is_small(count)
        else ngettext("%(number)d person said so.", "%(number)d people said so.", count) % {"number": count}
    )
    return EvidenceStep("heard", sentence, gate.week_of(concern.team, concern.opened_at))


def _promises(concern: Concern) -> list[EvidenceStep]:
    found = Promise.objects.filter(concern=concern).current().select_related("outcome").order_by("made_on")
    return [
        EvidenceStep("promise", _promise_sentence(promise), promise.made_on, promise.words)
        for promise in found
    ]


def _promise_sentence(promise: Promise) -> str:
    outcome = getattr(promise, "outcome", None)
    if outcome is None:
        return _("We promised this.")
    return (
        _("We promised this, and kept it.")
        if outcome.is_kept
        else _("We promised this, and did not keep it.")
    )


def _actions(concern: Concern, pair: YouSaidWeDid) -> list[EvidenceStep]:
    done = Action.objects.filter(concern=concern, done_on__lte=pair.action.done_on).order_by(
        "done_on", "number"
    )
    return [
        EvidenceStep(
            "action",
            _("%(partner)s did this.") % {"partner": action.done_by} if action.done_by else _("We did this."),
            action.done_on,
            action.words,
        )
        for action in done
    ]


def _reported_back(concern: Concern, pair: YouSaidWeDid) -> EvidenceStep:
    # The words went to those who raised it and stay with them.
    on = day(concern.team, pair.report_back.at)
    return EvidenceStep("report_back", _("We told those who raised it what was done."), on)


def _outcome(concern: Concern, last: Step | None) -> EvidenceStep:
    state, on = (last.state, day(concern.team, last.at)) if last else ("", None)
    if state == ConcernState.CONFIRMED:
        return EvidenceStep("confirmed", _("A person who raised it says it is solved."), on)
    if state == ConcernState.REOPENED:
        return EvidenceStep(
            "reopened", _("A person who raised it says it is not solved. We are on it again."), on
        )
    if state == ConcernState.CLOSED:
        return EvidenceStep(
            "closed", _("It is closed. Nobody who raised it has confirmed that it is solved."), on
        )
    return EvidenceStep("waiting", _("Those who raised it have not told us yet whether it is solved."))
