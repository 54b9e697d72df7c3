"""Correcting what the program read in a voice."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonbeat.faces.desk.forms.base import DeedForm, required, text
from commonbeat.listening import rules
from commonbeat.listening.actions.understanding import correct_feeling, name_topic
from commonbeat.listening.models import Feeling, TeamTopic, Voice


class FeelingForm(DeedForm):
    heading = _("How did it seem to feel?")
    lead = _("Your word stands before the estimate. What the person said themselves stands before both.")
    button = _("Keep it")
    done = _("Kept. It stands before the estimate now.")

    feeling = forms.ChoiceField(
        label=_("It seemed"),
        choices=Feeling.choices,
        widget=forms.RadioSelect,
        error_messages=required(_("Choose one of the answers offered.")),
    )

    @classmethod
    def is_offered(cls, staff: Any, subject: Voice) -> bool:
        return rules.may(staff, "join", subject) and not subject.feeling_said and bool(subject.words)

    def prepare(self) -> None:
        # Saying the same again changes nothing, so one tap needs no mark of its own.
        self.fields["client_id"].required = False

    def act(self) -> Voice:
        return correct_feeling(
            voice=self.subject, feeling=self.cleaned_data["feeling"], by=self.staff, at=self.at
        )


class TopicForm(DeedForm):
    heading = _("Name a topic")
    lead = _("In your own words. What came in is read again with it within minutes, in every language.")
    button = _("Keep it")
    done = _("Kept. Voices are being read again.")

    name = text(_("What you call it"), 60, needed=_("Give the topic a name."))
    words = text(
        _("Words that point to it"), 300, hint=_("Any language, with spaces between: goose geese gansos")
    )
    examples = text(
        _("What people may say about it"),
        4000,
        hint=_("Made up by you, one a line, never a resident's own words. Three are a good start."),
        rows=5,
    )

    @classmethod
    def is_offered(cls, staff: Any, subject: TeamTopic | None) -> bool:
        return staff.is_active and staff.has_duty("coordinator")

    def prepare(self) -> None:
        if self.subject is not None:
            for name in ("name", "words", "examples"):
                self.fields[name].initial = getattr(self.subject, name)

    def act(self) -> TeamTopic:
        given = self.cleaned_data
        words = {name: given[name] for name in ("name", "words", "examples")}
        return name_topic(**words, topic=self.subject, **self.who)
