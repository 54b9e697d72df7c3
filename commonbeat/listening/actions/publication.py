"""Showing a concern to everybody, in words that point to nobody."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from commonbeat.listening import rules
from commonbeat.listening.actions import notes
from commonbeat.listening.actions.ground import lock_concern, must, needed
from commonbeat.listening.models import Concern, Voice
from commonbeat.listening.times import hour
from commonbeat.people.models import Staff
from commonbeat.safety.errors import Refused
from commonbeat.safety.text import clean

# So many words in a row are a quotation, fewer are how everybody talks.
QUOTE_WORDS = 6


@transaction.atomic
def publish_concern(*, concern: Concern, public_words: str, by: Staff, at: datetime) -> Concern:
    """Show a concern publicly in our words; somebody's own words only with their consent or by a moderator.

    A complaint about an officer is never public.
    """
    words = needed(
        clean(public_words, 2000, "public_words"), _("Write what everybody will read."), "public_words"
    )
    concern, _facts = lock_concern(concern)
    must(by, "publish", concern)
    if concern.about_officer_id is not None:
        raise Refused(_("A complaint about an officer is never public."))
    if not rules.may(by, "quote", concern) and quotes(words, concern):
        raise Refused(
            _(
                "These are a person's own words, and they did not allow us to quote them. "
                "Say it in yours, or ask a moderator."
            ),
            "public_words",
        )
    concern.public_words = words
    concern.published_at = concern.published_at or hour(at)
    concern.save(update_fields=["public_words", "published_at"])
    notes.enter(actor=by, action="publish concern", on=concern, about=concern, at=at)
    return concern


@transaction.atomic
def unpublish_concern(*, concern: Concern, by: Staff, at: datetime) -> Concern:
    """Take a concern off the public pages; doing it again changes nothing."""
    concern, _facts = lock_concern(concern)
    must(by, "publish", concern)
    if concern.published_at is not None:
        concern.published_at = None
        concern.save(update_fields=["published_at"])
        notes.enter(actor=by, action="unpublish concern", on=concern, about=concern, at=at)
    return concern


def quotes(words: str, concern: Concern) -> bool:
    """Whether the words repeat a run of somebody's own who did not allow us to quote them."""
    ours = _runs(words)
    unquotable = Voice.objects.filter(concern=concern, may_be_quoted=False).exclude(words="")
    return any(ours & _runs(said) for said in unquotable.values_list("words", flat=True))


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[start : start + QUOTE_WORDS]) for start in range(len(words) - QUOTE_WORDS + 1)}
