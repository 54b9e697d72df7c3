"""Reading what came in, and keeping what people say of our readings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from commonbeat.journal import actions as journal
from commonbeat.listening import understanding
from commonbeat.listening.actions import notes
from commonbeat.listening.actions.ground import lock_voice, must, needed
from commonbeat.listening.models import (
    Feeling,
    TeamTopic,
    TopicCorrection,
    Understanding,
    Voice,
    not_understood,
)
from commonbeat.methods.text import feeling as feelings
from commonbeat.methods.text import labels, topics, urgency
from commonbeat.people.models import Staff
from commonbeat.safety.errors import Refused
from commonbeat.safety.text import clean

AT_ONCE = 32
MOST_TOPICS, MOST_LEARNED = 40, 60

# How the seven of the method are called in this room; surprise and neutral say nothing
# (words without a feeling do not tell that somebody is fine).
OURS = {
    "anger": Feeling.ANGRY,
    "disgust": Feeling.FED_UP,
    "fear": Feeling.AFRAID,
    "joy": Feeling.HOPEFUL,
    "sadness": Feeling.SAD,
}


def understand_waiting(*, at: datetime, most: int = 2000) -> int:
    """Read voices nobody's program has read yet, the newest first; returns how many.

    One that was taken back meanwhile is left alone. Cut short and made again, it finds the rest.
    """
    version, done = understanding.version(), 0
    waiting = list(not_understood(version).values_list("pk", flat=True)[:most])
    for start in range(0, len(waiting), AT_ONCE):
        batch = Voice.objects.filter(pk__in=waiting[start : start + AT_ONCE])
        done += understand(list(batch.select_related("team")), version=version)
    return done


def understand(voices: Sequence[Voice], *, version: str) -> int:
    """Read these voices at once; their words leave the database and nothing else."""
    for team in {voice.team_id: voice.team for voice in voices}.values():
        known = topics.learn([*labels.usual_topics(), *_of_team(team.pk)], understanding.reader())
        mine = [voice for voice in voices if voice.team_id == team.pk and voice.words]
        for voice, found in zip(mine, _read(mine, known), strict=True):
            _keep(voice, found, version)
    return len(voices)


def _read(voices: list[Voice], known: topics.Known) -> list[Understanding]:
    """Everything read in these words, not yet kept."""
    texts, meaning = [voice.words for voice in voices], understanding.reader()
    rows = None if meaning is None else meaning.encode(texts)
    spoken = [understanding.spoken(voice.team, voice.words) for voice in voices]
    felt = feelings.estimate(texts, rows, [one.code for one in spoken])
    alarms = urgency.alarms(texts, rows, meaning)
    asked = urgency.requests(texts, rows)
    about = topics.about(texts, known, rows)
    return [
        Understanding(
            team=voice.team,
            voice=voice,
            language=spoken[index].code,
            language_probability=spoken[index].probability,
            feelings={"name": felt[index].name, **felt[index].probabilities},
            urgency=max(float(asked[index]), alarms[index].probability if alarms[index].is_danger else 0.0),
            is_emergency=alarms[index].is_danger,
            topics=list(about[index]),
            direction=b"" if rows is None else understanding.packed(rows[index]),
        )
        for index, voice in enumerate(voices)
    ]


@transaction.atomic
def _keep(voice: Voice, found: Understanding, version: str) -> None:
    """Store one reading, unless its words changed or went while they were read."""
    now = Voice.objects.select_for_update(of=("self",)).filter(pk=voice.pk, words=voice.words).first()
    if now is None:
        return
    Understanding.objects.filter(voice=now).delete()
    found.version = version
    found.save(force_insert=True)
    name = found.feelings.get("name", "")
    now.feeling_estimated = OURS.get(name, "")
    now.feeling_probability = found.feelings.get(name) if now.feeling_estimated else None
    # A reading may put a voice first; what a person said of danger is never taken back by one.
    now.is_danger = now.is_danger or found.is_emergency
    now.save(update_fields=["feeling_estimated", "feeling_probability", "is_danger"])


@transaction.atomic
def say_feeling(*, voice: Voice, feeling: str, at: datetime) -> Voice:
    """The person says how it feels for them: it stands before whatever anybody guessed or estimated."""
    if feeling not in Feeling.values:
        raise Refused(_("Choose one of the answers offered."), "feeling")
    voice = lock_voice(voice)
    if voice.feeling_said != feeling:
        voice.feeling_said = feeling
        voice.save(update_fields=["feeling_said"])
        notes.enter(actor="resident", action="correct feeling", on=voice, about=voice, at=at)
    return voice


@transaction.atomic
def correct_feeling(*, voice: Voice, feeling: str, by: Staff, at: datetime) -> Voice:
    """Somebody of the team says how it seemed to feel; it stands before the estimate, after the person's own word."""
    if feeling not in Feeling.values:
        raise Refused(_("Choose one of the answers offered."), "feeling")
    voice = lock_voice(voice)
    must(by, "join", voice)
    if voice.feeling_said:
        raise Refused(_("They told us how it felt. Their own word stands."), "feeling")
    if voice.feeling_guessed != feeling:
        voice.feeling_guessed = feeling
        voice.save(update_fields=["feeling_guessed"])
        notes.enter(actor=by, action="correct feeling", on=voice, about=voice, at=at)
    return voice


@transaction.atomic
def name_topic(
    *, name: str, words: str, examples: str, by: Staff, at: datetime, topic: TeamTopic | None = None
) -> TeamTopic:
    """Name a topic in the team's own words, or change one; everything is read again with it in time."""
    _must_coordinate(by)
    name = needed(clean(name, 60, "name"), _("Give the topic a name."), "name")
    topic = topic or TeamTopic(team=by.team)
    others = TeamTopic.objects.filter(team=by.team).exclude(pk=topic.pk)
    if others.filter(name=name).exists():
        raise Refused(_("There is a topic of that name already."), "name")
    if topic._state.adding and others.count() >= MOST_TOPICS:
        raise Refused(_("There are forty topics already. Change one of them."), "name")
    topic.name = name
    topic.words, topic.examples = clean(words, 1000, "words"), clean(examples, 4000, "examples")
    if not topic.words and not topic.examples:
        raise Refused(_("Give a few words or an example of what people say about it."), "words")
    topic.save()
    Understanding.objects.filter(team=by.team).update(version="")
    journal.enter(
        team=by.team_id,
        actor=by,
        action="name topic",
        object_type=topic._meta.label,
        object_id=topic.pk,
        at=at,
        is_quiet=True,
    )
    return topic


@transaction.atomic
def correct_topic(*, voice: Voice, topic: TeamTopic, is_it: bool, by: Staff, at: datetime) -> None:
    """Say that a voice is, or is not, about a topic; kept, and learned from."""
    voice = lock_voice(voice)
    must(by, "join", voice)
    TopicCorrection.objects.update_or_create(
        topic=topic, voice=voice, defaults={"team": voice.team, "is_it": is_it, "by": by}
    )
    reading = Understanding.objects.filter(voice=voice).first()
    if reading is not None:
        rest = [name for name in reading.topics if name != topic.name]
        reading.topics = [topic.name, *rest] if is_it else rest
        reading.save(update_fields=["topics"])
    notes.enter(actor=by, action="correct topic", on=voice, about=voice, at=at)


def _must_coordinate(by: Staff) -> None:
    if not by.is_active or not by.has_duty("coordinator"):
        raise Refused(_("Only a coordinator can do this."))


def _of_team(team_id: UUID) -> list[topics.Topic]:
    """The team's own topics with what was corrected since."""
    found = []
    for topic in TeamTopic.objects.filter(team_id=team_id).prefetch_related("corrections__voice"):
        told = [(one.is_it, one.voice.words) for one in topic.corrections.all() if one.voice.words]
        yes, no = ([words for is_it, words in told if is_it is side][:MOST_LEARNED] for side in (True, False))
        examples = [line.strip() for line in topic.examples.splitlines() if line.strip()]
        words = tuple(topic.words.replace(",", " ").split())
        found.append(topics.Topic(topic.name, words, (*examples, *yes), tuple(no)))
    return found
