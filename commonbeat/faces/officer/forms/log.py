"""Logging a chat: three taps, no name."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonbeat.listening.models import Kind, Need
from commonbeat.safety.forms import ClientIdField, WordsField

KIND_CHOICES = [
    ("", _("Just a chat")),
    (Kind.WORRY, _("A worry")),
    (Kind.QUESTION, _("A question")),
    (Kind.IDEA, _("An idea")),
    (Kind.THANKS, _("Thanks")),
    (Kind.INFORMATION, _("Information")),
]
KINDS = {str(kind) for kind, _label in KIND_CHOICES if kind}
FEELING_CHOICES = [
    ("afraid", _("Afraid")),
    ("angry", _("Angry")),
    ("sad", _("Sad")),
    ("fed_up", _("Fed up")),
    ("hopeful", _("Hopeful")),
    ("fine", _("Fine")),
]
NEED_CHOICES = [
    (Need.LISTEN, _("To be heard")),
    (Need.ANSWER, _("An answer")),
    (Need.ACTION, _("Something done")),
    (Need.ADVICE, _("Advice")),
]


def due_choices(today: date) -> list[tuple[str, Any]]:
    """Dates one can promise with one tap: tomorrow, this Friday or the next, in two weeks."""
    friday = today + timedelta(days=(4 - today.weekday()) % 7 or 7)
    two_weeks = today + timedelta(days=14)
    found = {"": _("Not now"), (today + timedelta(days=1)).isoformat(): _("Yes, by tomorrow")}
    found.setdefault(friday.isoformat(), _("Yes, by Friday"))
    found[two_weeks.isoformat()] = _("Yes, in two weeks")
    return list(found.items())


class LogForm(forms.Form):
    """The same questions with and without signal; without a script it is an ordinary form."""

    client_id = ClientIdField()
    place = forms.ChoiceField(label=_("Where"), widget=forms.RadioSelect, required=False)
    what = forms.ChoiceField(
        label=_("What was it"), choices=KIND_CHOICES, widget=forms.RadioSelect, required=False
    )
    feeling = forms.ChoiceField(
        label=_("How did it feel to them?"), choices=FEELING_CHOICES, widget=forms.RadioSelect, required=False
    )
    need = forms.ChoiceField(
        label=_("What do they need from us?"), choices=NEED_CHOICES, widget=forms.RadioSelect, required=False
    )
    words = WordsField(
        label=_("In their words (no names needed)"),
        limit=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    wants_code = forms.BooleanField(label=_("They want to hear back: show a code"), required=False)
    due = forms.ChoiceField(label=_("Did you promise something?"), widget=forms.RadioSelect, required=False)
    promise = WordsField(label=_("What did you promise?"), limit=500, required=False)

    def __init__(self, *args: Any, places: list[Any], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [
            *((str(place.pk), place.name) for place in places),
            ("", _("Elsewhere")),
        ]
        self.fields["due"].choices = due_choices(today)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("due") and not cleaned.get("promise") and "promise" not in self.errors:
            self.add_error("promise", _("Write in a few words what you promised."))
        if cleaned.get("promise") and not cleaned.get("due") and "due" not in self.errors:
            self.add_error("due", _("Choose by when you promised it."))
        return cleaned
