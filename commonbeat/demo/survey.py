"""Three survey rounds, two of them published and one still open, and something new in a random order."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random

from commonbeat.demo.town import Town
from commonbeat.places.models import Street
from commonbeat.trust import actions, questionnaire
from commonbeat.trust.frame import Frame
from commonbeat.trust.models import Mode, Outcome, Wave
from commonbeat.trust.panels import add_months, month_of

LETTERS, DOORS = 90, 8
DOORS_A_STREET = 12
OPENLY = 26
# How content people are, from 0 to 1: with being heard, safety, trust, information, presence.
MOOD = {
    "Kamppi": (0.42, 0.45, 0.52, 0.38, 0.55),
    "Kluuvi": (0.48, 0.5, 0.55, 0.45, 0.6),
    "Kruununhaka": (0.62, 0.75, 0.66, 0.55, 0.5),
    "Kaartinkaupunki": (0.58, 0.68, 0.62, 0.5, 0.42),
    "Siltasaari": (0.5, 0.52, 0.55, 0.42, 0.35),
}
PLACE_OF = {measure.key: number for number, measure in enumerate(questionnaire.MEASURES)}
AGES = (("16-29", 24), ("30-49", 34), ("50-64", 22), ("65+", 20))
# What some of them wrote; every fifth answer takes one, until all are taken.
REMARKS = (
    "Nobody ever told us what became of the lamp in the courtyard.",
    "I wrote twice and never heard anything. Please answer, even if the answer is no.",
    "The evening walks help. Keep them when it gets dark early.",
    "I do not know whom to call when it is noise and not an emergency.",
    "Say more often what you cannot do. I would trust you more.",
)


@dataclass(frozen=True)
class Round:
    """One wave of the story: from and until so many days ago, and how many answered where."""

    title: str
    began: int
    ended: int
    came: dict[str, int]
    lift: float = 0.0


ROUNDS = (
    Round(
        "First round",
        76,
        62,
        {"Kamppi": 47, "Kluuvi": 19, "Kruununhaka": 26, "Kaartinkaupunki": 14, "Siltasaari": 5},
    ),
    Round(
        "Second round",
        30,
        12,
        {"Kamppi": 64, "Kluuvi": 22, "Kruununhaka": 29, "Kaartinkaupunki": 12, "Siltasaari": 4},
        lift=0.14,
    ),
    Round("Third round", 4, -17, {"Kamppi": 18, "Kluuvi": 6, "Kruununhaka": 9}),
)


def plan_surveys(town: Town) -> None:
    """Every round that lies within the weeks that are told, and the rollout that is to come."""
    if not town.tells(ROUNDS[0].began):
        return
    town.then(town.days.at(80, 9), partial(_count_residents, town))
    for told in ROUNDS:
        town.then(town.days.at(told.began, 9), partial(_begin, town, told))
    town.then(town.days.at(3, 11), partial(_roll_out, town))


def _count_residents(town: Town, at: datetime) -> None:
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(("area", "age", "count"))
    for area in town.areas.values():
        for age, percent in AGES:
            table.writerow((area.slug, age, (area.population or 1000) * percent // 100))
    areas = list(town.areas.values())
    actions.count_population(
        neighborhoods=areas, content=text.getvalue().encode(), by=town.staff["cleo"], at=at
    )


def _begin(town: Town, told: Round, at: datetime) -> None:
    areas, cleo = list(town.areas.values()), town.staff["cleo"]
    wave = actions.start_wave(
        neighborhoods=areas,
        title=told.title,
        starts_on=town.days.on(told.began),
        ends_on=town.days.on(told.ended),
        has_open_link=True,
        by=cleo,
        at=at,
    )
    frame = Frame({area.pk: _addresses(area.pk) for area in areas})
    wave = actions.draw(
        wave=wave, frame=frame, letters=LETTERS, doors=DOORS, by=cleo, at=at, seed=town.seed + told.began
    )
    wave.team = town.team
    town.then(at + timedelta(days=2), partial(_answer, town, told, wave))
    if told.ended > 0:
        town.then(town.days.at(told.ended - 1, 9), partial(_end, town, wave))


def _addresses(area_id: object) -> list[str]:
    names = Street.objects.filter(neighborhood=area_id).current().values_list("name", flat=True)
    return sorted(f"{name} {number}" for name in names for number in range(1, DOORS_A_STREET + 1))


def _answer(town: Town, told: Round, wave: Wave, at: datetime) -> None:
    dice = town.dice(f"survey {told.title}")
    remarks = list(REMARKS)
    for name, count in told.came.items():
        rows = wave.invitations.filter(neighborhood=town.areas[name]).order_by("address")
        letters, doors = list(rows.filter(mode=Mode.LETTER)), list(rows.filter(mode=Mode.DOOR))
        for invitation in dice.sample(letters, count) + doors[: count // 8]:
            invitation.wave = wave
            lift = told.lift if name == "Kamppi" else told.lift / 4
            words = remarks.pop() if remarks and not told.lift and dice.random() < 0.2 else ""
            actions.answer_invited(
                invitation=invitation, replies=_replies(name, lift, dice), words=words, language="en", at=at
            )
    for number in range(OPENLY if told.ended > 0 else 0):
        actions.answer_openly(
            wave=wave,
            neighborhood=town.areas["Kamppi"],
            mode=Mode.POSTER,
            client_id=town.id("open link", told.title, number),
            replies=_replies("Kamppi", 0, dice),
            words="",
            language="en",
            at=at,
        )


def _replies(area: str, lift: float, dice: Random) -> dict[str, object]:
    """What somebody ticks: their own mood around that of the place, and some questions skipped."""
    own = dice.gauss(0, 0.22)
    replies: dict[str, object] = {}
    for item in questionnaire.ITEMS:
        if dice.random() < 0.06:
            continue
        mood = MOOD[area][PLACE_OF.get(item.measure, 4)] + lift + own + dice.gauss(0, 0.12)
        values = item.values
        replies[item.key] = values[min(len(values) - 1, max(0, int(mood * len(values))))]
    ages = [age for age, _percent in AGES]
    # Older people answer letters more often.
    replies["age"] = dice.choices(
        ages, [percent * (1 + number) for number, (_a, percent) in enumerate(AGES)]
    )[0]
    return replies


def _end(town: Town, wave: Wave, at: datetime) -> None:
    cleo = town.staff["cleo"]
    closed = actions.close_wave(wave=wave, by=cleo, at=at)
    town.then(at + timedelta(hours=2), partial(_publish, town, closed))


def _publish(town: Town, wave: Wave, at: datetime) -> None:
    actions.publish_wave(wave=wave, by=town.staff["cleo"], at=at)


def _roll_out(town: Town, at: datetime) -> None:
    """Fixed, with a year of counts before it; it begins in a month still to come."""
    cleo, areas = town.staff["cleo"], list(town.areas.values())
    first = add_months(month_of(town.days.today), 2)
    rollout = actions.plan_rollout(
        neighborhoods=areas,
        title="Evening walks at the end of the week",
        hypothesis="Fewer calls about noise at night, because somebody is there before it gets loud.",
        outcome=Outcome.GIVEN,
        outcome_words="calls about noise at night, a month",
        is_less_better=True,
        first_on=first,
        months_apart=1,
        areas_at_once=1,
        by=cleo,
        at=at,
        seed=town.seed,
    )
    dice = town.dice("noise")
    rows = ["area,month,value"]
    for area in areas:
        usual = 20 + 30 * (1 - MOOD[area.name][1])
        for back in range(12, 0, -1):
            month = add_months(month_of(town.days.today), -back)
            rows.append(f"{area.slug},{month:%Y-%m},{max(0, round(dice.gauss(usual, usual**0.5)))}")
    actions.hand_in_months(rollout=rollout, content="\n".join(rows).encode(), by=cleo, at=at)
    actions.freeze_rollout(rollout=rollout, by=cleo, at=at)
