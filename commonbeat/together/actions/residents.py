"""What residents do: help, and say whether it got better."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from commonbeat.listening import actions as listening
from commonbeat.listening.actions import Heard
from commonbeat.openness.calendar import week_start
from commonbeat.safety import codes
from commonbeat.safety.errors import Refused
from commonbeat.safety.resends import body_hash
from commonbeat.safety.text import clean
from commonbeat.together import rules
from commonbeat.together.actions.ground import RESIDENT, note, once
from commonbeat.together.models import Helper, Phase, Problem, WatchGroup, Word, WordKind

WORDS_KEPT = timedelta(days=730)


@transaction.atomic
def offer_help(
    *,
    subject: Problem | WatchGroup,
    client_id: UUID,
    words: str,
    at: datetime,
    language: str = "en",
    contact_details: str = "",
    is_held: bool = False,
) -> Heard:
    """Somebody wants to help: their words are a voice with a code, so that we can answer without a name."""
    problem = subject if isinstance(subject, Problem) else None
    words = clean(words, 1000, "words")
    rules.need_words(words, "words", _("Please write how you would like to help."))
    if problem is None and getattr(subject, "ended_on", None) is not None:
        raise Refused(_("This group has ended."))
    heard = listening.hear(
        team=subject.team,
        neighborhood=subject.neighborhood,
        client_id=client_id,
        channel="web",
        kind="idea",
        words=words,
        topic=problem.topic if problem else "",
        need="answer",
        language=language,
        contact_details=contact_details,
        is_held=is_held,
        at=at,
    )
    if heard.is_new:
        helper = Helper.objects.create(
            team_id=subject.team_id,
            problem=problem,
            group=subject if isinstance(subject, WatchGroup) else None,
            voice=heard.voice,
        )
        note("offer help", helper, by=RESIDENT, at=at, is_quiet=True)
    return heard


@transaction.atomic
def say_whether_better(*, problem: Problem, client_id: UUID, kind: str, at: datetime) -> Word:
    """A resident's word; only the week is kept, and nothing that tells who."""
    if kind not in WordKind.values:
        raise Refused(_("Press one of the buttons."), "kind")
    if rules.phase_of(problem) in (Phase.SCAN, Phase.SET_ASIDE):
        raise Refused(_("Nothing was tried yet. Please come back when something was."))
    hidden = codes.hide_client_id(client_id)
    mark = body_hash(problem=problem.pk, kind=kind)

    def make() -> Word:
        row = Word.objects.create(
            team_id=problem.team_id,
            problem=problem,
            client_id=hidden,
            body_hash=mark,
            kind=kind,
            week=week_start(problem.team, at),
        )
        note("say whether better", row, by=RESIDENT, at=at, is_quiet=True)
        return row

    return once(Word, hidden, {"body_hash": mark}, make)


@transaction.atomic
def forget_outlived(*, at: datetime) -> int:
    """Forgets single answers of long ago; returns how many rows are gone."""
    return Word.objects.filter(week__lt=(at - WORDS_KEPT).date()).delete()[0]
