"""What the program reads in a voice, apart from the voice: all of it can be read again, or thrown away."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from commonbeat.listening.models.voice import Voice
from commonbeat.safety.records import Record


class Understanding(Record):
    """An estimate from the words of one voice; never what the person said, always marked as an estimate."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    voice = models.OneToOneField(Voice, on_delete=models.CASCADE, related_name="understanding")
    version = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    language_probability = models.FloatField()
    feelings = models.JSONField(default=dict)
    urgency = models.FloatField()
    is_emergency = models.BooleanField(default=False)
    topics = models.JSONField(default=list)
    # 384 half-precision numbers; empty where the encoder was missing.
    direction = models.BinaryField(blank=True, default=bytes)

    class Meta:
        indexes = [models.Index(fields=["team", "is_emergency"])]


class TeamTopic(Record):
    """A topic in the team's own words; found in every language where the encoder is there."""

    team = models.ForeignKey("places.Team", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    words = models.TextField(max_length=1000, blank=True)
    examples = models.TextField(max_length=4000, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["team", "name"], name="team_topic_name_once")]


class TopicCorrection(Record):
    """Somebody at the desk said that a voice is, or is not, about a topic; the next reading learns from it."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    topic = models.ForeignKey(TeamTopic, on_delete=models.CASCADE, related_name="corrections")
    voice = models.ForeignKey(Voice, on_delete=models.CASCADE, related_name="+")
    is_it = models.BooleanField()
    by = models.ForeignKey("people.Staff", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "voice"], name="topic_corrected_once")]


def not_understood(version: str) -> models.QuerySet[Voice]:
    """Voices with words that this version of the program has not read yet, the newest first."""
    told = Voice.objects.filter(withdrawn_on=None, purged_on=None).exclude(words="")
    return told.exclude(Q(understanding__version=version)).order_by("-heard_at")
