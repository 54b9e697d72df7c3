"""The questionnaire as a form, for whoever holds it out: every question may be skipped."""

import uuid
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commonbeat.safety.forms import HoneypotField, WordsField
from commonbeat.trust import questionnaire

SKIP: tuple[str, str | Promise] = ("skip", _("no answer"))
SKIPPED = ("", SKIP[0])


class SurveyForm(forms.Form):
    """Thirteen closed questions, an open one, and four about the person."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)
    website = HoneypotField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item in questionnaire.ITEMS:
            choices = [(str(value), words) for value, words in item.choices]
            self.fields[item.key] = _choice(item.words, [*choices, SKIP], item.ends)
        self.fields["words"] = WordsField(
            label=questionnaire.OPEN_WORDS,
            limit=questionnaire.OPEN_LIMIT,
            required=False,
            widget=forms.Textarea(attrs={"rows": 4}),
            help_text=_("We read it together with others, without your ticks. Please leave names out."),
        )
        for key, (words, offered) in questionnaire.ABOUT.items():
            self.fields[key] = _choice(words, [*offered, SKIP], None)

    def questions(self) -> list[forms.BoundField]:
        return [self[item.key] for item in questionnaire.ITEMS]

    def about(self) -> list[forms.BoundField]:
        return [self[key] for key in questionnaire.ABOUT]

    def replies(self) -> dict[str, int | str]:
        """What was ticked, as the room keeps it."""
        given = self.cleaned_data
        ticked: dict[str, int | str] = {
            item.key: int(given[item.key]) for item in questionnaire.ITEMS if given[item.key] not in SKIPPED
        }
        return ticked | {key: given[key] for key in questionnaire.ABOUT if given[key] not in SKIPPED}


def _choice(words: Any, choices: list[Any], ends: Any) -> forms.ChoiceField:
    hint = _("0 is %(low)s, 10 is %(high)s.") if ends else ""
    field = forms.ChoiceField(
        label=words,
        choices=choices,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one of those offered.")},
    )
    if ends:
        low, high = ends
        field.help_text = Said(hint, {"low": low, "high": high})  # type: ignore[assignment]
    return field


class Said:
    """A sentence filled in only when it is shown, in the language of the page."""

    def __init__(self, sentence: Any, parts: dict[str, Any]) -> None:
        self.sentence, self.parts = sentence, parts

    def __str__(self) -> str:
        return str(self.sentence) % {name: str(part) for name, part in self.parts.items()}
