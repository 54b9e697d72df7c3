"""Running an information session: what stands on the screen, what is merged, owed, typed in, handed on."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonbeat.faces.desk.forms.base import DayField, DeedForm, PickField, required, text
from commonbeat.faces.desk.forms.questions import AnswerForm, CorrectForm, DeclineForm, ShowForm
from commonbeat.faces.desk.forms.voices import working_in
from commonbeat.listening.models import Kind, Topic
from commonbeat.openness import actions, queries, rules
from commonbeat.openness.models import Gathering, Question
from commonbeat.people.models import Staff

NUMBER = forms.NumberInput(attrs={"inputmode": "numeric"})


class ForSession(DeedForm):
    """For the host, moderators and coordinators; the subject is the gathering."""

    @classmethod
    def is_offered(cls, staff: Staff, subject: Gathering) -> bool:
        return rules.is_session(subject) and rules.may_moderate_session(staff, subject)


class ForQuestion(DeedForm):
    """The same; the subject is one question of the session."""

    @classmethod
    def is_offered(cls, staff: Staff, subject: Question) -> bool:
        return rules.may_moderate(staff, subject)


class OwnerFields(DeedForm):
    """Who answers, and by when."""

    short = ("due_on",)

    owner = PickField(label=_("Who answers"), required=False, empty_label=_("Choose somebody"))
    due_on = DayField(label=_("By"), required=False)

    def offer(self, gathering: Gathering) -> None:
        self.fields["owner"].queryset = working_in(gathering.neighborhood)
        self.initial |= {"owner": gathering.host_id, "due_on": self.today + timedelta(days=7)}

    def need(self) -> None:
        """Neither may be left out."""
        for name, sentence in (("owner", _("Choose who answers.")), ("due_on", _("Choose a day."))):
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = sentence


class StageForm(ForQuestion):
    heading = _("Put it on the screen")
    button = _("Answer it now")
    done = _("It stands on the screen.")

    def act(self) -> None:
        actions.put_on_stage(gathering=self.subject.gathering, question=self.subject, **self.who)


class ClearForm(ForSession):
    heading = _("Clear the screen")
    button = _("Clear it")
    done = _("The screen shows what is wanted most.")

    def act(self) -> None:
        actions.put_on_stage(gathering=self.subject, question=None, **self.who)


class MergeForm(ForQuestion):
    heading = _("Who asked the same?")
    lead = _(
        "They stand as one. A device that voted for both counts once, and whoever asked reads one answer."
    )
    button = _("Merge them")
    done = _("Merged.")

    into = PickField(label=_("It stands with"), empty_label=None, widget=forms.RadioSelect)

    def prepare(self) -> None:
        shown = Question.objects.public(self.subject.team).filter(gathering=self.subject.gathering_id)
        self.fields["into"].queryset = shown.exclude(pk=self.subject.pk)
        self.fields["into"].label_from_instance = lambda one: one.public_words

    def act(self) -> None:
        actions.merge_questions(question=self.subject, into=self.cleaned_data["into"], **self.who)


class SeparateForm(ForQuestion):
    heading = _("Let it stand by itself again")
    button = _("Separate it")
    done = _("It stands by itself, with the votes it had.")

    def act(self) -> None:
        actions.separate_question(question=self.subject, **self.who)


class OweForm(ForQuestion, OwnerFields):
    heading = _("Answer it later")
    lead = _("Everybody reads by when, and whoever asked is told. It stays on the board of answers we owe.")
    button = _("We owe it")
    done = _("It stands on the board of answers we owe.")

    @classmethod
    def is_offered(cls, staff: Staff, subject: Question) -> bool:
        return rules.may_answer(staff, subject)

    def prepare(self) -> None:
        self.offer(self.subject.gathering)
        self.need()

    def act(self) -> None:
        given = self.cleaned_data
        actions.owe_answer(question=self.subject, owner=given["owner"], due_on=given["due_on"], **self.who)


class PaperForm(ForQuestion):
    heading = _("How many on paper?")
    lead = _(
        "Dots on the wall or hands in the room. They are shown apart from the votes by phone; both count for the order."
    )
    button = _("Keep the number")
    done = _("Kept.")
    short = ("votes",)

    votes = forms.IntegerField(
        label=_("Votes on paper"), min_value=0, max_value=rules.MOST_IN_A_ROOM, widget=NUMBER,
        error_messages=required(_("Write a number, or 0.")),
    )  # fmt: skip

    def prepare(self) -> None:
        self.initial["votes"] = self.subject.paper_votes

    def act(self) -> None:
        actions.count_paper_votes(question=self.subject, votes=self.cleaned_data["votes"], **self.who)


class HandOnForm(DeedForm):
    heading = _("Make it a concern of ours")
    lead = _(
        "What stands behind the question becomes a voice in the inbox, with a clock. The question stays."
    )
    button = _("Put it into the inbox")
    done = _("It is in the inbox now.")

    kind = forms.ChoiceField(
        label=_("What is it?"), choices=Kind.choices, widget=forms.RadioSelect, initial=Kind.WORRY,
        error_messages=required(_("Choose what it is.")),
    )  # fmt: skip
    words = text(_("In their words"), 5000, hint=_("No names are needed."), needed=_("Write what was said."))
    topic = forms.ChoiceField(
        label=_("What is it about?"), choices=[("", _("Not sure")), *Topic.choices], required=False
    )

    @classmethod
    def is_offered(cls, staff: Staff, subject: Question) -> bool:
        return subject.gathering is not None and rules.may_run(staff, subject.gathering)

    def prepare(self) -> None:
        self.initial["words"] = self.subject.public_words or self.subject.words

    def act(self) -> None:
        actions.raise_question(question=self.subject, **self.cleaned_data, **self.who)


class CardForm(ForSession):
    heading = _("Type in a paper card")
    lead = _(
        "As everybody will read it: without names or anything that points to somebody. It is shown at once."
    )
    button = _("Show it")
    done = _("Everybody can read it and vote for it.")

    words = text(_("The question"), 1000, needed=_("Write the question that stands on the card."), rows=3)

    def act(self) -> None:
        about = {"client_id": self.cleaned_data["client_id"], "words": self.cleaned_data["words"]}
        actions.take_card(gathering=self.subject, **about, **self.who)


class CloseForm(OwnerFields):
    heading = _("Close the session")
    lead = _(
        "Votes end; only their totals are kept. Every question ends with an answer, or is owed by somebody with a day."
    )
    button = _("Close it")
    done = _("Closed. Now the minutes.")

    @classmethod
    def is_offered(cls, staff: Staff, subject: Gathering) -> bool:
        return rules.is_session(subject) and rules.may_run(staff, subject)

    def prepare(self) -> None:
        self.offer(self.subject)
        waiting = [one for one in queries.open_questions(self.subject) if not one.owner_id]
        if not waiting:
            del self.fields["owner"], self.fields["due_on"]
            return
        named = " · ".join(one.public_words or one.words for one in waiting)
        self.fields["owner"].help_text = _("Still without an answer: %(questions)s") % {"questions": named}
        self.need()

    def act(self) -> Any:
        given = self.cleaned_data
        owed = {"owner": given.get("owner"), "due_on": given.get("due_on")}
        return actions.close_session(gathering=self.subject, **owed, **self.who)


SESSION_DEEDS: dict[str, type[DeedForm]] = {"clear": ClearForm, "card": CardForm, "close": CloseForm}
SESSION_QUESTION_DEEDS: dict[str, type[DeedForm]] = {
    "stage": StageForm,
    "show": ShowForm,
    "decline": DeclineForm,
    "merge": MergeForm,
    "separate": SeparateForm,
    "answer": AnswerForm,
    "correct": CorrectForm,
    "owe": OweForm,
    "paper": PaperForm,
    "hand-on": HandOnForm,
}
