"""Questions residents ask: read, shown, answered."""

from django import forms
from django.utils.translation import gettext_lazy as _

from commonbeat.faces.desk.forms.base import DeedForm, text
from commonbeat.openness import actions, rules
from commonbeat.openness.models import Question
from commonbeat.people.models import Staff


class ForModerator(DeedForm):
    @classmethod
    def is_offered(cls, staff: Staff, subject: Question) -> bool:
        return rules.may_moderate(staff, subject)


class ForAnswerer(DeedForm):
    @classmethod
    def is_offered(cls, staff: Staff, subject: Question) -> bool:
        return rules.may_answer(staff, subject)


class ShowForm(ForModerator):
    heading = _("Show this question")
    lead = _("As everybody will read it: without names or anything that points to somebody.")
    button = _("Show it")
    done = _("Everybody can read it now. It waits for its answer.")

    public_words = text(
        _("The question"), 1000, needed=_("Please write the question as everybody will read it."), rows=3
    )

    def prepare(self) -> None:
        self.initial["public_words"] = self.subject.public_words or self.subject.words

    def act(self) -> None:
        words = self.cleaned_data["public_words"]
        actions.publish_question(question=self.subject, public_words=words, **self.who)


class DeclineForm(ForModerator):
    heading = _("Do not show this question")
    lead = _("Whoever asked reads your reason with their code.")
    button = _("Do not show it")
    done = _("It is not shown. Whoever asked can read why.")
    is_careful = True

    because = text(_("Why"), 500, needed=_("Please tell the person why their question is not shown."), rows=3)

    def act(self) -> None:
        actions.decline_question(question=self.subject, because=self.cleaned_data["because"], **self.who)


class AnswerForm(ForAnswerer):
    heading = _("Answer in public")
    lead = _("Everybody reads it beside the question. “We cannot answer because …” is an answer, too.")
    button = _("Answer")
    done = _("Answered.")

    words = text(
        _("The answer"), 5000, needed=_("Please write the answer, or why it cannot be answered."), rows=6
    )
    is_cannot = forms.BooleanField(label=_("We cannot answer this, and say why above"), required=False)

    def act(self) -> None:
        given = self.cleaned_data
        actions.answer_question(
            question=self.subject, words=given["words"], is_cannot=given["is_cannot"], **self.who
        )


class CorrectForm(ForAnswerer):
    heading = _("Correct the answer")
    lead = _("The earlier answer stays readable beside the new one.")
    button = _("Correct it")
    done = _("Corrected.")

    words = text(
        _("The better answer"),
        5000,
        needed=_("Please write the answer, or why it cannot be answered."),
        rows=6,
    )
    because = text(
        _("What was wrong with the earlier one"),
        500,
        needed=_("Please say what was wrong with the earlier answer."),
        rows=2,
    )
    is_cannot = forms.BooleanField(label=_("We cannot answer this, and say why above"), required=False)

    def prepare(self) -> None:
        last = self.subject.answers.last()
        if last is not None:
            self.initial |= {"words": last.words, "is_cannot": last.is_cannot}

    def act(self) -> None:
        given = dict(self.cleaned_data)
        del given["client_id"]
        actions.correct_answer(question=self.subject, **given, **self.who)


QUESTION_DEEDS: dict[str, type[DeedForm]] = {
    "show": ShowForm,
    "decline": DeclineForm,
    "answer": AnswerForm,
    "correct": CorrectForm,
}
