"""What the team says of itself, how fast it answers, and where it means to be."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from commonbeat.faces.desk.forms.base import DeedForm, PickField, required, text
from commonbeat.faces.desk.forms.plans import WeightsForm
from commonbeat.listening.models import Kind
from commonbeat.people.models import Duty, Staff
from commonbeat.places import actions
from commonbeat.places.models import Neighborhood, Place, PlaceKind, Team, TeamKind
from commonbeat.safety.errors import Refused

NUMBERS = forms.NumberInput(attrs={"inputmode": "numeric"})


class AdminForm(DeedForm):
    @classmethod
    def is_offered(cls, staff: Staff, subject: Any) -> bool:
        return staff.has_duty(Duty.ADMIN)


class TeamForm(AdminForm):
    heading = _("The team")
    button = _("Save")
    done = _("Saved.")
    short = ("timezone",)

    name = text(_("Name"), 120, needed=_("Please write the team's name."))
    kind = forms.ChoiceField(label=_("What kind of team"), choices=TeamKind.choices)
    numbers = text(
        _("Emergency numbers"),
        1000,
        hint=_("One a line, the number first: 112 Emergency. They stand on every page."),
        needed=_(
            "A team needs at least one emergency number. Please give the number people call when in danger."
        ),
        rows=3,
    )
    monitored_hours = text(
        _("When somebody reads what comes in"), 120, hint=_("Example: every day, 8:00–20:00.")
    )
    contact_email = forms.EmailField(
        label=_("Mail address for residents"), required=False, max_length=254,
        error_messages={"invalid": _("This is not a mail address. Please write it like name@team.org.")},
    )  # fmt: skip
    about = text(_("Who we are"), 4000, rows=4)
    purpose = text(_("Why we are here"), 4000, rows=4)
    timezone = text(
        _("Time zone"), 64, hint=_("Example: Europe/Helsinki."), needed=_("Please write the time zone.")
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages of the site"), choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple,
        error_messages=required(_("Please choose at least one language.")),
    )  # fmt: skip

    def prepare(self) -> None:
        team: Team = self.subject
        names = (
            "name",
            "kind",
            "monitored_hours",
            "contact_email",
            "about",
            "purpose",
            "timezone",
            "languages",
        )
        self.initial |= {name: getattr(team, name) for name in names}
        self.initial["numbers"] = "\n".join(
            f"{one['number']} {one['label']}" for one in team.emergency_numbers
        )

    def act(self) -> None:
        given = dict(self.cleaned_data)
        del given["client_id"]
        lines = [line.strip() for line in given.pop("numbers").splitlines() if line.strip()]
        try:
            actions.change_team(
                team=self.subject,
                actor=self.staff,
                at=self.at,
                emergency_numbers=[*map(numbered, lines)],
                **given,
            )
        except Refused as refusal:
            field = "numbers" if refusal.field == "emergency_numbers" else refusal.field
            raise Refused(refusal.sentence, field) from None


def numbered(line: str) -> dict[str, str]:
    """A line as an emergency number: digits first, then what it is."""
    at = next((place for place, sign in enumerate(line) if sign.isalpha()), len(line))
    return {"number": line[:at].strip(), "label": line[at:].strip()}


class PaceForm(AdminForm):
    heading = _("How fast we answer, and how often we come by")
    lead = _("Residents read these numbers when they tell us something. What is promised here is counted.")
    done = _("Saved. It holds for whatever comes in from now on.")

    visit_target_days = forms.IntegerField(
        label=_("Every place is visited at least every so many days"), min_value=1, max_value=365, widget=NUMBERS,
        error_messages=required(_("Please give a number of days from 1 to 365.")),
    )  # fmt: skip

    def prepare(self) -> None:
        team: Team = self.subject
        self.initial["visit_target_days"] = team.visit_target_days
        for kind in Kind:
            label = _("Hours to answer: %(kind)s") % {"kind": kind.label}
            self.fields[kind.value] = forms.IntegerField(
                label=label, min_value=1, max_value=2160, widget=NUMBERS
            )
            self.initial[kind.value] = team.hours_to_answer(kind)
        self.short = tuple(self.fields)

    def act(self) -> None:
        given = self.cleaned_data
        hours = {**self.subject.answer_hours, **{kind.value: given[kind.value] for kind in Kind}}
        days = given["visit_target_days"]
        actions.change_team(
            team=self.subject, actor=self.staff, at=self.at, answer_hours=hours, visit_target_days=days
        )


class PlaceForm(AdminForm):
    heading = _("Change this place")
    done = _("Saved.")
    short = ("visit_target_days",)

    name = text(_("Name"), 120, needed=_("Please give the place a name."))
    kind = forms.ChoiceField(label=_("What kind"), choices=PlaceKind.choices)
    visit_target_days = forms.IntegerField(
        label=_("Visited at least every so many days"), min_value=1, max_value=365, widget=NUMBERS,
        error_messages=required(_("Please give a number of days from 1 to 365.")),
    )  # fmt: skip
    is_meeting_place = forms.BooleanField(
        label=_("People are met here"),
        help_text=_("Walks are planned to it, and chats are logged there."),
        required=False,
    )

    def prepare(self) -> None:
        names = ("name", "kind", "is_meeting_place")
        self.initial |= {name: getattr(self.subject, name) for name in names}
        self.initial["visit_target_days"] = self.subject.days_between_visits()

    def act(self) -> None:
        given = dict(self.cleaned_data)
        del given["client_id"]
        actions.change_place(place=self.subject, actor=self.staff, at=self.at, **given)


class AddPlaceForm(AdminForm):
    heading = _("Add a place no map has")
    lead = _("The lobby of a building, for example. Its point must lie inside the neighborhood.")
    button = _("Add it")
    done = _("Added.")
    short = ("longitude", "latitude", "visit_target_days")

    neighborhood = PickField(label=_("Neighborhood"))
    name = text(_("Name"), 120, needed=_("Please give the place a name."))
    kind = forms.ChoiceField(label=_("What kind"), choices=PlaceKind.choices)
    latitude = forms.FloatField(label=_("Latitude"), min_value=-90, max_value=90)
    longitude = forms.FloatField(label=_("Longitude"), min_value=-180, max_value=180)
    visit_target_days = forms.IntegerField(
        label=_("Visited at least every so many days"),
        min_value=1,
        max_value=365,
        required=False,
        widget=NUMBERS,
    )

    def prepare(self) -> None:
        areas = Neighborhood.objects.visible_to(self.staff).current()
        self.fields["neighborhood"].queryset = areas
        self.fields["neighborhood"].initial = areas.first()

    def act(self) -> Place:
        given = dict(self.cleaned_data)
        del given["client_id"]
        return actions.add_place(actor=self.staff, at=self.at, **given)


class NeighborhoodForm(AdminForm):
    heading = _("About this neighborhood")
    lead = _("Its name and its boundary come from the map; import a newer map to change them.")
    done = _("Saved.")
    short = ("population",)

    about = text(_("A few words about it"), 4000, hint=_("They stand on its public page."), rows=4)
    population = forms.IntegerField(
        label=_("How many people live there"),
        min_value=0,
        max_value=50_000_000,
        required=False,
        widget=NUMBERS,
    )

    def prepare(self) -> None:
        self.initial |= {"about": self.subject.about, "population": self.subject.population}

    def act(self) -> None:
        given = self.cleaned_data
        actions.describe_neighborhood(
            neighborhood=self.subject,
            about=given["about"],
            population=given["population"],
            actor=self.staff,
            at=self.at,
        )


SETTINGS_DEEDS: dict[str, type[DeedForm]] = {"team": TeamForm, "pace": PaceForm, "weights": WeightsForm}
