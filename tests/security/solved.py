"""A problem with all that is in its file, a group, an alert, a report and a connected program, in one place."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings

from commonbeat.listening import actions as listening
from commonbeat.people.models import Duty
from commonbeat.together import actions
from commonbeat.together.models import Aspect, Phase
from commonbeat.updates import hooks
from tests.security.ground import Corner, Town
from tests.together.solving import ANSWERS


def solve(town: Town, where: str, corner: Corner) -> None:
    by = {"by": corner.coordinator, "at": town.at}
    problem = work_on(town, corner, by)
    town.put("problem", where, problem)
    town.put("problem slug", where, problem.slug)
    town.put("finding", where, problem.findings.first())
    town.put("measure", where, problem.measures.get())
    town.put("task", where, problem.tasks.get())
    partner = actions.add_partner(problem=problem, name="City works", address="works@city.example", **by)
    made = actions.make_link(partner=partner, **by)
    town.put("partner", where, partner)
    town.put("partner token", where, made.token)
    hidden = open_one(corner, by, "Hidden")
    town.put("hidden problem", where, actions.hide_problem(problem=hidden, because="It names a shop.", **by))
    town.put("free concern", where, concern_of(corner, by))
    gather(town, where, corner, by)
    town.put("team slug", where, corner.team.slug)
    town.put("table name", where, "loop")


def work_on(town: Town, corner: Corner, by: dict[str, Any]) -> Any:
    """A problem in responding, with one of everything."""
    problem = open_one(corner, by, f"Glass in {corner.area.name}", owner=corner.officer)
    actions.answer_cheers(problem=problem, **ANSWERS, **by)
    actions.move_problem(problem=problem, to=Phase.ANALYSE, **by)
    for aspect in Aspect:
        actions.add_finding(problem=problem, client_id=uuid.uuid4(), aspect=aspect, words="On Fridays.", **by)
    actions.move_problem(problem=problem, to=Phase.RESPOND, **by)
    actions.plan_measure(
        problem=problem, client_id=uuid.uuid4(), what="Reports of glass", counted_by="The city", compared_with="North",
        why_comparable="As many people.", before_on=town.at.date() - timedelta(days=60), days=28, here_before=20,
        there_before=20, **by,
    )  # fmt: skip
    due_on = town.at.date() + timedelta(days=9)
    actions.pledge(subject=problem, client_id=uuid.uuid4(), words="Sweep daily", due_on=due_on, **by)
    return problem


def open_one(corner: Corner, by: dict[str, Any], title: str, **about: Any) -> Any:
    concerns = [concern_of(corner, by), concern_of(corner, by)]
    return actions.open_problem(
        neighborhood=corner.area,
        title=title,
        what="Broken glass.",
        topic="damage",
        concerns=concerns,
        **about,
        **by,
    )


def concern_of(corner: Corner, by: dict[str, Any]) -> Any:
    heard = listening.hear(
        team=corner.team, neighborhood=corner.area, client_id=uuid.uuid4(), channel="web", kind="worry",
        words="Glass again.", at=by["at"],
    )  # fmt: skip
    return listening.join(voices=[heard.voice], title="Glass", kind="worry", topic="damage", **by)


def gather(town: Town, where: str, corner: Corner, by: dict[str, Any]) -> None:
    group = actions.start_group(
        neighborhood=corner.area, name=f"Wardens of {corner.area.name}", kind="wardens", does="They walk.",
        does_not="They follow nobody.", keeper=corner.officer, **by,
    )  # fmt: skip
    town.put("group", where, group)
    town.put("group slug", where, group.slug)
    alert = actions.send_alert(
        neighborhood=corner.area, client_id=uuid.uuid4(), title="No water", what="On Mill Street.", to_do="Fetch some.",
        ends_at=town.at + timedelta(days=2), **by,
    )  # fmt: skip
    town.put("alert", where, alert)
    last = town.at.date().replace(day=1) - timedelta(days=1)
    words = {"opening": "A quiet month.", "went_wrong": "Two answers were late."}
    draft = actions.begin_report(
        neighborhood=corner.area, period="month", first_on=last - timedelta(days=40), **words, **by
    )
    town.put("draft report", where, draft)
    report = actions.begin_report(neighborhood=corner.area, period="month", first_on=last, **words, **by)
    town.put("report", where, actions.publish_report(report=report, **by))
    town.put("report name", where, report.name)
    town.put("hook", where, connect(town, corner))


def connect(town: Town, corner: Corner) -> Any:
    admin = town.cast.ada if corner.team == town.cast.team else town.other.zoe
    assert admin.has_duty(Duty.ADMIN)
    kept, settings.MAY_CALL = settings.MAY_CALL, {"hooks.example"}
    try:
        return hooks.add_hook(
            name=f"Map {corner.area.name}",
            url="https://hooks.example/",
            verbs=["send alert"],
            by=admin,
            at=town.at,
        ).hook
    finally:
        settings.MAY_CALL = kept
