"""Two problems worked on together, one of them assessed and closed; wardens, an alert and a report."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from commonbeat.demo.town import Town
from commonbeat.openness.models import Gathering, GatheringKind
from commonbeat.together import actions
from commonbeat.together.models import Partner, Phase, Problem, Task, WatchGroup

AREA = "Kamppi"
# The lamps: dark for so long before, and counted again over as many days after.
COUNTED_DAYS = 28
DARK: dict[str, Any] = {
    "concern": "lamps",
    "title": "The underpass at Simonkatu is dark",
    "what": "Lamps in the underpass fail, stay dark for weeks, and people stop walking there after work and school.",
    "topic": "lighting",
    "owner": "ben",
    "opened": 70,
    "cheers": {
        "community": "Children on their way from sports, older people, whoever walks home after dark.",
        "harm": "People take the long way round along the street, or stay at home.",
        "expectation": "That the lamps are mended, and that somebody is there until they are.",
        "events": "Lamps fail one after the other, and nobody notices before they all have.",
        "recurring": "The third autumn in a row.",
        "similarity": "Always the lamps behind the old grilles.",
    },
    "findings": {
        "who": "Most of those who told us walk there between five and eight in the evening.",
        "where": "The forty meters in the middle, where no light from the street reaches.",
        "when": "From October on, when it is dark before people walk home.",
        "why": "The grilles keep the heat in and the lamps burn out. Nobody looks at them between two repairs.",
    },
}
MUSIC: dict[str, Any] = {
    "concern": "music",
    "title": "Music in the courtyard after midnight",
    "what": "Music and voices in the courtyard until two at night, several times a week. Neighbors cannot sleep.",
    "topic": "noise",
    "owner": "ines",
    "opened": 11,
    "cheers": {
        "community": "Those who live around the courtyard: early shifts, a family with a baby, students before exams.",
        "harm": "Weeks without sleep, and neighbors who no longer greet each other.",
        "expectation": "That somebody talks to everybody before it becomes a quarrel.",
        "events": "Music with open doors, and loud goodbyes in the yard.",
        "recurring": "Four or five nights a week since the summer.",
        "similarity": "Always between midnight and two, always with the door to the yard open.",
    },
    "findings": {
        "who": "People who work late and eat after midnight. Nobody had told them that the yard carries every word.",
        "where": "The yard works like a drum: what is normal inside is loud on the third floor.",
        "when": "After the last shift ends, around midnight.",
        "why": "There is nowhere else to sit together at that hour, and the door to the yard does not close by itself.",
    },
}


def plan_together(town: Town) -> None:
    """Everything people do together in this story, as far as its beginning belongs to the history."""
    # From the first word about it on.
    if town.tells(DARK["opened"] + 4):
        _Dark(town, DARK).plan()
    if town.tells(MUSIC["opened"] + 2):
        _Music(town, MUSIC).plan()
    town.then(town.days.at(9, 11), partial(_wardens, town))
    town.then(town.days.at(0, 20), partial(_alert, town))
    first = town.days.today.replace(day=1)
    town.then(town.days.clock(first + timedelta(days=1), 10), partial(_report, town))


class _File:
    """One problem from its opening to where it stands today."""

    def __init__(self, town: Town, told: dict[str, Any]) -> None:
        self.town, self.told = town, told
        self.problem: Problem
        self.opened: int = told["opened"]

    def plan(self) -> None:
        self.on(self.opened, 11, self._open)
        self.on(self.opened - 1, 15, self._analyse)
        self.on(self.opened - 3, 14, self._respond)

    def on(self, days: int, hour: int, do: Callable[[datetime], object]) -> None:
        self.town.then(self.town.days.at(days, hour), do)

    def by(self, at: datetime) -> dict[str, Any]:
        return {"by": self.town.staff["cleo"], "at": at}

    def id(self, *parts: object) -> Any:
        return self.town.id("problem", self.told["concern"], *parts)

    def _open(self, at: datetime) -> None:
        told = self.told
        self.problem = actions.open_problem(
            neighborhood=self.town.areas[AREA],
            title=told["title"],
            what=told["what"],
            topic=told["topic"],
            concerns=[self.town.concerns[told["concern"]]],
            owner=self.town.staff[told["owner"]],
            **self.by(at),
        )
        actions.answer_cheers(problem=self.problem, **told["cheers"], **self.by(at))

    def _analyse(self, at: datetime) -> None:
        actions.move_problem(problem=self.problem, to=Phase.ANALYSE, **self.by(at))
        for aspect, words in self.told["findings"].items():
            actions.add_finding(
                problem=self.problem, client_id=self.id(aspect), aspect=aspect, words=words, **self.by(at)
            )

    def _respond(self, at: datetime) -> None:
        actions.move_problem(problem=self.problem, to=Phase.RESPOND, **self.by(at))

    def partner(self, name: str, can_do: str, at: datetime) -> Partner:
        made = actions.add_partner(problem=self.problem, name=name, can_do=can_do, **self.by(at))
        actions.make_link(partner=made, **self.by(at))
        return made

    def pledge(self, words: str, days: int, at: datetime, by: Partner | None = None) -> Task:
        """A task due so many days ago, or still to come; a partner pledges for itself."""
        who = {"by": by, "at": at} if by else self.by(at)
        due_on = max(self.town.days.on(days), at.date())
        return actions.pledge(
            subject=self.problem, client_id=self.id(words), words=words, due_on=due_on, **who
        )

    def measure(self, at: datetime, **about: Any) -> None:
        actions.plan_measure(
            problem=self.problem, client_id=self.id("measure"), days=COUNTED_DAYS, **about, **self.by(at)
        )


class _Dark(_File):
    """From the dark underpass to eight lamps, counted before and after."""

    def plan(self) -> None:
        super().plan()
        self.on(33, 16, self._done)
        self.on(32, 10, self._assess)
        self.on(3, 11, self._count_again)

    def _respond(self, at: datetime) -> None:
        super()._respond(at)
        self.measure(
            at,
            what="Evenings on which people told us they went another way",
            counted_by="Ben, who asked at both ends of the underpass every evening",
            compared_with="The underpass at Kaisaniemi",
            why_comparable="As long, as busy, the same schools on both sides. Nothing was changed there.",
            before_on=self.town.days.on(self.opened + 29),
            here_before=63,
            there_before=41,
        )
        city = self.partner("The city's lighting department", "Mend lamps, open the grilles", at)
        self.ours = self.pledge("Walk the underpass every school day at half past five", 33, at)
        self.theirs = self.pledge("Eight new lamps, and grilles that let the heat out", 45, at, by=city)
        self.city = city

    def _done(self, at: datetime) -> None:
        on = at.date()
        actions.finish_task(
            task=self.theirs,
            done_on=on,
            outcome="All eight burn. We look at them every three months.",
            by=self.city,
            at=at,
        )
        actions.finish_task(task=self.ours, done_on=on, outcome="Walked 28 times.", **self.by(at))

    def _assess(self, at: datetime) -> None:
        actions.move_problem(problem=self.problem, to=Phase.ASSESS, **self.by(at))

    def _count_again(self, at: datetime) -> None:
        actions.finish_measure(
            measure=self.problem.measures.get(),
            after_on=self.town.days.on(31),
            here_after=14,
            there_after=39,
            **self.by(at),
        )
        actions.close_problem(
            problem=self.problem,
            what_came_of_it=(
                "The lamps burn, and hardly anybody takes the long way round anymore. At the underpass we compare "
                "with, where nothing was done, nothing changed. The city now looks at the lamps every three months; "
                "if they fail again, we open this file again."
            ),
            **self.by(at),
        )


class _Music(_File):
    """In the middle of it: partners pledged, one task is done, one is late, one moved."""

    def plan(self) -> None:
        super().plan()
        self.on(4, 13, self._on)
        self.on(2, 19, self._offer)

    def _respond(self, at: datetime) -> None:
        super()._respond(at)
        self.measure(
            at,
            what="Nights with music after midnight",
            counted_by="Four households, who write it down each morning",
            compared_with="The courtyard at Lönnrotinkatu",
            why_comparable="As many flats, also a place to eat on the ground floor.",
            before_on=self.town.days.on(self.opened + 27),
            here_before=19,
            there_before=11,
        )
        housing = self.partner("The housing company", "The door, the house rules, a room", at)
        cafe = self.partner("The café on the corner", "Close the yard door, tell the guests", at)
        self.door = self.pledge("A door closer for the door to the yard", -6, at, by=housing)
        self.told_guests = self.pledge("Tell the late guests, and close the yard at midnight", 4, at, by=cafe)
        self.room = self.pledge("Look for a room where people can sit after midnight", 1, at, by=housing)
        self.pledge("Bring both sides to one table", -3, at)
        self.housing, self.cafe = housing, cafe

    def _on(self, at: datetime) -> None:
        actions.finish_task(
            task=self.told_guests, done_on=at.date(), outcome="A sign hangs at the door. Most are kind about it.",
            by=self.cafe, at=at,
        )  # fmt: skip
        actions.move_task(
            task=self.door,
            due_on=self.town.days.on(-12),
            because="The part comes from Tampere.",
            by=self.housing,
            at=at,
        )

    def _offer(self, at: datetime) -> None:
        actions.offer_help(
            subject=self.problem,
            client_id=self.id("help"),
            words="I play the cello and I know what carries. I can show them where the sound goes.",
            at=at,
        )
        for number, kind in enumerate(("better", "better", "same")):
            actions.say_whether_better(
                problem=self.problem, client_id=self.id("word", number), kind=kind, at=at
            )


def _wardens(town: Town, at: datetime) -> None:
    by = {"by": town.staff["cleo"], "at": at}
    group: WatchGroup = actions.start_group(
        neighborhood=town.areas[AREA],
        name="Kamppi evening wardens",
        kind="wardens",
        does="Neighbors who walk two evenings a week between seven and ten, say hello, light the way to the bus, and "
        "tell us what is broken.",
        does_not="They follow nobody, photograph nobody, search nobody and keep no lists. When somebody is in danger "
        "they call 112.",
        meets="Tuesdays and Fridays at seven, at the library's main door",
        keeper=town.staff["ben"],
        **by,
    )
    actions.pledge(
        subject=group, client_id=town.id("wardens", "lamps"), words="List every dark lamp up to the park",
        due_on=town.days.on(-5), **by,
    )  # fmt: skip
    walks = Gathering.objects.filter(
        neighborhood=town.areas[AREA], kind=GatheringKind.WALK_ALONG, starts_at__gt=at, canceled_because=""
    )
    for walk in walks[:1]:
        actions.walk_along(group=group, gathering=walk, **by)


def _alert(town: Town, at: datetime) -> None:
    actions.send_alert(
        neighborhood=town.areas[AREA],
        client_id=town.id("alert", "water"),
        title="No water on Annankatu tomorrow from eight to two",
        what="The city changes a main between Lönnrotinkatu and Bulevardi. Taps stay dry in about forty houses.",
        to_do="Fill a few bottles tonight. If you cannot carry water, call us before six and we bring some.",
        ends_at=town.days.now + timedelta(hours=30),
        by=town.staff["cleo"],
        at=at,
    )


def _report(town: Town, at: datetime) -> None:
    by = {"by": town.staff["cleo"], "at": at}
    report = actions.begin_report(
        neighborhood=town.areas[AREA],
        period="month",
        first_on=at.date().replace(day=1) - timedelta(days=1),
        opening="The month in which it got dark early. Most of what you told us was about light, noise and scooters, "
        "and more of you than before told us to our faces.",
        went_well="The underpass is light again. It took the city, many evenings on foot, and you.",
        went_wrong="Three of you waited longer than we promised for a first answer, because two of us were ill and "
        "nobody had looked into the inbox. Somebody now does, every morning.",
        comes_next="The courtyard where nobody sleeps, and the scooters at the school gate.",
        **by,
    )
    actions.publish_report(report=report, **by)
