"""What a person can do who came back with a code."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from commonbeat.safety import codes
from commonbeat.safety.forms import WordsField

UNKNOWN = _("This code opens nothing. Check it once more; a code also ends when what it belongs to is erased.")


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Your code"),
        help_text=_("Twenty-seven letters and digits. Spaces, dashes and capitals do not matter."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("Type the code you were given.")},
    )

    def clean_code(self) -> str:
        code = codes.normalise(self.cleaned_data["code"])
        if code is None:
            raise forms.ValidationError(UNKNOWN)
        return code


class ClientForm(forms.Form):
    """A form whose resend is recognized by its client id."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class AcceptForm(forms.Form):
    correction = WordsField(
        label=_("What did we get wrong?"),
        help_text=_("Only if something is not right."),
        limit=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WriteForm(ClientForm):
    words = WordsField(
        label=_("Write to us"),
        limit=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write a few words first.")},
    )


class SolvedForm(ClientForm):
    words = WordsField(
        label=_("Anything you want to add?"),
        limit=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
