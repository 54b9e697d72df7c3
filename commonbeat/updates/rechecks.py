"""Looking again right before a mail leaves: whoever left or changed their mind meanwhile gets none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from commonbeat.post.models import Delivery
from commonbeat.post.sending import before_sending
from commonbeat.together.models import Alert
from commonbeat.updates import mails
from commonbeat.updates.models import MATTERS, Asking, Digest, Follow, ProblemFollow, Subscription


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
    found = Follow.objects.filter(pk=delivery.about_id).select_related("subscriber__team", *MATTERS)
    follow = found.first()
    if follow is None or not follow.is_wanted:
        return None
    return mails.unsubscribe_headers(follow.subscriber)


def alert_is_wanted(delivery: Delivery, at: datetime) -> Mapping[str, str] | None:
    """Only while the alert is in force, and only to those who still want alerts."""
    # Which alert it is stands in the key that keeps the mail from being queued twice.
    alert = Alert.objects.filter(pk=delivery.dedupe.split(":")[1]).first()
    if alert is None or not alert.is_in_force(at):
        return None
    return report_is_wanted(delivery, at)


def report_is_wanted(delivery: Delivery, at: datetime) -> Mapping[str, str] | None:
    """Only to those who still want this."""
    found = Subscription.objects.filter(pk=delivery.about_id, subscriber__confirmed_on__isnull=False)
    wish = found.select_related("subscriber__team").first()
    return None if wish is None else mails.unsubscribe_headers(wish.subscriber)


def problem_is_wanted(delivery: Delivery, at: datetime) -> Mapping[str, str] | None:
    """Only while somebody follows it and everybody can read it."""
    found = ProblemFollow.objects.filter(pk=delivery.about_id, problem__hidden_because="")
    follow = found.select_related("subscriber__team").first()
    return None if follow is None else mails.unsubscribe_headers(follow.subscriber)


before_sending(mails.CONFIRM_KIND, confirm_is_wanted)
before_sending(mails.DIGEST_KIND, digest_is_wanted)
before_sending(mails.NEWS_KIND, news_is_wanted)
before_sending(mails.ALERT_KIND, alert_is_wanted)
before_sending(mails.REPORT_KIND, report_is_wanted)
before_sending(mails.PROBLEM_KIND, problem_is_wanted)
