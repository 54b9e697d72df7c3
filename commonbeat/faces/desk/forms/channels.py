"""Ways in for voices, what could not be read, and tables."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonbeat.faces.desk.forms.base import DeedForm, PickField, required, text
from commonbeat.faces.desk.forms.complaints import IntakeComplaintForm
from commonbeat.faces.desk.forms.voices import NewVoiceForm, coordinated
from commonbeat.listening import actions
from commonbeat.listening.actions.voices import LIMITS
from commonbeat.listening.models import Intake, Sheet, Source, SourceKind
from commonbeat.people.models import Duty, Staff
from commonbeat.places.models import Neighborhood
from commonbeat.safety.text import pieces

WHY = {
    "too_large": _("It is larger than 20 MB."),
    "too_long": _("It is longer than a voice and its thread can hold."),
    "nested_too_deep": _("It is packed into itself too many times."),
    "unreadable": _("Its form is broken."),
    "no_sender": _("It says nowhere who sent it."),
    "empty": _("There is nothing in it."),
    "forged_address": _("It was sent to an address that looks like one of ours and is not."),
    "another_sender": _("It continues a thread, but somebody else sent it."),
    "same_id_other_words": _("It has the name of a message that came before with other words."),
    "no_neighborhood": _("We could not tell which neighborhood it is about."),
    "refused": _("One of our own rules stood in the way."),
}


def why(intake: Intake) -> str:
    """Why it waits, as a sentence."""
    return str(WHY.get(intake.because, WHY["unreadable"]))


class SourceForm(DeedForm):
    """What a way in is; which answers are needed depends on the channel."""

    name = text(_("Name"), 80, hint=_("For the team. Example: Harbor mailbox."), needed=_("Give it a name."))
    address = text(
        _("Our address or account there"),
        254,
        hint=_("For mail: hello@team.example. For social media: @team@server.example."),
    )
    server = text(
        _("Server"),
        254,
        hint=_(
            "For mail that we fetch: imaps://name@host/INBOX. For a gateway or social media: https://… Empty where "
            "somebody else hands things over to us."
        ),
    )
    secret = forms.CharField(
        label=_("Password or access token there"),
        required=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("For a mailbox or an account. Programs and gateways get a key from us instead."),
    )
    neighborhood = PickField(
        label=_("Where a voice belongs that names no place"),
        required=False,
        empty_label=_("The first of ours"),
    )

    def prepare(self) -> None:
        self.fields["neighborhood"].queryset = (
            Neighborhood.objects.visible_to(self.staff).current().defer("boundary")
        )

    @classmethod
    def is_offered(cls, staff: Staff, subject: Any) -> bool:
        return staff.has_duty(Duty.ADMIN)


class AddSourceForm(SourceForm):
    heading = _("Open a way in")
    lead = _("What comes through it stands in the same inbox as everything else.")
    button = _("Open it")
    done = ""

    channel = forms.ChoiceField(
        label=_("What is it?"),
        choices=SourceKind.choices,
        widget=forms.RadioSelect,
        error_messages=required(_("Choose what it is.")),
    )
    field_order = ("channel", "name", "address", "server", "secret", "neighborhood")
    tall = ("channel",)

    def act(self) -> actions.Opened:
        given = {name: value for name, value in self.cleaned_data.items() if name != "client_id"}
        return actions.add_source(team=self.request.team, **given, **self.who)


class ChangeSourceForm(SourceForm):
    heading = _("Change a way in")
    lead = _("An empty password leaves the one that is there.")
    done = _("Changed.")

    is_on = forms.BooleanField(label=_("It is open"), required=False)

    def prepare(self) -> None:
        super().prepare()
        source: Source = self.subject
        for name in ("name", "address", "server", "neighborhood", "is_on"):
            self.fields[name].initial = getattr(source, name)

    def act(self) -> Source:
        given = {name: value for name, value in self.cleaned_data.items() if name != "client_id"}
        return actions.change_source(source=self.subject, **given, **self.who)


class AsideForm(DeedForm):
    heading = _("Nothing more is needed")
    lead = _("What came is removed; that it came, and your words, stay.")
    button = _("Put it aside")
    done = _("Put aside.")
    is_careful = True

    because = text(_("Why"), 500, needed=_("Say in a few words why nothing more is needed."), rows=2)

    @classmethod
    def is_offered(cls, staff: Staff, subject: Intake) -> bool:
        return subject.handled_on is None and staff.has_duty(Duty.COORDINATOR, Duty.MODERATOR)

    def act(self) -> None:
        actions.put_aside(intake=self.subject, because=self.cleaned_data["because"], **self.who)


class IntakeVoiceForm(NewVoiceForm):
    """Somebody reads what the machine could not, and types it in."""

    heading = _("Type it in as a voice")
    lead = _("What we could read of it stands in the form already. Take out what is no part of it.")

    @classmethod
    def is_offered(cls, staff: Staff, subject: Intake) -> bool:
        return subject.handled_on is None and staff.has_duty(Duty.COORDINATOR)

    def prepare(self) -> None:
        super().prepare()
        first, *more = pieces(actions.readable(self.subject), LIMITS["words"])
        self.fields["words"].initial = first
        if more:
            self.fields["words"].help_text = _(
                "This is the beginning. The rest follows in the thread as it is."
            )
        if self.subject.source is not None:
            self.fields["channel"].initial = self.subject.source.channel

    def keep(self, **said: Any) -> actions.Heard:
        return actions.type_in(intake=self.subject, by=self.staff, **said)


INTAKE_DEEDS: dict[str, type[DeedForm]] = {
    "voice": IntakeVoiceForm,
    "aside": AsideForm,
    "confidants": IntakeComplaintForm,
}


class TakeBackSheetForm(DeedForm):
    heading = _("Take this table back?")
    lead = _(
        "Every voice it brought that nobody has worked with is removed. The file can be brought in again."
    )
    button = _("Take it back")
    done = ""
    is_careful = True

    @classmethod
    def is_offered(cls, staff: Staff, subject: Sheet) -> bool:
        return subject.undone_on is None and staff.has_duty(Duty.COORDINATOR)

    def act(self) -> tuple[int, int]:
        return actions.take_back_sheet(sheet=self.subject, **self.who)


class FileForm(forms.Form):
    """The first page of bringing in a table."""

    file = forms.FileField(
        label=_("The file"),
        help_text=_(
            "A CSV file, at most 2 MB and 2,000 rows, with the names of the columns in the first row."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
    )


def neighborhoods_for(staff: Staff) -> list[Neighborhood]:
    return list(coordinated(staff).defer("boundary"))
