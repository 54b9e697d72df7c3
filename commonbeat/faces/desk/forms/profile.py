"""What an officer wants residents to know about them."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from commonbeat.faces.desk.forms.base import DayField, DeedForm, text
from commonbeat.people import actions, rules
from commonbeat.people.models import OfficerProfile, Staff
from commonbeat.safety import pictures
from commonbeat.safety.errors import Refused

# Portraits that look well together.
SEEDS = ("s24", "s39", "s31", "s42", "s7", "s36", "s22", "s45", "s21", "s46", "s12", "s33")


class ProfileForm(DeedForm):
    """The subject is the profile's owner; the profile itself may not exist yet."""

    heading = _("Your page")
    lead = _("Residents read this before they talk to you. Write it as you would say it.")
    button = _("Keep it")
    done = _("Kept.")
    short = ("since",)

    known_as = text(
        _("What residents may call you"), 80, needed=_("Please write the name residents may use.")
    )
    title = text(_("Your role"), 120, hint=_("Example: Community officer in Harbor Row."))
    why_here = text(_("Why you are here"), 2000, rows=3)
    may = text(
        _("What you may do"),
        2000,
        hint=_("In plain words. Example: I walk with you, I listen, I call the police."),
        rows=3,
    )
    may_not = text(
        _("What you may not do"), 2000, hint=_("Example: I cannot search you or ask for your papers."), rows=3
    )
    tongues = text(
        _("Languages you speak"), 300, hint=_("With commas. Example: English, Arabic, a little Finnish.")
    )
    hours = text(_("When you can be met"), 200)
    reach = text(_("How to reach you"), 300, hint=_("Where and how, not your private number."))
    since = DayField(label=_("Here since"))
    portrait_seed = forms.ChoiceField(
        label=_("Your drawn portrait"), widget=forms.RadioSelect, required=False
    )
    photo = forms.FileField(
        label=_("A photo instead"),
        help_text=_("Only if you want one. JPEG, PNG or WebP, up to 10 MB."),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    drop_photo = forms.BooleanField(label=_("Take my photo off and show the portrait"), required=False)

    @classmethod
    def is_offered(cls, staff: Staff, subject: Staff) -> bool:
        if not subject.is_active or staff.team_id != subject.team_id:
            return False
        return staff.pk == subject.pk or rules.shares_neighborhood(staff, subject)

    def prepare(self) -> None:
        profile = profile_of(self.subject)
        own = profile.portrait_seed if profile else ""
        self.seeds = list(dict.fromkeys([*filter(None, [own]), *SEEDS]))
        self.fields["portrait_seed"].choices = [(seed, seed) for seed in self.seeds]
        if profile is None or not profile.photo:
            del self.fields["drop_photo"]
        if profile is None:
            self.initial |= {"known_as": self.subject.name, "since": self.subject.joined_on}
            return
        names = (
            "known_as",
            "title",
            "why_here",
            "may",
            "may_not",
            "hours",
            "reach",
            "since",
            "portrait_seed",
        )
        self.initial |= {name: getattr(profile, name) for name in names}
        self.initial["tongues"] = ", ".join(language_name(code) for code in profile.languages)

    def clean_photo(self) -> pictures.CleanPicture | None:
        upload = self.cleaned_data["photo"]
        try:
            return pictures.clean_picture(upload) if upload else None
        except Refused as refusal:
            raise forms.ValidationError(refusal.sentence) from None

    def act(self) -> OfficerProfile:
        given: dict[str, Any] = dict(self.cleaned_data)
        del given["client_id"]
        languages = [language_code(word) for word in given.pop("tongues").split(",")]
        return actions.update_profile(staff=self.subject, languages=languages, **given, **self.who)


class ShowForm(DeedForm):
    heading = _("Show your page to residents")
    lead = _("Only you decide this. You can take it off at any time.")
    button = _("Show it")
    done = _("Residents can read your page now.")

    @classmethod
    def is_offered(cls, staff: Staff, subject: Staff) -> bool:
        profile = profile_of(subject)
        return profile is not None and not profile.is_public and profile.staff_id == staff.pk

    def act(self) -> None:
        actions.show_profile(profile=self.subject.profile, **self.who)


class HideForm(DeedForm):
    heading = _("Take this page off the public site")
    button = _("Take it off")
    done = _("Residents no longer see this page.")
    is_careful = True

    @classmethod
    def is_offered(cls, staff: Staff, subject: Staff) -> bool:
        profile = profile_of(subject)
        if profile is None or not profile.is_public:
            return False
        return rules.may_edit_profile(staff, profile) or rules.may_manage_staff(staff, subject)

    def act(self) -> None:
        actions.hide_profile(profile=self.subject.profile, **self.who)


def profile_of(staff: Staff) -> OfficerProfile | None:
    return getattr(staff, "profile", None)


def language_name(code: str) -> str:
    """A language as people write it; what is not a code stays as it is."""
    known = dict(settings.LANGUAGES)
    return str(get_language_info(code)["name_local"]).capitalize() if code in known else code


def language_code(word: str) -> str:
    """The code of one of our languages, whichever way its name was written; anything else as it was written."""
    word = word.strip()
    for code, _name in settings.LANGUAGES:
        if word.casefold() in {code, language_name(code).casefold()}:
            return str(code)
    return word


PROFILE_DEEDS: dict[str, type[DeedForm]] = {"edit": ProfileForm, "show": ShowForm, "hide": HideForm}
