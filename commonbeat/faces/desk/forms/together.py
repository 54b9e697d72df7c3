"""Groups, alerts and the report to the community."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonbeat.faces.desk.forms.base import ClockField, DayField, DeedForm, PickField, moment, text
from commonbeat.faces.desk.forms.open_words import ForLeader, ForWorker, OpenWords
from commonbeat.faces.desk.forms.problems import PROBLEM_WORDS
from commonbeat.faces.desk.forms.tasks import PartnerForm, PledgeForm
from commonbeat.faces.desk.forms.voices import coordinated, owner_field, working_in
from commonbeat.listening.models import Topic
from commonbeat.openness.models import Gathering, GatheringKind
from commonbeat.people.models import Duty, Staff
from commonbeat.together import actions
from commonbeat.together.models import Alert, GroupKind, Period, Report, WatchGroup


class NewHere(OpenWords):
    """Something new in a neighborhood this person coordinates."""

    neighborhood = PickField(label=_("Neighborhood"))

    @classmethod
    def is_offered(cls, staff: Staff, subject: Any) -> bool:
        return staff.has_duty(Duty.COORDINATOR)

    def prepare(self) -> None:
        areas = coordinated(self.staff)
        self.fields["neighborhood"].queryset = areas
        self.fields["neighborhood"].initial = areas.first()


class GroupFields(OpenWords):
    read_first = ("name", "does", "meets")

    name = text(_("What the group is called"), 120, needed=_("Please give the group a name."))
    kind = forms.ChoiceField(label=_("What kind"), choices=GroupKind.choices)
    does = text(_("What it does"), 2000, needed=_("Please say what the group does."), rows=3)
    does_not = text(
        _("What it does not do"),
        1000,
        hint=_("Example: it follows nobody, photographs nobody and keeps no lists."),
        needed=_("Please say what the group does not do."),
        rows=3,
    )
    meets = text(_("When and where it meets"), 200)
    keeper = owner_field()


class StartGroupForm(NewHere, GroupFields):
    heading = _("A new group")
    lead = _("Wardens or a watch group. Its page says what it does and what it does not; it lists no member.")
    button = _("Start it")
    done = _("Started.")
    field_order = ("client_id", "neighborhood")

    def prepare(self) -> None:
        super().prepare()
        people = Staff.objects.none()
        for area in coordinated(self.staff):
            people = people | working_in(area)
        self.fields["keeper"].queryset = people.distinct()

    def act(self) -> None:
        actions.start_group(**self.said(), **self.who)


class ChangeGroupForm(ForWorker, GroupFields):
    heading = _("Change this group")
    button = _("Change it")
    done = _("Changed.")

    def prepare(self) -> None:
        self.fields["keeper"].queryset = working_in(self.subject.neighborhood)
        names = ("name", "kind", "does", "does_not", "meets")
        self.initial |= {name: getattr(self.subject, name) for name in names}
        self.initial["keeper"] = self.subject.keeper_id

    def act(self) -> None:
        actions.change_group(group=self.subject, **self.said(), **self.who)


class WalkAlongForm(ForWorker):
    heading = _("A walk-along of this group")
    lead = _("Announce the walk-along as a gathering first; then put it on the group's page here.")
    button = _("Put it on the page")
    done = _("It is on the page.")
    tall = ("gathering",)

    gathering = PickField(label=_("Walk-along"), widget=forms.RadioSelect, empty_label=None)

    def prepare(self) -> None:
        found = Gathering.objects.public(self.request.team).upcoming(self.at)
        self.fields["gathering"].queryset = found.filter(
            neighborhood=self.subject.neighborhood, kind=GatheringKind.WALK_ALONG, group_walk=None
        )
        self.fields["gathering"].label_from_instance = lambda one: (
            f"{one.title}, {timezone.localtime(one.starts_at):%Y-%m-%d %H:%M}"
        )

    def act(self) -> None:
        actions.walk_along(group=self.subject, gathering=self.cleaned_data["gathering"], **self.who)


class EndGroupForm(ForLeader):
    heading = _("End this group")
    lead = _("The reason stays on its page.")
    button = _("End it")
    done = _("Ended.")
    is_careful = True
    read_first = ("because",)

    because = text(_("Why"), 300, needed=_("Please say why it ends."))

    @classmethod
    def is_offered(cls, staff: Staff, subject: WatchGroup) -> bool:
        return super().is_offered(staff, subject) and subject.ended_on is None

    def act(self) -> None:
        actions.end_group(group=self.subject, because=self.cleaned_data["because"], **self.who)


class AlertForm(NewHere):
    heading = _("Send an alert")
    lead = _(
        "To everybody here who asked for alerts, at once. At most three in thirty days, so that they are read. "
        "Plain words, no person, and what people can do."
    )
    button = _("Send it now")
    done = _("It is on the pages, and the mails are on their way.")
    read_first = ("title", "what", "to_do")
    short = ("until_on", "until_at")

    title = text(
        _("In a few words"),
        80,
        hint=_("Example: No water on Mill Street until Thursday."),
        needed=_("Please say in a few words what it is about."),
    )
    what = text(_("What happens, and where"), 500, needed=_("Please say what happens, and where."), rows=3)
    to_do = text(
        _("What people can do"),
        500,
        needed=_("Please say what people can do. An alert without that only frightens."),
        rows=3,
    )
    until_on = DayField(label=_("It is over on"))
    until_at = ClockField(label=_("At"))
    topic = forms.ChoiceField(label=_("Topic"), choices=Topic.choices, initial=Topic.OTHER)

    def prepare(self) -> None:
        super().prepare()
        self.initial |= {"until_on": self.today + timedelta(days=2), "until_at": "18:00"}

    def act(self) -> Alert:
        given = self.said()
        ends_at = moment(given.pop("until_on"), given.pop("until_at"))
        return actions.send_alert(
            client_id=self.cleaned_data["client_id"], ends_at=ends_at, **given, **self.who
        )


class EndAlertForm(ForLeader):
    heading = _("It is over")
    lead = _("It goes off the pages, and mail that still waits is not sent.")
    button = _("End the alert")
    done = _("Ended.")
    read_first = ("because",)

    because = text(_("Why"), 300, needed=_("Please say why it is over, so that people can be at ease."))

    @classmethod
    def is_offered(cls, staff: Staff, subject: Alert) -> bool:
        return super().is_offered(staff, subject) and subject.ended_at is None

    def act(self) -> None:
        actions.end_alert(alert=self.subject, because=self.cleaned_data["because"], **self.who)


class ReportFields(OpenWords):
    read_first = ("opening", "went_well", "went_wrong", "comes_next")

    opening = text(
        _("To begin with"),
        3000,
        hint=_("What this time was like, in your own words."),
        needed=_("Please begin with a few words of your own."),
        rows=4,
    )
    went_well = text(_("What went well"), 3000, rows=4)
    went_wrong = text(
        _("What did not go well"),
        3000,
        needed=_("Please say what did not go well. A report without that is not believed."),
        rows=4,
    )
    comes_next = text(_("What comes next"), 3000, rows=4)


class BeginReportForm(NewHere, ReportFields):
    heading = _("Write a report to the community")
    lead = _(
        "The figures are counted from the records; you write what they mean. It stays a draft until you publish it."
    )
    button = _("Keep it")
    done = _("Kept. Read it through, then publish it.")
    field_order = ("client_id", "neighborhood", "period", "first_on")
    short = ("first_on",)

    period = forms.ChoiceField(label=_("About a"), choices=Period.choices)
    first_on = DayField(label=_("A day within it"))

    def prepare(self) -> None:
        super().prepare()
        self.initial["first_on"] = self.today.replace(day=1) - timedelta(days=1)

    def act(self) -> Report:
        return actions.begin_report(**self.said(), **self.who)


class WriteReportForm(ForLeader, ReportFields):
    heading = _("Change the words")
    button = _("Keep it")

    @classmethod
    def is_offered(cls, staff: Staff, subject: Report) -> bool:
        return super().is_offered(staff, subject) and subject.published_at is None

    def prepare(self) -> None:
        self.initial |= {name: getattr(self.subject, name) for name in self.read_first}

    def act(self) -> None:
        actions.write_report(report=self.subject, **self.said(), **self.who)


class PublishReportForm(ForLeader):
    heading = _("Publish this report")
    lead = _(
        "Everybody can read it, and those who get everything by mail get it. From then on it is corrected, "
        "not rewritten."
    )
    button = _("Publish it")
    done = _("Published.")

    @classmethod
    def is_offered(cls, staff: Staff, subject: Report) -> bool:
        return super().is_offered(staff, subject) and subject.published_at is None

    def act(self) -> None:
        actions.publish_report(report=self.subject, **self.who)


class CorrectReportForm(ForLeader):
    heading = _("Correct this report")
    lead = _("Both stay readable: what was written first and your correction.")
    button = _("Add the correction")
    done = _("Corrected.")
    read_first = ("words",)

    words = text(
        _("What was wrong, and how it is right"),
        2000,
        needed=_("Please write what was wrong and how it is right."),
    )

    @classmethod
    def is_offered(cls, staff: Staff, subject: Report) -> bool:
        return super().is_offered(staff, subject) and subject.published_at is not None

    def act(self) -> None:
        actions.correct_report(report=self.subject, words=self.cleaned_data["words"], **self.who)


GROUP_DEEDS: dict[str, type[DeedForm]] = {
    "change": ChangeGroupForm,
    "task": PledgeForm,
    "walk": WalkAlongForm,
    "end": EndGroupForm,
}
REPORT_DEEDS: dict[str, type[DeedForm]] = {
    "write": WriteReportForm,
    "publish": PublishReportForm,
    "correct": CorrectReportForm,
}
PROBLEM_DEEDS: dict[str, type[DeedForm]] = {**PROBLEM_WORDS, "task": PledgeForm, "partner": PartnerForm}
