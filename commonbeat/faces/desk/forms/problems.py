"""Problem files: opened, understood, worked on, assessed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonbeat.faces.desk.forms.base import DayField, DeedForm, PickField, Words, required, text
from commonbeat.faces.desk.forms.open_words import ForLeader, ForWorker, OpenWords
from commonbeat.faces.desk.forms.voices import coordinated, owner_field, working_in
from commonbeat.listening.models import Concern, Topic
from commonbeat.people.models import Duty, Staff
from commonbeat.places.models import Neighborhood
from commonbeat.together import actions, rules
from commonbeat.together.models import CHEERS, Aspect, Phase, Problem
from commonbeat.together.queries.desk import cheers_words

WHOLE = forms.NumberInput(attrs={"inputmode": "numeric"})


class ConcernsField(forms.ModelMultipleChoiceField):
    """Concerns this person may see; none about an officer, none that belongs to a problem already."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Concern.objects.none(), **kwargs)
        self.error_messages |= {
            "required": _("Please choose at least one concern that raised it."),
            "invalid_choice": _("Choose one of those offered."),
            "invalid_pk_value": _("Choose one of those offered."),
        }

    def label_from_instance(self, obj: Concern) -> str:
        return f"{obj.title} · {obj.reference}"


def free_concerns(staff: Staff, neighborhood: Neighborhood | None = None) -> Any:
    found = Concern.objects.visible_to(staff).filter(about_officer=None, problem_link=None)
    if neighborhood is not None:
        found = found.filter(neighborhood=neighborhood)
    return found.order_by("-opened_at")


class OpenForm(OpenWords):
    heading = _("Open a problem file")
    lead = _(
        "Two or more similar harms that residents expect us to work on. Everybody can read it from the first day."
    )
    button = _("Open it")
    done = _("Opened. Now answer the six questions.")
    read_first = ("title", "what")
    tall = ("concerns",)

    neighborhood = PickField(label=_("Neighborhood"))
    title = text(
        _("What it is called"),
        160,
        hint=_("The place and what happens. Example: Broken glass in the playground."),
        needed=_("Please give the problem a name."),
    )
    what = text(
        _("What happens"),
        2000,
        needed=_("Please say what happens, so that everybody understands it."),
        rows=3,
    )
    topic = forms.ChoiceField(label=_("Topic"), choices=Topic.choices)
    concerns = ConcernsField(label=_("The concerns behind it"))
    owner = owner_field()

    @classmethod
    def is_offered(cls, staff: Staff, subject: Any) -> bool:
        return staff.has_duty(Duty.COORDINATOR)

    def prepare(self) -> None:
        areas = coordinated(self.staff)
        chosen = free_concerns(self.staff).filter(pk__in=_ids(self.request.GET.getlist("concern")))
        first = chosen.first()
        area = first.neighborhood if first else areas.first()
        offered = free_concerns(self.staff).filter(neighborhood__in=areas)
        self.fields["neighborhood"].queryset = areas
        self.fields["concerns"].queryset = offered
        if not self.is_bound:
            shown = offered.filter(neighborhood=area).with_state().exclude(state="closed")[:60]
            self.fields["concerns"].choices = [
                (one.pk, self.fields["concerns"].label_from_instance(one))
                for one in dict.fromkeys((*chosen, *shown))
            ]
        people = Staff.objects.none()
        for one in areas:
            people = people | working_in(one)
        self.fields["owner"].queryset = people.distinct()
        self.initial |= {"neighborhood": area, "concerns": [one.pk for one in chosen]}
        if first is not None:
            self.initial |= {"topic": first.topic, "title": first.title, "owner": first.owner_id}

    def act(self) -> Problem:
        return actions.open_problem(**self.said(), **self.who)


class AddConcernForm(ForWorker):
    heading = _("Another concern that belongs to it")
    button = _("Add it")
    done = _("Added.")
    tall = ("concern",)

    concern = PickField(label=_("Concern"), widget=forms.RadioSelect, empty_label=None)

    def prepare(self) -> None:
        self.fields["concern"].queryset = free_concerns(self.staff, self.subject.neighborhood)

    def act(self) -> None:
        actions.add_concern(problem=self.subject, concern=self.cleaned_data["concern"], **self.who)


class SetAsideForm(DeedForm):
    heading = _("Why do these not belong together?")
    lead = _("They are not suggested again, unless another one like them comes.")
    button = _("Set them aside")
    done = _("Set aside.")

    because = text(_("Why"), 300, needed=_("Please say why they do not belong together."))

    @classmethod
    def is_offered(cls, staff: Staff, subject: list[Concern]) -> bool:
        return bool(subject) and all(rules.may_coordinate(staff, one) for one in subject)

    def act(self) -> None:
        for concern in self.subject:
            actions.set_concern_aside(concern=concern, because=self.cleaned_data["because"], **self.who)


class DescribeForm(ForLeader):
    heading = _("Change the words")
    button = _("Change it")
    done = _("Changed.")
    read_first = ("title", "what")

    title = text(_("What it is called"), 160, needed=_("Please give the problem a name."))
    what = text(
        _("What happens"),
        2000,
        needed=_("Please say what happens, so that everybody understands it."),
        rows=4,
    )
    owner = owner_field()

    def prepare(self) -> None:
        self.fields["owner"].queryset = working_in(self.subject.neighborhood)
        self.initial |= {name: getattr(self.subject, name) for name in ("title", "what")}
        self.initial["owner"] = self.subject.owner_id

    def act(self) -> None:
        actions.describe_problem(problem=self.subject, **self.said(), **self.who)


class CheersForm(ForWorker):
    heading = _("The six questions")
    lead = _("They tell a problem from a single matter. Groups and acts, never persons.")
    read_first = CHEERS

    def prepare(self) -> None:
        for name, words in cheers_words().items():
            self.fields[name] = text(words, 500, rows=2)
            self.initial[name] = getattr(self.subject, name)

    def act(self) -> None:
        actions.answer_cheers(problem=self.subject, **self.said(), **self.who)


class FindingForm(ForWorker):
    heading = _("What did you find out?")
    lead = _("About acts, places, times and reasons. Nobody is named, also not by how they look.")
    button = _("Write it down")
    done = _("Written down.")
    read_first = ("words",)

    aspect = forms.ChoiceField(
        label=_("It is about"), choices=Aspect.choices, widget=forms.RadioSelect,
        error_messages=required(_("Please say whether this is about who, where, when or why.")),
    )  # fmt: skip
    words = text(_("What you found out"), 1000, needed=_("Please write what you found out."), rows=4)
    is_public = forms.BooleanField(label=_("Everybody may read it"), required=False, initial=True)

    def act(self) -> None:
        actions.add_finding(
            problem=self.subject, client_id=self.cleaned_data["client_id"], **self.said(), **self.who
        )


class MeasureForm(ForWorker):
    heading = _("What was counted before?")
    lead = _(
        "The same thing here and at a place where nothing is changed. Without a place to compare with, nobody can tell "
        "our work from the season."
    )
    button = _("Keep it")
    done = _("Kept. Count the same again when the work is done.")
    short = ("before_on", "days", "here_before", "there_before")
    read_first = ("what", "counted_by", "compared_with", "why_comparable")

    what = text(
        _("What is counted"),
        200,
        hint=_("Events, never people. Example: reports of broken lamps."),
        needed=_("Please say what is counted."),
    )
    counted_by = text(_("Who counts it, and how"), 200, needed=_("Please say who counts it, and how."))
    compared_with = text(
        _("The place to compare with"),
        200,
        needed=_("Please name a place to compare with, where nothing was changed."),
    )
    why_comparable = text(
        _("Why the two can be compared"),
        500,
        needed=_("Please say why the two places can be compared."),
        rows=2,
    )
    before_on = DayField(label=_("Counted from"))
    days = forms.IntegerField(
        label=_("Over how many days"), min_value=7, max_value=366, initial=28, widget=WHOLE
    )
    here_before = forms.IntegerField(label=_("How many here"), min_value=0, widget=WHOLE)
    there_before = forms.IntegerField(label=_("How many there"), min_value=0, widget=WHOLE)

    def act(self) -> None:
        given = self.said()
        actions.plan_measure(
            problem=self.subject, client_id=self.cleaned_data["client_id"], **given, **self.who
        )


class FinishMeasureForm(ForWorker):
    heading = _("Count the same again")
    lead = _("What was counted is not changed anymore, whatever it shows.")
    button = _("Keep it")
    done = _("Kept. Now say what came of it.")
    short = ("after_on", "here_after", "there_after")

    after_on = DayField(label=_("Counted from"))
    here_after = forms.IntegerField(label=_("How many here"), min_value=0, widget=WHOLE)
    there_after = forms.IntegerField(label=_("How many there"), min_value=0, widget=WHOLE)

    @classmethod
    def is_offered(cls, staff: Staff, subject: Any) -> bool:
        return rules.may_work(staff, subject.problem) and not subject.is_finished

    def act(self) -> None:
        actions.finish_measure(measure=self.subject, **self.said(), **self.who)


class MoveForm(ForLeader):
    heading = _("Where does it go from here?")
    button = _("Go on")
    done = _("Done.")
    tall = ("to",)
    read_first = ("because",)

    to = forms.ChoiceField(
        label=_("The next step"),
        widget=forms.RadioSelect,
        error_messages=required(_("Choose one of those offered.")),
    )
    because = text(
        _("Why"), 500, hint=_("Everybody reads this. Needed for every step that does not lead on."), rows=3
    )

    @classmethod
    def is_offered(cls, staff: Staff, subject: Problem) -> bool:
        return super().is_offered(staff, subject) and bool(_onward(subject))

    def prepare(self) -> None:
        offered = _onward(self.subject)
        self.fields["to"].choices = [(to, f"{to.label}: {words}") for to, words in offered]
        self.initial["to"] = offered[0][0]

    def act(self) -> None:
        actions.move_problem(problem=self.subject, **self.said(), **self.who)


class CloseForm(ForLeader):
    heading = _("What came of it?")
    lead = _("It cannot be closed without: counted again, and in words, also when it did not get better.")
    button = _("Close the file")
    done = _("Closed. Everybody can read what came of it.")
    read_first = ("what_came_of_it",)

    what_came_of_it = text(
        _("What came of it"),
        2000,
        needed=_("Please say what came of it, also when it did not get better."),
        rows=5,
    )

    def act(self) -> None:
        words = self.cleaned_data["what_came_of_it"]
        actions.close_problem(problem=self.subject, what_came_of_it=words, **self.who)


class HideForm(DeedForm):
    heading = _("Take this file off the public pages")
    lead = _("When it points to somebody. The work goes on; put it back when the words are right.")
    button = _("Take it off")
    done = _("Taken off.")
    is_careful = True

    because = text(_("Why"), 300, needed=_("Please say why nobody should read it."))

    @classmethod
    def is_offered(cls, staff: Staff, subject: Problem) -> bool:
        return rules.may_take_off(staff, subject) and not subject.hidden_because

    def act(self) -> None:
        actions.hide_problem(problem=self.subject, because=self.cleaned_data["because"], **self.who)


class ShowForm(ForLeader):
    heading = _("Put this file back on the public pages")
    button = _("Put it back")
    done = _("Everybody can read it again.")

    @classmethod
    def is_offered(cls, staff: Staff, subject: Problem) -> bool:
        return super().is_offered(staff, subject) and bool(subject.hidden_because)

    def act(self) -> None:
        actions.show_problem(problem=self.subject, **self.who)


class HideFindingForm(DeedForm):
    heading = _("Take this finding off the public page")
    lead = _("The file keeps it.")
    button = _("Take it off")
    done = _("Taken off.")
    is_careful = True

    @classmethod
    def is_offered(cls, staff: Staff, subject: Any) -> bool:
        return rules.may_take_off(staff, subject.problem) and subject.is_public

    def act(self) -> None:
        actions.hide_finding(finding=self.subject, **self.who)


def _onward(problem: Problem) -> list[tuple[Phase, Words]]:
    """Where it may go; closing has its own form."""
    now = Phase(rules.phase_of(problem))
    return [
        (to, rules.MOVES[now, to])
        for to in sorted(rules.allowed(now), key=lambda to: list(Phase).index(to) < list(Phase).index(now))
        if to != Phase.CLOSED
    ]


def _ids(texts: list[str]) -> list[str]:
    """Those that can be ids at all."""
    field, found = forms.UUIDField(), []
    for one in texts[:50]:
        try:
            found.append(str(field.clean(one)))
        except forms.ValidationError:
            continue
    return found


PROBLEM_WORDS: dict[str, type[DeedForm]] = {
    "describe": DescribeForm,
    "cheers": CheersForm,
    "concern": AddConcernForm,
    "finding": FindingForm,
    "measure": MeasureForm,
    "move": MoveForm,
    "close": CloseForm,
    "hide": HideForm,
    "show": ShowForm,
}
