"""Harbor Row with something on every public page, made by the actions people would use."""

import uuid
from datetime import datetime, timedelta
from types import SimpleNamespace

from django.utils import timezone

from commonbeat.commonground import actions as commonground
from commonbeat.listening import actions as listening
from commonbeat.openness import actions as openness
from commonbeat.presence import actions as presence
from commonbeat.safety import ballots
from commonbeat.together import actions as together
from commonbeat.together.models import Alert, Report
from tests.commonground.talk import camps, start
from tests.openness.loop import acted
from tests.together.solving import measured, responding, task

DAY = timedelta(days=1)


def now() -> datetime:
    return timezone.now()


def lively(cast: SimpleNamespace, later: timedelta = timedelta()) -> SimpleNamespace:
    """Everything a neighborhood can show; a second time it walks later."""
    at = now() + later
    return SimpleNamespace(
        **vars(cast),
        **_heard(cast, at),
        **_meetings(cast, at),
        **_work(cast, at),
        **_questions(cast, at),
        **_talk(cast, at),
        **_together(cast, at),
    )


def _heard(cast: SimpleNamespace, at: datetime) -> dict[str, object]:
    done = acted(cast, at - 8 * DAY)
    concern = done.concern
    listening.publish_concern(concern=concern, public_words="It was dark there.", by=cast.cleo, at=at)
    pair = openness.publish_you_said_we_did(
        concern=concern,
        said="It was dark by the school.",
        did="The city mended it.",
        action=done.action,
        report_back=done.report_back,
        by=cast.cleo,
        at=at,
    )
    assert pair.published_at
    return {"concern": concern, "pair": pair, "voice": done.voice}


def _meetings(cast: SimpleNamespace, at: datetime) -> dict[str, object]:
    def gathering(title: str, days: float, **more: object):
        starts_at = at + days * DAY
        about = {
            "kind": "coffee",
            "purpose": "Talk.",
            "place": cast.cafe,
            "by": cast.cleo,
            "is_published": True,
        }
        about |= {"at": min(at, starts_at - DAY), **more}
        return openness.announce_gathering(
            neighborhood=cast.row,
            title=title,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
            **about,
        )

    coffee = gathering("Coffee with Ben", 5, capacity=12, host=cast.ben)
    off = gathering("Walk along", 6)
    openness.cancel_gathering(gathering=off, because="Rain.", by=cast.cleo, at=at)
    past = gathering("Beat meeting", -9)
    minutes = openness.write_minutes(gathering=past, words="Lights first.", attended=30, by=cast.cleo, at=at)
    openness.publish_minutes(minutes=minutes, by=cast.cleo, at=at)
    walk = presence.plan_walk(
        officer=cast.ben,
        neighborhood=cast.row,
        starts_at=at + DAY,
        ends_at=at + DAY + timedelta(hours=2),
        by=cast.cleo,
        at=at,
        is_announced=True,
    )
    presence.add_stop(
        walk=walk,
        place=cast.gate,
        at_time=at + DAY + timedelta(hours=1),
        reason="other",
        reason_words="School ends",
        by=cast.cleo,
        at=at,
        is_announced=True,
    )
    return {"coffee": coffee, "off": off, "past": past, "walk": walk}


def _work(cast: SimpleNamespace, at: datetime) -> dict[str, object]:
    today = at.date()
    initiative = openness.start_initiative(
        neighborhood=cast.row,
        title="Evening walks",
        what="We walk to the last tram.",
        why="You asked.",
        where="Tram stop",
        starts_on=today - 9 * DAY,
        until=today + 30 * DAY,
        how_we_will_know="We ask.",
        by=cast.cleo,
        at=at,
        is_published=True,
    )
    priority = openness.agree_priority(
        neighborhood=cast.row,
        issue="Dark corners",
        why="It came up.",
        agreed_on=today - 9 * DAY,
        by=cast.cleo,
        at=at,
        is_published=True,
    )
    openness.act_on_priority(
        priority=priority, words="Made a list.", done_on=today - 2 * DAY, by=cast.cleo, at=at
    )
    return {"initiative": initiative, "priority": priority}


def _questions(cast: SimpleNamespace, at: datetime) -> dict[str, object]:
    asked = []
    for words in ("Why in pairs?", "Who pays you?"):
        about = {"team": cast.team, "neighborhood": cast.row, "client_id": uuid.uuid4(), "words": words}
        question = openness.ask(at=at - DAY, **about).question
        openness.publish_question(question=question, public_words=words, by=cast.mo, at=at)
        asked.append(question)
    openness.answer_question(question=asked[0], words="One listens.", by=cast.cleo, at=at)
    return {"question": asked[0], "owed": asked[1]}


def _talk(cast: SimpleNamespace, at: datetime) -> dict[str, object]:
    """A session this evening with questions, and a conversation in which two groups can be told apart."""
    session = openness.announce_gathering(
        neighborhood=cast.row, kind="information_session", title="Night bus", purpose="Questions.",
        starts_at=at + timedelta(hours=2), ends_at=at + timedelta(hours=4), place=cast.cafe, host=cast.ben,
        link="https://meet.example.org/bus", is_published=True, by=cast.cleo, at=at - DAY,
    )  # fmt: skip
    for number, words in enumerate(("When does the bus come?", "Who pays for it?")):
        about = {"team": cast.team, "neighborhood": cast.row, "gathering": session, "words": words}
        question = openness.ask(client_id=uuid.uuid4(), at=at - DAY, **about).question
        openness.publish_question(question=question, public_words=words, by=cast.mo, at=at)
        for _device in range(3 + number):
            openness.vote_for_question(question=question, ballot=ballots.new(), at=at)
    talk = start(cast, at - DAY)
    camps(talk, at - DAY, (20, 16))
    commonground.compute(talk, at)
    return {"session": session, "talk": talk}


def _together(cast: SimpleNamespace, at: datetime) -> dict[str, object]:
    """A problem in responding with its partner, a group, and, once, an alert and a report."""
    by = {"by": cast.cleo, "at": at}
    problem = responding(cast, at - 3 * DAY)
    measured(cast, problem, at)
    partner = together.add_partner(problem=problem, name="City lights", **by)
    task(cast, problem, at, partner=partner)
    made = together.make_link(partner=partner, **by)
    group = together.start_group(
        neighborhood=cast.row, name="Row wardens", kind="wardens", does="We walk to the last tram.",
        does_not="We follow nobody.", meets="Mondays at six", keeper=cast.ben, **by,
    )  # fmt: skip
    if not Alert.objects.exists():
        together.send_alert(
            neighborhood=cast.row, client_id=uuid.uuid4(), title="No water on Mill Street", what="A pipe broke.",
            to_do="Fetch water at the school.", ends_at=at + 2 * DAY, **by,
        )  # fmt: skip
        words = {"opening": "A quiet month.", "went_wrong": "Two answers were late.", "comes_next": "Lamps."}
        report = together.begin_report(
            neighborhood=cast.row, period="month", first_on=at.date().replace(day=1) - DAY, **words, **by
        )
        together.publish_report(report=report, **by)
    return {
        "problem": problem,
        "group": group,
        "partner_token": made.token,
        "alert": Alert.objects.get(),
        "report": Report.objects.get(),
    }


def say(cast: SimpleNamespace, words: str = "Something.", **about: object):
    """One voice on the web, with its code."""
    return listening.hear(
        team=cast.team,
        neighborhood=cast.row,
        client_id=uuid.uuid4(),
        channel="web",
        words=words,
        **{"kind": "worry", "at": now(), **about},
    )
