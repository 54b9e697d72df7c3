"""When officers can walk, who is away and who stands in, and where somebody must be every week."""

from typing import Any

from django import forms
from django.utils import dates
from django.utils.translation import gettext_lazy as _

from commonbeat.faces.desk.forms.base import ClockField, DayField, DeedForm, PickField, required, text
from commonbeat.faces.desk.forms.voices import coordinated, working_in
from commonbeat.people.models import Duty, Staff
from commonbeat.places.models import Place
from commonbeat.presence import actions, rules
from commonbeat.presence.models import Leave, LeaveKind, RegularStop, Shift

WEEKDAYS = [(number, name) for number, name in dates.WEEKDAYS.items()]


def led_by(staff: Staff) -> Any:
    """The officers this person plans for."""
    people = Staff.objects.none()
    for area in coordinated(staff):
        people = people | working_in(area)
    return people.distinct()


class RosterForm(DeedForm):
    """A deed for whoever coordinates."""

    @classmethod
    def is_offered(cls, staff: Staff, subject: Any) -> bool:
        return staff.has_duty(Duty.COORDINATOR)

    def given(self) -> dict[str, Any]:
        """What was filled in, without what only keeps a resend from counting twice."""
        return {name: value for name, value in self.cleaned_data.items() if name != "client_id"}


class WeekdayField(forms.TypedChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("Day of the week"), choices=WEEKDAYS, coerce=int, **kwargs)


class ShiftForm(RosterForm):
    heading = _("Add a shift")
    lead = _("When somebody usually walks. Every week is planned from it, until you take it away.")
    button = _("Add the shift")
    done = _("Added.")
    short = ("weekday", "starts_at", "ends_at")

    officer = PickField(label=_("Who walks"))
    neighborhood = PickField(label=_("Neighborhood"))
    weekday = WeekdayField()
    starts_at = ClockField(label=_("From"))
    ends_at = ClockField(label=_("Until"))
    base = PickField(
        label=_("Where the walk begins and ends"),
        required=False,
        empty_label=_("In the middle of the neighborhood"),
    )
    may_cross = forms.BooleanField(
        label=_("The walk may lead into other neighborhoods where this officer works"), required=False
    )
    is_announced = forms.BooleanField(
        label=_("Tell residents about these walks"),
        help_text=_("Only announced stops and times are shown, never who is where right now."),
        required=False,
    )

    def prepare(self) -> None:
        areas = coordinated(self.staff)
        self.fields["officer"].queryset = led_by(self.staff)
        self.fields["neighborhood"].queryset = areas
        self.fields["neighborhood"].initial = areas.first()
        self.fields["base"].queryset = (
            Place.objects.visible_to(self.staff).current().meeting_places().filter(neighborhood__in=areas)
        )
        self.initial |= {"starts_at": "14:00", "ends_at": "17:30"}

    def act(self) -> Shift:
        return actions.add_shift(**self.given(), **self.who)


class LeaveForm(RosterForm):
    heading = _("Somebody does not walk")
    lead = _("The days only. Why somebody is ill is nobody's business here.")
    button = _("Write it down")
    done = _("Written down. Plan the week again to see what it changes.")
    short = ("first_on", "last_on")

    officer = PickField(label=_("Who"))
    kind = forms.ChoiceField(label=_("Because they are"), choices=LeaveKind.choices)
    first_on = DayField(label=_("From"))
    last_on = DayField(label=_("To, that day included"))
    cover = PickField(label=_("Who stands in"), required=False, empty_label=_("Nobody"))

    def prepare(self) -> None:
        self.fields["officer"].queryset = led_by(self.staff)
        self.fields["cover"].queryset = led_by(self.staff)
        self.initial |= {"first_on": self.today, "last_on": self.today}

    def act(self) -> Leave:
        return actions.write_leave(**self.given(), **self.who)


class RegularForm(RosterForm):
    heading = _("Somebody must be there every week")
    lead = _("At the gate when school ends, in the lobby on Wednesdays. Every plan begins with it.")
    button = _("Add it")
    done = _("Added.")
    short = ("weekday", "starts_at", "ends_at")

    place = PickField(label=_("Place"))
    weekday = WeekdayField()
    starts_at = ClockField(label=_("From"))
    ends_at = ClockField(label=_("Until"))
    why = text(
        _("Why, as the officer will read it"), 200, hint=_("Example: School ends, and parents like to talk."),
        needed=_("Please say why somebody must be there."),
    )  # fmt: skip
    is_announced = forms.BooleanField(label=_("Tell residents about it"), required=False)

    def prepare(self) -> None:
        areas = coordinated(self.staff)
        found = Place.objects.visible_to(self.staff).current().meeting_places()
        self.fields["place"].queryset = found.filter(neighborhood__in=areas)
        self.initial |= {"starts_at": "14:00", "ends_at": "14:30"}
        self.fields["weekday"].error_messages |= required(_("Please choose a day of the week."))

    def act(self) -> RegularStop:
        return actions.add_regular_stop(**self.given(), **self.who)


class RemoveForm(DeedForm):
    button = _("Take it away")
    done = _("Taken away. Walks that are planned stay.")
    is_careful = True


class RemoveShiftForm(RemoveForm):
    heading = _("Take this shift away")

    @classmethod
    def is_offered(cls, staff: Staff, subject: Shift) -> bool:
        return rules.coordinates(staff, subject.neighborhood)

    def act(self) -> None:
        actions.remove_shift(shift=self.subject, **self.who)


class RemoveLeaveForm(RemoveForm):
    heading = _("They walk after all")

    @classmethod
    def is_offered(cls, staff: Staff, subject: Leave) -> bool:
        return rules.may_plan_for(staff, subject.officer)

    def act(self) -> None:
        actions.remove_leave(leave=self.subject, **self.who)


class RemoveRegularForm(RemoveForm):
    heading = _("Nobody must be there every week")

    @classmethod
    def is_offered(cls, staff: Staff, subject: RegularStop) -> bool:
        return rules.coordinates(staff, subject.place.neighborhood)

    def act(self) -> None:
        actions.remove_regular_stop(stop=self.subject, **self.who)


ROSTER_DEEDS: dict[str, type[DeedForm]] = {"shift": ShiftForm, "leave": LeaveForm, "regular": RegularForm}
