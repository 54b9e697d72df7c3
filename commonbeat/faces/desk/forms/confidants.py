"""The box of sealed details: made, shared, opened by confidants with a reason the person reads."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonbeat.faces.desk.forms.base import DeedForm, PickField, required, text
from commonbeat.listening import actions as listening
from commonbeat.listening import rules
from commonbeat.listening.models import SealedContact
from commonbeat.people import actions
from commonbeat.people.models import BoxKey, Duty, Staff
from commonbeat.people.queries import current_box


def secret_field(label: Any, *, hint: Any = "", is_new: bool = False) -> forms.CharField:
    """A passphrase as it was typed: not stripped, not shown, never kept by the page."""
    attrs = {"autocomplete": "new-password" if is_new else "current-password"}
    return forms.CharField(
        label=label,
        help_text=hint,
        strip=False,
        max_length=500,
        widget=forms.PasswordInput(attrs=attrs),
        error_messages=required(_("Type the passphrase.")),
    )


def holds_key(staff: Staff, *, is_temporary: bool = False) -> bool:
    """Whether this confidant holds a key to the box in use."""
    box = current_box(staff.team)
    return box is not None and BoxKey.objects.filter(box=box, staff=staff, is_temporary=is_temporary).exists()


class ConfidantForm(DeedForm):
    @classmethod
    def is_offered(cls, staff: Staff, subject: Any) -> bool:
        return staff.has_duty(Duty.CONFIDANT)


class OpenForm(DeedForm):
    heading = _("Open sealed details")
    lead = _("The person can see that you opened them, when, and the reason you give here.")
    button = _("Open them")
    done = ""
    is_careful = True

    reason = text(
        _("Why you open them"),
        500,
        hint=_("Example: You asked us to call you about the lamps, and we have an answer now."),
        needed=_("Say why you open the details; the person will read it."),
        rows=3,
    )
    passphrase = secret_field(_("Your passphrase"))

    @classmethod
    def is_offered(cls, staff: Staff, subject: SealedContact) -> bool:
        return rules.may(staff, "open_contact", subject)

    def act(self) -> str:
        given = self.cleaned_data
        return listening.open_contact(
            contact=self.subject, passphrase=given["passphrase"], reason=given["reason"], **self.who
        )


class MakeForm(ConfidantForm):
    heading = _("Make the box")
    lead = _(
        "What residents seal can only be opened with your passphrase. Nobody can reset it, not even we: with the "
        "last passphrase the details are lost. Share the box with a second confidant right afterwards."
    )
    button = _("Make the box")
    done = _("The box is made. Now share it with a second confidant.")

    passphrase = secret_field(
        _("Your passphrase"), hint=_("At least 12 characters; four or five words are good."), is_new=True
    )
    again = secret_field(_("The same once more"), is_new=True)

    @classmethod
    def is_offered(cls, staff: Staff, subject: Any) -> bool:
        return super().is_offered(staff, subject) and current_box(staff.team) is None

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("again") and given.get("passphrase") != given["again"]:
            self.add_error("again", _("The two are not the same. Type both once more."))
        return given

    def act(self) -> None:
        actions.make_box(confidant=self.staff, passphrase=self.cleaned_data["passphrase"], at=self.at)


class ShareForm(ConfidantForm):
    heading = _("Share the box with another confidant")
    lead = _(
        "Tell them the passphrase you choose for them in person. They put their own in its place, and only "
        "then can they open anything."
    )
    button = _("Share it")
    done = _("Shared. Tell them their passphrase in person; they replace it with their own.")

    to = PickField(label=_("With whom"))
    passphrase = secret_field(_("Your passphrase"))
    temporary_passphrase = secret_field(
        _("A passphrase for them, for once"),
        hint=_("Another one than yours. At least 12 characters."),
        is_new=True,
    )

    @classmethod
    def is_offered(cls, staff: Staff, subject: Any) -> bool:
        return super().is_offered(staff, subject) and holds_key(staff)

    def prepare(self) -> None:
        people = Staff.objects.visible_to(self.staff).with_duty(Duty.CONFIDANT).exclude(pk=self.staff.pk)
        self.fields["to"].queryset = people

    def act(self) -> None:
        given = dict(self.cleaned_data)
        del given["client_id"]
        actions.share_box(**given, **self.who)


class ChooseForm(ConfidantForm):
    heading = _("Choose your own passphrase")
    button = _("Use the new one")
    done = _("Your passphrase is changed.")

    old = secret_field(_("The passphrase until now"), hint=_("Yours, or the one a colleague gave you."))
    new = secret_field(
        _("Your new passphrase"), hint=_("At least 12 characters; four or five words are good."), is_new=True
    )
    again = secret_field(_("The same once more"), is_new=True)

    @classmethod
    def is_offered(cls, staff: Staff, subject: Any) -> bool:
        return super().is_offered(staff, subject) and BoxKey.objects.filter(staff=staff).exists()

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("again") and given.get("new") != given["again"]:
            self.add_error("again", _("The two are not the same. Type both once more."))
        return given

    def act(self) -> None:
        given = self.cleaned_data
        actions.choose_passphrase(confidant=self.staff, old=given["old"], new=given["new"], at=self.at)


class RotateForm(ConfidantForm):
    heading = _("Replace the box")
    lead = _(
        "For example after a confidant left. What was sealed before stays readable with the old keys; the new"
        " key must be shared anew."
    )
    button = _("Replace it")
    done = _("Replaced. Share the new box with a second confidant.")
    is_careful = True

    passphrase = secret_field(_("Your passphrase"))

    @classmethod
    def is_offered(cls, staff: Staff, subject: Any) -> bool:
        return super().is_offered(staff, subject) and holds_key(staff)

    def act(self) -> None:
        actions.rotate_box(passphrase=self.cleaned_data["passphrase"], **self.who)


BOX_DEEDS: dict[str, type[DeedForm]] = {
    "make": MakeForm,
    "share": ShareForm,
    "choose": ChooseForm,
    "rotate": RotateForm,
}
