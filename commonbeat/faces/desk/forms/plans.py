"""Planning a week: begin, keep, leave out, weigh, plan again, publish."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from commonbeat.faces.desk.forms.base import ClockField, DayField, DeedForm, PickField, moment, required
from commonbeat.faces.desk.forms.voices import coordinated
from commonbeat.faces.desk.planned import gatherings_in
from commonbeat.people.models import Duty, Staff
from commonbeat.places.models import Place, Team
from commonbeat.presence import actions, prizes, queries, rules
from commonbeat.presence.models import WeekPlan, Wish
from commonbeat.safety.errors import Refused


class BeginForm(DeedForm):
    heading = _("Plan a week")
    lead = _(
        "We look at what is still unmet at every place, at who walks when, and at the ways between, and "
        "propose where to be. Nothing is published until you say so."
    )
    button = _("Plan this week")
    done = _("Here is a first plan.")
    short = ("monday",)

    neighborhood = PickField(label=_("Neighborhood"), required=False)
    monday = DayField(label=_("Any day of the week"))

    @classmethod
    def is_offered(cls, staff: Staff, subject: Any) -> bool:
        return staff.has_duty(Duty.COORDINATOR)

    def prepare(self) -> None:
        field = self.fields["neighborhood"]
        field.queryset = coordinated(self.staff)
        field.empty_label = _("All of them together")
        asked = self.request.GET
        chosen = next((one for one in field.queryset if one.slug == asked.get("where")), None)
        if not rules.may_plan_week(self.staff, self.request.team, None):
            field.required, field.empty_label = True, None
            chosen = chosen or field.queryset.first()
        next_monday = self.today + timedelta(days=7 - self.today.weekday())
        self.initial |= {"neighborhood": chosen, "monday": asked.get("week") or next_monday}

    def act(self) -> WeekPlan:
        day = self.cleaned_data["monday"]
        week = actions.open_week(
            team=self.request.team,
            neighborhood=self.cleaned_data["neighborhood"],
            monday=day - timedelta(days=day.weekday()),
            **self.who,
        )
        actions.plan_week(week=week, gatherings=gatherings_in(week), **self.who)
        return week


class WeekForm(DeedForm):
    """A deed for one week, for whoever plans it."""

    @classmethod
    def is_offered(cls, staff: Staff, subject: WeekPlan) -> bool:
        return rules.may_plan_week(staff, subject.team, subject.neighborhood)


class AgainForm(WeekForm):
    heading = _("Plan again")
    lead = _(
        "From what is unmet and known now, with your wishes and weights, as near the last plan as it can be."
    )
    button = _("Plan again")
    done = _("Planned again. What changed is marked.")

    def act(self) -> None:
        actions.plan_week(week=self.subject, gatherings=gatherings_in(self.subject), **self.who)


class PublishForm(WeekForm):
    heading = _("Publish this week")
    lead = _(
        "Officers see their walks with the reasons at once. Residents see only the stops that are announced."
    )
    button = _("Publish")
    done = _("Published. Officers see their walks now.")

    def act(self) -> None:
        newest = self.subject.runs.order_by("number").last()
        if newest is None:
            raise Refused(_("There is no plan yet. Please plan the week first."))
        asked = self.data.get("number", "")
        if asked and asked != str(newest.number):
            raise Refused(_("Somebody planned this week again. Please look at the newer plan first."))
        actions.publish_week(run=newest, **self.who)


def places_of(staff: Staff, week: WeekPlan) -> Any:
    """Where a stop of this week may be."""
    found = Place.objects.visible_to(staff).current().meeting_places()
    return found.filter(neighborhood__in=[area.pk for area in queries.areas_of(week)])


class WishForm(WeekForm):
    """A wish about a place, on one of the walks of the newest try."""

    short = ("at_time",)

    place = PickField(label=_("Place"))
    walk = forms.ChoiceField(label=_("On which walk"), error_messages=required(_("Choose a walk.")))

    def prepare(self) -> None:
        self.fields["place"].queryset = places_of(self.staff, self.subject)
        newest = self.subject.runs.order_by("number").last()
        self.walks = {row["key"]: row for row in newest.outcome["walks"]} if newest else {}
        people = dict(Staff.objects.visible_to(self.staff).values_list("pk", "name"))
        names = {str(pk): name for pk, name in people.items()}
        self.fields["walk"].choices = [
            (key, f"{_when(row['starts_at'])} · {names.get(row['officer'], '')}")
            for key, row in self.walks.items()
        ]
        asked = self.request.GET
        self.initial |= {name: asked[name] for name in ("place", "walk", "at_time") if asked.get(name)}


class KeepForm(WishForm):
    heading = _("Keep a stop, or move it")
    lead = _("The next plan has it on this walk, around this time, and fits the rest around it.")
    button = _("Keep it")
    done = _("Kept in mind. Plan again to see what it changes.")

    at_time = ClockField(
        label=_("Around"), required=False, help_text=_("Leave it empty for any time of the walk.")
    )
    is_announced = forms.BooleanField(
        label=_("Tell residents, to the minute"),
        help_text=_("They can count on it then: later plans do not move it."),
        required=False,
    )

    def act(self) -> None:
        given = self.cleaned_data
        clock, at_time = given["at_time"], None
        if clock is not None:
            starts = timezone.localtime(datetime.fromisoformat(self.walks[given["walk"]]["starts_at"]))
            at_time = moment(starts.date(), clock)
        actions.pin_stop(
            week=self.subject,
            place=given["place"],
            walk_key=given["walk"],
            at_time=at_time,
            is_announced=given["is_announced"],
            **self.who,
        )


class LeaveOutForm(WishForm):
    heading = _("Leave a place out")
    lead = _("The next plan does not stop there. What is unmet stays unmet and counts again next week.")
    button = _("Leave it out")
    done = _("Kept in mind. Plan again to see what it changes.")

    def prepare(self) -> None:
        super().prepare()
        field = self.fields["walk"]
        field.choices = [("", _("On no walk of this week")), *field.choices]
        field.required = False

    def act(self) -> None:
        given = self.cleaned_data
        actions.forbid_stop(week=self.subject, place=given["place"], walk_key=given["walk"], **self.who)


def weight_fields(form: forms.Form) -> None:
    """One number from 0 to 10 for each thing a plan weighs."""
    for weight in prizes.WEIGHTS:
        form.fields[weight.name] = forms.IntegerField(
            label=weight.label, min_value=0, max_value=prizes.MOST_WEIGHT,
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            error_messages=required(_("Write a number from 0 to 10.")),
        )  # fmt: skip


class WeighForm(WeekForm):
    heading = _("What this week weighs")
    lead = _("From 0, which counts for nothing, to 10. It holds for this week only.")
    done = _("Kept in mind. Plan again to see what it changes.")

    def prepare(self) -> None:
        weight_fields(self)
        week = WeekPlan.objects.get(pk=self.subject.pk)
        self.initial |= queries.weights_of(week, queries.settings_of(week.team))
        self.short = tuple(weight.name for weight in prizes.WEIGHTS)

    def act(self) -> None:
        weights = {weight.name: self.cleaned_data[weight.name] for weight in prizes.WEIGHTS}
        actions.weigh_week(week=self.subject, weights=weights, **self.who)


class LiftForm(DeedForm):
    heading = _("Let the plan decide again")
    button = _("Let it decide")
    done = _("Kept in mind. Plan again to see what it changes.")

    @classmethod
    def is_offered(cls, staff: Staff, subject: Wish) -> bool:
        return rules.may_plan_week(staff, subject.week.team, subject.week.neighborhood)

    def act(self) -> None:
        actions.lift_wish(wish=self.subject, **self.who)


class WeightsForm(DeedForm):
    """The team's own weights, beside its other settings."""

    heading = _("What plans weigh")
    lead = _(
        "From 0, which counts for nothing, to 10. Arrests, what people are, and records of anybody can never go in."
    )

    @classmethod
    def is_offered(cls, staff: Staff, subject: Team) -> bool:
        return rules.may_set_weights(staff)

    def prepare(self) -> None:
        weight_fields(self)
        self.fields["visit_minutes"] = forms.IntegerField(
            label=_("How many minutes a visit lasts"), min_value=5, max_value=60,
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            error_messages=required(_("Write a number from 5 to 60.")),
        )  # fmt: skip
        known = queries.settings_of(self.subject)
        self.initial |= prizes.usual_weights() | known.weights | {"visit_minutes": known.visit_minutes}
        self.short = tuple(self.fields)

    def act(self) -> None:
        actions.set_weights(
            team=self.subject,
            weights={weight.name: self.cleaned_data[weight.name] for weight in prizes.WEIGHTS},
            visit_minutes=self.cleaned_data["visit_minutes"],
            **self.who,
        )


def _when(instant: str) -> str:
    return date_format(timezone.localtime(datetime.fromisoformat(instant)), "D j M, H:i")


WEEK_DEEDS: dict[str, type[DeedForm]] = {
    "again": AgainForm,
    "publish": PublishForm,
    "keep": KeepForm,
    "leave-out": LeaveOutForm,
    "weights": WeighForm,
}
