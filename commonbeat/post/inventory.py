"""What the outbox holds."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commonbeat.safety.inventory import Held

SERVICE = _("what you asked us for, or our task of answering you")
ADDRESS = _("contact detail, encrypted")
WORDS = _("words")
FACTS = _("no personal data")
UNTIL_SENT = _("until it was sent; 30 days if it could not be")
ENDED = _("90 days")


def _held(purpose: str | Promise, what: str | Promise = FACTS, kept: str | Promise = ENDED) -> Held:
    return Held(purpose, SERVICE, what, kept)


FIELDS: dict[str, Held] = {
    "Delivery.team_id": _held(_("which team tells it")),
    "Delivery.kind": _held(_("what sort of message it is")),
    "Delivery.channel": _held(_("whether it is mail or a note on the desk")),
    "Delivery.audience": _held(_("which duty may see the note")),
    "Delivery.recipient": _held(_("where the mail goes"), ADDRESS, UNTIL_SENT),
    "Delivery.subject": _held(_("the neutral subject line")),
    "Delivery.body_text": _held(_("what the mail says"), WORDS, UNTIL_SENT),
    "Delivery.body_html": _held(_("what the mail says, with formatting"), WORDS, UNTIL_SENT),
    "Delivery.headers": _held(_("technical lines, such as how to unsubscribe"), ADDRESS, UNTIL_SENT),
    "Delivery.message_id": _held(_("lets your mail program recognize a mail that came twice")),
    "Delivery.about_type": _held(_("what kind of thing it is about")),
    "Delivery.about_id": _held(_("which one it is about")),
    "Delivery.dedupe": _held(_("makes sure that you get it once")),
    "Delivery.queued_at": _held(_("in which hour it was written")),
    "Delivery.next_try_at": _held(_("when we try to send it next")),
    "Delivery.leased_until": _held(_("that a process is sending it right now")),
    "Delivery.tries": _held(_("how often we tried")),
    "Delivery.sent_at": _held(_("in which hour it left")),
    "Delivery.dropped_at": _held(_("that you had unsubscribed before it left")),
    "Delivery.dead_at": _held(_("that we gave up sending it")),
    "Delivery.seen_at": _held(_("that somebody put the note away")),
    "Delivery.last_error": _held(_("the mail server's error code")),
    "KeptMail.team_id": _held(_("demo only: which team tells it")),
    "KeptMail.message_id": _held(_("demo only: makes sure that it is kept once")),
    "KeptMail.kind": _held(_("demo only: what sort of message it is")),
    "KeptMail.recipient": _held(_("demo only: where the mail would have gone"), ADDRESS),
    "KeptMail.subject": _held(_("demo only: the subject line")),
    "KeptMail.body_text": _held(_("demo only: what the mail says"), WORDS),
    "KeptMail.body_html": _held(_("demo only: what the mail says, with formatting"), WORDS),
    "KeptMail.headers": _held(_("demo only: technical lines"), ADDRESS),
    "KeptMail.kept_at": _held(_("demo only: in which hour it was written")),
    "RoundRecord.name": _held(_("which of the worker's rounds it is")),
    "RoundRecord.slot": _held(_("up to when it was made")),
    "RoundRecord.leased_until": _held(_("that a process is making it right now")),
}
