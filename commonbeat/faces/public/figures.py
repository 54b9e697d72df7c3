"""Figures as everybody may see them: fixed weekly windows, people behind the publication gate."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from commonbeat.listening import queries as listening
from commonbeat.listening.models import Concern, ConcernState, Feeling, Step
from commonbeat.listening.queries import LoopFigures, PromiseFigures
from commonbeat.openness import gate
from commonbeat.openness.calendar import local_day
from commonbeat.places.models import Neighborhood, Team

WINDOW = timedelta(weeks=12)


@dataclass(frozen=True)
class PublicLoop:
    """The loop of the last twelve whole weeks."""

    figures: LoopFigures
    since: datetime
    until: datetime


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
    until = local_day(team, at)
    found = listening.promise_figures(team, neighborhood, until - WINDOW, until + timedelta(days=1), on=until)
    return found if found.made else None


@gate.closed_on_error(())
def concern_rows(team: Team, neighborhood: Neighborhood, at: datetime) -> tuple[ConcernRow, ...]:
    return tuple(
        ConcernRow(
            concern=row.concern,
            state=ConcernState(row.state).label,
            people=gate.people_in_words(row.people),
            feeling=str(Feeling(row.feeling).label) if row.feeling and gate.people(row.people).is_shown else "",
            may_join=row.may_join,
        )
        for row in listening.public_concerns(team, neighborhood)
    )


@gate.closed_on_error(None)
def row_of(concern: Concern) -> ConcernRow | None:
    """One published concern as a row."""
    row = listening.public_concern(concern.team, concern.reference)
    if row is None:
        return None
    shown = gate.people(row.people).is_shown
    feeling = str(Feeling(row.feeling).label) if row.feeling and shown else ""
    return ConcernRow(row.concern, ConcernState(row.state).label, gate.people_in_words(row.people), feeling, row.may_join)


STORY = (
    ConcernState.HEARD,
    ConcernState.UNDERSTOOD,
    ConcernState.ANSWERED,
    ConcernState.ACTING,
    ConcernState.REPORTED_BACK,
    ConcernState.CONFIRMED,
)


@gate.closed_on_error(())
def story(concern: Concern, at: datetime) -> tuple[dict[str, Any], ...]:
    """The steps of a published concern for the timeline; times to the day, nothing anybody said."""
    reached: dict[str, datetime] = {}
    for step in Step.objects.filter(concern=concern).order_by("number"):
        reached[step.state] = step.at
    ends = [state for state in (ConcernState.REOPENED, ConcernState.CLOSED) if state in reached]
    order = [*STORY, *ends] if ends else list(STORY)
    now = concern.state
    return tuple(
        {
            "name": ConcernState(state).label,
            "state": "now" if state == now else "done" if state in reached else "",
            "on": local_day(concern.team, reached[state]) if state in reached else None,
        }
        for state in order
        if state in reached or state not in (ConcernState.REOPENED, ConcernState.CLOSED)
    )
