"""What the pulse asks for: whom to visit, what to answer, what to bring to the next gathering."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonbeat.listening.models import Concern, Kind, Topic
from commonbeat.listening.queries.pulse import Pulse, Row, Spots, pulse, spots_of
from commonbeat.listening.times import day
from commonbeat.places.models import Place

if TYPE_CHECKING:
    from commonbeat.places.models import Neighborhood, Team

VISIT, ANSWER, BRING = "visit", "answer", "bring"
MOST_OF_A_KIND = 3


@dataclass(frozen=True)
class Suggestion:
    """One thing to do, why, and the number that says so: which voices stand behind it."""

    what: str
    sentence: str
    because: str
    by: str = ""
    """Which of the pulse's numbers is the evidence: topic, kind, place … with `value`."""
    value: str = ""
    is_now: bool = True
    place: Place | None = None
    concern: Concern | None = None


def suggestions(
    team: Team, neighborhoods: Sequence[Neighborhood], at: datetime, found: Pulse | None = None
) -> list[Suggestion]:
    """At least one of each sort wherever anything was heard: a visit, an answer, something for a gathering."""
    found = found or pulse(team, neighborhoods, at)
    return [
        *_visits(Place.objects.filter(team=team).select_related("neighborhood"), found.spots)[
            :MOST_OF_A_KIND
        ],
        *_answers(team, neighborhoods, found, at)[:MOST_OF_A_KIND],
        *_bring(found)[:MOST_OF_A_KIND],
    ]


def reasons_to_visit(team: Team, neighborhood: Neighborhood, at: datetime) -> list[Suggestion]:
    """Places of one neighborhood that the pulse says are worth a stop, for whoever plans walks."""
    return [
        one for one in _visits(Place.objects.filter(team=team), spots_of(team, neighborhood, at)) if one.place
    ]


def _visits(known: QuerySet[Place], found: Spots) -> list[Suggestion]:
    rising = {row.value: row for row in found.rising}
    ranked = sorted(
        found.by_place.items(),
        key=lambda pair: (
            -sum(n for topic, n in pair[1].items() if topic in rising),
            -pair[1].total(),
            str(pair[0]),
        ),
    )
    places = known.in_bulk([pk for pk, _n in ranked[:3]])
    visits = []
    for pk, topics in ranked[:2]:
        place = places.get(pk)
        if place is None:
            continue
        topic = topics.most_common(1)[0][0]
        risen = rising.get(topic)
        because = _risen(risen) if risen else _spoke(topics.total(), topic)
        visits.append(
            Suggestion(
                VISIT, _("Go by %(place)s.") % {"place": place.name}, because, "place", str(pk), place=place
            )
        )
    visits += [_silent(place) for place in found.silent[:1]]
    return visits


def _silent(place: Place) -> Suggestion:
    return Suggestion(
        VISIT,
        _("Go by %(place)s and ask.") % {"place": place.name},
        _("Nobody told us anything from there in thirteen weeks."),
        "place",
        str(place.pk),
        is_now=False,
        place=place,
    )


def _answers(
    team: Team, neighborhoods: Sequence[Neighborhood], found: Pulse, at: datetime
) -> list[Suggestion]:
    people = Count("voices", filter=Q(voices__withdrawn_on=None))
    waiting = Concern.objects.filter(
        team=team, about_officer=None, neighborhood__in=[one.pk for one in neighborhoods]
    )
    late = waiting.overdue(at).annotate(people=people).order_by("-people", "answer_due_at")[:MOST_OF_A_KIND]
    answers = []
    for concern in late:
        people_waiting: int = concern.people  # type: ignore[attr-defined]
        because = ngettext(
            "%(people)d voice waits; the answer was due on %(day)s.",
            "%(people)d voices wait; the answer was due on %(day)s.",
            people_waiting,
        ) % {"people": people_waiting, "day": date_format(day(team, concern.answer_due_at), "j F")}
        sentence = _("Answer “%(title)s”.") % {"title": concern.title}
        answers.append(Suggestion(ANSWER, sentence, because, concern=concern))
    questions = found.kind(Kind.QUESTION)
    if questions.now or (not answers and questions.all):
        count, is_now = (questions.now, True) if questions.now else (questions.all, False)
        because = ngettext("%(n)d question came in.", "%(n)d questions came in.", count) % {"n": count}
        answers.append(
            Suggestion(
                ANSWER, _("Read the questions and answer them."), because, "kind", Kind.QUESTION, is_now
            )
        )
    return answers


def _bring(found: Pulse) -> list[Suggestion]:
    brought = [
        Suggestion(BRING, _("Put “%(topic)s” first.") % {"topic": row.label}, _risen(row), "topic", row.value)
        for row in found.rising
    ]
    if not brought:
        named = [row for row in found.topics if row.all and row.value != Topic.OTHER]
        brought = [_most_said(max(named, key=lambda row: (row.now, row.all)))] if named else []
    ideas, thanks = found.kind(Kind.IDEA), found.kind(Kind.THANKS)
    if ideas.all:
        because = ngettext("%(n)d idea in thirteen weeks.", "%(n)d ideas in thirteen weeks.", ideas.all)
        sentence = _("Let those who had ideas tell them.")
        brought.append(Suggestion(BRING, sentence, because % {"n": ideas.all}, "kind", Kind.IDEA, False))
    if thanks.now:
        because = ngettext("%(n)d thank you this week.", "%(n)d thank yous this week.", thanks.now)
        sentence = _("Pass the thanks on.")
        brought.append(Suggestion(BRING, sentence, because % {"n": thanks.now}, "kind", Kind.THANKS))
    return brought


def _most_said(row: Row) -> Suggestion:
    because = ngettext(
        "Nothing stands out this week; this was said most, %(n)d time in thirteen weeks.",
        "Nothing stands out this week; this was said most, %(n)d times in thirteen weeks.",
        row.all,
    )
    sentence = _("Talk about “%(topic)s”.") % {"topic": row.label}
    return Suggestion(BRING, sentence, because % {"n": row.all}, "topic", row.value, False)


def _risen(row: Row) -> str:
    usual = f"{row.rise.usual:.1f}"
    return ngettext(
        "“%(topic)s” is rising: %(now)d voice this week, usually %(usual)s.",
        "“%(topic)s” is rising: %(now)d voices this week, usually %(usual)s.",
        row.now,
    ) % {"topic": row.label, "now": row.now, "usual": usual}


def _spoke(count: int, topic: str) -> str:
    label = str(Topic(topic).label) if topic in Topic.values else _("this and that")
    return ngettext(
        "%(n)d voice from there this week, most about “%(topic)s”.",
        "%(n)d voices from there this week, most about “%(topic)s”.",
        count,
    ) % {"n": count, "topic": label}
