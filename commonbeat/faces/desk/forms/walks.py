"""Planning walks by hand."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commonbeat.faces.desk.forms.base import ClockField, DayField, DeedForm, PickField, moment, required, text
from commonbeat.faces.desk.forms.voices import working_in
from commonbeat.listening.models import Concern
from commonbeat.people.models import Duty, Staff
from commonbeat.places.models import Neighborhood, Place
from commonbeat.presence import actions, queries, rules
from commonbeat.presence.models import AbstractionKind, Stop, StopReason, Walk

USUAL_GAP = 30


def walked_by(staff: Staff) -> Any:
    """The neighborhoods this person walks or plans for."""
    found = Neighborhood.objects.visible_to(staff).current()
    where = staff.neighborhoods_as(Duty.OFFICER, Duty.COORDINATOR)
    return found if where is None else found.filter(pk__in=where)


class PlanForm(DeedForm):
    heading = _("Plan a walk")
    lead = _("First who and when; the stops come next, each with its reason.")
    button = _("Go on to the stops")
    done = _("Planned. Now choose where to stop, and why.")
    short = ("on", "starts_at", "ends_at")

    neighborhood = PickField(label=_("Neighborhood"))
    officer = PickField(label=_("Who walks"))
    on = DayField(label=_("Day"))
    starts_at = ClockField(label=_("From"))
    ends_at = ClockField(label=_("Until"))
    is_announced = forms.BooleanField(
        label=_("Tell residents about it"),
        help_text=_("Only announced stops and times are shown, never who is where right now."),
        required=False,
    )

    @classmethod
    def is_offered(cls, staff: Staff, subject: Any) -> bool:
        return staff.has_duty(Duty.OFFICER, Duty.COORDINATOR)

    def prepare(self) -> None:
        areas = walked_by(self.staff)
        self.fields["neighborhood"].queryset = areas
        self.fields["neighborhood"].initial = areas.first()
        people = Staff.objects.none()
        for area in areas:
            people = people | working_in(area)
        if not self.staff.has_duty(Duty.COORDINATOR):
            people = people.filter(pk=self.staff.pk)
        self.fields["officer"].queryset = people.distinct()
        self.fields["officer"].initial = self.staff if not self.staff.has_duty(Duty.COORDINATOR) else None
        self.initial |= {"on": self.today + timedelta(days=1), "starts_at": "14:00", "ends_at": "18:00"}

    def act(self) -> Walk:
        given = self.cleaned_data
        starts, ends = moment(given["on"], given["starts_at"]), moment(given["on"], given["ends_at"])
        if ends <= starts:
            ends += timedelta(days=1)
        return actions.plan_walk(
            officer=given["officer"],
            neighborhood=given["neighborhood"],
            starts_at=starts,
            ends_at=ends,
            is_announced=given["is_announced"],
            **self.who,
        )


class WalkForm(DeedForm):
    """A deed for one walk, for whoever plans it."""

    @classmethod
    def is_offered(cls, staff: Staff, subject: Walk) -> bool:
        return rules.may_plan(staff, subject.officer, subject.neighborhood)

    def within(self, clock: Any) -> datetime:
        """The instant of this time of the day on the walk, which may go past midnight."""
        day = timezone.localtime(self.subject.starts_at).date()
        at_time = moment(day, clock)
        return at_time if at_time >= self.subject.starts_at else at_time + timedelta(days=1)


class SuggestedForm(WalkForm):
    """Several suggested stops at once, one after the other."""

    heading = _("Where is it worth going?")
    button = _("Add these stops")
    done = _("Added.")
    tall = ("places",)
    short = ("first_at", "gap")

    places = forms.MultipleChoiceField(
        label=_("Suggestions, with their reasons"),
        widget=forms.CheckboxSelectMultiple,
        error_messages=required(_("Choose at least one stop.")),
    )
    first_at = ClockField(label=_("The first one at"))
    gap = forms.IntegerField(
        label=_("Then every so many minutes"), min_value=5, max_value=240, initial=USUAL_GAP,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    is_announced = forms.BooleanField(label=_("Tell residents about these stops"), required=False)

    @cached_property
    def suggestions(self) -> dict[str, queries.Suggestion]:
        walk: Walk = self.subject
        on = timezone.localtime(walk.starts_at).date()
        planned = {stop.place_id for stop in walk.stops.all()}
        found = queries.suggested_stops(walk.officer, walk.neighborhood, on)
        return {str(one.place.pk): one for one in found if one.place.pk not in planned}

    def prepare(self) -> None:
        self.fields["places"].choices = [
            (key, format_lazy("{place} — {reason}", place=one.place.name, reason=one.reason_words))
            for key, one in self.suggestions.items()
        ]
        self.fields["first_at"].initial = timezone.localtime(next_free(self.subject)).time()
        self.initial["is_announced"] = self.subject.is_announced

    def act(self) -> None:
        given = self.cleaned_data
        first = self.within(given["first_at"])
        with transaction.atomic():
            for number, key in enumerate(given["places"]):
                one = self.suggestions[key]
                actions.add_stop(
                    walk=self.subject,
                    place=one.place,
                    at_time=first + timedelta(minutes=given["gap"] * number),
                    reason=one.reason,
                    reason_words=one.reason_words,
                    concern=one.concern,
                    is_announced=given["is_announced"],
                    **self.who,
                )


class StopForm(WalkForm):
    heading = _("Add a stop")
    button = _("Add the stop")
    done = _("Added.")
    short = ("at_time", "minutes", "reason")

    place = PickField(label=_("Place"))
    at_time = ClockField(label=_("At"))
    minutes = forms.IntegerField(
        label=_("For how many minutes"), min_value=1, max_value=240, initial=12,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    reason = forms.ChoiceField(label=_("Reason"), choices=StopReason.choices, initial=StopReason.OTHER)
    reason_words = text(
        _("The reason, as the officer will read it"),
        300,
        hint=_("Example: School ends at 14:10, and parents asked for somebody to talk to."),
        needed=_("Please say why this stop is worth it."),
    )
    concern = PickField(label=_("For which concern"), required=False, empty_label=_("None"))
    is_announced = forms.BooleanField(label=_("Tell residents about this stop"), required=False)

    def prepare(self) -> None:
        walk: Walk = self.subject
        self.fields["place"].queryset = (
            Place.objects.visible_to(self.staff).current().filter(neighborhood=walk.neighborhood)
        )
        concerns = (
            Concern.objects.visible_to(self.staff)
            .open()
            .filter(neighborhood=walk.neighborhood, about_officer=None)
        )
        self.fields["concern"].queryset = concerns.order_by("-opened_at")
        self.fields["concern"].label_from_instance = lambda concern: concern.title
        self.fields["at_time"].initial = timezone.localtime(next_free(walk)).time()

    def act(self) -> Stop:
        given = dict(self.cleaned_data)
        del given["client_id"]
        at_time = self.within(given.pop("at_time"))
        return actions.add_stop(walk=self.subject, at_time=at_time, **given, **self.who)


class AnnounceForm(WalkForm):
    heading = _("Tell residents about this walk")
    lead = _("They see that somebody walks here then, and the stops you announced.")
    button = _("Announce it")
    done = _("Announced.")

    def act(self) -> None:
        actions.announce_walk(walk=self.subject, is_announced=True, **self.who)


class QuietForm(WalkForm):
    heading = _("Do not tell residents about this walk")
    button = _("Take it off the public page")
    done = _("Residents are not told about it any more.")

    def act(self) -> None:
        actions.announce_walk(walk=self.subject, is_announced=False, **self.who)


class CancelForm(WalkForm):
    heading = _("Cancel this walk")
    lead = _("Before it begins. Once it has begun, being taken off it is written down instead.")
    button = _("Cancel the walk")
    done = _("Canceled.")
    is_careful = True

    because = text(_("Why"), 300, needed=_("Please say why; the team's figures show canceled walks."))

    def act(self) -> None:
        actions.cancel_walk(walk=self.subject, because=self.cleaned_data["because"], **self.who)


class OffForm(WalkForm):
    heading = _("Taken off the walk")
    lead = _("For other duty. It counts as planned and not delivered, with the reason beside it.")
    button = _("Write it down")
    done = _("Written down.")
    short = ("minutes",)

    kind = forms.ChoiceField(
        label=_("Which kind"),
        choices=AbstractionKind.choices,
        help_text=_("Residents read this, and nothing more."),
    )
    because = text(_("For what"), 300, needed=_("Please say what you were taken off the walk for."))
    minutes = forms.IntegerField(
        label=_("For how many minutes"), min_value=1, max_value=720,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages=required(_("Write for how many minutes.")),
    )  # fmt: skip

    def act(self) -> None:
        actions.take_off_walk(walk=self.subject, **self.cleaned_data, **self.who)


class RemoveStopForm(DeedForm):
    heading = _("Take this stop off the plan")
    button = _("Take it off")
    done = _("Taken off the plan.")
    is_careful = True

    @classmethod
    def is_offered(cls, staff: Staff, subject: Stop) -> bool:
        return rules.may_plan(staff, subject.walk.officer, subject.walk.neighborhood)

    def act(self) -> None:
        actions.remove_stop(stop=self.subject, **self.who)


def next_free(walk: Walk) -> datetime:
    """When the walk has room for another stop: after the last one."""
    last = max((stop.at for stop in walk.stops.all()), default=None)
    if last is None:
        return walk.starts_at + timedelta(minutes=10)
    return min(last + timedelta(minutes=USUAL_GAP), walk.ends_at)


WALK_DEEDS: dict[str, type[DeedForm]] = {
    "suggested": SuggestedForm,
    "stop": StopForm,
    "announce": AnnounceForm,
    "quiet": QuietForm,
    "cancel": CancelForm,
    "off": OffForm,
}
