"""What the page of one concern shows, and to whom."""

from typing import Any

from django.http import HttpRequest

from commonbeat.faces.desk.forms.concerns import CONCERN_DEEDS
from commonbeat.faces.desk.nextstep import next_step
from commonbeat.listening import rules
from commonbeat.listening.models import Concern, ConcernState, Feeling, Step, Voice
from commonbeat.listening.queries import ConcernPage
from commonbeat.openness.calendar import local_day
from commonbeat.openness.models import YouSaidWeDid
from commonbeat.openness.rules import may_coordinate
from commonbeat.together import queries as together
from commonbeat.together.models import ProblemConcern


def drawn(request: HttpRequest, page: ConcernPage) -> dict[str, Any]:
    """Everything the template needs."""
    voices = [voice for voice in page.voices if has_more_to_say(voice)]
    return {
        "page": page,
        "concern": page.concern,
        "voices": voices,
        "me_toos": len(page.voices) - len(voices),
        "today": local_day(request.team, request.at),
        "feeling": Feeling(page.feeling).label if page.feeling else "",
        "next": next_step(request, page),
        "can": offered(request, page),
        "can_promise": "keep" in page.verbs,
        "may_pair": may_coordinate(request.user, page.concern.neighborhood),
        "steps": [drawn_step(step) for step in page.steps],
        "pair": YouSaidWeDid.objects.filter(concern=page.concern, withdrawn_on=None).first(),
        "missing": missing(page),
        **problem_of(request, page.concern),
    }


def problem_of(request: HttpRequest, concern: Concern) -> dict[str, Any]:
    """The problem file it belongs to, or the concerns it looks like one problem with."""
    link = ProblemConcern.objects.filter(concern=concern).select_related("problem").first()
    if link is not None or not may_coordinate(request.user, concern.neighborhood):
        return {"problem": link.problem if link else None, "alike": None}
    return {"problem": None, "alike": together.suggestion_with(request.user, concern, request.at)}


def has_more_to_say(voice: Voice) -> bool:
    """Whether there is anything to read; a bare "me too" is only counted."""
    return not voice.is_me_too or any(
        rows.all() for rows in (voice.turns, voice.read_backs, voice.confirmations)
    )


def drawn_step(step: Step) -> dict[str, Any]:
    """A step as the timeline draws it: what, when, why and by whom."""
    words = " — ".join(part for part in (rules.why(step.because), step.by.name if step.by else "") if part)
    return {"name": ConcernState(step.state).label, "state": "done", "at": step.at, "words": words}


def offered(request: HttpRequest, page: ConcernPage) -> set[str]:
    """The deeds that are this person's to do, and for which it is the moment."""
    mine = {name for name, form in CONCERN_DEEDS.items() if name != "said-did"}
    may = {name for name in mine if CONCERN_DEEDS[name].is_offered(request.user, page.concern)}
    if page.facts.is_ended:
        may -= {"answer", "promise", "act", "report-back"}
    if page.facts.is_understood or any(voice.is_reachable for voice in page.voices):
        may -= {"understood"}
    if rules.CLOSED not in page.moves:
        may -= {"close"}
    if rules.REOPENED not in page.moves or page.state in (rules.ANSWERED, rules.ACTING):
        may -= {"reopen"}
    return may


def missing(page: ConcernPage) -> list[str]:
    """What "You said, we did" still needs before it can be published."""
    return [name for name, rows in (("action", page.actions), ("report_back", page.report_backs)) if not rows]
