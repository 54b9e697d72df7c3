"""One thing to do: a form that says what it asks and does it."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from commonbeat.openness.calendar import local_day
from commonbeat.people.models import Staff
from commonbeat.safety.forms import ClientIdField, WordsField

Words = str | Lazy


class DayField(forms.DateField):
    """A day, in the browser's own picker."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(**kwargs)
        self.error_messages |= {
            "required": _("Choose a day."),
            "invalid": _("Write the day like 2026-11-30."),
        }


class ClockField(forms.TimeField):
    """A time of the day, in the browser's own picker."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
        super().__init__(**kwargs)
        self.error_messages |= {
            "required": _("Choose a time."),
            "invalid": _("Write the time like 14:30."),
        }


class PickField(forms.ModelChoiceField):
    """One of the rows this person may choose among; whatever else is sent is refused."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(kwargs.pop("queryset", None), **kwargs)
        self.error_messages |= {
            "required": _("Choose one of those offered."),
            "invalid_choice": _("Choose one of those offered."),
        }


def moment(day: date, clock: time) -> datetime:
    """The instant at which the team's clock shows this time of this day."""
    return timezone.make_aware(datetime.combine(day, clock))


def required(sentence: Words) -> dict[str, Words]:
    """What an empty field says: what to do."""
    return {"required": sentence}


def text(label: Words, limit: int, *, hint: Words = "", needed: Words = "", rows: int = 0) -> WordsField:
    """Free text; without a sentence for the empty case it may be left out."""
    widget = forms.Textarea(attrs={"rows": rows or 4}) if rows or limit > 300 else forms.TextInput()
    return WordsField(
        label=label,
        limit=limit,
        help_text=hint,
        required=bool(needed),
        widget=widget,
        error_messages=required(needed) if needed else {},
    )


class DeedForm(forms.Form):
    """A page that does one thing: its title and what happens next, the questions, and the deed itself.

    `is_offered` says who may do it to what; `act` does it by one action of a room.
    """

    heading: Words = ""
    lead: Words = ""
    button: Words = _("Save")
    done: Words = _("Saved.")
    is_careful = False
    tall: Iterable[str] = ()
    short: Iterable[str] = ()

    client_id = ClientIdField()

    def __init__(self, *args: Any, subject: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subject = subject
        self.request = request
        self.staff: Staff = request.user
        self.at: datetime = request.at
        self.who = {"by": self.staff, "at": self.at}
        self.prepare()

    @classmethod
    def is_offered(cls, staff: Staff, subject: Any) -> bool:
        """Whether this member of staff may do this to it."""
        raise NotImplementedError

    def prepare(self) -> None:
        """Offer the choices and what is known already."""

    def act(self) -> Any:
        """Do it; Refused becomes a mistake in this form."""
        raise NotImplementedError

    @property
    def today(self) -> date:
        return local_day(self.request.team, self.at)
