"""Taking a table away: named, dated and counted."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonbeat.faces.desk.forms.base import DayField, DeedForm, PickField, text
from commonbeat.faces.desk.forms.voices import coordinated
from commonbeat.listening import actions
from commonbeat.listening.actions.export import Export
from commonbeat.people.models import Duty, Staff

LONGEST = timedelta(days=365)


class ExportForm(DeedForm):
    heading = _("Take a table of concerns away")
    lead = _(
        "Concerns and what became of them; no voices, no words of residents, no people. The export stands in "
        "the journal with your name, what it is for, and until when it is kept."
    )
    button = _("Download the table")
    done = ""
    short = ("since", "until", "expires_on")

    neighborhood = PickField(label=_("Neighborhood"), required=False, empty_label=_("All I coordinate"))
    since = DayField(label=_("Heard from"))
    until = DayField(label=_("Heard until"))
    purpose = text(_("What it is for"), 120, needed=_("Say what the table is for."))
    expires_on = DayField(label=_("It is deleted on"))

    @classmethod
    def is_offered(cls, staff: Staff, subject: Any) -> bool:
        return staff.has_duty(Duty.COORDINATOR)

    def prepare(self) -> None:
        self.fields["neighborhood"].queryset = coordinated(self.staff)
        self.initial |= {
            "since": self.today - timedelta(days=84),
            "until": self.today,
            "expires_on": self.today + timedelta(days=30),
        }

    def clean_expires_on(self) -> Any:
        day = self.cleaned_data["expires_on"]
        if not self.today <= day <= self.today + LONGEST:
            raise forms.ValidationError(_("Choose a day within the next twelve months."))
        return day

    def act(self) -> Export:
        given = dict(self.cleaned_data)
        del given["client_id"]
        return actions.export_concerns(**given, **self.who)
