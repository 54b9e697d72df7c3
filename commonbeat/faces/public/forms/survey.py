"""The code of a letter."""

from django import forms
from django.utils.translation import gettext_lazy as _


class InvitationCodeForm(forms.Form):
    code = forms.CharField(
        label=_("The code in your letter"),
        help_text=_("Twelve letters and digits. Spaces, dashes and capitals do not matter."),
        max_length=200,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "data-from-fragment": "",
            }
        ),
        error_messages={"required": _("Type the code from your letter.")},
    )
