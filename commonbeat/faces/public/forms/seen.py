"""Did you see one of us this week?"""

from django import forms
from django.utils.translation import gettext_lazy as _

from commonbeat.faces.public.forms.thread import ClientForm


class SeenForm(ClientForm):
    """The pressed button is the answer."""

    was_seen = forms.TypedChoiceField(
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda word: word == "yes",
        error_messages={
            "required": _("Press one of the two buttons."),
            "invalid_choice": _("Press one of the two buttons."),
        },
    )


class KnownForm(ClientForm):
    """Do you know one of us by name? The pressed button is the answer."""

    knows_us = forms.TypedChoiceField(
        choices=[("yes", _("Yes")), ("no", _("No"))], coerce=lambda word: word == "yes"
    )
