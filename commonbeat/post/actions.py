"""Writing the outbox."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from commonbeat.journal.actions import enter
from commonbeat.post import letters, tasks
from commonbeat.post.models import Channel, Delivery, KeptMail, new_message_id
from commonbeat.post.sending import Round, before_sending, send_due
from commonbeat.safety import sealing
from commonbeat.safety.clock import to_hour
from commonbeat.safety.errors import Refused

__all__ = ["Round", "before_sending", "forget", "put_away", "queue", "retry", "send_due", "sweep"]

KEEP_ENDED = timedelta(days=90)
KEEP_DEAD = timedelta(days=30)


def queue(
    *,
    team: Any,
    kind: str,
    recipient: str | None = None,
    subject: str,
    body_text: str,
    body_html: str = "",
    headers: Mapping[str, str] | None = None,
    about: models.Model | tuple[str, object],
    dedupe: str,
    at: datetime,
    audience: str = "coordinator",
) -> None:
    """Put one item into the outbox, inside the caller's transaction; the same `dedupe` again adds nothing.

    With a `recipient` it is mail; without one it is a notification on the desk, for those with the duty
    `audience`. Subjects are neutral: they must not tell what the matter is.
    """
    about_type, about_id = _name(about)
    for line in [subject, recipient or "", *(headers or {}).values()]:
        if "\n" in line or "\r" in line:
            raise ValueError("a header must be one line")
    delivery = Delivery(
        team_id=getattr(team, "pk", team),
        kind=kind,
        channel=Channel.MAIL if recipient else Channel.DESK,
        audience=audience,
        recipient=sealing.hide(recipient) if recipient else None,
        subject=subject,
        body_text=body_text,
        body_html=body_html,
        headers=dict(headers or {}),
        message_id=new_message_id(letters.domain()),
        about_type=about_type,
        about_id=about_id,
        dedupe=dedupe,
        queued_at=to_hour(at),
        next_try_at=to_hour(at),
        sent_at=None if recipient else to_hour(at),
    )
    # One statement that forgives a known dedupe key and nothing else.
    Delivery.objects.bulk_create(
        [delivery], update_conflicts=True, unique_fields=["dedupe"], update_fields=["dedupe"]
    )
    if recipient:
        tasks.wake(at)


@transaction.atomic
def put_away(*, delivery: Delivery, actor: Any, at: datetime) -> None:
    """Take a notification off the desk; doing it again changes nothing."""
    if Delivery.objects.filter(pk=delivery.pk, seen_at=None).update(seen_at=to_hour(at)):
        enter(
            team=delivery.team_id, actor=actor, action="put_away", object_type="post.Delivery",
            object_id=delivery.pk, at=at,
        )  # fmt: skip


@transaction.atomic
def retry(*, delivery: Delivery, actor: Any, at: datetime) -> None:
    """Try a mail again that we had given up on."""
    row = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if row.dead_at is None or row.recipient is None:
        raise Refused(_("This mail is not waiting for a decision. Please load the page again."))
    Delivery.objects.filter(pk=row.pk).update(dead_at=None, tries=0, next_try_at=to_hour(at), last_error="")
    tasks.wake(at)
    enter(team=row.team_id, actor=actor, action="retry", object_type="post.Delivery", object_id=row.pk, at=at)


def forget(*, about_type: str, ids: Iterable[object]) -> int:
    """Remove every delivery about these objects, waiting or sent, and its mail where mail is kept."""
    found = Delivery.objects.about_any(about_type, list(ids))
    KeptMail.objects.filter(message_id__in=found.values("message_id")).delete()
    return found.delete()[0]


def sweep(at: datetime) -> int:
    """Remove what was sent, dropped or seen 90 days ago, and mail we gave up on 30 days ago."""
    ended_before = at - KEEP_ENDED
    ended = models.Q(dropped_at__lt=ended_before) | models.Q(sent_at__lt=ended_before)
    dead = models.Q(dead_at__lt=at - KEEP_DEAD)
    removed = Delivery.objects.filter(ended | dead).delete()[0]
    return removed + KeptMail.objects.filter(kept_at__lt=ended_before).delete()[0]


def _name(about: models.Model | tuple[str, object]) -> tuple[str, str]:
    if isinstance(about, tuple):
        return about[0], str(about[1])
    return about._meta.label, str(about.pk)
