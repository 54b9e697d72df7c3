"""What can be done about a concern, one form a deed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonbeat.faces.desk.forms.base import DayField, DeedForm, PickField, text
from commonbeat.faces.desk.forms.voices import owner_field, working_in
from commonbeat.listening import actions, rules
from commonbeat.listening.models import Action, Concern, Promise, ReportBack, Topic
from commonbeat.openness import actions as openness
from commonbeat.openness.rules import may_coordinate
from commonbeat.people.models import Duty, Staff


class ConcernForm(DeedForm):
    """A deed for one concern, for those the table of verbs gives it to."""

    verb = ""

    @classmethod
    def is_offered(cls, staff: Staff, subject: Concern) -> bool:
        return rules.may(staff, cls.verb, subject)


class AssignForm(ConcernForm):
    heading = _("Who looks after it?")
    button = _("Assign")
    done = _("Assigned.")
    verb = "assign"

    owner = owner_field()

    def prepare(self) -> None:
        concern: Concern = self.subject
        if concern.about_officer_id is None:
            self.fields["owner"].queryset = working_in(concern.neighborhood)
        else:
            people = Staff.objects.filter(team_id=concern.team_id).with_duty(Duty.CONFIDANT)
            fit = [one.pk for one in people if rules.may(one, "answer", concern)]
            self.fields["owner"].queryset = people.filter(pk__in=fit)
        self.fields["owner"].initial = concern.owner_id

    def act(self) -> None:
        actions.assign(concern=self.subject, owner=self.cleaned_data["owner"], **self.who)


class RenameForm(ConcernForm):
    heading = _("Give it a clearer name")
    done = _("Renamed.")
    verb = "rename"

    title = text(_("Title"), 160, hint=_("No names of people."), needed=_("Give it a title in a few words."))
    topic = forms.ChoiceField(label=_("What it is about"), choices=Topic.choices)

    def prepare(self) -> None:
        self.initial |= {"title": self.subject.title, "topic": self.subject.topic}

    def act(self) -> None:
        given = self.cleaned_data
        actions.rename(concern=self.subject, title=given["title"], topic=given["topic"], **self.who)


class UnderstoodForm(ConcernForm):
    heading = _("Why do we think we understood?")
    lead = _("Nobody who raised this can be asked. Concerns understood this way are counted apart.")
    button = _("We understood")
    done = _("Noted. It counts as understood without their word.")
    verb = "mark_understood"

    because = text(
        _("Why"),
        500,
        hint=_("Example: Ben heard it himself at the school gate and saw it happen."),
        needed=_("Say why you think we understood."),
        rows=3,
    )

    def act(self) -> None:
        actions.mark_understood(concern=self.subject, because=self.cleaned_data["because"], **self.who)


class AnswerForm(ConcernForm):
    heading = _("Answer everybody who raised it")
    lead = _("They read it with their codes. The first real answer stops the clock.")
    button = _("Send the answer")
    done = _("Answered. Everybody who raised it can read it now.")
    verb = "answer"

    words = text(
        _("The answer"),
        5000,
        hint=_(
            "What you found out, what happens next and by when. “We are looking into it” is not an answer."
        ),
        needed=_("Write the answer."),
        rows=6,
    )

    def act(self) -> None:
        given = self.cleaned_data
        actions.answer(concern=self.subject, words=given["words"], client_id=given["client_id"], **self.who)


class PromiseForm(ConcernForm):
    heading = _("Make a promise")
    lead = _("Everybody who raised it reads it. A promise has a day, and it counts whether it is kept.")
    button = _("Promise it")
    done = _("Promised.")
    verb = "promise"
    short = ("due_on",)

    words = text(_("What we will do"), 500, needed=_("Write what you promise."), rows=3)
    due_on = DayField(label=_("By when"))

    def act(self) -> None:
        actions.promise(concern=self.subject, **self.cleaned_data, **self.who)


class ActForm(ConcernForm):
    heading = _("What was done?")
    lead = _("By us or by a partner. Telling those who raised it comes next.")
    button = _("Write it down")
    done = _("Written down. Now tell those who raised it.")
    verb = "act"
    short = ("done_on",)

    words = text(_("What was done"), 1000, needed=_("Write what was done."), rows=4)
    done_by = text(_("By whom, if not by us"), 120, hint=_("Example: the city's lighting department."))
    done_on = DayField(label=_("On which day"))

    def prepare(self) -> None:
        self.fields["done_on"].initial = self.today

    def act(self) -> None:
        actions.act(concern=self.subject, **self.cleaned_data, **self.who)


class ReportBackForm(ConcernForm):
    heading = _("Tell those who raised it")
    lead = _("They read what was done and say whether it is really solved.")
    button = _("Report back")
    done = _("Told. Now they say whether it is solved.")
    verb = "report_back"

    words = text(
        _("What you want to tell them"),
        5000,
        hint=_("What you said to us, what we did, and what we could not do."),
        needed=_("Write what you want to tell those who raised it."),
        rows=6,
    )

    def act(self) -> None:
        given = self.cleaned_data
        actions.report_back(
            concern=self.subject, words=given["words"], client_id=given["client_id"], **self.who
        )


class CloseForm(ConcernForm):
    heading = _("Close it, because …")
    lead = _(
        "Closed is not solved: it counts as lost in the loop. Those who raised it read why and may open it "
        "again."
    )
    button = _("Close it")
    done = _("Closed. Those who raised it can read why.")
    verb = "close"
    is_careful = True

    because = text(_("Because"), 500, needed=_("Say why; those who raised it will read it."), rows=3)

    def act(self) -> None:
        actions.close(concern=self.subject, because=self.cleaned_data["because"], **self.who)


class ReopenForm(ConcernForm):
    heading = _("Open it again, because …")
    button = _("Open it again")
    done = _("It is open again.")
    verb = "reopen"

    because = text(_("Because"), 500, needed=_("Say why; those who raised it will read it."), rows=3)

    def act(self) -> None:
        actions.reopen(concern=self.subject, because=self.cleaned_data["because"], **self.who)


class PublishForm(ConcernForm):
    heading = _("Show it publicly")
    lead = _("In our words and without anybody's details, so that others can say “me too”.")
    button = _("Publish")
    done = _("Published.")
    verb = "publish"

    public_words = text(
        _("What everybody will read"),
        2000,
        hint=_("The matter and the place. Nothing that points to who said it."),
        needed=_("Write what everybody will read."),
        rows=4,
    )

    @classmethod
    def is_offered(cls, staff: Staff, subject: Concern) -> bool:
        return subject.about_officer_id is None and super().is_offered(staff, subject)

    def prepare(self) -> None:
        self.initial["public_words"] = self.subject.public_words

    def act(self) -> None:
        words = self.cleaned_data["public_words"]
        actions.publish_concern(concern=self.subject, public_words=words, **self.who)


class UnpublishForm(ConcernForm):
    heading = _("Take it off the public pages")
    lead = _("Nobody can say “me too” any more. Nothing else changes.")
    button = _("Take it off")
    done = _("It is not public any more.")
    verb = "publish"
    is_careful = True

    @classmethod
    def is_offered(cls, staff: Staff, subject: Concern) -> bool:
        return subject.published_at is not None and super().is_offered(staff, subject)

    def act(self) -> None:
        actions.unpublish_concern(concern=self.subject, **self.who)


class PairForm(DeedForm):
    heading = _("Publish “You said, we did”")
    lead = _(
        "Everybody can follow it down to what was done and told. In somebody's own words only with their "
        "consent, or after a moderator has read it."
    )
    button = _("Publish")
    done = ""

    said = text(
        _("You said"),
        1000,
        hint=_("In our words."),
        needed=_("Please write what people said, in your own words."),
        rows=3,
    )
    did = text(_("We did"), 1000, needed=_("Please write what was done."), rows=3)
    action = PickField(label=_("What was done"))
    report_back = PickField(label=_("How they were told"))

    @classmethod
    def is_offered(cls, staff: Staff, subject: Concern) -> bool:
        has_both = subject.actions.exists() and subject.report_backs.exists()
        return subject.about_officer_id is None and may_coordinate(staff, subject.neighborhood) and has_both

    def prepare(self) -> None:
        for name, rows in (
            ("action", self.subject.actions.all()),
            ("report_back", self.subject.report_backs.all()),
        ):
            picked: Any = self.fields[name]
            picked.queryset = rows
            picked.label_from_instance = shortened
            picked.empty_label = None
            picked.initial = rows.last()
        self.initial["said"] = self.subject.public_words

    def act(self) -> Any:
        given = dict(self.cleaned_data)
        del given["client_id"]
        pair = openness.publish_you_said_we_did(concern=self.subject, **given, **self.who)
        self.done = (
            _("Published. Everybody can read it and what is behind it.")
            if pair.published_at
            else _("Written. These are somebody's own words: a moderator reads them before they are public.")
        )
        return pair


def shortened(row: Action | ReportBack) -> str:
    return row.words if len(row.words) <= 90 else f"{row.words[:89]}…"


CONCERN_DEEDS: dict[str, type[DeedForm]] = {
    "answer": AnswerForm,
    "promise": PromiseForm,
    "act": ActForm,
    "report-back": ReportBackForm,
    "understood": UnderstoodForm,
    "assign": AssignForm,
    "rename": RenameForm,
    "publish": PublishForm,
    "unpublish": UnpublishForm,
    "said-did": PairForm,
    "close": CloseForm,
    "reopen": ReopenForm,
}


class OnePromiseForm(DeedForm):
    """A deed for one promise that nothing was put in place of."""

    verb = ""

    @classmethod
    def is_offered(cls, staff: Staff, subject: Promise) -> bool:
        return rules.may(staff, cls.verb, subject.concern)


class KeepForm(OnePromiseForm):
    heading = _("We kept this promise")
    button = _("It is kept")
    done = _("Kept.")
    verb = "keep"

    words = text(_("What did you do?"), 500, rows=2)

    def act(self) -> None:
        actions.keep(promise=self.subject, words=self.cleaned_data["words"], **self.who)


class CorrectForm(OnePromiseForm):
    heading = _("Change this promise")
    lead = _(
        "The old one stays readable beside the new one. A day moved after it has passed still counts as late."
    )
    button = _("Change it")
    done = _("Changed. Everybody who raised it reads the new promise and why.")
    verb = "correct_promise"
    short = ("due_on",)

    words = text(_("The promise"), 500, needed=_("Write what you promise."), rows=3)
    due_on = DayField(label=_("By when"))
    reason = text(
        _("Why it changes"), 500, needed=_("Say why the promise changes; people will read it."), rows=2
    )

    def prepare(self) -> None:
        self.initial |= {"words": self.subject.words, "due_on": self.subject.due_on}

    def act(self) -> None:
        actions.correct_promise(promise=self.subject, **self.cleaned_data, **self.who)


class BreakForm(OnePromiseForm):
    heading = _("We cannot keep this promise")
    lead = _("Those you promised it to read why. A broken promise with a reason is better than silence.")
    button = _("Say that it is broken")
    done = _("Said, with the reason.")
    verb = "break"
    is_careful = True

    reason = text(
        _("Why we could not keep it"),
        500,
        needed=_("Say why we could not keep it; people will read it."),
        rows=3,
    )

    def act(self) -> None:
        actions.break_promise(promise=self.subject, reason=self.cleaned_data["reason"], **self.who)


PROMISE_DEEDS: dict[str, type[DeedForm]] = {"keep": KeepForm, "correct": CorrectForm, "break": BreakForm}
