"""Tasks, partners and their links."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonbeat.faces.desk.forms.base import DayField, DeedForm, PickField, text
from commonbeat.faces.desk.forms.open_words import ForWorker
from commonbeat.people.models import Staff
from commonbeat.together import actions, rules
from commonbeat.together.actions import Made
from commonbeat.together.models import Partner, Problem, Task

PARTNER_PATH = "/together/with/{token}/"


class PledgeForm(ForWorker):
    heading = _("Who does what until when?")
    button = _("Write it down")
    done = _("Written down. Everybody can read it.")
    short = ("due_on",)
    read_first = ("words",)

    words = text(_("What will be done"), 300, needed=_("Please write what will be done."))
    due_on = DayField(label=_("Until"))
    partner = PickField(label=_("Who"), required=False, empty_label=_("We do it ourselves"))

    def prepare(self) -> None:
        if isinstance(self.subject, Problem):
            self.fields["partner"].queryset = self.subject.partners.filter(left_on=None)
        else:
            del self.fields["partner"]

    def act(self) -> None:
        actions.pledge(
            subject=self.subject, client_id=self.cleaned_data["client_id"], **self.said(), **self.who
        )


class TaskForm(ForWorker):
    """For those who look after what the task belongs to, while it is open."""

    @classmethod
    def is_offered(cls, staff: Staff, subject: Task) -> bool:
        is_open = subject.done_on is None and not subject.dropped_because
        return is_open and rules.may_work(staff, subject.problem or subject.group)


class DoneForm(TaskForm):
    heading = _("It is done")
    button = _("Write it down")
    done = _("Written down.")
    short = ("done_on",)
    read_first = ("outcome",)

    done_on = DayField(label=_("On which day"))
    outcome = text(_("What came of it"), 500, rows=3)

    def prepare(self) -> None:
        self.initial["done_on"] = self.today

    def act(self) -> None:
        actions.finish_task(task=self.subject, **self.said(), **self.who)


class LaterForm(TaskForm):
    heading = _("It takes longer")
    lead = _("The first date stays visible.")
    button = _("Move it")
    done = _("Moved.")
    short = ("due_on",)
    read_first = ("because",)

    due_on = DayField(label=_("Until"))
    because = text(_("Why"), 300, needed=_("Please say why it takes longer."))

    def act(self) -> None:
        actions.move_task(task=self.subject, **self.said(), **self.who)


class DropForm(TaskForm):
    heading = _("It will not be done")
    lead = _("Everybody can read why.")
    button = _("Drop it")
    done = _("Dropped.")
    is_careful = True
    read_first = ("because",)

    because = text(_("Why"), 300, needed=_("Please say why it will not be done."))

    def act(self) -> None:
        actions.drop_task(task=self.subject, because=self.cleaned_data["because"], **self.who)


class PartnerForm(ForWorker):
    heading = _("Who works on it with us?")
    lead = _("An organization, with one address for its link. It sees this file and no other.")
    button = _("Add them")
    done = _("Added. Now make their link.")

    name = text(_("Organization"), 120, needed=_("Please write which organization it is."))
    can_do = text(_("What they can do"), 300)
    address = forms.EmailField(
        label=_("Where to send their link"),
        help_text=_(
            "Kept encrypted, shown nowhere, gone when they leave. Empty: you give them the link yourself."
        ),
        required=False,
        max_length=254,
        error_messages={"invalid": _("Please write the mail address like name@example.org.")},
    )

    def act(self) -> None:
        actions.add_partner(problem=self.subject, **self.said(), **self.who)


class ForPartner(DeedForm):
    """For those who look after the problem a partner works on."""

    @classmethod
    def is_offered(cls, staff: Staff, subject: Partner) -> bool:
        return subject.left_on is None and rules.may_work(staff, subject.problem)


class LinkForm(ForPartner):
    heading = _("Make a link for them")
    lead = _("It opens this file and no other, until it expires. An older link stops working at once.")
    button = _("Make the link")
    done = ""
    short = ("days",)

    days = forms.IntegerField(
        label=_("For how many days"),
        min_value=1,
        max_value=rules.LONGEST_LINK_DAYS,
        initial=rules.LINK_DAYS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def act(self) -> Made:
        return actions.make_link(
            partner=self.subject, days=self.cleaned_data["days"], path=PARTNER_PATH, **self.who
        )


class RevokeForm(ForPartner):
    heading = _("Stop this link")
    lead = _("It opens nothing from now on. Do this as soon as it may be in other hands.")
    button = _("Stop it")
    done = _("Stopped.")
    is_careful = True

    because = text(_("Why"), 300, needed=_("Please say why, for those who look at it later."))

    @classmethod
    def is_offered(cls, staff: Staff, subject: Partner) -> bool:
        return super().is_offered(staff, subject) and subject.links.filter(revoked_at=None).exists()

    def act(self) -> None:
        link = self.subject.links.get(revoked_at=None)
        actions.revoke_link(link=link, because=self.cleaned_data["because"], **self.who)


class EndPartnerForm(ForPartner):
    heading = _("They do not take part anymore")
    lead = _("Their link stops, their address is forgotten. What they did stays readable.")
    button = _("End it")
    done = _("Ended.")
    is_careful = True

    def act(self) -> Any:
        return actions.end_partner(partner=self.subject, **self.who)


TASK_DEEDS: dict[str, type[DeedForm]] = {"done": DoneForm, "later": LaterForm, "drop": DropForm}
PARTNER_DEEDS: dict[str, type[DeedForm]] = {"link": LinkForm, "revoke": RevokeForm, "end": EndPartnerForm}
