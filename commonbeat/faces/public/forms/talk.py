"""Taking part in a conversation."""

from django import forms
from django.utils.translation import gettext_lazy as _

from commonbeat.faces.public.forms.ask import WarnedForm
from commonbeat.safety.forms import WordsField


class SayForm(WarnedForm):
    words = WordsField(
        label=_("What should others think about?"),
        help_text=_(
            "One idea in one sentence that people can agree or disagree with. Somebody reads it first."
        ),
        limit=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write one idea in one sentence.")},
    )


class InvitedForm(forms.Form):
    code = forms.CharField(
        label=_("The code on your invitation"),
        help_text=_("Twelve letters and digits. Spaces, dashes and capitals do not matter."),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={
            "required": _("Type the code you were given."),
            "max_length": _("Type the code you were given."),
        },
    )


class FollowForm(forms.Form):
    email = forms.EmailField(
        label=_("Your email address"),
        help_text=_(
            "We ask you to confirm it, then write only when something comes of it. One click ends it."
        ),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Type your email address."),
            "invalid": _("Type an address like name@example.org."),
        },
    )
