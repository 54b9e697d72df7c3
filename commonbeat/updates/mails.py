"""The mails subscribers get: neutral subjects, their language, no images, nothing that tells who reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from commonbeat.post import actions as post
from commonbeat.safety import sealing
from commonbeat.together import queries as together
from commonbeat.together.models import Alert, Period, Report
from commonbeat.updates import links
from commonbeat.updates.choices import Choice
from commonbeat.updates.items import Selection
from commonbeat.updates.models import (
    Asking,
    Cadence,
    Digest,
    Follow,
    ProblemFollow,
    Subscriber,
    Subscription,
)
from commonbeat.updates.volume import ExpectedVolume

CONFIRM_KIND, DIGEST_KIND, NEWS_KIND = "updates.confirm", "updates.digest", "updates.news"
ALERT_KIND, REPORT_KIND, PROBLEM_KIND = "updates.alert", "updates.report", "updates.problem"
BLANK_LINES = re.compile(r"\n{3,}")
ONE_CLICK = "List-Unsubscribe=One-Click"


def confirm(asking: Asking, choices: list[tuple[Choice, ExpectedVolume]], at: datetime) -> None:
    """Asks the address whether it was really its owner who asked."""
    with _in_language_of(asking.subscriber):
        context = {
            "team": asking.team,
            "choices": choices,
            "is_follow": bool(asking.matter),
            "confirm_url": links.confirm(asking),
        }
        subject = _("Please confirm your address")
        _queue(CONFIRM_KIND, "confirm", subject, asking.subscriber, asking, context, f"{asking.pk}", at)


def digest(digest: Digest, selection: Selection, at: datetime) -> None:
    """One period's news, grouped, newest first; what does not fit is on the pages of the neighborhoods."""
    subscriber = digest.subscriber
    with _in_language_of(subscriber):
        subjects = {
            Cadence.DAILY: _("Your news of the day"),
            Cadence.WEEKLY: _("Your news of the week"),
            Cadence.MONTHLY: _("Your news of the month"),
        }
        context = {
            "team": subscriber.team,
            "groups": [
                (group.label, [(item, links.item(item)) for item in group.items])
                for group in selection.groups
            ],
            "more": selection.more,
            "pages": [(one.name, links.neighborhood(one)) for one in selection.neighborhoods],
            **_ways_out(subscriber),
        }
        subject = subjects[Cadence(digest.cadence)]
        key = f"{subscriber.pk}:{digest.cadence}:{digest.period_ends_on}"
        _queue(DIGEST_KIND, "digest", subject, subscriber, digest, context, key, at)


def news(follow: Follow, key: str, at: datetime) -> None:
    """Something new was written about what this person said; the mail does not say what, or about what."""
    subscriber = follow.subscriber
    with _in_language_of(subscriber):
        context = {
            "team": subscriber.team,
            "code_url": links.code(subscriber.team),
            "page_url": links.matter(follow),
            **_ways_out(subscriber),
        }
        subject = _("There is news for you")
        _queue(NEWS_KIND, "news", subject, subscriber, follow, context, key, at)


def alert(wish: Subscription, alert: Alert, at: datetime) -> None:
    """What happens, what one can do and when it ends; the subject is neutral."""
    subscriber = wish.subscriber
    with _in_language_of(subscriber):
        context = {
            "team": subscriber.team,
            "alert": alert,
            "url": links.alert(alert),
            **_ways_out(subscriber),
        }
        subject = _("Please read this today")
        _queue(ALERT_KIND, "alert", subject, subscriber, wish, context, f"{alert.pk}:{subscriber.pk}", at)


def report(wish: Subscription, report: Report, at: datetime) -> None:
    """The whole report, figures and words, in the subscriber's language."""
    subscriber = wish.subscriber
    with _in_language_of(subscriber):
        context = {
            "team": subscriber.team,
            "report": report,
            "sections": together.sections(report, at),
            "url": links.report(report),
            **_ways_out(subscriber),
        }
        subjects = {Period.MONTH: _("Our report on the month"), Period.YEAR: _("Our report on the year")}
        subject = subjects[Period(report.period)]
        _queue(REPORT_KIND, "report", subject, subscriber, wish, context, f"{report.pk}:{subscriber.pk}", at)


def problem(follow: ProblemFollow, since: datetime, at: datetime) -> None:
    """What happened in a problem file since the last mail."""
    subscriber = follow.subscriber
    with _in_language_of(subscriber):
        context = {
            "team": subscriber.team,
            "problem": follow.problem,
            "news": together.news_of(follow.problem, since, at),
            "url": links.problem(follow.problem),
            **_ways_out(subscriber),
        }
        subject = _("There is news of what you follow")
        _queue(
            PROBLEM_KIND, "problem", subject, subscriber, follow, context, f"{follow.pk}:{at:%Y%m%d%H}", at
        )


def unsubscribe_headers(subscriber: Subscriber) -> dict[str, str]:
    """One click in the mail program leaves (RFC 8058)."""
    with _in_language_of(subscriber):
        return {"List-Unsubscribe": f"<{links.leave(subscriber)}>", "List-Unsubscribe-Post": ONE_CLICK}


def _ways_out(subscriber: Subscriber) -> dict[str, str]:
    return {"change_url": links.change(subscriber), "leave_url": links.leave(subscriber)}


def _queue(
    kind: str,
    template: str,
    subject: str,
    subscriber: Subscriber,
    about: models.Model,
    context: dict[str, Any],
    key: str,
    at: datetime,
) -> None:
    post.queue(
        team=subscriber.team_id,
        kind=kind,
        recipient=sealing.reveal(subscriber.address),
        subject=subject,
        body_text=BLANK_LINES.sub("\n\n", render_to_string(f"updates/mail/{template}.txt", context)).strip()
        + "\n",
        body_html=render_to_string(
            f"updates/mail/{template}.html", context | {"language": translation.get_language()}
        ),
        about=about,
        dedupe=f"{kind}:{key}",
        at=at,
        # Mail that fails is nobody's hint: those who might be complained about see no count of it.
        audience="admin",
    )


@contextmanager
def _in_language_of(subscriber: Subscriber) -> Iterator[None]:
    """The subscriber's language and the team's clock."""
    known = dict(settings.LANGUAGES)
    language = subscriber.language if subscriber.language in known else settings.LANGUAGE_CODE
    with translation.override(language), timezone.override(ZoneInfo(subscriber.team.timezone)):
        yield
