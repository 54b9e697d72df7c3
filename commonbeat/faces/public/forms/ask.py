"""Asking the team something that is answered where everybody can read it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from commonbeat.faces.public.forms.thread import ClientForm
from commonbeat.safety.forms import WordsField


class AskForm(ClientForm):
    words = WordsField(
        label=_("What would you like to ask the team?"),
        help_text=_("Your question and our answer are public, without your name. Somebody reads it first."),
        limit=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write your question first.")},
    )
