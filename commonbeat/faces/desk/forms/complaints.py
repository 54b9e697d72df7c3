"""Handing to the confidants what turns out to be a complaint about somebody of the team, and back what is none."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from commonbeat.faces.desk.forms.base import DeedForm, required
from commonbeat.listening import actions, rules
from commonbeat.listening.channels import naming, sense
from commonbeat.listening.models import Intake, Kind, Voice
from commonbeat.people import actions as people
from commonbeat.people.models import Duty, Role, Staff

UNLISTED = "unlisted"


def about_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("About whom?"),
        help_text=_("Neither they nor whoever leads them will know of it."),
        error_messages=required(_("Choose one of the answers offered.")),
    )


def about_choices(staff: Staff) -> list[tuple[str, str]]:
    """Everybody who works in the team, and somebody whose name nobody knows."""
    working = Staff.objects.visible_to(staff).active().filter(pk__in=Role.objects.values("staff"))
    return [
        (UNLISTED, __("Somebody of the team; the name is not known")),
        *((str(pk), name) for pk, name in working.order_by("name").values_list("pk", "name")),
    ]


class AboutForm(DeedForm):
    """A deed that asks whom of the team a complaint is about; who is named in the words stands in it already."""

    heading = _("Hand it to the confidants")
    button = _("Hand it over")
    done = _("Handed over. Only confidants read it now.")
    is_careful = True

    about = about_field()

    def prepare(self) -> None:
        self.fields["about"].choices = about_choices(self.staff)
        found = naming.named_in(self.request.team, self.words_of()).staff
        self.fields["about"].initial = str(found[0].pk) if found else UNLISTED

    def words_of(self) -> str:
        raise NotImplementedError

    def about_whom(self) -> Staff | None:
        return chosen_officer(self.cleaned_data["about"], self)


class PassOnForm(AboutForm):
    lead = _(
        "For a complaint about somebody of the team. It leaves your lists, its concern and every number at once: "
        "you will not see it again, and neither will they."
    )

    @classmethod
    def is_offered(cls, staff: Staff, subject: Voice) -> bool:
        return rules.may(staff, "pass_on", subject)

    def words_of(self) -> str:
        return str(self.subject.words)

    def act(self) -> None:
        actions.pass_on(voice=self.subject, about=self.about_whom(), **self.who)


class GiveBackForm(DeedForm):
    heading = _("This is no complaint")
    lead = _(
        "It goes to the inbox, where everybody who looks after the neighborhood reads it, names and all."
    )
    button = _("To the inbox")
    done = _("It is in the inbox now.")
    is_careful = True

    kind = forms.ChoiceField(label=_("What is it?"), widget=forms.RadioSelect)

    @classmethod
    def is_offered(cls, staff: Staff, subject: Voice) -> bool:
        return rules.may(staff, "give_back", subject) and subject.concern_id is None

    def prepare(self) -> None:
        self.fields["kind"].choices = [one for one in Kind.choices if one[0] != Kind.COMPLAINT]
        self.fields["kind"].initial = sense.kind_of(self.subject.words)

    def act(self) -> None:
        actions.give_back(voice=self.subject, kind=self.cleaned_data["kind"], **self.who)


class IntakeComplaintForm(AboutForm):
    """What could not be read by the machine and is a complaint, for whoever opened it."""

    lead = _(
        "For a complaint about somebody of the team. What can be read of it goes to them; it is gone from here."
    )

    @classmethod
    def is_offered(cls, staff: Staff, subject: Intake) -> bool:
        return subject.handled_on is None and staff.has_duty(Duty.COORDINATOR, Duty.MODERATOR)

    def words_of(self) -> str:
        return actions.readable(self.subject)

    def act(self) -> None:
        actions.hand_over(intake=self.subject, about=self.about_whom(), **self.who)


def chosen_officer(value: str, form: DeedForm) -> Staff | None:
    """Whom of the team an answer names, also somebody whose name nobody knows; None where it names nobody."""
    if value == UNLISTED:
        return people.somebody_unlisted(team=form.request.team, at=form.at)
    return Staff.objects.get(team=form.request.team, pk=UUID(value)) if value else None
