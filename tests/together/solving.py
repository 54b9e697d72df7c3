"""A problem walked through its phases, as far as a test needs it."""

import uuid
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from commonbeat.together import actions
from commonbeat.together.models import Aspect, Phase, Problem
from tests.openness.loop import raised

DAY = timedelta(days=1)
ANSWERS = {
    "community": "Families and night workers.",
    "harm": "They are afraid to walk home.",
    "expectation": "That somebody mends the lamps and is there.",
    "events": "The lamps go out.",
    "recurring": "Every week since September.",
    "similarity": "Always by the school gate.",
}


def who(cast: SimpleNamespace, at: datetime) -> dict[str, Any]:
    return {"by": cast.cleo, "at": at}


def opened(cast: SimpleNamespace, at: datetime, **about: Any) -> Problem:
    """A problem with two concerns behind it."""
    concerns = about.pop("concerns", None) or [raised(cast, at - 2 * DAY), raised(cast, at - DAY)]
    given = {
        "title": "Dark corner",
        "what": "The lamps go out.",
        "topic": "lighting",
        "owner": cast.ben,
        **about,
    }
    return actions.open_problem(neighborhood=cast.row, concerns=concerns, **given, **who(cast, at))


def analysing(cast: SimpleNamespace, at: datetime, **about: Any) -> Problem:
    problem = opened(cast, at, **about)
    actions.answer_cheers(problem=problem, **ANSWERS, **who(cast, at))
    actions.move_problem(problem=problem, to=Phase.ANALYSE, **who(cast, at))
    return problem


def responding(cast: SimpleNamespace, at: datetime, **about: Any) -> Problem:
    problem = analysing(cast, at, **about)
    for aspect in Aspect:
        actions.add_finding(
            problem=problem,
            client_id=uuid.uuid4(),
            aspect=aspect,
            words=f"What we know: {aspect}.",
            **who(cast, at),
        )
    actions.move_problem(problem=problem, to=Phase.RESPOND, **who(cast, at))
    return problem


def measured(cast: SimpleNamespace, problem: Problem, at: datetime, **about: Any):
    given = {
        "what": "Lamps reported dark",
        "counted_by": "The city, from its repair list",
        "compared_with": "Elm Court",
        "why_comparable": "The same lamps, as many people.",
        "before_on": at.date() - timedelta(days=60),
        "days": 28,
        "here_before": 40,
        "there_before": 30,
        **about,
    }
    return actions.plan_measure(problem=problem, client_id=uuid.uuid4(), **given, **who(cast, at))


def task(cast: SimpleNamespace, problem: Problem, at: datetime, **about: Any):
    given = {"words": "Mend the lamps", "due_on": at.date() + timedelta(days=7), **who(cast, at), **about}
    return actions.pledge(subject=problem, client_id=uuid.uuid4(), **given)


def assessing(cast: SimpleNamespace, at: datetime, **about: Any) -> Problem:
    problem = responding(cast, at, **about)
    measured(cast, problem, at)
    done = task(cast, problem, at)
    actions.finish_task(task=done, done_on=at.date(), **who(cast, at))
    actions.move_problem(problem=problem, to=Phase.ASSESS, **who(cast, at))
    return problem


def closed(cast: SimpleNamespace, at: datetime, **about: Any) -> Problem:
    """From the first concern to its end, eight weeks later."""
    problem = assessing(cast, at, **about)
    later = at + 56 * DAY
    actions.finish_measure(
        measure=problem.measures.get(),
        after_on=at.date() + DAY,
        here_after=12,
        there_after=29,
        **who(cast, later),
    )
    actions.close_problem(problem=problem, what_came_of_it="The lamps shine.", **who(cast, later))
    return problem
