"""Conversations: started, moderated, closed, brought along and taken away."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonbeat.commonground import actions, rules
from commonbeat.commonground.models import Conversation, Statement
from commonbeat.faces.desk.forms.base import DayField, DeedForm, PickField, required, text
from commonbeat.faces.desk.forms.gatherings import TOPICS
from commonbeat.faces.desk.forms.voices import coordinated
from commonbeat.people.models import Duty, Staff

EVENING = time(20)
MOST_BYTES = 10 * 1024 * 1024


class TalkFields(DeedForm):
    """What is asked about a conversation, whether new or changed."""

    short = ("closes_on",)

    title = text(_("What it is called"), 160, needed=_("Please give the conversation a title."))
    question = text(
        _("The question everybody is asked"), 300, hint=_("Example: What should change on Mill Street after dark?"),
        needed=_("Please write the question everybody is asked."),
    )  # fmt: skip
    why = text(
        _("Why we ask, and what we will do with the result"), 2000, rows=4,
        needed=_("Please say why you ask, and what you will do with the result."),
    )  # fmt: skip
    closes_on = DayField(label=_("Until the evening of"))
    topic = forms.ChoiceField(label=_("Topic"), choices=TOPICS, required=False)
    takes_statements = forms.BooleanField(
        label=_("People may add statements"), help_text=_("Somebody reads each before it is shown."),
        required=False, initial=True,
    )  # fmt: skip

    def told(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        del given["client_id"]
        given["closes_at"] = timezone.make_aware(datetime.combine(given.pop("closes_on"), EVENING))
        return given


class StartTalkForm(TalkFields):
    heading = _("Start a conversation")
    lead = _("It stays a draft until it has something to vote on and you show it.")
    button = _("Keep it")
    done = _("Kept. Now add a few statements to begin with.")

    neighborhood = PickField(label=_("Neighborhood"), empty_label=None)
    field_order = ("client_id", "neighborhood")

    @classmethod
    def is_offered(cls, staff: Staff, subject: Any) -> bool:
        return staff.has_duty(Duty.COORDINATOR)

    def prepare(self) -> None:
        self.fields["neighborhood"].queryset = coordinated(self.staff)
        self.initial["closes_on"] = self.today + timedelta(days=21)

    def act(self) -> Conversation:
        return actions.start_conversation(**self.told(), **self.who)


class BringForm(DeedForm):
    heading = _("Bring an old conversation along")
    lead = _(
        "A zip with votes.csv (or participants-votes.csv) and comments.csv, as open data sets have them. "
        "Nothing of who voted is taken over. It is closed, and a draft until you show it."
    )
    button = _("Bring it")
    done = _("It is here. Look at it before you show it.")
    is_multipart = True

    neighborhood = PickField(label=_("Neighborhood"), empty_label=None)
    title = text(_("What was asked"), 160, needed=_("Please give the conversation a title."))
    source = text(_("Where it comes from"), 200, needed=_("Please say where it comes from."))
    archive = forms.FileField(label=_("The zip file"), error_messages=required(_("Choose the zip file.")))

    @classmethod
    def is_offered(cls, staff: Staff, subject: Any) -> bool:
        return staff.has_duty(Duty.COORDINATOR)

    def prepare(self) -> None:
        self.fields["neighborhood"].queryset = coordinated(self.staff)

    def clean_archive(self) -> bytes:
        upload = self.cleaned_data["archive"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(_("Choose a file of 10 MB at most."))
        content: bytes = upload.read()
        return content

    def act(self) -> Conversation:
        given = dict(self.cleaned_data)
        del given["client_id"]
        return actions.import_conversation(**given, **self.who)


class ForTalk(DeedForm):
    """For coordinators; the subject is the conversation."""

    @classmethod
    def is_offered(cls, staff: Staff, subject: Conversation) -> bool:
        return rules.may_coordinate(staff, subject.neighborhood)


class ChangeTalkForm(ForTalk, TalkFields):
    heading = _("Change this conversation")
    button = _("Change it")
    done = _("Changed.")

    def prepare(self) -> None:
        names = ("title", "question", "why", "topic", "takes_statements")
        self.initial |= {name: getattr(self.subject, name) for name in names}
        self.initial["closes_on"] = timezone.localtime(self.subject.closes_at).date()

    def act(self) -> None:
        actions.change_conversation(conversation=self.subject, **self.told(), **self.who)


class PublishTalkForm(ForTalk):
    heading = _("Show this conversation to everybody")
    lead = _("From now on everybody can vote, without name or account.")
    button = _("Publish")
    done = _("Published.")

    def act(self) -> None:
        actions.publish_conversation(conversation=self.subject, **self.who)


class CloseTalkForm(ForTalk):
    heading = _("Close the conversation")
    lead = _("Votes end, and with them every trace of a device. The result stays for everybody to read.")
    button = _("Close it")
    done = _("Closed. Now say what came of it.")
    is_careful = True

    def act(self) -> None:
        actions.close_conversation(conversation=self.subject, **self.who)


class ResultForm(ForTalk):
    heading = _("What came of it?")
    lead = _("Everybody reads it, and whoever asked to be told gets a mail.")
    button = _("Tell everybody")
    done = _("Told.")

    words = text(
        _("What we do with the result"), 2000, needed=_("Please say what came of it, also when nothing did."), rows=6
    )  # fmt: skip

    def prepare(self) -> None:
        self.initial["words"] = self.subject.what_came_of_it

    def act(self) -> None:
        actions.say_what_came(conversation=self.subject, words=self.cleaned_data["words"], **self.who)


class InviteTalkForm(ForTalk):
    heading = _("Make invitations")
    lead = _(
        "Codes to hand out, one a person. Votes with a code are counted apart, and nobody can tell whose they are."
    )
    button = _("Make them")
    done = ""
    short = ("count",)

    count = forms.IntegerField(
        label=_("How many"), min_value=1, max_value=rules.MOST_INVITES, initial=20,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip

    def act(self) -> list[str]:
        return actions.invite(conversation=self.subject, count=self.cleaned_data["count"], **self.who)


class TakeAwayForm(ForTalk):
    heading = _("Take the conversation away")
    lead = _(
        "Statements and votes as an open data set: voters numbered by chance, no times. The journal notes who and why."
    )
    button = _("Download the zip")
    done = ""

    purpose = text(_("What it is for"), 120, needed=_("Say what the file is for."))

    def act(self) -> bytes:
        purpose = self.cleaned_data["purpose"]
        return actions.export_conversation(conversation=self.subject, purpose=purpose, **self.who)


class ForModerator(DeedForm):
    """For moderators and coordinators; the subject is the conversation or a statement in it."""

    @classmethod
    def is_offered(cls, staff: Staff, subject: Conversation | Statement) -> bool:
        talk = subject.conversation if isinstance(subject, Statement) else subject
        return rules.may_moderate(staff, talk)


class AddStatementForm(ForModerator):
    heading = _("Add a statement")
    lead = _(
        "One idea in one sentence that people can agree or disagree with. It is marked as said by the team."
    )
    button = _("Add it")
    done = _("Added.")

    words = text(_("The statement"), 300, needed=_("Please write one idea in one sentence."))

    def act(self) -> None:
        actions.add_statement(conversation=self.subject, words=self.cleaned_data["words"], **self.who)


class ShowStatementForm(ForModerator):
    heading = _("Show this statement")
    lead = _("As everybody will read it: without names or anything that points to somebody.")
    button = _("Show it")
    done = _("Everybody is asked about it now.")

    public_words = text(
        _("The statement"), 300, needed=_("Please write the statement as everybody will read it."), rows=3
    )

    def prepare(self) -> None:
        self.initial["public_words"] = self.subject.public_words or self.subject.words

    def act(self) -> None:
        words = self.cleaned_data["public_words"]
        actions.publish_statement(statement=self.subject, public_words=words, **self.who)


class DeclineStatementForm(ForModerator):
    heading = _("Do not show this statement")
    lead = _("Whoever said it reads your reason where they vote.")
    button = _("Do not show it")
    done = _("It is not shown.")
    is_careful = True

    because = text(
        _("Why"), 300, needed=_("Please say why, so that the person who said it understands."), rows=3
    )

    def act(self) -> None:
        actions.decline_statement(statement=self.subject, because=self.cleaned_data["because"], **self.who)


class HideStatementForm(DeclineStatementForm):
    heading = _("Take this statement out")
    lead = _("It takes no more votes and moves nobody. Everybody reads that one was taken out, and why.")
    button = _("Take it out")
    done = _("It is taken out.")

    def act(self) -> None:
        actions.hide_statement(statement=self.subject, because=self.cleaned_data["because"], **self.who)


class OutcomeForm(DeedForm):
    heading = _("What came of this statement?")
    lead = _("Everybody reads it below the statement, and whoever asked to be told gets a mail.")
    button = _("Tell everybody")
    done = _("Told.")

    words = text(
        _("What came of it"), 2000, needed=_("Please say what came of it, also when nothing did."), rows=4
    )

    @classmethod
    def is_offered(cls, staff: Staff, subject: Statement) -> bool:
        return rules.may_coordinate(staff, subject.conversation.neighborhood)

    def act(self) -> None:
        actions.say_outcome(statement=self.subject, words=self.cleaned_data["words"], **self.who)


TALK_DEEDS: dict[str, type[DeedForm]] = {
    "change": ChangeTalkForm,
    "publish": PublishTalkForm,
    "close": CloseTalkForm,
    "result": ResultForm,
    "add": AddStatementForm,
    "invite": InviteTalkForm,
    "take-away": TakeAwayForm,
}
STATEMENT_DEEDS: dict[str, type[DeedForm]] = {
    "show": ShowStatementForm,
    "decline": DeclineStatementForm,
    "hide": HideStatementForm,
    "outcome": OutcomeForm,
}
