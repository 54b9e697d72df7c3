"""Asking the team something that is answered where everybody can read it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from commonbeat.faces.public.forms.thread import ClientForm
from commonbeat.methods.text import personal
from commonbeat.safety.forms import WordsField


class WarnedForm(ClientForm):
    """Words everybody will read: names, numbers and addresses in them are pointed out before they are sent."""

    as_it_is = forms.BooleanField(
        label=_("Send it as it is"),
        help_text=_("Somebody of the team reads it before it is shown."),
        required=False,
        widget=forms.HiddenInput,
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        words, is_sure = given.get("words", ""), given.pop("as_it_is", False)
        found = personal.find_personal_details(words) if words and not is_sure else ()
        if found:
            self.fields["as_it_is"].widget = forms.CheckboxInput()
            details = ", ".join(sorted({words[one.start : one.end] for one in found}))
            self.add_error(
                "words",
                now(
                    "This may tell who somebody is: %(details)s. Everybody will read it. "
                    "Please take it out, or tick the box below if it must stay."
                )
                % {"details": details},
            )
        return given


class AskForm(WarnedForm):
    words = WordsField(
        label=_("What would you like to ask the team?"),
        help_text=_("Your question and our answer are public, without your name. Somebody reads it first."),
        limit=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write your question first.")},
    )
