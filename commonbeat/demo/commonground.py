"""A session that was held, one that is to come, and a conversation in which two groups can be told apart."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from functools import partial

from commonbeat.commonground import actions
from commonbeat.commonground.models import Conversation, Statement
from commonbeat.demo.meeting import announced, day_of
from commonbeat.demo.telling import read
from commonbeat.demo.town import Town
from commonbeat.openness import actions as openness
from commonbeat.openness.models import Question
from commonbeat.safety.ballots import Ballot

HELD, COMING = "why-we-walk", "session-kamppi"
ASKED_THERE = (
    (
        "Why do you walk at night, when nothing happens?",
        17,
        "Because something did, in the autumn before. We show the numbers of both on the page.",
    ),
    (
        "Who decides on which nights?",
        11,
        "We do, from what you tell us. The week's plan says the reason for every stop.",
    ),
    ("Can somebody walk along?", 9, "Yes. Every second Thursday, and you need not sign up."),
)
OWED = (
    "Do other cities do it, and what came of it there?",
    6,
    "In three we know of. It helped where people knew the officers; the papers are linked on the page.",
)
AREA, BEGAN, LASTS = "Kamppi", 9, 12
# Statements, and how likely each of two groups is to agree.
SAID: tuple[tuple[str, float, float], ...] = (
    ("The small streets need more light.", 0.95, 0.93),
    ("Somebody we know by name should walk here in the evening.", 0.9, 0.86),
    ("The yards should be quiet from ten.", 0.9, 0.25),
    ("Young people need a place of their own after school.", 0.8, 0.95),
    ("Cafés should be open longer.", 0.15, 0.88),
    ("Music on the square belongs to the city.", 0.12, 0.9),
    ("Cars should stay out of the square at night.", 0.8, 0.5),
    ("The underpass should be closed at midnight.", 0.82, 0.15),
    ("Bottles should be collected before the night begins.", 0.85, 0.8),
    ("A guard at the school gate would help.", 0.75, 0.2),
)
ADDED = ("Benches make people stay, and where people stay it is safe.", 0.35, 0.9)
OPEN, INVITED = 30, 12


def plan_commonground(town: Town) -> None:
    """Sessions and the conversation, as far back as the history is told."""
    for key, plan in ((HELD, _plan_held), (COMING, _plan_coming)):
        if town.tells(announced(key)):
            plan(town)
    if town.tells(BEGAN):
        _Conversation(town).plan()


def _plan_held(town: Town) -> None:
    begins, ends = _times(town, HELD)
    town.then(begins + timedelta(minutes=10), partial(_ask_and_answer, town))
    town.then(ends, partial(_close, town))


def _plan_coming(town: Town) -> None:
    town.then(town.days.at(1, 19), partial(_vote_ahead, town))


def _times(town: Town, key: str) -> tuple[datetime, datetime]:
    told = read("openness")["gathering"][key]
    begin, end = (
        town.days.clock(day_of(town, told["on"]), *map(int, clock.split(":"))) for clock in told["on"][2:]
    )
    return begin, end


def _ballots(town: Town, what: str, count: int) -> list[Ballot]:
    return [Ballot(town.id("ballot", what, number).hex) for number in range(count)]


def _ask(town: Town, key: str, words: str, at: datetime) -> Question:
    gathering = town.gatherings[key]
    asked = openness.ask(
        team=town.team, neighborhood=gathering.neighborhood, gathering=gathering, words=words,
        client_id=town.id("asked at", key, words), at=at,
    )  # fmt: skip
    return openness.publish_question(question=asked.question, public_words=words, by=town.staff["mo"], at=at)


def _vote(town: Town, question: Question, count: int, at: datetime) -> None:
    for ballot in _ballots(town, str(question.gathering_id), count):
        openness.vote_for_question(question=question, ballot=ballot, at=at)


def _ask_and_answer(town: Town, at: datetime) -> None:
    cleo = town.staff["cleo"]
    asked = {words: _ask(town, HELD, words, at) for words, _votes, _answer in [*ASKED_THERE, OWED]}
    for words, votes, _answer in [*ASKED_THERE, OWED]:
        _vote(town, asked[words], votes, at)
    before = Question.objects.public(town.team).filter(gathering=town.gatherings[HELD], answers=None)
    for question in before:
        openness.count_paper_votes(question=question, votes=4, by=cleo, at=at)
    for words, _votes, answer in ASKED_THERE:
        openness.answer_question(question=asked[words], words=answer, by=cleo, at=at + timedelta(hours=1))


def _close(town: Town, at: datetime) -> None:
    """What was not answered in the room is owed for a week, and was answered within it."""
    cleo = town.staff["cleo"]
    due_on = town.days.on(town.days.ago(at.date()) - 7)
    openness.close_session(gathering=town.gatherings[HELD], owner=cleo, due_on=due_on, by=cleo, at=at)
    words, _votes, answer = OWED
    question = Question.objects.get(gathering=town.gatherings[HELD], public_words=words)
    town.then(
        at + timedelta(days=4),
        lambda later: openness.answer_question(question=question, words=answer, by=cleo, at=later),
    )


def _vote_ahead(town: Town, at: datetime) -> None:
    same = _ask(town, COMING, "Could there be a speed limit for scooters near the school?", at)
    shown = Question.objects.public(town.team).filter(gathering=town.gatherings[COMING], answers=None)
    for number, question in enumerate(shown.order_by("asked_at", "pk")):
        _vote(town, question, 19 - 6 * number, at)
    first = shown.exclude(pk=same.pk).order_by("asked_at").first()
    if first is not None:
        openness.merge_questions(question=same, into=first, by=town.staff["mo"], at=at)


class _Conversation:
    """Started by Cleo, joined by some who were invited and more who came by themselves."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.talk: Conversation
        self.likes: dict[int, tuple[float, float]] = {}

    def plan(self) -> None:
        town = self.town
        town.then(town.days.at(BEGAN, 10), self._start)
        for day in range(BEGAN - 1, 0, -1):
            town.then(town.days.at(day, 18), partial(self._join, BEGAN - 1 - day))
        town.then(town.days.at(5, 11), self._read)
        town.then(town.days.at(1, 20), self._follow_up)

    def _start(self, at: datetime) -> None:
        town, cleo = self.town, self.town.staff["cleo"]
        self.talk = actions.start_conversation(
            neighborhood=town.areas[AREA],
            title="Evenings in Kamppi",
            question="What should the evenings in Kamppi be like?",
            why="We plan the winter's walks and talk with the city about light and yards. What unites you comes first.",
            closes_at=town.days.clock(town.days.on(-LASTS), 20, 0),
            topic="noise",
            by=cleo,
            at=at,
        )
        for words, *likes in SAID:
            statement = actions.add_statement(conversation=self.talk, words=words, by=cleo, at=at)
            self.likes[statement.number] = (likes[0], likes[1])
        self.talk = actions.publish_conversation(conversation=self.talk, by=cleo, at=at)
        said = _ballots(town, "said", 2)
        self._say(ADDED[0], said[0], at)
        self._say("It is all the fault of Mrs. Virtanen's dog.", said[1], at)

    def _say(self, words: str, ballot: Ballot, at: datetime) -> None:
        client_id = self.town.id("statement", words)
        actions.say_statement(conversation=self.talk, client_id=client_id, words=words, ballot=ballot, at=at)

    def _read(self, at: datetime) -> None:
        mo = self.town.staff["mo"]
        good, bad = Statement.objects.filter(conversation=self.talk).waiting()
        good = actions.publish_statement(statement=good, public_words=ADDED[0], by=mo, at=at)
        self.likes[good.number] = (ADDED[1], ADDED[2])
        actions.decline_statement(statement=bad, because="It names somebody.", by=mo, at=at)

    def _join(self, day: int, at: datetime) -> None:
        """A few devices a day; every third with an invitation."""
        days, dice = BEGAN - 1, self.town.dice(f"conversation {day}")
        statements = list(Statement.objects.public(self.town.team).filter(conversation=self.talk))
        for kind, total in (("open", OPEN), ("invited", INVITED)):
            for number, ballot in enumerate(_ballots(self.town, kind, total)):
                if number % days == day:
                    given = Ballot(ballot.token, is_invited=kind == "invited")
                    self._vote(given, number % 5 < 3, statements, dice, at)

    def _vote(
        self, ballot: Ballot, is_first: bool, statements: list[Statement], dice: random.Random, at: datetime
    ) -> None:
        for statement in dice.sample(statements, min(len(statements), dice.choice((8, 9, 10)))):
            chance = self.likes[statement.number][0 if is_first else 1]
            choice = 0 if dice.random() < 0.06 else 1 if dice.random() < chance else -1
            actions.vote(statement=statement, choice=choice, ballot=ballot, at=at)

    def _follow_up(self, at: datetime) -> None:
        light = Statement.objects.get(conversation=self.talk, number=0)
        words = "The city mends the lamps behind the school in the first week of December."
        actions.say_outcome(statement=light, words=words, by=self.town.staff["cleo"], at=at)
        self._say("A tea stand on Fridays would bring people out.", _ballots(self.town, "said", 3)[2], at)
        actions.compute(self.talk, at)
