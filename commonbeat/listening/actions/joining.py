"""Which voices make one concern, what it is called and who looks after it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from commonbeat.listening import rules
from commonbeat.listening.actions import notes
from commonbeat.listening.actions.ground import lock_concern, must, needed, step
from commonbeat.listening.models import Concern, Kind, Topic, Voice
from commonbeat.listening.rules import Facts
from commonbeat.people.models import Staff
from commonbeat.safety import codes
from commonbeat.safety.errors import Refused
from commonbeat.safety.text import clean

REFERENCE_ATTEMPTS = 4


@transaction.atomic
def join(
    *,
    voices: Sequence[Voice],
    by: Staff,
    at: datetime,
    concern: Concern | None = None,
    title: str = "",
    kind: str = "",
    topic: str = "",
    owner: Staff | None = None,
) -> Concern:
    """Put voices to a concern, or open one for them; the answer is due by the earliest of their clocks.

    Joining again changes nothing. A voice newer than the end of an ended concern opens it again.
    """
    found = _lock_voices(voices)
    for voice in found:
        must(by, "join", voice)
    _refuse_mixed(found, concern)
    before = {voice.concern_id for voice in found}
    if concern is None and before != {None}:
        return _joined_before(before)
    if concern is None:
        concern = _open(found, title=title, kind=kind, topic=topic, owner=owner, by=by, at=at)
        new = found
    else:
        must(by, "join", concern)
        new = [voice for voice in found if voice.concern_id != concern.pk]
        concern = _add(concern, new, by=by, at=at)
    if new:
        Voice.objects.filter(pk__in=[voice.pk for voice in new]).update(concern=concern, settled_on=None)
        for voice in voices:
            voice.concern = concern
        notes.enter(actor=by, action="join", on=concern, about=concern, at=at)
    return concern


@transaction.atomic
def assign(*, concern: Concern, owner: Staff | None, by: Staff, at: datetime) -> Concern:
    """Say who looks after a concern: somebody who works in its neighborhood, or nobody."""
    concern, _facts = lock_concern(concern)
    must(by, "assign", concern)
    _refuse_owner(owner, concern)
    if concern.owner_id != (None if owner is None else owner.pk):
        concern.owner = owner
        concern.save(update_fields=["owner"])
        notes.enter(actor=by, action="assign", on=concern, about=concern, at=at)
    return concern


@transaction.atomic
def rename(*, concern: Concern, title: str, topic: str, by: Staff, at: datetime) -> Concern:
    """Give a concern a clearer title or another topic."""
    concern, _facts = lock_concern(concern)
    must(by, "rename", concern)
    concern.title = _title(title)
    concern.topic = _topic(topic) or concern.topic
    concern.save(update_fields=["title", "topic"])
    notes.enter(actor=by, action="rename", on=concern, about=concern, at=at)
    return concern


def _lock_voices(voices: Sequence[Voice]) -> list[Voice]:
    """The voices as they are now, locked, the oldest first; refused for none and for one taken back."""
    if not voices:
        raise Refused(_("Choose at least one voice."), "voices")
    found = list(
        Voice.objects.select_for_update(of=("self",))
        .filter(pk__in=[voice.pk for voice in voices])
        .order_by("heard_at", "pk")
    )
    for voice in found:
        voice.team = voices[0].team
        if voice.withdrawn_on is not None:
            raise Refused(
                _("One of these was taken back by the person who said it. Choose the others."), "voices"
            )
        if voice.is_held:
            raise Refused(_("One of these is held for a moderator. Let it in first."), "voices")
    return found


def _refuse_mixed(voices: list[Voice], concern: Concern | None) -> None:
    """One concern is one matter in one neighborhood; complaints stay with those about the same officer."""
    first = concern or voices[0]
    if any(
        voice.team_id != first.team_id or voice.neighborhood_id != first.neighborhood_id for voice in voices
    ):
        raise Refused(_("These come from different neighborhoods. Join those of one neighborhood."), "voices")
    if any(voice.about_officer_id != first.about_officer_id for voice in voices):
        raise Refused(
            _("A complaint about an officer stays by itself. Join the others without it."), "voices"
        )


def _joined_before(before: set[UUID | None]) -> Concern:
    if len(before) > 1:
        raise Refused(
            _("Some of these belong to a concern already. Choose that concern to add the others."), "voices"
        )
    return Concern.objects.select_related("team").get(pk__in=[pk for pk in before if pk is not None])


def _open(
    voices: list[Voice], *, title: str, kind: str, topic: str, owner: Staff | None, by: Staff, at: datetime
) -> Concern:
    first = voices[0]
    if kind and kind not in Kind.values:
        raise Refused(_("Choose one of the answers offered."), "kind")
    places = {voice.place_id for voice in voices}
    concern = Concern(
        team=first.team,
        neighborhood_id=first.neighborhood_id,
        place_id=places.pop() if len(places) == 1 else None,
        title=_title(title),
        kind=kind or first.kind,
        topic=_topic(topic) or next((voice.topic for voice in voices if voice.topic), Topic.OTHER),
        owner=owner,
        about_officer_id=first.about_officer_id,
        opened_at=min(voice.heard_at for voice in voices),
        answer_due_at=min(voice.answer_due_at for voice in voices),
    )
    _refuse_owner(owner, concern, voices)
    _insert(concern)
    # The clock began when the first of them spoke, and so does the story.
    step(concern, Facts(concern.kind, ()), [rules.HEARD], by=by, at=concern.opened_at)
    return concern


def _insert(concern: Concern) -> None:
    for attempt in range(REFERENCE_ATTEMPTS):
        concern.reference = codes.short_reference()
        try:
            with transaction.atomic():
                concern.save(force_insert=True)
        except IntegrityError:
            if attempt + 1 == REFERENCE_ATTEMPTS:
                raise
        else:
            return


def _add(concern: Concern, voices: list[Voice], *, by: Staff, at: datetime) -> Concern:
    concern, facts = lock_concern(concern)
    if not voices:
        return concern
    if not facts.is_answered and not facts.is_reported_back:
        concern.answer_due_at = min([concern.answer_due_at, *(voice.answer_due_at for voice in voices)])
    concern.opened_at = min([concern.opened_at, *(voice.heard_at for voice in voices)])
    concern.save(update_fields=["answer_due_at", "opened_at"])
    if facts.is_ended:
        ended_at = concern.steps.order_by("-number").values_list("at", flat=True)[0]
        if any(voice.heard_at >= ended_at for voice in voices):
            step(concern, facts, [rules.REOPENED], by=by, at=at, because="~again")
    return concern


def _refuse_owner(owner: Staff | None, concern: Concern, voices: Sequence[Voice] = ()) -> None:
    if owner is None:
        return
    if concern.about_officer_id is not None:
        is_fit = rules.may(owner, "answer", concern)
        is_fit = is_fit and all(rules.may(owner, "answer", voice) for voice in voices)
    else:
        where = owner.neighborhoods_as("officer", "coordinator")
        is_fit = owner.is_active and owner.team_id == concern.team_id
        is_fit = is_fit and (where is None or concern.neighborhood_id in where)
    if not is_fit:
        raise Refused(_("Choose somebody who works in this neighborhood."), "owner")


def _title(title: str) -> str:
    return needed(clean(title, 160, "title"), _("Give it a title in a few words."), "title")


def _topic(topic: str) -> str:
    if topic and topic not in Topic.values:
        raise Refused(_("Choose one of the answers offered."), "topic")
    return topic
