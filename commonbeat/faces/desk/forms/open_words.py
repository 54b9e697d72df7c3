"""Words that everybody reads, and who may write them."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from commonbeat.faces.desk.forms.base import DeedForm
from commonbeat.methods.text import personal
from commonbeat.people.models import Staff
from commonbeat.together import rules

# What a detector takes for a person may be a street: addresses of places are fine here.
POINTING = {"mail", "phone", "plate", "name", "id_number", "birth_date", "handle", "card", "room"}


class OpenWords(DeedForm):
    """Words that everybody reads: what might point to somebody is shown once before it is kept."""

    read_first: tuple[str, ...] = ()

    is_read = forms.BooleanField(
        label=_("I have read it again: it points to nobody"), required=False, widget=forms.HiddenInput
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        written = "\n".join(str(given.get(name) or "") for name in self.read_first)
        found = [
            written[detail.start : detail.end]
            for detail in personal.find_personal_details(written)
            if detail.kind in POINTING
        ]
        if found and not given.get("is_read"):
            self.fields["is_read"].widget = forms.CheckboxInput()
            words = ", ".join(f"“{one}”" for one in dict.fromkeys(found))
            raise forms.ValidationError(
                _now(
                    "Everybody can read this. May %(words)s point to somebody? Leave it out, or say that it does not."
                )
                % {"words": words}
            )
        return given

    def said(self) -> dict[str, Any]:
        """What was filled in, without what only the form needs."""
        return {
            name: value for name, value in self.cleaned_data.items() if name not in ("client_id", "is_read")
        }


class ForWorker(OpenWords):
    """For those who look after the problem or the group."""

    @classmethod
    def is_offered(cls, staff: Staff, subject: Any) -> bool:
        return rules.may_work(staff, subject)


class ForLeader(OpenWords):
    """For those who coordinate the neighborhood."""

    @classmethod
    def is_offered(cls, staff: Staff, subject: Any) -> bool:
        return rules.may_coordinate(staff, subject)
