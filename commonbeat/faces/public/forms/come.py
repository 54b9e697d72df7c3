"""Coming to a gathering."""

from django import forms
from django.utils.translation import gettext_lazy as _

from commonbeat.faces.public.forms.thread import ClientForm
from commonbeat.safety.forms import WordsField

MOST = 10


class ComingFields(forms.Form):
    people = forms.IntegerField(
        label=_("How many of you come?"),
        min_value=1,
        max_value=MOST,
        initial=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": _("Write how many of you come."),
            "invalid": _("Write a number from 1 to 10."),
            "min_value": _("Write a number from 1 to 10."),
            "max_value": _("Write a number from 1 to 10."),
        },
    )
    access_needs = WordsField(
        label=_("What do you need to take part?"),
        help_text=_("For example a ramp, an interpreter, a seat near the door. Only the host reads this."),
        limit=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ComeForm(ClientForm, ComingFields):
    """No name: you get a code with which you can change it."""


class ChangeComingForm(ComingFields):
    """The same, later, with the code."""
