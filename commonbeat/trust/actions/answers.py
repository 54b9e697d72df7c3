"""Taking an answer, and letting answers out of their box once nobody can tell whose they are.

Whoever has the database, its log and its backups must not be able to join an answer to a code: see
docs/decisions/0022. Hence no time, no journal entry and no row of its own for a single answer.
"""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from commonbeat.listening import actions as listening
from commonbeat.listening.channels import naming
from commonbeat.listening.models import Channel, Kind
from commonbeat.openness.calendar import local_day
from commonbeat.places.models import Neighborhood
from commonbeat.safety import codes as safety_codes
from commonbeat.safety import lockboxes
from commonbeat.safety.errors import Refused
from commonbeat.safety.text import clean
from commonbeat.trust import questionnaire, rules
from commonbeat.trust.actions.notes import SYSTEM, note
from commonbeat.trust.models import INVITED, OPEN, Answer, Box, Invitation, Mode, Received, Remark, Wave

log = logging.getLogger(__name__)
# The longest answer: thirteen replies and a thousand characters of up to four bytes, escaped or not.
SEALED_SIZE = 8192
SEAL_OVERHEAD = 48 + 4
EACH = SEALED_SIZE + SEAL_OVERHEAD
KEY_MAY_BE_NEW = timedelta(hours=1)
chance = secrets.SystemRandom()


@transaction.atomic
def answer_invited(
    *,
    invitation: Invitation,
    replies: Mapping[str, object],
    words: str,
    language: str,
    at: datetime,
    answered_at: datetime | None = None,
) -> bool:
    """Keeps the answer of somebody who was invited; false when this code was used before: it counts once.

    `answered_at`: when it was given, if it waited on a phone since; kept nowhere.
    """
    text = _as_text(replies, words, language)
    if not Invitation.objects.filter(pk=invitation.pk, is_used=False).update(is_used=True):
        return False
    wave = invitation.wave
    _need_open(wave, answered_at or at)
    _put_into_box(wave, invitation.neighborhood_id, invitation.mode, text, at)
    return True


@transaction.atomic
def answer_openly(
    *,
    wave: Wave,
    neighborhood: Neighborhood,
    mode: Mode,
    client_id: UUID,
    replies: Mapping[str, object],
    words: str,
    language: str,
    at: datetime,
) -> bool:
    """Keeps an answer from a poster or an open link; the same form sent again counts once."""
    text = _as_text(replies, words, language)
    _need_open(wave, at)
    if not wave.has_open_link or mode not in OPEN:
        raise Refused(_("This survey is only for people who were invited."))
    if not wave.areas.filter(neighborhood=neighborhood).exists():
        raise Refused(_("This survey does not ask in this neighborhood."))
    try:
        with transaction.atomic():
            hidden = safety_codes.hide_client_id(client_id)
            Received.objects.create(team_id=wave.team_id, wave=wave, client_id=hidden)
    except IntegrityError:
        return False
    _put_into_box(wave, neighborhood.pk, mode, text, at)
    return True


def let_out(*, box: Box, at: datetime) -> int:
    """Lets half of a full box out, chosen by chance, and seals the rest anew; returns how many came out."""
    with transaction.atomic():
        rows = Box.objects.select_for_update(of=("self",)).select_related("wave__team", "neighborhood")
        here = rows.filter(pk=box.pk).first()
        # It may have been let out, or closed, since it was full.
        if here is None or count(here) < rules.FULL:
            return 0
        box = here
        texts = lockboxes.take_out(box.lock_name, _each(box))
        chance.shuffle(texts)
        out, stay = texts[rules.TOGETHER :], texts[: rules.TOGETHER]
        seal_anew(box, stay)
        store(box.wave, box.neighborhood, box.mode, out, at)
        note("let answers out", box.wave, by=SYSTEM, at=at, is_quiet=True)
    return len(out)


def let_out_full(*, at: datetime) -> int:
    """Every box that is full and was not let out when it became so."""
    done = 0
    for box in Box.objects.filter(wave__closed_on=None).iterator():
        if count(box) >= rules.FULL:
            done += _try_to_let_out(box, at)
    return done


def sweep_keys(*, at: datetime) -> int:
    """Destroys keys of boxes that were never kept, or came back with nothing in them; returns how many."""
    used = set(Box.objects.values_list("lock_name", flat=True))
    left = [name for name in lockboxes.names(before=at - KEY_MAY_BE_NEW) if name not in used]
    for name in left:
        lockboxes.destroy(name)
    return len(left)


def store(
    wave: Wave, neighborhood: Neighborhood | None, mode: str, texts: Sequence[str], at: datetime
) -> None:
    """Keeps opened answers among those of their neighborhood, all of which get a new place and a new id.

    The words in them become voices, in an order of their own. At least eight at once, or none.
    """
    if len(texts) < rules.TOGETHER:
        raise AssertionError("Fewer than eight answers are never stored.")
    opened = [json.loads(text) for text in texts]
    is_invited = mode in INVITED or mode == ""
    earlier = Answer.objects.filter(wave=wave, neighborhood=neighborhood, is_invited=is_invited)
    rows = [(row.mode, row.replies) for row in earlier] + [(mode, one["replies"]) for one in opened]
    earlier.delete()
    chance.shuffle(rows)
    Answer.objects.bulk_create(
        Answer(
            team_id=wave.team_id,
            wave=wave,
            neighborhood=neighborhood,
            is_invited=is_invited,
            mode=way,
            replies=dict(sorted(replies.items())),
        )
        for way, replies in rows
    )
    spoken = [one for one in opened if one["words"]]
    chance.shuffle(spoken)
    for one in spoken:
        _hear(wave, neighborhood, one, at)


def seal_anew(box: Box, texts: Sequence[str]) -> None:
    """Puts these into the box under a new key; the key before is destroyed as soon as that is certain."""
    old = box.lock_name
    lock = lockboxes.make()
    box.lock_name, box.public_key = lock.name, lock.public_key
    box.sealed = _packed([lockboxes.put_in(lock.public_key, text, size=SEALED_SIZE) for text in texts])
    box.save(update_fields=["lock_name", "public_key", "sealed"])
    transaction.on_commit(lambda: lockboxes.destroy(old), robust=True)


def count(box: Box) -> int:
    """How many answers wait in the box; each is as long as any other."""
    return len(bytes(box.sealed)) // EACH


def open_box(box: Box) -> list[str]:
    """What waits in the box; nothing, and a line in the log, where its key is gone."""
    try:
        return lockboxes.take_out(box.lock_name, _each(box))
    except (lockboxes.KeyGone, ValueError) as error:
        log.error("A box of survey answers cannot be opened: %s", type(error).__name__)
        return []


def _as_text(replies: Mapping[str, object], words: str, language: str) -> str:
    try:
        kept = questionnaire.accept(replies)
    except ValueError:
        raise Refused(_("This page came back incomplete. Please open it again.")) from None
    words = clean(words, questionnaire.OPEN_LIMIT, "words")
    if not any(key in questionnaire.BY_KEY for key in kept) and not words:
        raise Refused(_("Answer at least one question. You may skip every other one."))
    content: dict[str, Any] = {"replies": kept, "words": words, "language": language[:10]}
    return json.dumps(content, ensure_ascii=False)


def _need_open(wave: Wave, at: datetime) -> None:
    if not Wave.objects.open_on(local_day(wave.team, at)).filter(pk=wave.pk).exists():
        raise Refused(_("This survey is over. Thank you for wanting to answer."))


def _put_into_box(wave: Wave, neighborhood_id: UUID, mode: str, text: str, at: datetime) -> None:
    box = _box(wave, neighborhood_id, mode)
    each = [*_each(box), lockboxes.put_in(bytes(box.public_key), text, size=SEALED_SIZE)]
    box.sealed = _packed(each)
    box.save(update_fields=["sealed"])
    if len(each) >= rules.FULL:
        transaction.on_commit(lambda: _try_to_let_out(box, at), robust=True)


def _box(wave: Wave, neighborhood_id: UUID, mode: str) -> Box:
    about = {"wave": wave, "neighborhood_id": neighborhood_id, "mode": mode}
    for box in Box.objects.select_for_update().filter(**about):
        return box
    lock = lockboxes.make()
    try:
        with transaction.atomic():
            return Box.objects.create(
                team_id=wave.team_id, lock_name=lock.name, public_key=lock.public_key, **about
            )
    except IntegrityError:
        lockboxes.destroy(lock.name)
        return Box.objects.select_for_update().get(**about)


def _try_to_let_out(box: Box, at: datetime) -> int:
    """What was answered is safe already: whatever goes wrong here is tried again by the next round."""
    try:
        return let_out(box=box, at=at)
    except (lockboxes.KeyGone, ValueError) as error:
        log.error("A box of survey answers cannot be opened: %s", type(error).__name__)
        return 0


def _each(box: Box) -> list[bytes]:
    sealed = bytes(box.sealed)
    return [sealed[start : start + EACH] for start in range(0, len(sealed), EACH)]


def _packed(each: Sequence[bytes]) -> bytes:
    """Sorted by what chance made of them: the order in which they came is not in it."""
    return b"".join(sorted(each))


def _hear(wave: Wave, neighborhood: Neighborhood | None, one: Mapping[str, Any], at: datetime) -> None:
    there = neighborhood or wave.areas.select_related("neighborhood").order_by("pk")[0].neighborhood
    # Nobody asks here whether it is a complaint about one of us: whoever is named must not be the one to find out.
    about = naming.about_whom(naming.named_in(wave.team, one["words"]), wave.team, at)
    heard = listening.hear(
        team=wave.team,
        neighborhood=there,
        client_id=uuid4(),
        channel=Channel.SURVEY,
        kind=Kind.COMPLAINT if about else Kind.INFORMATION,
        about_officer=about,
        words=one["words"],
        language=one["language"],
        with_code=False,
        at=at,
    )
    felt_heard = questionnaire.positive("heard", one["replies"])
    Remark.objects.create(team_id=wave.team_id, wave=wave, voice=heard.voice, felt_heard=felt_heard)
