"""What becomes of a promise."""

from django import forms
from django.utils.translation import gettext_lazy as _

from commonbeat.safety.forms import ClientIdField, WordsField


class KeepForm(forms.Form):
    words = WordsField(
        label=_("What did you do?"),
        limit=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class BreakForm(forms.Form):
    reason = WordsField(
        label=_("Why could it not be kept?"),
        help_text=_("Those you promised it to will read this."),
        limit=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say in a few words why it could not be kept.")},
    )


class LaterForm(forms.Form):
    client_id = ClientIdField()
    words = WordsField(
        label=_("The promise"),
        limit=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write what you promise.")},
    )
    due_on = forms.DateField(
        label=_("The new date"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={
            "required": _("Choose the new date."),
            "invalid": _("Write the date like 2026-11-30."),
        },
    )
    reason = WordsField(
        label=_("Why later?"),
        limit=500,
        error_messages={"required": _("Say in a few words why it takes longer.")},
    )
