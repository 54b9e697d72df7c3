"""What was said at a gathering: its minutes, and the voices that were raised there."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from commonbeat.listening import actions as listening
from commonbeat.listening.models import Channel
from commonbeat.openness import rules
from commonbeat.openness.actions.notes import note
from commonbeat.openness.calendar import local_day
from commonbeat.openness.models import Gathering, Minutes, MinutesCorrection, Raised
from commonbeat.people.models import Staff
from commonbeat.safety.errors import Refused
from commonbeat.safety.text import clean


@transaction.atomic
def write_minutes(
    *, gathering: Gathering, words: str, by: Staff, at: datetime, attended: int | None = None
) -> Minutes:
    """Writes or rewrites the draft; published minutes are corrected instead, where everybody sees it."""
    rules.need_host(by, gathering)
    words = clean(words, 10000, "words")
    rules.need_words(words, "words", _("Please write down what was said and decided."))
    if at < gathering.starts_at:
        raise Refused(_("This gathering has not begun yet. Its minutes can be written from its start."))
    minutes = Minutes.objects.select_for_update().filter(gathering=gathering).first()
    if minutes is None:
        minutes = Minutes(team_id=gathering.team_id, gathering=gathering)
    elif minutes.published_at is not None:
        raise Refused(_("These minutes are published. Please add a correction, so that both stay readable."))
    minutes.words, minutes.attended, minutes.by = words, attended, by
    minutes.save()
    note("write minutes", minutes, by=by, at=at)
    return minutes


@transaction.atomic
def publish_minutes(*, minutes: Minutes, by: Staff, at: datetime) -> Minutes:
    """Shows the minutes to everybody; publishing twice changes nothing."""
    rules.need_host(by, minutes.gathering)
    if Minutes.objects.filter(pk=minutes.pk, published_at=None).update(published_at=at):
        note("publish minutes", minutes, by=by, at=at)
    minutes.refresh_from_db()
    return minutes


@transaction.atomic
def correct_minutes(*, minutes: Minutes, words: str, by: Staff, at: datetime) -> MinutesCorrection:
    """Says what was wrong; the published minutes and every correction stay readable."""
    rules.need_host(by, minutes.gathering)
    words = clean(words, 2000, "words")
    rules.need_words(words, "words", _("Please write what was wrong and how it should read."))
    Minutes.objects.select_for_update().get(pk=minutes.pk)
    correction = MinutesCorrection.objects.create(
        team_id=minutes.team_id,
        minutes=minutes,
        number=minutes.corrections.count() + 1,
        words=words,
        by=by,
        corrected_on=local_day(minutes.team, at),
    )
    note("correct minutes", minutes, by=by, at=at)
    return correction


@transaction.atomic
def raise_voice(
    *,
    gathering: Gathering,
    client_id: UUID,
    kind: str,
    words: str,
    by: Staff,
    at: datetime,
    with_code: bool = False,
    **about: Any,
) -> listening.Heard:
    """What somebody raised at the gathering becomes a voice in the inbox; a resend finds the same one.

    `about` is what `listening.actions.hear` takes besides: topic, need, feeling_said, may_be_quoted …
    """
    rules.need_host(by, gathering)
    heard = listening.hear(
        team=gathering.team,
        neighborhood=gathering.neighborhood,
        client_id=client_id,
        channel=Channel.SESSION,
        kind=kind,
        words=words,
        place=gathering.place,
        logged_by=by,
        with_code=with_code,
        at=at,
        **about,
    )
    Raised.objects.get_or_create(
        voice=heard.voice, defaults={"team_id": gathering.team_id, "gathering": gathering}
    )
    return heard
