"""Surveys and rollouts: planned, drawn, closed, shown."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonbeat.faces.desk.forms.base import DayField, DeedForm, required, text
from commonbeat.faces.desk.forms.voices import coordinated
from commonbeat.people.models import Duty, Staff
from commonbeat.safety.errors import Refused
from commonbeat.trust import actions, frame, rules
from commonbeat.trust.models import Outcome, Rollout, Wave

LARGEST_FILE = 20_000_000


class AreasField(forms.ModelMultipleChoiceField):
    """One or more of the neighborhoods this person coordinates."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", required(_("Choose at least one neighborhood.")))
        super().__init__(queryset=None, **kwargs)


class UploadField(forms.FileField):
    """A CSV file, read whole."""

    widget = forms.FileInput(attrs={"accept": ".csv,text/csv"})

    def clean(self, data: Any, initial: Any = None) -> bytes:
        found = super().clean(data, initial)
        if found is not None and found.size > LARGEST_FILE:
            raise forms.ValidationError(_("This file is larger than 20 MB. Split it."))
        return b"" if found is None else bytes(found.read())


class NewForm(DeedForm):
    """Something new in neighborhoods this person coordinates."""

    tall = ("neighborhoods",)

    @classmethod
    def is_offered(cls, staff: Staff, subject: Any) -> bool:
        return staff.has_duty(Duty.COORDINATOR)

    def prepare(self) -> None:
        areas = coordinated(self.staff)
        self.fields["neighborhoods"].queryset = areas
        self.initial["neighborhoods"] = [area.pk for area in areas]

    def told(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        del given["client_id"]
        return given | {"neighborhoods": list(given["neighborhoods"])}


class StartWaveForm(NewForm):
    heading = _("Start a survey")
    lead = _("Fourteen questions, about two minutes. Whom you ask is drawn by chance in the next step.")
    button = _("Go on to the draw")
    done = _("Started. Now draw whom to ask.")
    short = ("starts_on", "ends_on")

    title = text(
        _("What it is called"),
        120,
        hint=_("Example: Autumn 2026."),
        needed=_("Please give the wave a title."),
    )
    neighborhoods = AreasField(label=_("Where"))
    starts_on = DayField(label=_("From"))
    ends_on = DayField(label=_("Until"))
    has_open_link = forms.BooleanField(
        label=_("Also a poster and an open link"),
        help_text=_("Their answers are shown apart and are in no headline figure."),
        required=False,
    )

    def prepare(self) -> None:
        super().prepare()
        self.initial |= {"starts_on": self.today, "ends_on": self.today + timedelta(days=28)}

    def act(self) -> Wave:
        return actions.start_wave(**self.told(), **self.who)


class OfWave(DeedForm):
    """A deed on a wave, for whoever runs it."""

    @classmethod
    def is_offered(cls, staff: Staff, subject: Wave) -> bool:
        return rules.may_run(staff, subject)


class DrawForm(OfWave):
    heading = _("Draw whom to ask")
    lead = _(
        "The list is read once and not kept: only what was drawn, the list's hash and the seed, so that "
        "anybody who has the list can repeat the draw."
    )
    button = _("Draw by chance")
    done = _("Drawn. Print the letters, or let officers knock.")
    short = ("letters", "doors")

    source = forms.ChoiceField(
        label=_("From where"),
        choices=(("list", _("a list of addresses")), ("map", _("the streets of our map"))),
        widget=forms.RadioSelect,
        initial="list",
    )
    addresses = UploadField(
        label=_("The list"),
        help_text=_("CSV with the columns area and address. Leave names out: other columns are not read."),
        required=False,
    )
    letters = forms.IntegerField(
        label=_("Letters in each neighborhood"), min_value=0, max_value=5000, initial=100, required=False
    )
    doors = forms.IntegerField(
        label=_("Doors to knock on in each neighborhood"),
        min_value=0,
        max_value=5000,
        initial=0,
        required=False,
    )

    @classmethod
    def is_offered(cls, staff: Staff, subject: Wave) -> bool:
        return super().is_offered(staff, subject) and subject.drawn_on is None

    def act(self) -> None:
        given = self.cleaned_data
        areas = [row.neighborhood for row in self.subject.areas.select_related("neighborhood")]
        letters, doors = given["letters"] or 0, given["doors"] or 0
        if given["source"] == "map":
            if letters:
                raise Refused(
                    _("A letter needs an address: our map has only streets. Draw doors."), "letters"
                )
            found = frame.from_map(areas)
        elif given["addresses"]:
            found = frame.read_csv(given["addresses"], areas)
        else:
            raise Refused(_("Choose the list of addresses."), "addresses")
        actions.draw(wave=self.subject, frame=found, letters=letters, doors=doors, **self.who)


class CloseForm(OfWave):
    heading = _("Close this survey")
    lead = _(
        "The last answers leave their sealed boxes, eight or more at a time, and every address is erased. What "
        "came from fewer than eight people is never opened."
    )
    button = _("Close it")
    done = _("Closed. The addresses are gone.")

    def act(self) -> None:
        actions.close_wave(wave=self.subject, **self.who)


class PublishForm(OfWave):
    heading = _("Show it to everybody")
    lead = _(
        "Every measure of every neighborhood is estimated, with its range and whether it changed, and stands on "
        "the trust page from now on, also where it is bad for us. It is worked out once and not changed later."
    )
    button = _("Publish")
    done = _("Published.")

    def act(self) -> None:
        actions.publish_wave(wave=self.subject, **self.who)


class WithdrawForm(OfWave):
    heading = _("Take this survey back")
    lead = _("Its figures leave the public pages. Your reason stays.")
    button = _("Take it back")
    done = _("Taken back.")
    is_careful = True

    because = text(_("Why"), 500, needed=_("Please say why this is taken back."), rows=3)

    @classmethod
    def is_offered(cls, staff: Staff, subject: Wave) -> bool:
        return super().is_offered(staff, subject) and subject.withdrawn_on is None

    def act(self) -> None:
        actions.withdraw_wave(wave=self.subject, because=self.cleaned_data["because"], **self.who)


class PopulationForm(NewForm):
    heading = _("Who lives here")
    lead = _(
        "Public counts by age, sex and tenure. With them we can make up for some people answering more often "
        "than others."
    )
    button = _("Keep it")
    done = _("Kept.")
    tall = ()

    population = UploadField(
        label=_("The list"),
        help_text=_(
            "CSV with the column area, any of age (16-29, 30-49, 50-64, 65+), sex (woman, man, other) and tenure "
            "(owned, rented, other), and the column count."
        ),
        error_messages=required(_("Choose the list.")),
    )

    def prepare(self) -> None:
        """Nothing is known before the list is read."""

    def act(self) -> None:
        areas = list(coordinated(self.staff))
        actions.count_population(neighborhoods=areas, content=self.cleaned_data["population"], **self.who)


class PlanRolloutForm(NewForm):
    heading = _("Start something new in a random order")
    lead = _(
        "Chance decides which neighborhood begins when, so that those that begin later show what would have "
        "happened anyway."
    )
    button = _("Let chance draw the order")
    done = _("Drawn. Nothing is fixed yet: look at what it could show.")
    short = ("first_on", "months_apart", "areas_at_once")

    title = text(
        _("What is new"), 160, hint=_("Example: the new foot beat."), needed=_("Please give it a title.")
    )
    hypothesis = text(
        _("What we expect of it"),
        1000,
        hint=_("Example: fewer concerns about noise, because somebody is there on Friday nights."),
        needed=_("Please say what you expect, before chance decides the order."),
        rows=3,
    )
    neighborhoods = AreasField(label=_("Where"))
    outcome = forms.ChoiceField(
        label=_("By what it is judged"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    outcome_words = text(_("In words"), 200, hint=_("Example: concerns about noise a month."))
    is_less_better = forms.TypedChoiceField(
        label=_("We hope for"),
        choices=(("less", _("less of it")), ("more", _("more of it"))),
        coerce=lambda word: word == "less",
        widget=forms.RadioSelect,
        initial="less",
    )
    first_on = DayField(label=_("The first begins in the month of"))
    months_apart = forms.IntegerField(
        label=_("Months between two starts"), min_value=1, max_value=12, initial=1
    )
    areas_at_once = forms.IntegerField(
        label=_("How many begin together"), min_value=1, max_value=200, initial=1
    )

    def prepare(self) -> None:
        super().prepare()
        self.initial |= {"first_on": self.today + timedelta(days=45), "outcome": Outcome.CONCERNS}

    def act(self) -> Rollout:
        return actions.plan_rollout(**self.told(), **self.who)


class OfRollout(DeedForm):
    """A deed on a rollout, for whoever runs it."""

    @classmethod
    def is_offered(cls, staff: Staff, subject: Rollout) -> bool:
        return rules.may_roll_out(staff, subject)


class FreezeForm(OfRollout):
    heading = _("Fix all of this")
    lead = _(
        "From now on nothing of it can be changed, and everybody can read it. Its hash goes into the journal."
    )
    button = _("Fix it")
    done = _("Fixed, and published.")

    @classmethod
    def is_offered(cls, staff: Staff, subject: Rollout) -> bool:
        return super().is_offered(staff, subject) and subject.frozen_on is None

    def act(self) -> None:
        actions.freeze_rollout(rollout=self.subject, **self.who)


class MonthsForm(OfRollout):
    heading = _("Hand in what was counted")
    lead = _("Earlier months tell what it could show; later ones what it shows.")
    button = _("Hand it in")
    done = _("Handed in.")

    months = UploadField(
        label=_("The list"),
        help_text=_("CSV with the columns area, month (2026-11) and value."),
        error_messages=required(_("Choose the list.")),
    )

    @classmethod
    def is_offered(cls, staff: Staff, subject: Rollout) -> bool:
        return super().is_offered(staff, subject) and subject.outcome == Outcome.GIVEN

    def act(self) -> None:
        actions.hand_in_months(rollout=self.subject, content=self.cleaned_data["months"], **self.who)


WAVE_DEEDS: dict[str, type[DeedForm]] = {
    "draw": DrawForm,
    "close": CloseForm,
    "publish": PublishForm,
    "withdraw": WithdrawForm,
}
ROLLOUT_DEEDS: dict[str, type[DeedForm]] = {"freeze": FreezeForm, "months": MonthsForm}
