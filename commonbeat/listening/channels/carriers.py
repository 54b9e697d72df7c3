"""Letters that no mail server carries: the outbox hands them to a gateway or a social network."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from commonbeat.listening.channels import letters, marks, messages, social
from commonbeat.listening.models import ReplyPath
from commonbeat.post.models import Delivery
from commonbeat.post.sending import before_sending, carry


def set_up() -> None:
    """Tell the outbox who carries what, and to look again right before anything leaves."""
    carry(letters.KINDS["sms"], by_gateway)
    carry(letters.KINDS["social"], by_network)
    for kind in letters.KINDS.values():
        before_sending(kind, is_wanted)


def is_wanted(delivery: Delivery, at: datetime) -> Mapping[str, str] | None:
    """Only while the way back is known: whoever asked us to stop, or took it back, gets no more."""
    return {} if ReplyPath.objects.filter(pk=delivery.about_id).exists() else None


def by_gateway(delivery: Delivery) -> None:
    path = _path(delivery)
    messages.send(path.source, path.address, delivery.body_text.strip(), key=delivery.message_id)


def by_network(delivery: Delivery) -> None:
    path = _path(delivery)
    adapter = social.adapter_for(path.source)
    sent = adapter.reply(path.address, delivery.body_text.strip(), key=delivery.message_id)
    ReplyPath.objects.filter(pk=path.pk).update(thread=sent, thread_mark=marks.of_thread(sent))


def _path(delivery: Delivery) -> ReplyPath:
    return ReplyPath.objects.select_related("source", "voice").get(pk=delivery.about_id)
