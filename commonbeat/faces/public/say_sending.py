"""What happens with the last page: the photo that waited, the rate, and the voice itself."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import get_language

from commonbeat.faces.public import doing, say_steps
from commonbeat.faces.public.draft import Draft
from commonbeat.faces.public.forms.say import NOBODY, UNLISTED
from commonbeat.listening import actions as listening
from commonbeat.listening.actions.voices import Heard
from commonbeat.listening.channels import naming
from commonbeat.listening.models import Kind
from commonbeat.people import actions as people
from commonbeat.people.models import Staff
from commonbeat.places.models import Neighborhood
from commonbeat.safety import limits, pictures, traps
from commonbeat.safety.errors import Refused, Unavailable
from commonbeat.updates import actions as updates

LOST = "photo.lost"
# Thanks, questions and ideas may name whom they like.
MAY_COMPLAIN = (Kind.COMPLAINT, Kind.WORRY, Kind.INFORMATION)


def keep_photo(form: forms.Form, draft: Draft, request: HttpRequest) -> bool:
    """Clean and store an uploaded photo under the draft's id; a refusal becomes the field's error."""
    upload = form.cleaned_data.get("photo")
    if upload is None:
        if form.cleaned_data.get("drop_photo"):
            pictures.discard(draft.client_id)
            draft.answers["has_photo"] = False
        return True
    try:
        doing.count("picture", request)
        pictures.store(draft.client_id, pictures.clean_picture(upload))
    except Unavailable:
        raise
    except Refused as refusal:
        form.add_error("photo", refusal.sentence)
        return False
    draft.answers["has_photo"] = True
    draft.seen = [notice for notice in draft.seen if notice != LOST]
    return True


def has_lost_photo(draft: Draft) -> bool:
    """Whether a photo was promised that waited too long and was swept; then it is asked for again."""
    if not draft.answers.get("has_photo") or _has_photo(draft):
        return False
    draft.answers["has_photo"] = False
    draft.seen.append(LOST)
    return True


def _has_photo(draft: Draft) -> bool:
    """Whether the cleaned photo still waits, or was kept by an earlier press of the same button."""
    return (
        pictures.is_waiting(draft.client_id) or pictures.path_of(pictures.name_of(draft.client_id)).exists()
    )


def send(request: HttpRequest, neighborhood: Neighborhood, draft: Draft, website: str) -> Heard:
    """The rate is counted in the same commit; above it a voice is held for a look, never refused."""
    answers = say_steps.standing(draft.answers)
    is_automatic = traps.looks_automatic(filled=website, started=draft.started)
    # Before the transaction: nobody else's words wait while we look for names.
    may_complain = answers["kind"] in MAY_COMPLAIN
    named = naming.named_in(request.team, answers["words"]) if may_complain else naming.Named()
    with transaction.atomic():
        return _keep(request, neighborhood, draft, answers, named, is_automatic=is_automatic)


def _keep(
    request: HttpRequest,
    neighborhood: Neighborhood,
    draft: Draft,
    answers: dict[str, Any],
    named: naming.Named,
    *,
    is_automatic: bool,
) -> Heard:
    is_held = limits.hit("voice", request, at=request.at).is_held or is_automatic
    heard = listening.hear(
        team=request.team,
        neighborhood=neighborhood,
        client_id=draft.client_id,
        channel="web",
        kind=answers["kind"],
        words=answers["words"],
        language=get_language() or "en",
        where=answers.get("where", ""),
        when=answers.get("when", ""),
        topic=answers.get("topic", ""),
        need=answers.get("need", ""),
        feeling_said=answers.get("feeling", ""),
        is_danger=bool(answers.get("is_danger") or "what.danger" in draft.seen),
        is_held=is_held,
        may_be_quoted=bool(answers.get("may_be_quoted")),
        about_officer=_officer(request, answers, named),
        contact_details=answers.get("details", ""),
        draft_id=draft.client_id if answers.get("has_photo") else None,
        at=request.at,
    )
    if answers.get("way") == "follow":
        about = {"team": request.team, "voice": heard.voice, "language": get_language() or "en"}
        updates.follow(email=answers["email"], at=request.at, **about)
    return heard


def _officer(request: HttpRequest, answers: Mapping[str, Any], named: naming.Named) -> Staff | None:
    """Whom a complaint is about, also when they hid their page meanwhile or never had one: it goes past them.

    Whoever is named in the words of a worry or a complaint is meant as well, whatever was chosen.
    """
    chosen = answers.get("about", NOBODY) if answers["kind"] == Kind.COMPLAINT else NOBODY
    if chosen == NOBODY:
        return naming.about_whom(named, request.team, request.at)
    if chosen == UNLISTED:
        return people.somebody_unlisted(team=request.team, at=request.at)
    return Staff.objects.get(team=request.team, pk=chosen)
