"""Form parts that every face shares."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from commonbeat.safety import signing, traps
from commonbeat.safety.errors import Refused
from commonbeat.safety.text import clean


class WordsField(forms.CharField):
    """Free text, stripped and NFC-normalized; too long or unstorable text is an error on this field."""

    def __init__(self, *, limit: int, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 5}) if limit > 200 else forms.TextInput())
        super().__init__(strip=False, **kwargs)
        self.limit = limit

    def to_python(self, value: Any) -> str:
        try:
            return clean(str(value or ""), self.limit)
        except Refused as refusal:
            raise ValidationError(refusal.sentence) from None

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        # No maxlength: a browser would cut pasted words off without a word.
        return super().widget_attrs(widget)


class HoneypotField(forms.CharField):
    """A field people do not see; what is in it holds the submission back for a person to look at."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Leave this empty"))
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1", "class": "trap"})
        )
        super().__init__(required=False, max_length=500, **kwargs)


class ClientIdField(forms.UUIDField):
    """The draft's own id, made by the browser or by us on the first page; the same for every resend."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(initial=uuid.uuid4, **kwargs)


class DraftForm(forms.Form):
    """One page of a form of several: what the earlier pages hold travels in a signed hidden field.

    Give `draft_name` in the class and `draft=` when making it; `carry()` is the text for the next
    page, `carried` what came with this one.
    """

    draft_name = ""
    draft = forms.CharField(widget=forms.HiddenInput, required=False)
    started = forms.CharField(widget=forms.HiddenInput, required=False)
    website = HoneypotField()

    def __init__(self, *args: Any, carried: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.carried: dict[str, Any] = carried or {}
        if carried is not None:
            self.initial["draft"] = signing.sign_draft(self.draft_name, carried)
        self.initial.setdefault("started", traps.stamp())

    def clean_draft(self) -> str:
        text: str = self.cleaned_data["draft"]
        try:
            self.carried = signing.read_draft(self.draft_name, text)
        except Refused as refusal:
            raise ValidationError(refusal.sentence) from None
        return text

    def carry(self) -> str:
        """Everything of this page and the earlier ones, signed for the next."""
        own = {
            name: str(value) if isinstance(value, uuid.UUID) else value
            for name, value in self.cleaned_data.items()
            if name not in ("draft", "started", "website")
        }
        return signing.sign_draft(self.draft_name, {**self.carried, **own})

    def looks_automatic(self) -> bool:
        """True when the hidden field was filled in or the page was answered faster than a person can."""
        return traps.looks_automatic(
            filled=self.cleaned_data.get("website", ""), started=self.cleaned_data.get("started", "")
        )
