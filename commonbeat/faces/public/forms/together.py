"""What residents and partners do about a problem."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonbeat.faces.public.forms.thread import ClientForm
from commonbeat.methods.text import personal
from commonbeat.safety.forms import WordsField
from commonbeat.together.models import WordKind

POINTING = {"mail", "phone", "plate", "name", "id_number", "birth_date", "handle", "card", "room"}
DAY = {
    "required": _("Choose a day."),
    "invalid": _("Write the day like 2026-11-30."),
}


class HelpForm(ClientForm):
    words = WordsField(
        label=_("How would you like to help?"),
        help_text=_(
            "An hour, an idea, a key to the hall, a pair of eyes. You need no name; we answer you with a code."
        ),
        limit=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Please write how you would like to help.")},
    )


class BetterForm(ClientForm):
    """The pressed button is the answer."""

    kind = forms.ChoiceField(
        choices=WordKind.choices,
        error_messages={
            "required": _("Press one of the buttons."),
            "invalid_choice": _("Press one of the buttons."),
        },
    )


class FollowForm(forms.Form):
    email = forms.EmailField(
        label=_("Where shall we send it?"),
        help_text=_(
            "One mail first, to make sure that the address is yours. Then only when there is news of this."
        ),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Write your mail address."),
            "invalid": _("Write the mail address like name@example.org."),
            "max_length": _("Write the mail address like name@example.org."),
        },
    )


def day_field(label: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, error_messages=DAY)


class PublicWords(ClientForm):
    """A partner's words are read by everybody: they must point to nobody."""

    open_words = ""

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        written = str(given.get(self.open_words) or "")
        if any(detail.kind in POINTING for detail in personal.find_personal_details(written)):
            self.add_error(
                self.open_words,
                _("Everybody can read this. Please leave out names, numbers and addresses of persons."),
            )
        return given


class PledgeForm(PublicWords):
    open_words = "words"

    words = WordsField(
        label=_("What will you do?"),
        limit=300,
        error_messages={"required": _("Please write what will be done.")},
    )
    due_on = day_field(_("Until when?"))


class DoneForm(PublicWords):
    open_words = "outcome"

    done_on = day_field(_("On which day?"))
    outcome = WordsField(label=_("What came of it?"), limit=500, required=False)


class LaterForm(PublicWords):
    open_words = "because"

    due_on = day_field(_("Until when now?"))
    because = WordsField(
        label=_("Why?"), limit=300, error_messages={"required": _("Please say why it takes longer.")}
    )


class DropForm(PublicWords):
    open_words = "because"

    because = WordsField(
        label=_("Why?"), limit=300, error_messages={"required": _("Please say why it will not be done.")}
    )
