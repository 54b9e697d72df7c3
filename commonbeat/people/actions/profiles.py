"""What an officer wants residents to know about them."""

import uuid
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from commonbeat.people import rules
from commonbeat.people.actions.ground import enter, must, needed
from commonbeat.people.models import OfficerProfile, Staff
from commonbeat.safety import pictures
from commonbeat.safety.clock import local_date
from commonbeat.safety.errors import Refused
from commonbeat.safety.text import clean

LONGEST_NAME = 35


@transaction.atomic
def update_profile(
    *,
    staff: Staff,
    known_as: str,
    title: str,
    may: str,
    may_not: str,
    why_here: str,
    languages: list[str],
    hours: str,
    reach: str,
    by: Staff,
    at: datetime,
    since: date | None = None,
    photo: pictures.CleanPicture | None = None,
    drop_photo: bool = False,
    portrait_seed: str = "",
) -> OfficerProfile:
    """Write or change an officer's page; it is shown only once they say so themselves.

    Without a photo a drawn portrait stands there; `portrait_seed` chooses another drawing.
    """
    profile = _profile_of(staff, at)
    must(staff.is_active and rules.may_edit_profile(by, profile))
    _write(profile, known_as=known_as, title=title, may=may, may_not=may_not, why_here=why_here)
    _write(profile, hours=hours, reach=reach, portrait_seed=portrait_seed or profile.portrait_seed)
    needed(profile.known_as, _("Please write the name residents may use."), "known_as")
    profile.languages = _languages(languages)
    profile.since = since or profile.since
    profile.slug = profile.slug or _free_slug(staff, profile.known_as)
    _change_photo(profile, photo, drop_photo)
    profile.save()
    enter("update profile", profile, team=staff.team, by=by, at=at)
    return profile


@transaction.atomic
def show_profile(*, profile: OfficerProfile, by: Staff, at: datetime) -> OfficerProfile:
    """Let residents see the page; only the officer decides that, and only when nothing on it is missing."""
    must(by.pk == profile.staff_id and by.is_active)
    missing = [
        field
        for field in ("title", "may", "may_not", "why_here", "hours", "reach")
        if not getattr(profile, field)
    ]
    if missing:
        raise Refused(
            _("Something on your page is still empty. Please fill it in before residents see it."), missing[0]
        )
    return _set_public(profile, True, by, at)


@transaction.atomic
def hide_profile(*, profile: OfficerProfile, by: Staff, at: datetime) -> OfficerProfile:
    """Take the page off the public site."""
    must(rules.may_edit_profile(by, profile) or rules.may_manage_staff(by, profile.staff))
    return _set_public(profile, False, by, at)


@transaction.atomic
def choose_language(*, staff: Staff, language: str, at: datetime) -> Staff:
    """Speak this language to them from now on: on the phone, at their start page and in mails."""
    if language not in dict(settings.LANGUAGES):
        raise Refused(_("Please choose one of the languages offered."), "language")
    if language != staff.language:
        staff.language = language
        staff.save(update_fields=["language"])
        enter("choose language", staff, team=staff.team, by=staff, at=at)
    return staff


def _set_public(profile: OfficerProfile, is_public: bool, by: Staff, at: datetime) -> OfficerProfile:
    if profile.is_public != is_public:
        profile.is_public = is_public
        profile.save(update_fields=["is_public"])
        enter("show profile" if is_public else "hide profile", profile, team=profile.team, by=by, at=at)
    return profile


def _profile_of(staff: Staff, at: datetime) -> OfficerProfile:
    found = OfficerProfile.objects.filter(staff=staff).first()
    since = local_date(at, staff.team.timezone)
    return found or OfficerProfile(team=staff.team, staff=staff, since=since, portrait_seed=uuid.uuid4().hex)


def _write(profile: OfficerProfile, **texts: str) -> None:
    for field, text in texts.items():
        setattr(profile, field, clean(text, _limit(field), field))


def _limit(field: str) -> int:
    meta: Any = OfficerProfile._meta.get_field(field)
    return int(meta.max_length)


def _languages(codes: list[str]) -> list[str]:
    found = [clean(code, LONGEST_NAME, "languages") for code in codes]
    return list(dict.fromkeys(code for code in found if code)) or [settings.LANGUAGE_CODE]


def _free_slug(staff: Staff, known_as: str) -> str:
    base = slugify(known_as)[:60] or "officer"
    taken = set(OfficerProfile.objects.filter(team=staff.team).values_list("slug", flat=True))
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (base, *numbered) if slug not in taken)


def _change_photo(profile: OfficerProfile, photo: pictures.CleanPicture | None, drop_photo: bool) -> None:
    before = profile.photo
    if photo is not None:
        draft = uuid.uuid4()
        pictures.store(draft, photo)
        profile.photo = pictures.keep(draft) or ""
    elif drop_photo:
        profile.photo = ""
    if before and before != profile.photo:
        transaction.on_commit(lambda: pictures.forget(before))
