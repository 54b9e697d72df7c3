"""Looking again right before a mail leaves: whoever left or changed their mind meanwhile gets none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from commonbeat.post.models import Delivery
from commonbeat.post.sending import before_sending
from commonbeat.updates import mails
from commonbeat.updates.models import Asking, Digest, Follow


def confirm_is_wanted(delivery: Delivery, at: datetime) -> Mapping[str, str] | None:
    """Only while the question still stands."""
    return {} if Asking.objects.filter(pk=delivery.about_id).exists() else None


def digest_is_wanted(delivery: Delivery, at: datetime) -> Mapping[str, str] | None:
    """Only to those who still want mail this often."""
    found = Digest.objects.filter(pk=delivery.about_id).select_related("subscriber__team")
    digest = found.filter(subscriber__confirmed_on__isnull=False).first()
    if digest is None or not digest.subscriber.subscriptions.filter(cadence=digest.cadence).exists():
        return None
    return mails.unsubscribe_headers(digest.subscriber)


def news_is_wanted(delivery: Delivery, at: datetime) -> Mapping[str, str] | None:
    """Only while the person follows what they said and has not taken it back."""
    follow = Follow.objects.filter(pk=delivery.about_id).select_related("subscriber__team", "voice").first()
    if follow is None or not follow.voice.is_reachable:
        return None
    return mails.unsubscribe_headers(follow.subscriber)


before_sending(mails.CONFIRM_KIND, confirm_is_wanted)
before_sending(mails.DIGEST_KIND, digest_is_wanted)
before_sending(mails.NEWS_KIND, news_is_wanted)
