"""Asking to be greeted by name."""

from django import forms
from django.utils.translation import gettext_lazy as _

from commonbeat.faces.public.forms.thread import ClientForm
from commonbeat.safety.forms import WordsField

MONTHS = [("1", _("One month")), ("3", _("Three months")), ("6", _("Half a year")), ("12", _("A year"))]


class GreetingFields(forms.Form):
    call_me = WordsField(
        label=_("What should we call you?"),
        limit=80,
        error_messages={"required": _("Write what we should call you.")},
    )
    say_it = WordsField(label=_("How do we say it?"), help_text=_("For example: Saoirse, like SEER-sha."), limit=120, required=False)
    place = forms.ChoiceField(label=_("Where do we meet you?"), required=False)
    know = WordsField(
        label=_("Is there something we should know?"),
        help_text=_("For example: please speak on my left side."),
        limit=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    months = forms.TypedChoiceField(
        label=_("For how long?"), choices=MONTHS, coerce=int, initial="6", widget=forms.RadioSelect,
        error_messages={"required": _("Choose for how long."), "invalid_choice": _("Choose for how long.")},
    )  # fmt: skip

    def __init__(self, *args: object, places: list[object], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [("", _("Anywhere in the neighborhood")), *((str(place.pk), place.name) for place in places)]


class HelloForm(ClientForm, GreetingFields):
    consent = forms.BooleanField(
        label=_("Yes, officers of this neighborhood may read this to greet me by name."),
        error_messages={"required": _("We need your yes, otherwise we keep nothing.")},
    )


class ChangeHelloForm(GreetingFields):
    """The same, later, with the code."""
