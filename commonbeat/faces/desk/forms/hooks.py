"""Other programs that are told what was published."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from commonbeat.faces.desk.deeds import deed
from commonbeat.faces.desk.forms.base import DeedForm, required, text
from commonbeat.people.models import Duty, Staff
from commonbeat.updates import hooks
from commonbeat.updates.hooks import Made


class ForAdmin(DeedForm):
    @classmethod
    def is_offered(cls, staff: Staff, subject: Any) -> bool:
        return staff.has_duty(Duty.ADMIN)


class AddHookForm(ForAdmin):
    heading = _("Tell another program what we publish")
    lead = _(
        "It gets which deed was done to which id, and reads the rest from our pages. Its server must stand in "
        "COMMONBEAT_MAY_CALL."
    )
    button = _("Connect it")
    done = ""
    tall = ("verbs",)

    name = text(_("What it is called"), 80, needed=_("Please write what the other program is called."))
    url = text(_("Where to tell it"), 500, hint="https://", needed=_("Please write its address."))
    verbs = forms.MultipleChoiceField(
        label=_("What it is told of"),
        widget=forms.CheckboxSelectMultiple,
        error_messages=required(_("Please choose what it is told of.")),
    )

    def prepare(self) -> None:
        self.fields["url"].widget = forms.TextInput()
        self.fields["verbs"].choices = [(verb, capfirst(deed(verb))) for verb in hooks.VERBS]
        self.initial["verbs"] = list(hooks.VERBS)

    def act(self) -> Made:
        given = self.cleaned_data
        return hooks.add_hook(name=given["name"], url=given["url"], verbs=given["verbs"], **self.who)


class EndHookForm(ForAdmin):
    heading = _("Tell it nothing anymore")
    lead = _("What waits is not sent.")
    button = _("Disconnect it")
    done = _("Disconnected.")
    is_careful = True

    @classmethod
    def is_offered(cls, staff: Staff, subject: Any) -> bool:
        return super().is_offered(staff, subject) and subject.ended_on is None

    def act(self) -> None:
        hooks.end_hook(hook=self.subject, **self.who)
