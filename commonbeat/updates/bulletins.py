"""What does not wait for a digest: alerts, reports, and news of problems that somebody follows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from commonbeat.together import queries as together
from commonbeat.together.models import Alert, Report
from commonbeat.updates import mails
from commonbeat.updates.models import ALERTS, Bulletin, ProblemFollow, Subscription

ALERT, REPORT = "alert", "report"
# A report that nobody could be mailed for so long is old news.
LATEST_REPORT = timedelta(days=14)
# One mail a day at most about one problem.
PAUSE = timedelta(hours=24)
A_TRANSACTION = 200


def send_bulletins(*, at: datetime) -> int:
    """Queues mail about every alert in force and every new report that has none yet; returns how many mails.

    A run that was cut short is finished by the next one: nobody is written to twice.
    """
    told = Bulletin.objects.filter(about_id=OuterRef("pk"))
    queued = 0
    for alert in Alert.objects.filter(
        ~Exists(told.filter(kind=ALERT)), sent_at__lte=at, ends_at__gt=at, ended_at=None
    ):
        wishes = _wishes(alert, topic=ALERTS)
        queued += _queue(wishes, alert, ALERT, at)
    new = Report.objects.filter(~Exists(told.filter(kind=REPORT)), published_at__gt=at - LATEST_REPORT)
    for report in new.select_related("team", "neighborhood__team"):
        queued += _queue(_wishes(report, topic=""), report, REPORT, at)
    return queued


def tell_problem_followers(*, at: datetime) -> int:
    """One mail a day at most to each follower of a problem in which something happened; returns how many."""
    told = 0
    due = ProblemFollow.objects.filter(told_at__lte=at - PAUSE, problem__hidden_because="")
    for follow in due.select_related("subscriber__team", "problem__team"):
        if together.news_of(follow.problem, follow.told_at, at):
            with transaction.atomic():
                mails.problem(follow, follow.told_at, at)
                ProblemFollow.objects.filter(pk=follow.pk).update(told_at=at)
            told += 1
    return told


def _wishes(about: Alert | Report, topic: str) -> list[Subscription]:
    found = Subscription.objects.filter(
        neighborhood_id=about.neighborhood_id, topic=topic, subscriber__confirmed_on__isnull=False
    )
    return list(found.select_related("subscriber__team").order_by("pk"))


def _queue(wishes: list[Subscription], about: Alert | Report, kind: str, at: datetime) -> int:
    for chunk in _chunks(wishes):
        with transaction.atomic():
            for wish in chunk:
                if isinstance(about, Alert):
                    mails.alert(wish, about, at)
                else:
                    mails.report(wish, about, at)
    Bulletin.objects.get_or_create(
        kind=kind, about_id=about.pk, defaults={"team_id": about.team_id, "queued_at": at}
    )
    return len(wishes)


def _chunks(wishes: list[Subscription]) -> Iterable[list[Subscription]]:
    for start in range(0, len(wishes), A_TRANSACTION):
        yield wishes[start : start + A_TRANSACTION]
