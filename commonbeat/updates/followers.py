"""Telling those who follow a matter that there is news, and nothing more."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from commonbeat.commonground.telling import AboutConversation
from commonbeat.listening.telling import Told
from commonbeat.openness.telling import AboutQuestions
from commonbeat.post.models import Delivery
from commonbeat.safety.clock import to_hour
from commonbeat.updates import mails
from commonbeat.updates.models import MATTERS, Follow


def tell(told: Told) -> None:
    """The team wrote about somebody's voice."""
    send(Follow.objects.filter(voice_id__in=told.voice_ids), told.what, told.id, told.at)


def tell_askers(told: AboutQuestions) -> None:
    """A question came to something."""
    send(Follow.objects.filter(question_id__in=told.question_ids), told.what, told.id, told.at)


def tell_voters(told: AboutConversation) -> None:
    """Something came of a conversation."""
    send(Follow.objects.filter(conversation_id=told.conversation_id), told.what, told.id, told.at)


def send(found: QuerySet[Follow], what: str, row_id: UUID, at: datetime) -> None:
    """Queues a mail to each follower; where one still waits, it says it all already."""
    for follow in found.select_related("subscriber__team", *MATTERS):
        waiting = Delivery.objects.about_any(Follow._meta.label, [follow.pk]).waiting()
        if follow.is_wanted and not waiting.exists():
            # A concern may be reopened twice: the hour tells the second time from a repetition of the first.
            key = f"{follow.pk}:{what}:{row_id}:{to_hour(at):%Y%m%d%H}"
            mails.news(follow, key, at)
