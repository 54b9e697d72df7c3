"""Asking to be greeted by name."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonbeat.faces.public.forms.thread import ClientForm
from commonbeat.people.models import Acquaintance
from commonbeat.places.models import Place
from commonbeat.safety.forms import WordsField

MONTHS = [("1", _("One month")), ("3", _("Three months")), ("6", _("Half a year")), ("12", _("A year"))]


class GreetingFields(forms.Form):
    call_me = WordsField(
        label=_("What should we call you?"),
        limit=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write what we should call you.")},
    )
    say_it = WordsField(
        label=_("How do we say it?"),
        help_text=_("For example: Saoirse, like SEER-sha."),
        limit=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    place = forms.ChoiceField(
        label=_("Where do we meet you?"),
        required=False,
        error_messages={"invalid_choice": _("Choose a place from the list.")},
    )
    know = WordsField(
        label=_("Is there something we should know?"),
        help_text=_("For example: please speak on my left side."),
        limit=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    months = forms.TypedChoiceField(
        label=_("For how long?"),
        choices=MONTHS,
        coerce=int,
        initial="6",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose for how long."), "invalid_choice": _("Choose for how long.")},
    )

    def __init__(self, *args: Any, places: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {str(place.pk): place for place in places}
        names = [(key, place.name) for key, place in self.places.items()]
        self.fields["place"].choices = [("", _("Anywhere in the neighborhood")), *names]

    def clean_place(self) -> Place | None:
        return self.places.get(self.cleaned_data["place"])


class HelloForm(ClientForm, GreetingFields):
    consent = forms.BooleanField(
        label=_("Yes, officers of this neighborhood may read this to greet me by name."),
        error_messages={"required": _("We need your yes; without it we keep nothing.")},
    )


class ChangeHelloForm(GreetingFields):
    """The same, later, with the code."""

    @staticmethod
    def initial_of(kept: Acquaintance) -> dict[str, Any]:
        own = {name: getattr(kept, name) for name in ("call_me", "say_it", "know")}
        return {**own, "place": kept.place_id or ""}
