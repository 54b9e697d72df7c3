"""Taking back and forgetting: what somebody said is erased, and an empty shell keeps the numbers true."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import QuerySet

from commonbeat.listening import rules
from commonbeat.listening.actions import notes
from commonbeat.listening.actions.ground import lock_concern, step
from commonbeat.listening.models import (
    Answer,
    Attachment,
    Concern,
    Confirmation,
    ReadBack,
    ReplyPath,
    ReportBack,
    SealedContact,
    TopicCorrection,
    Turn,
    Understanding,
    Voice,
)
from commonbeat.listening.times import day
from commonbeat.post import actions as post
from commonbeat.safety import pictures

ERASED = (
    "words",
    "where",
    "when",
    "topic",
    "need",
    "feeling_said",
    "feeling_guessed",
    "feeling_estimated",
    "settled_because",
    "body_hash",
)
NO_TITLE = "—"


@transaction.atomic
def withdraw(*, voice: Voice, at: datetime) -> Voice:
    """The person takes it back: words, thread, photo, sealed details and code are erased for good.

    A concern that nobody else raised loses its words too and is closed. Doing it again changes nothing.
    """
    team = voice.team
    voice = Voice.objects.select_for_update(of=("self",)).get(pk=voice.pk)
    voice.team = team
    if voice.withdrawn_on is not None:
        return voice
    voice.withdrawn_on = day(team, at)
    erase(voice)
    if voice.concern is not None and not Voice.objects.filter(concern=voice.concern).standing().exists():
        close_empty(voice.concern, at)
    notes.enter(actor="resident", action="withdraw", on=voice, about=voice, at=at)
    return voice


def erase(voice: Voice) -> None:
    """Leave of a voice only where, when and through what it came; call it with the voice locked."""
    for model in (Turn, ReadBack, Confirmation, SealedContact, Understanding, TopicCorrection):
        model._default_manager.filter(voice=voice).delete()
    erase_pictures(Attachment.objects.filter(voice=voice))
    erase_way_back(ReplyPath.objects.filter(voice=voice))
    for name in ERASED:
        setattr(voice, name, "")
    voice.place = voice.logged_by = voice.code_fingerprint = voice.intensity = voice.feeling_probability = (
        None
    )
    voice.is_danger = voice.may_be_quoted = False
    voice.save()


def erase_pictures(attachments: QuerySet[Attachment]) -> int:
    """Delete the rows now and the files once that is certain; returns how many."""
    names = list(attachments.values_list("file", flat=True))
    attachments.delete()
    for name in names:
        transaction.on_commit(partial(pictures.forget, name), robust=True)
    return len(names)


def erase_way_back(paths: QuerySet[ReplyPath]) -> int:
    """Forget how to write to somebody, letters that wait for them included; returns how many."""
    ids = list(paths.values_list("pk", flat=True))
    post.forget(about_type=ReplyPath._meta.label, ids=ids)
    return paths.filter(pk__in=ids).delete()[0]


def close_empty(concern: Concern, at: datetime) -> None:
    """Nobody's words may live on in the title or in our letters about them."""
    concern, facts = lock_concern(concern)
    concern.title, concern.public_words, concern.published_at = NO_TITLE, "", None
    concern.save(update_fields=["title", "public_words", "published_at"])
    Answer.objects.filter(concern=concern).update(words="")
    ReportBack.objects.filter(concern=concern).update(words="")
    if (facts.state, rules.CLOSED) in rules.MOVES:
        step(concern, facts, [rules.CLOSED], by=None, at=at, because="~withdrawn")
