"""Which column of a table answers which of our questions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonbeat.listening.channels.sheets import COLUMNS, Table
from commonbeat.listening.models import Channel, Kind
from commonbeat.places.models import Neighborhood

NOTHING = "-"
CHANNELS = (
    Channel.PAPER,
    Channel.PHONE,
    Channel.MAIL,
    Channel.SURVEY,
    Channel.SESSION,
    Channel.CONVERSATION,
    Channel.SMS,
)


class ColumnsForm(forms.Form):
    """One question a column may answer, and what holds where a cell is empty."""

    def __init__(
        self,
        *args: Any,
        table: Table,
        guess: dict[str, int],
        neighborhoods: list[Neighborhood],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.neighborhoods = {one.slug: one for one in neighborhoods}
        names = [(str(number), name) for number, name in enumerate(table.names)]
        for question, (label, _words) in COLUMNS.items():
            must = question == "words"
            self.fields[question] = forms.ChoiceField(
                label=label,
                choices=names if must else [(NOTHING, _("no column")), *names],
                initial=str(guess.get(question, 0 if must else NOTHING)),
            )
        self.fields["usual_neighborhood"] = forms.ChoiceField(
            label=_("Neighborhood, where a row names none"),
            choices=[(one.slug, one.name) for one in neighborhoods],
            initial=neighborhoods[0].slug if neighborhoods else None,
        )
        self.fields["usual_kind"] = forms.ChoiceField(
            label=_("What it is, where a row does not say"), choices=Kind.choices, initial=Kind.WORRY
        )
        self.fields["usual_channel"] = forms.ChoiceField(
            label=_("How they reached us, where a row does not say"),
            choices=[(one.value, one.label) for one in CHANNELS],
            initial=Channel.PAPER,
        )

    @property
    def columns(self) -> dict[str, int]:
        """The chosen column of each question that has one."""
        given = self.cleaned_data
        return {question: int(given[question]) for question in COLUMNS if given[question] != NOTHING}

    @property
    def usual(self) -> dict[str, str]:
        return {"kind": self.cleaned_data["usual_kind"], "channel": self.cleaned_data["usual_channel"]}

    @property
    def usual_neighborhood(self) -> Neighborhood:
        return self.neighborhoods[self.cleaned_data["usual_neighborhood"]]
