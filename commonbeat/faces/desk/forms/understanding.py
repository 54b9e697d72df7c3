"""Correcting what the program read in a voice."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonbeat.faces.desk.forms.base import DeedForm, required
from commonbeat.listening import rules
from commonbeat.listening.actions.understanding import correct_feeling
from commonbeat.listening.models import Feeling, Voice


class FeelingForm(DeedForm):
    heading = _("How did it seem to feel?")
    lead = _("Your word stands before the estimate. What the person said themselves stands before both.")
    button = _("Keep it")
    done = _("Kept. It stands before the estimate now.")

    feeling = forms.ChoiceField(
        label=_("It seemed"),
        choices=Feeling.choices,
        widget=forms.RadioSelect,
        error_messages=required(_("Choose one of the answers offered.")),
    )

    @classmethod
    def is_offered(cls, staff: Any, subject: Voice) -> bool:
        return rules.may(staff, "join", subject) and not subject.feeling_said and bool(subject.words)

    def prepare(self) -> None:
        # Saying the same again changes nothing, so one tap needs no mark of its own.
        self.fields["client_id"].required = False

    def act(self) -> Voice:
        return correct_feeling(
            voice=self.subject, feeling=self.cleaned_data["feeling"], by=self.staff, at=self.at
        )
