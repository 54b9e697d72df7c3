"""Initiatives, priorities and published pairs."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonbeat.faces.desk.forms.base import DayField, DeedForm, PickField, text
from commonbeat.faces.desk.forms.gatherings import TOPICS, ForCoordinator
from commonbeat.faces.desk.forms.voices import coordinated
from commonbeat.openness import actions, rules
from commonbeat.openness.models import YouSaidWeDid
from commonbeat.people.models import Duty, Staff


class NewForm(DeedForm):
    """Something new in a neighborhood this person coordinates."""

    neighborhood = PickField(label=_("Neighborhood"))

    @classmethod
    def is_offered(cls, staff: Staff, subject: Any) -> bool:
        return staff.has_duty(Duty.COORDINATOR)

    def prepare(self) -> None:
        areas = coordinated(self.staff)
        self.fields["neighborhood"].queryset = areas
        self.fields["neighborhood"].initial = areas.first()

    def told(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        del given["client_id"]
        return given


class InitiativeWords(DeedForm):
    title = text(_("What it is called"), 160, needed=_("Please give the initiative a title."))
    what = text(_("What we have started"), 2000, needed=_("Please say what you have started."), rows=3)
    why = text(_("Why"), 2000, needed=_("Please say why."), rows=3)
    where = text(_("Where"), 200, needed=_("Please say where."))
    how_we_will_know = text(
        _("How we will know"),
        2000,
        hint=_("What must be different at the end, so that everybody can see whether it worked."),
        needed=_("Please say how everybody will know whether it worked."),
        rows=3,
    )


class StartForm(NewForm, InitiativeWords):
    heading = _("Start an initiative")
    lead = _("With its why, its end, and how everybody will see whether it worked.")
    button = _("Start it")
    done = _("Started.")
    short = ("starts_on", "until")
    field_order = ("client_id", "neighborhood")

    starts_on = DayField(label=_("From"))
    until = DayField(label=_("Until"))
    topic = forms.ChoiceField(label=_("Topic"), choices=TOPICS, required=False)
    is_published = forms.BooleanField(label=_("Show it to everybody at once"), required=False)

    def prepare(self) -> None:
        super().prepare()
        self.initial |= {"starts_on": self.today, "until": self.today + timedelta(days=84)}

    def act(self) -> None:
        actions.start_initiative(**self.told(), **self.who)


class ChangeInitiativeForm(ForCoordinator, InitiativeWords):
    heading = _("Change this initiative")
    lead = _("The end that was first announced stays visible.")
    button = _("Change it")
    done = _("Changed.")
    short = ("until",)

    until = DayField(label=_("Until"))

    def prepare(self) -> None:
        names = ("title", "what", "why", "where", "how_we_will_know", "until")
        self.initial |= {name: getattr(self.subject, name) for name in names}

    def act(self) -> None:
        given = dict(self.cleaned_data)
        del given["client_id"]
        actions.change_initiative(initiative=self.subject, **given, **self.who)


class PublishInitiativeForm(ForCoordinator):
    heading = _("Show this initiative to everybody")
    button = _("Publish")
    done = _("Published.")

    def act(self) -> None:
        actions.publish_initiative(initiative=self.subject, **self.who)


class EndingForm(ForCoordinator):
    """It cannot end without saying what came of it."""

    lead = _("It cannot end without this, also when it did not work.")
    button = _("End it")
    done = _("Ended. Everybody can read what came of it.")

    what_came_of_it = text(
        _("What came of it"), 2000, needed=_("Please say what came of it, also when it did not work.")
    )


class EndInitiativeForm(EndingForm):
    heading = _("What came of this initiative?")

    def act(self) -> None:
        words = self.cleaned_data["what_came_of_it"]
        actions.end_initiative(initiative=self.subject, what_came_of_it=words, **self.who)


class AgreeForm(NewForm):
    heading = _("A priority agreed with residents")
    lead = _("It counts as stale three months after residents last agreed to it.")
    button = _("Keep it")
    done = _("Kept.")
    short = ("agreed_on",)

    issue = text(_("What comes first"), 200, needed=_("Please write what was agreed to work on."))
    why = text(
        _("Why residents want it"),
        2000,
        needed=_("Please write why residents want this to come first."),
        rows=3,
    )
    agreed_on = DayField(label=_("Agreed on"))
    agreed_where = text(_("Where it was agreed"), 200, hint=_("Example: at the beat meeting in the library."))
    topic = forms.ChoiceField(label=_("Topic"), choices=TOPICS, required=False)
    is_published = forms.BooleanField(label=_("Show it to everybody at once"), required=False)

    def prepare(self) -> None:
        super().prepare()
        self.initial["agreed_on"] = self.today

    def act(self) -> None:
        actions.agree_priority(**self.told(), **self.who)


class RenewForm(ForCoordinator):
    heading = _("Residents agreed to it again")
    lead = _("Three more months begin. The first day stays visible.")
    button = _("Renew it")
    done = _("Renewed.")
    short = ("renewed_on",)

    renewed_on = DayField(label=_("On which day"))
    where = text(_("Where"), 200)

    def prepare(self) -> None:
        self.initial["renewed_on"] = self.today

    def act(self) -> None:
        given = self.cleaned_data
        actions.renew_priority(
            priority=self.subject, renewed_on=given["renewed_on"], where=given["where"], **self.who
        )


class ActOnForm(ForCoordinator):
    heading = _("What was done for it?")
    button = _("Write it down")
    done = _("Written down.")
    short = ("done_on",)

    words = text(_("What was done"), 500, needed=_("Please write what was done."), rows=3)
    done_on = DayField(label=_("On which day"))

    def prepare(self) -> None:
        self.initial["done_on"] = self.today

    def act(self) -> None:
        given = self.cleaned_data
        actions.act_on_priority(
            priority=self.subject, words=given["words"], done_on=given["done_on"], **self.who
        )


class PublishPriorityForm(ForCoordinator):
    heading = _("Show this priority to everybody")
    button = _("Publish")
    done = _("Published.")

    def act(self) -> None:
        actions.publish_priority(priority=self.subject, **self.who)


class EndPriorityForm(EndingForm):
    heading = _("What came of this priority?")

    def act(self) -> None:
        words = self.cleaned_data["what_came_of_it"]
        actions.end_priority(priority=self.subject, what_came_of_it=words, **self.who)


class ApproveForm(DeedForm):
    heading = _("Let these words be public")
    lead = _(
        "They repeat what somebody said, who did not allow us to quote them. Publish only what points to "
        "nobody."
    )
    button = _("Publish them")
    done = _("Published.")

    @classmethod
    def is_offered(cls, staff: Staff, subject: YouSaidWeDid) -> bool:
        return rules.may_read_for_others(staff, subject) and subject.published_at is None

    def act(self) -> None:
        actions.approve_you_said_we_did(pair=self.subject, **self.who)


class WithdrawForm(DeedForm):
    heading = _("Take this pair back")
    lead = _("A published one leaves your reason where it stood.")
    button = _("Take it back")
    done = _("Taken back.")
    is_careful = True

    because = text(_("Why"), 500, needed=_("Please say why this is taken back."), rows=3)

    @classmethod
    def is_offered(cls, staff: Staff, subject: YouSaidWeDid) -> bool:
        is_reader = rules.may_read_for_others(staff, subject)
        return subject.withdrawn_on is None and (
            is_reader or rules.may_coordinate(staff, subject.neighborhood)
        )

    def act(self) -> None:
        because = self.cleaned_data["because"]
        actions.withdraw_you_said_we_did(pair=self.subject, because=because, **self.who)


INITIATIVE_DEEDS: dict[str, type[DeedForm]] = {
    "change": ChangeInitiativeForm,
    "publish": PublishInitiativeForm,
    "end": EndInitiativeForm,
}
PRIORITY_DEEDS: dict[str, type[DeedForm]] = {
    "renew": RenewForm,
    "act": ActOnForm,
    "publish": PublishPriorityForm,
    "end": EndPriorityForm,
}
PAIR_DEEDS: dict[str, type[DeedForm]] = {"approve": ApproveForm, "withdraw": WithdrawForm}
