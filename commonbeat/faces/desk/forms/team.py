"""Who works here: invited, given duties, helped back in, seen off."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonbeat.faces.desk.forms.base import DeedForm, PickField, required, text
from commonbeat.people import actions, rules
from commonbeat.people.models import Duty, MfaRecovery, OfficerProfile, Role, Staff, StaffInvite
from commonbeat.places.models import Neighborhood


class DutyFields(DeedForm):
    duty = forms.ChoiceField(
        label=_("Duty"), choices=Duty.choices, widget=forms.RadioSelect,
        error_messages=required(_("Please choose one of the duties offered.")),
    )  # fmt: skip
    neighborhood = PickField(
        label=_("Where"),
        help_text=_("Confidants, auditors and administrators serve the whole team."),
        required=False,
        empty_label=_("The whole team"),
    )

    def prepare(self) -> None:
        self.fields["neighborhood"].queryset = Neighborhood.objects.visible_to(self.staff).current()


class InviteForm(DutyFields):
    heading = _("Invite somebody to the team")
    lead = _("They get a mail with a link that works once, within seven days.")
    button = _("Invite them")
    done = ""
    field_order = ("client_id", "name", "email")

    name = text(_("Their name"), 120, needed=_("Please write their name."))
    email = forms.EmailField(
        label=_("Their mail address"),
        max_length=254,
        error_messages=required(_("Please write their mail address."))
        | {"invalid": _("This is not a mail address. Please write it like name@team.org.")},
    )

    @classmethod
    def is_offered(cls, staff: Staff, subject: Any) -> bool:
        return rules.may_manage_staff(staff)

    def act(self) -> tuple[StaffInvite, str]:
        given = dict(self.cleaned_data)
        del given["client_id"]
        return actions.invite(team=self.request.team, **given, **self.who)


class TakeBackForm(DeedForm):
    heading = _("Take this invitation back")
    button = _("Take it back")
    done = _("Taken back. The link no longer works.")
    is_careful = True

    @classmethod
    def is_offered(cls, staff: Staff, subject: StaffInvite) -> bool:
        return rules.may_manage_staff(staff)

    def act(self) -> None:
        actions.take_back_invite(invite=self.subject, **self.who)


class GiveRoleForm(DutyFields):
    heading = _("Give them a duty")
    button = _("Give it")
    done = _("Given.")

    @classmethod
    def is_offered(cls, staff: Staff, subject: Staff) -> bool:
        return subject.is_active and rules.may_manage_staff(staff, subject)

    def act(self) -> None:
        given = self.cleaned_data
        actions.give_role(
            staff=self.subject, duty=given["duty"], neighborhood=given["neighborhood"], **self.who
        )


class TakeRoleForm(DeedForm):
    heading = _("Take this duty from them")
    button = _("Take it")
    done = _("Taken.")
    is_careful = True

    @classmethod
    def is_offered(cls, staff: Staff, subject: Role) -> bool:
        return rules.may_manage_staff(staff, subject.staff)

    def act(self) -> None:
        actions.take_role(role=self.subject, **self.who)


class LeaveForm(DeedForm):
    heading = _("They leave the team")
    lead = _(
        "They cannot sign in any more. Their public page stays, with this note and who comes after them."
    )
    button = _("End their work here")
    done = _("They have left the team.")
    is_careful = True

    handover_note = text(
        _("A note for residents"),
        2000,
        hint=_("Example: Ben has moved to another city. Ines looks after what he promised."),
        rows=4,
    )
    successor = PickField(label=_("Who comes after them"), required=False, empty_label=_("Nobody yet"))

    @classmethod
    def is_offered(cls, staff: Staff, subject: Staff) -> bool:
        return subject.is_active and rules.may_end_work(staff, subject) and staff.team_id == subject.team_id

    def prepare(self) -> None:
        others = (
            OfficerProfile.objects.visible_to(self.staff).filter(left_on=None).exclude(staff=self.subject)
        )
        self.fields["successor"].queryset = others
        self.fields["successor"].label_from_instance = lambda profile: profile.known_as

    def act(self) -> None:
        given = self.cleaned_data
        actions.leave(
            staff=self.subject, handover_note=given["handover_note"], successor=given["successor"], **self.who
        )


class AskRecoveryForm(DeedForm):
    heading = _("They lost their way in")
    lead = _(
        "Only when you know it is them: you spoke with them in person or on a number you knew before. A "
        "second colleague must agree; then they get a mail with a link."
    )
    button = _("I vouch for them")
    done = _("Asked. Another coordinator or administrator must agree now.")

    @classmethod
    def is_offered(cls, staff: Staff, subject: Staff) -> bool:
        return subject.is_active and rules.may_help_back_in(staff, subject)

    def act(self) -> None:
        actions.ask_mfa_recovery(staff=self.subject, **self.who)


class ApproveRecoveryForm(DeedForm):
    heading = _("Agree to let them back in")
    lead = _(
        "Their password and second step stop working at once, and they get a mail with a link that works "
        "once. Agree only when you know it is them."
    )
    button = _("I agree")
    done = _("Agreed. They get a mail with a link.")

    @classmethod
    def is_offered(cls, staff: Staff, subject: MfaRecovery) -> bool:
        return rules.may_help_back_in(staff, subject.staff) and staff.pk != subject.asked_by_id

    def act(self) -> None:
        actions.approve_mfa_recovery(recovery=self.subject, **self.who)


STAFF_DEEDS: dict[str, type[DeedForm]] = {"duty": GiveRoleForm, "leave": LeaveForm, "vouch": AskRecoveryForm}
