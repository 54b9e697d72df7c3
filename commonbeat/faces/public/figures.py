"""Figures as everybody may see them: fixed weekly windows, people behind the publication gate."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from commonbeat.listening import queries as listening
from commonbeat.listening.models import Concern, ConcernState, Feeling, Step
from commonbeat.listening.queries import LoopFigures, PromiseFigures, PublicConcern
from commonbeat.openness import gate
from commonbeat.openness.calendar import local_day, week_start
from commonbeat.places.models import Neighborhood, Team
from commonbeat.presence import queries as presence
from commonbeat.presence.queries import PresenceFigures

WINDOW = timedelta(weeks=12)


@dataclass(frozen=True)
class PublicLoop:
    """The loop of the last twelve whole weeks."""

    figures: LoopFigures
    since: datetime
    until: datetime


@dataclass(frozen=True)
class PublicPresence:
    """Our hours as they are; of residents' answers only what the gate lets through."""

    figures: PresenceFigures
    since: date
    until: date
    answered: gate.Count
    saw_us: gate.Count


@dataclass(frozen=True)
class ConcernRow:
    """A published concern in a list; `people` and `feeling` may be held back."""

    concern: Concern
    state: str
    people: str
    feeling: str
    may_join: bool


@gate.closed_on_error(None)
def public_loop(team: Team, neighborhood: Neighborhood | None, at: datetime) -> PublicLoop | None:
    """Counts of our own work; None when anything went wrong or nothing was heard."""
    until = gate.as_of(team, at)
    figures = listening.loop_figures(team, neighborhood, until - WINDOW, until, public=True)
    return PublicLoop(figures, until - WINDOW, until - timedelta(days=1)) if figures.heard else None


@gate.closed_on_error(None)
def public_promises(team: Team, neighborhood: Neighborhood | None, at: datetime) -> PromiseFigures | None:
    """What became of promises due in the last twelve weeks, and those still to come."""
    today = local_day(team, at)
    found = listening.promise_figures(team, neighborhood, today - WINDOW, today + WINDOW, on=today)
    return found if found.made else None


@gate.closed_on_error(None)
def public_presence(team: Team, neighborhood: Neighborhood, at: datetime) -> PublicPresence | None:
    """Planned beside delivered of the last twelve whole weeks, and who saw us in the last one."""
    until = week_start(team, at)
    figures = presence.presence_figures(team, neighborhood, until - WINDOW, until, at)
    monday, _sunday = gate.last_week(team, at)
    seen = presence.sighting_figures(team, neighborhood, monday)
    answers = gate.people_table({"seen": seen.seen, "not seen": seen.answered - seen.seen})
    if not figures.planned_hours and not answers.total.is_shown:
        return None
    return PublicPresence(
        figures, until - WINDOW, until - timedelta(days=1), answers.total, answers.cells["seen"]
    )


@gate.closed_on_error(())
def concern_rows(team: Team, neighborhood: Neighborhood, at: datetime) -> tuple[ConcernRow, ...]:
    """Published concerns; people are counted up to this week, so that no single visit shows."""
    found = listening.public_concerns(team, neighborhood, until=gate.as_of(team, at))
    return tuple(_row(one) for one in found)


@gate.closed_on_error(None)
def row_of(concern: Concern, at: datetime) -> ConcernRow | None:
    """One published concern as a row."""
    found = listening.public_concern(concern.team, concern.reference, until=gate.as_of(concern.team, at))
    return _row(found) if found else None


def _row(found: PublicConcern) -> ConcernRow:
    is_shown = gate.people(found.people).is_shown
    return ConcernRow(
        concern=found.concern,
        state=str(ConcernState(found.state).label),
        people=gate.people_in_words(found.people),
        feeling=str(Feeling(found.feeling).label) if found.feeling and is_shown else "",
        may_join=found.may_join,
    )


STORY = (
    ConcernState.HEARD,
    ConcernState.UNDERSTOOD,
    ConcernState.ANSWERED,
    ConcernState.ACTING,
    ConcernState.REPORTED_BACK,
    ConcernState.CONFIRMED,
)


ENDED = (ConcernState.CONFIRMED, ConcernState.CLOSED)


@gate.closed_on_error(())
def story(concern: Concern, at: datetime) -> tuple[dict[str, Any], ...]:
    """The steps of a published concern, those to come last; days of our work, the week of what was heard."""
    taken = list(Step.objects.filter(concern=concern).order_by("number").values_list("state", "at"))
    last = len(taken) - 1
    past = [
        {
            "name": ConcernState(state).label,
            "state": "now" if place == last and state not in ENDED else "done",
            "week": gate.week_of(concern.team, when) if state == ConcernState.HEARD else None,
            "on": local_day(concern.team, when),
        }
        for place, (state, when) in enumerate(taken)
    ]
    now = taken[-1][0] if taken else ConcernState.HEARD
    ahead = (
        STORY[STORY.index(now) + 1 :] if now in STORY else STORY[-1:] if now == ConcernState.REOPENED else ()
    )
    return (*past, *({"name": state.label, "state": ""} for state in ahead))
