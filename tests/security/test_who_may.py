"""Nobody reaches what the table does not give them, and a page nobody put into the table fails here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
from django.urls import reverse

from commonbeat.faces.desk.forms import (
    channels,
    concerns,
    confidants,
    gatherings,
    plans,
    profile,
    questions,
    roster,
    session,
    settings,
    talks,
    tasks,
    team,
    together,
    trust,
    voices,
    walks,
    work,
)
from commonbeat.faces.public import ticket
from tests.security import roles
from tests.security.asking import (
    IN,
    MISSING,
    NO_METHOD,
    SIGN_IN,
    VISITOR,
    Asker,
    outcome,
    routes,
    told,
    with_password_only,
)  # fmt: skip
from tests.security.ground import COMPLAINT, ELSEWHERE, OWN, STAFF, WHERE, Town
from tests.security.table import ALL, FACES, TABLE, Row

RESIDENT = "resident"
EVERYBODY = (VISITOR, RESIDENT, *STAFF)
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE")
ID_OF_NOTHING_IN_PARTICULAR = OWN
DEEDS: dict[str, Mapping[str, Any]] = {
    "desk:voice_do": voices.VOICE_DEEDS,
    "desk:intake_do": channels.INTAKE_DEEDS,
    "desk:concern_do": concerns.CONCERN_DEEDS,
    "desk:promise_do": concerns.PROMISE_DEEDS,
    "desk:box_do": confidants.BOX_DEEDS,
    "desk:walk_do": walks.WALK_DEEDS,
    "desk:gathering_do": gatherings.GATHERING_DEEDS,
    "desk:question_do": questions.QUESTION_DEEDS,
    "desk:session_do": session.SESSION_DEEDS,
    "desk:session_question": session.SESSION_QUESTION_DEEDS,
    "desk:talk_do": talks.TALK_DEEDS,
    "desk:statement_do": talks.STATEMENT_DEEDS,
    "desk:plan_do": plans.WEEK_DEEDS,
    "desk:roster_do": roster.ROSTER_DEEDS,
    "desk:roster_remove": roster.ROSTER_DEEDS,
    "desk:problem_do": together.PROBLEM_DEEDS,
    "desk:task_do": tasks.TASK_DEEDS,
    "desk:partner_do": tasks.PARTNER_DEEDS,
    "desk:group_do": together.GROUP_DEEDS,
    "desk:report_do": together.REPORT_DEEDS,
    "desk:initiative_do": work.INITIATIVE_DEEDS,
    "desk:priority_do": work.PRIORITY_DEEDS,
    "desk:pair_do": work.PAIR_DEEDS,
    "desk:person_do": team.STAFF_DEEDS,
    "desk:person_profile": profile.PROFILE_DEEDS,
    "desk:profile_do": profile.PROFILE_DEEDS,
    "desk:wave_do": trust.WAVE_DEEDS,
    "desk:rollout_do": trust.ROLLOUT_DEEDS,
    "desk:settings_do": settings.SETTINGS_DEEDS,
}


def test_every_address_and_every_deed_stands_in_the_table_once() -> None:
    wanted: list[str] = []
    for name, pattern in routes():
        takes_deed = "deed" in pattern.pattern.converters
        wanted += [f"{name} {deed}" for deed in DEEDS[name]] if takes_deed else [name]
    differing = Counter(row.name for row in TABLE)
    differing.subtract(wanted)
    assert not {name: count for name, count in differing.items() if count}


def kinds(row: Row) -> set[str]:
    return {*row.things.values(), *row.query.values(), *([row.ticket] if row.ticket else [])}


def places(row: Row, town: Town) -> list[str]:
    """Where the thing may stand; a page about nothing in particular is asked for once."""
    if not kinds(row):
        return [ID_OF_NOTHING_IN_PARTICULAR]
    return [where for where in WHERE if all(town.has(kind, where) for kind in kinds(row))]


def address(row: Row, town: Town, where: str) -> str:
    values = {name: town.find(kind, where) for name, kind in row.things.items()}
    path = reverse(row.route, kwargs={**values, **({"deed": row.deed} if row.deed else {})})
    query = "&".join(f"{name}={town.find(kind, where)}" for name, kind in row.query.items())
    return f"{path}?{query}" if query else path


def values(row: Row, town: Town, where: str) -> list[str]:
    return sorted(
        (town.find(kind, where) for kind in kinds(row) if kind != row.ticket), key=len, reverse=True
    )


def sent(row: Row, town: Town, who: str, where: str) -> dict[str, str]:
    if who != RESIDENT or not row.ticket:
        return row.says
    return {"ticket": ticket.issue(row.ticket, town.find(row.ticket, where)), "do": "show"}


def expected(row: Row, who: str, where: str) -> str:
    if who in {OWN: row.who, ELSEWHERE: row.elsewhere, COMPLAINT: row.complaint}.get(where, "").split():
        return IN
    is_for_staff = row.route.startswith(
        ("desk:", "officer:", "mfa_", "account_", "signin_home", "signin_language", "signin_elsewhere")
    )
    if is_for_staff and who in (VISITOR, RESIDENT) and row.otherwise == MISSING:
        return SIGN_IN
    if row.ticket and who == RESIDENT:
        return MISSING
    return row.otherwise


def asked(asker: Asker, town: Town, row: Row, who: str, method: str, where: str) -> Any:
    seat = VISITOR if who == RESIDENT else who
    return asker.ask(seat, method, address(row, town, where), sent(row, town, who, where))


@pytest.mark.django_db
@pytest.mark.parametrize("face", FACES)
def test_everybody_gets_what_the_table_says_and_nothing_else(town: Town, asker: Asker, face: str) -> None:
    wrong = []
    for row in FACES[face]:
        for method in ("GET", "POST"):
            if method in row.methods.split():
                wrong += compare(asker, town, row, method)
    assert not wrong, "\n".join(wrong)


def people_for(row: Row) -> tuple[str, ...]:
    """Where everybody gets the same, two stand for all; without a pass a resident is a visitor."""
    if row.who == ALL:
        return (VISITOR, "ben")
    return EVERYBODY if row.ticket else (VISITOR, *STAFF)


def compare(asker: Asker, town: Town, row: Row, method: str) -> list[str]:
    """What differs from the table; and what stands elsewhere must answer exactly like what does not exist."""
    wrong = []
    for who in people_for(row):
        wheres = places(row, town)
        if method == "POST" and who not in f"{row.who} {row.elsewhere} {row.complaint}":
            # Who may not even look is told so for everything alike by the GET; the POST is tried where it hurts most.
            wheres = [where for where in wheres if where in (OWN, COMPLAINT, MISSING)]
        answers = {where: asked(asker, town, row, who, method, where) for where in wheres}
        for where, answer in answers.items():
            found, should = outcome(answer), expected(row, who, where)
            if found != should:
                wrong.append(
                    f"{row.name}: {who} {method} {where}: {found} ({answer.status_code}), not {should}"
                )
            nothing = answers.get("missing", answer)
            is_same = told(answer, *values(row, town, where)) == told(nothing, *values(row, town, "missing"))
            # A link that was signed by us is found in no other way, so nobody can tell it apart by trying.
            if found == MISSING and not is_same and not any("token" in kind for kind in kinds(row)):
                wrong.append(f"{row.name}: {who} {method} {where}: told apart from what does not exist")
    return wrong


@pytest.mark.django_db
@pytest.mark.parametrize("face", FACES)
def test_no_other_method_gets_anywhere(town: Town, asker: Asker, face: str) -> None:
    wrong = []
    for row in FACES[face]:
        insider = next((who for who in STAFF if who in row.who.split()), VISITOR)
        for method in METHODS:
            if method in row.leads_out.split():
                continue
            found = outcome(asked(asker, town, row, insider, method, OWN))
            is_listed = method in row.methods.split()
            if (found == NO_METHOD) is is_listed or (
                method == "HEAD" and is_listed and found != expected(row, insider, OWN)
            ):
                wrong.append(f"{row.name}: {insider} {method}: {found}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
def test_a_password_alone_opens_nothing_of_the_team(town: Town) -> None:
    """Whoever has no second step may only set one up; whoever has one must take it."""
    work = [row for row in TABLE if row.route.startswith(("desk:", "officer:")) and row.otherwise == MISSING]
    work = [row for row in work if VISITOR not in row.who]
    for name, staff in town.people.items():
        clients = {"/sign-in/second-step/": with_password_only(staff)}
        if name in ("ben", "dot", "cleo"):
            clients = {"/sign-in/": with_password_only(staff)}
        for door, client in clients.items():
            for row in work:
                method = row.methods.split()[0]
                answer = getattr(client, method.lower())(address(row, town, OWN))
                is_turned = answer.status_code == 302 and answer["Location"].split("?")[0] == door
                # Who has a second step is signed out at once and asked for both steps again.
                assert is_turned or outcome(answer) == SIGN_IN, (name, row.name, answer.status_code)


@pytest.mark.django_db
def test_somebody_who_left_or_lost_every_duty_reaches_nothing(town: Town, asker: Asker) -> None:
    cleo = town.cast.cleo
    cleo.roles.all().delete()
    for row in TABLE:
        if (
            row.route.startswith(("desk:", "officer:"))
            and "cleo" in row.who.split()
            and VISITOR not in row.who
        ):
            method = row.methods.split()[0]
            assert outcome(asked(asker, town, row, "cleo", method, OWN)) == MISSING, row.name
    cleo.is_active = False
    cleo.save()
    assert outcome(asker.ask("cleo", "GET", "/desk/")) == SIGN_IN


@pytest.mark.django_db
def test_a_session_of_one_team_is_worth_nothing_on_another_teams_site(town: Town, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    asker = Asker({"zoe": town.other.zoe})
    assert asker.ask("zoe", "GET", "/desk/", HTTP_HOST="quay.example").status_code == 200
    for row in TABLE:
        if (
            row.route.startswith(("desk:", "officer:"))
            and row.otherwise == MISSING
            and VISITOR not in row.who
        ):
            answer = asked(asker, town, row, "zoe", row.methods.split()[0], OWN)
            assert outcome(answer) in (MISSING, SIGN_IN), row.name


def test_the_documented_roles_are_the_tested_ones() -> None:
    assert roles.DOCUMENT.read_text() == roles.write(), "Run: python -m tests.security.roles"
