"""Gatherings: announced, changed, held, written up."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonbeat.faces.desk.forms.base import ClockField, DayField, DeedForm, PickField, moment, required, text
from commonbeat.faces.desk.forms.voices import coordinated, working_in
from commonbeat.listening.models import Feeling, Kind, Need, Topic
from commonbeat.openness import actions, queries, rules
from commonbeat.openness.models import Gathering, GatheringKind, Minutes
from commonbeat.people.models import Duty, Staff
from commonbeat.places.models import Place

TOPICS = [("", _("Anything")), *Topic.choices]


class GatheringFields(DeedForm):
    """What is asked about a gathering, whether new or changed."""

    short = ("on", "starts_at", "ends_at", "capacity")

    title = text(_("What it is called"), 160, needed=_("Please give the gathering a title."))
    kind = forms.ChoiceField(label=_("What kind"), choices=GatheringKind.choices)
    purpose = text(_("What it is for"), 2000, needed=_("Please say what the gathering is for."), rows=3)
    on = DayField(label=_("Day"))
    starts_at = ClockField(label=_("From"))
    ends_at = ClockField(label=_("Until"))
    place = PickField(label=_("Place"), required=False, empty_label=_("Somewhere else"))
    where = text(_("Where exactly"), 200, hint=_("Example: the table by the window, upstairs."))
    access = text(
        _("How people can get in and take part"),
        500,
        hint=_("Steps, toilets, hearing loop, languages."),
        rows=2,
    )
    link = forms.URLField(
        label=_("Link for those who take part from afar"),
        help_text=_("It is shown to everybody. Example: https://meet.example.org/night-bus"),
        max_length=300, required=False, assume_scheme="https",
        error_messages={"invalid": _("Write a link like https://meet.example.org/night-bus")},
    )  # fmt: skip
    agenda = text(_("Agenda"), 4000, rows=4)
    capacity = forms.IntegerField(
        label=_("For how many people"), help_text=_("Leave empty for no limit."), min_value=1, max_value=5000,
        required=False, widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    host = PickField(label=_("Host"), required=False, empty_label=_("Nobody yet"))
    topic = forms.ChoiceField(label=_("Topic"), choices=TOPICS, required=False)

    def offer(self, areas: Any) -> None:
        self.fields["place"].queryset = (
            Place.objects.visible_to(self.staff).current().filter(neighborhood__in=areas)
        )
        people = Staff.objects.none()
        for area in areas:
            people = people | working_in(area)
        self.fields["host"].queryset = people.distinct()

    def told(self) -> dict[str, Any]:
        """What was filled in, as the room takes it."""
        given = dict(self.cleaned_data)
        del given["client_id"]
        on = given.pop("on")
        given["starts_at"], ends = moment(on, given["starts_at"]), moment(on, given["ends_at"])
        given["ends_at"] = ends if ends > given["starts_at"] else ends + timedelta(days=1)
        return given


class AnnounceForm(GatheringFields):
    heading = _("Plan a gathering")
    button = _("Keep it")
    done = _("Kept.")

    neighborhood = PickField(label=_("Neighborhood"))
    is_published = forms.BooleanField(
        label=_("Show it to everybody at once"), help_text=_("Otherwise it stays a draft."), required=False
    )
    field_order = ("client_id", "neighborhood")

    @classmethod
    def is_offered(cls, staff: Staff, subject: Any) -> bool:
        return staff.has_duty(Duty.COORDINATOR)

    def prepare(self) -> None:
        areas = coordinated(self.staff)
        self.offer(areas)
        self.fields["neighborhood"].queryset = areas
        self.fields["neighborhood"].initial = areas.first()
        self.initial |= {"on": self.today + timedelta(days=7), "starts_at": "17:00", "ends_at": "18:30"}

    def act(self) -> Gathering:
        return actions.announce_gathering(**self.told(), **self.who)


class ForCoordinator(DeedForm):
    """For those who coordinate the neighborhood of the subject."""

    @classmethod
    def is_offered(cls, staff: Staff, subject: Any) -> bool:
        return rules.may_coordinate(staff, subject.neighborhood)


class ChangeForm(ForCoordinator, GatheringFields):
    heading = _("Change this gathering")
    button = _("Change it")
    done = _("Changed. Calendars that subscribed to it are told.")

    def prepare(self) -> None:
        one: Gathering = self.subject
        self.offer([one.neighborhood])
        start, end = timezone.localtime(one.starts_at), timezone.localtime(one.ends_at)
        names = ("title", "kind", "purpose", "where", "access", "link", "agenda", "capacity", "topic")
        self.initial |= {name: getattr(one, name) for name in names}
        self.initial |= {"place": one.place_id, "host": one.host_id}
        self.initial |= {"on": start.date(), "starts_at": start.time(), "ends_at": end.time()}

    def act(self) -> None:
        actions.change_gathering(gathering=self.subject, **self.told(), **self.who)


class PublishForm(ForCoordinator):
    heading = _("Show this gathering to everybody")
    button = _("Publish")
    done = _("Published.")

    def act(self) -> None:
        actions.publish_gathering(gathering=self.subject, **self.who)


class CallOffForm(ForCoordinator):
    heading = _("Call this gathering off")
    lead = _("It stays visible as called off, with your reason, so that nobody stands before a closed door.")
    button = _("Call it off")
    done = _("Called off.")
    is_careful = True

    because = text(_("Why"), 300, needed=_("Please say why, so that people who planned to come understand."))

    def act(self) -> None:
        actions.cancel_gathering(gathering=self.subject, because=self.cleaned_data["because"], **self.who)


class ForHost(DeedForm):
    """For the host and the coordinators."""

    @classmethod
    def is_offered(cls, staff: Staff, subject: Gathering) -> bool:
        return rules.may_run(staff, subject)


class MinutesForm(ForHost):
    heading = _("Write the minutes")
    lead = _("What was said and decided, and what happens next. Nobody is named.")
    button = _("Keep the minutes")
    done = _("Kept. They are not public yet.")
    short = ("attended",)

    words = text(_("Minutes"), 10000, needed=_("Please write down what was said and decided."), rows=10)
    attended = forms.IntegerField(
        label=_("How many came"), min_value=0, max_value=5000, required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip

    def prepare(self) -> None:
        minutes = minutes_of(self.subject)
        if minutes is not None:
            self.initial |= {"words": minutes.words, "attended": minutes.attended}
        elif rules.is_session(self.subject):
            asked = queries.desk_questions(self.staff, self.subject)
            self.initial["words"] = queries.minutes_draft(asked)

    def act(self) -> None:
        given = self.cleaned_data
        actions.write_minutes(
            gathering=self.subject, words=given["words"], attended=given["attended"], **self.who
        )


class PublishMinutesForm(ForHost):
    heading = _("Show the minutes to everybody")
    lead = _("From then on they are corrected, not rewritten.")
    button = _("Publish the minutes")
    done = _("Published.")

    @classmethod
    def is_offered(cls, staff: Staff, subject: Gathering) -> bool:
        minutes = minutes_of(subject)
        return super().is_offered(staff, subject) and minutes is not None and minutes.published_at is None

    def act(self) -> None:
        actions.publish_minutes(minutes=self.subject.minutes, **self.who)


class CorrectMinutesForm(ForHost):
    heading = _("Correct the minutes")
    lead = _("Both stay readable: what was written first and your correction.")
    button = _("Add the correction")
    done = _("Corrected.")

    words = text(
        _("What was wrong, and how it should read"),
        2000,
        needed=_("Please write what was wrong and how it should read."),
    )

    @classmethod
    def is_offered(cls, staff: Staff, subject: Gathering) -> bool:
        minutes = minutes_of(subject)
        return super().is_offered(staff, subject) and minutes is not None and minutes.published_at is not None

    def act(self) -> None:
        actions.correct_minutes(minutes=self.subject.minutes, words=self.cleaned_data["words"], **self.who)


class RaiseForm(ForHost):
    heading = _("What was raised?")
    lead = _("One matter at a time. It becomes a voice in the inbox, and its clock starts now.")
    button = _("Put it into the inbox")
    done = _("It is in the inbox now.")

    kind = forms.ChoiceField(
        label=_("What is it?"), choices=Kind.choices, widget=forms.RadioSelect,
        error_messages=required(_("Choose what it is.")),
    )  # fmt: skip
    words = text(_("In their words"), 5000, hint=_("No names are needed."), needed=_("Write what was said."))
    feeling_guessed = forms.ChoiceField(
        label=_("How did it feel to them, as far as you could tell?"),
        choices=Feeling.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    need = forms.ChoiceField(
        label=_("What do they want from us?"), choices=Need.choices, widget=forms.RadioSelect, required=False
    )
    topic = forms.ChoiceField(
        label=_("What is it about?"), choices=[("", _("Not sure")), *Topic.choices], required=False
    )

    def act(self) -> None:
        actions.raise_voice(gathering=self.subject, **self.cleaned_data, **self.who)


def minutes_of(gathering: Gathering) -> Minutes | None:
    return getattr(gathering, "minutes", None)


GATHERING_DEEDS: dict[str, type[DeedForm]] = {
    "change": ChangeForm,
    "publish": PublishForm,
    "call-off": CallOffForm,
    "minutes": MinutesForm,
    "publish-minutes": PublishMinutesForm,
    "correct-minutes": CorrectMinutesForm,
    "raise": RaiseForm,
}
