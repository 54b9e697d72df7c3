"""What a person can do who came back with a code."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonbeat.safety import codes
from commonbeat.safety.forms import WordsField

UNKNOWN = _(
    "This code opens nothing. Check it once more; a code also ends when what it belongs to is erased."
)


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Your code"),
        help_text=_("Twenty-seven letters and digits. Spaces, dashes and capitals do not matter."),
        max_length=200,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": _("Type the code you were given."), "max_length": UNKNOWN},
    )
    # What somebody had typed when their page became too old; it waits here until the code is typed again.
    kept = WordsField(limit=5000, required=False, widget=forms.HiddenInput)

    def clean_code(self) -> str:
        code = codes.normalise(self.cleaned_data["code"])
        if code is None:
            raise forms.ValidationError(UNKNOWN)
        return code


class ClientForm(forms.Form):
    """A form whose resend is recognized by its client id."""

    client_id = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid.uuid4,
        error_messages={
            "required": _("This page came back incomplete. Please open it again."),
            "invalid": _("This page came back incomplete. Please open it again."),
        },
    )


class AcceptForm(forms.Form):
    # Which read-back was on the page: nobody agrees to words they have not seen.
    read_back = forms.UUIDField(widget=forms.HiddenInput)
    correction = WordsField(
        label=_("Is something not right? Tell us what."),
        limit=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Tell us what is not right, in a few words.")},
    )


class CorrectForm(AcceptForm):
    """The same, when something is not right."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["correction"].required = True


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
