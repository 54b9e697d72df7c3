"""A complaint about somebody of the team that came in as something else: past them, to the confidants."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from commonbeat.listening import rules
from commonbeat.listening.actions import notes
from commonbeat.listening.actions.ground import lock_voice, must
from commonbeat.listening.actions.withdrawal import close_empty
from commonbeat.listening.channels import naming
from commonbeat.listening.models import Concern, Kind, TopicCorrection, Voice
from commonbeat.people import actions as people
from commonbeat.people.models import Staff
from commonbeat.post import actions as post
from commonbeat.safety.errors import Refused


@transaction.atomic
def pass_on(*, voice: Voice, about: Staff | None, by: Staff | None, at: datetime) -> Voice:
    """Whoever reads it sees that it is a complaint: from now on only confidants outside that line know of it.

    Without `about` it is somebody whose name nobody knows. It leaves the concern it belonged to, and one made of
    nothing else ends without its words. Doing it again changes nothing.
    """
    team = voice.team
    if voice.about_officer_id is not None:
        return voice
    if about is not None and about.team_id != team.pk:
        raise Refused(_("Choose one of the answers offered."), "about")
    voice = lock_voice(voice)
    if voice.about_officer_id is not None:
        return voice
    if by is not None:
        must(by, "pass_on", voice)
    about = about or people.somebody_unlisted(team=team, at=at)
    if voice.concern is not None:
        _out_of(voice.concern, voice, at)
        voice.concern = None
    voice.about_officer, voice.kind = about, Kind.COMPLAINT
    voice.is_held, voice.settled_on, voice.settled_because, voice.may_be_quoted = False, None, "", False
    voice.save()
    keep_past(voice, voice.words)
    # Nothing is learned from its words, and the note that waits is for other eyes now.
    TopicCorrection.objects.filter(voice=voice).delete()
    post.forget(about_type=Voice._meta.label, ids=[voice.pk])
    notes.tell_desk(voice, at)
    notes.enter(actor=by or "system", action="hide voice", on=voice, about=voice, at=at)
    return voice


def keep_past(voice: Voice, words: str) -> None:
    """A complaint goes past everybody else of us whom these words name, as long as a confidant is left to read it."""
    if voice.about_officer_id is None:
        return
    named = [one for one in naming.named_in(voice.team, words).staff if one.pk != voice.about_officer_id]
    before = set(voice.also_about.values_list("pk", flat=True))
    voice.also_about.add(*named)
    if named and not rules.confidants_outside(voice):
        voice.also_about.set(before)


@transaction.atomic
def give_back(*, voice: Voice, kind: str, by: Staff, at: datetime) -> Voice:
    """A confidant read it and says that it is no complaint: it stands in the inbox like everything else."""
    if kind not in Kind.values or kind == Kind.COMPLAINT:
        raise Refused(_("Choose one of the answers offered."), "kind")
    voice = lock_voice(voice)
    if voice.about_officer_id is None:
        return voice
    must(by, "give_back", voice)
    if voice.concern_id is not None:
        raise Refused(_("A complaint that was taken up stays with the confidants."))
    voice.about_officer, voice.kind, voice.is_held = None, kind, False
    voice.save(update_fields=["about_officer", "kind", "is_held"])
    voice.also_about.clear()
    post.forget(about_type=Voice._meta.label, ids=[voice.pk])
    notes.tell_desk(voice, at)
    notes.enter(actor=by, action="give back", on=voice, about=voice, at=at)
    return voice


def _out_of(concern: Concern, voice: Voice, at: datetime) -> None:
    """Out of a concern, which ends where nobody else raised it, as if the person had taken it back: no hint stays."""
    others = Voice.objects.filter(concern=concern).standing().exclude(pk=voice.pk)
    if not others.exists():
        close_empty(concern, at)
