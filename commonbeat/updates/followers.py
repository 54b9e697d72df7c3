"""Telling those who follow what they said that there is news, and nothing more."""

from __future__ import annotations

from commonbeat.listening.telling import Told
from commonbeat.post.models import Delivery
from commonbeat.safety.clock import to_hour
from commonbeat.updates import mails
from commonbeat.updates.models import Follow


def tell(told: Told) -> None:
    """Queues a mail to each follower; where one still waits, it says it all already."""
    found = Follow.objects.filter(voice_id__in=told.voice_ids)
    for follow in found.select_related("subscriber__team", "voice"):
        waiting = Delivery.objects.about_any(Follow._meta.label, [follow.pk]).waiting()
        if follow.voice.is_reachable and not waiting.exists():
            # A concern may be reopened twice: the hour tells the second time from a repetition of the first.
            key = f"{follow.pk}:{told.what}:{told.id}:{to_hour(told.at):%Y%m%d%H}"
            mails.news(follow, key, told.at)
