"""The forms of signing in, in our words; a code counts once and a damaged passkey answer is a sentence."""

import struct
from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commonbeat.faces import devices
from commonbeat.safety.forms import WordsField

DAMAGED = (AttributeError, IndexError, KeyError, TypeError, ValueError, struct.error, InvalidSignature)
PASSWORD_HINT = _(
    "At least 12 characters. Four or five unrelated words are good; do not use it anywhere else."
)
CODE_HINT = _("The six digits your app shows now, or one of your recovery codes.")
LONGEST = 500


class Plain:
    """No placeholders: a label says what is asked and stays there."""

    labels: dict[str, Any] = {}
    hints: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            if isinstance(field, forms.CharField):
                field.max_length = LONGEST
                field.validators.append(forms.fields.validators.MaxLengthValidator(LONGEST))


class SignInForm(Plain, LoginForm):
    labels = {"login": _("Your work mail address"), "password": _("Your password")}


class AgainForm(Plain, ReauthenticateForm):
    labels = {"password": _("Your password")}


class NewPasswordForm(Plain, ChangePasswordForm):
    labels = {
        "oldpassword": _("Your present password"),
        "password1": _("Your new password"),
        "password2": _("The new password again"),
    }
    hints = {"password1": PASSWORD_HINT}


class CodeForm(Plain):
    """Six digits or a recovery code, limited like passwords and good for one time only."""

    labels = {"code": _("Code")}
    hints = {"code": CODE_HINT}

    def clean_code(self) -> str:
        staff = self.user  # type: ignore[attr-defined]
        if not devices.may_try(context.request, staff.email, "second step"):
            raise get_account_adapter().validation_error("too_many_login_attempts")
        code: str = super().clean_code()  # type: ignore[misc]
        authenticator = self.authenticator  # type: ignore[attr-defined]
        if authenticator.type == Authenticator.Type.TOTP and not use_up(authenticator.pk, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class SecondStepForm(CodeForm, AuthenticateForm):
    pass


class AgainByCodeForm(CodeForm, ReauthenticateByCodeForm):
    pass


class SetUpAppForm(Plain, ActivateTOTPForm):
    labels = {"code": _("The six digits your app shows now")}


@transaction.atomic
def use_up(pk: int, code: str) -> bool:
    """Mark a code of an authenticator app as used, in every process; false when it or a later one was."""
    authenticator = Authenticator.objects.select_for_update().get(pk=pk)
    secret = decrypt(authenticator.data["secret"])
    matching = [
        counter
        for counter in yield_hotp_counters_from_time()
        if format_hotp_value(hotp_value(secret, counter)) == "".join(filter(str.isdigit, code))
    ]
    if not matching or max(matching) <= authenticator.data.get("used_counter", 0):
        return False
    authenticator.data["used_counter"] = max(matching)
    authenticator.save(update_fields=["data"])
    return True


class Careful:
    """What a browser sends as a passkey's answer may be anything."""

    def clean_credential(self) -> Any:
        try:
            parent = getattr(super(), "clean_credential", None)
            return parent() if parent else self.cleaned_data["credential"]  # type: ignore[attr-defined]
        except DAMAGED:
            raise get_adapter().validation_error("incorrect_code") from None

    def clean(self) -> Any:
        try:
            return super().clean()  # type: ignore[misc]
        except DAMAGED:
            raise get_adapter().validation_error("incorrect_code") from None


class AddPasskeyForm(Plain, Careful, AddWebAuthnForm):
    labels = {
        "name": _("What to call it"),
        "passwordless": _("Sign in with this passkey alone, without a password"),
    }
    hints = {
        "name": _("So that you can tell your passkeys apart, for example “my phone”."),
        "passwordless": _("It then asks for your fingerprint, face or PIN each time."),
    }


class RenamePasskeyForm(Plain, EditWebAuthnForm):
    labels = {"name": _("What to call it")}


class PasskeySignInForm(Careful, LoginWebAuthnForm):
    pass


class PasskeySecondStepForm(Careful, AuthenticateWebAuthnForm):
    pass


class AgainByPasskeyForm(Careful, ReauthenticateWebAuthnForm):
    pass


class ChoosePasswordForm(forms.Form):
    """A password for somebody who came with a single-use link."""

    password = forms.CharField(
        label=_("Choose a password"),
        help_text=PASSWORD_HINT,
        strip=False,
        max_length=LONGEST,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The password again"),
        strip=False,
        max_length=LONGEST,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("password") and found.get("again") and found["password"] != found["again"]:
            raise ValidationError({"again": _("The two passwords are not the same. Please type them again.")})
        return found


class JoinForm(ChoosePasswordForm):
    """What somebody who was invited tells us."""

    name = WordsField(
        label=_("Your name"),
        help_text=_("As your colleagues know you; residents see only what you choose later."),
        limit=120,
    )
    field_order = ["name", "password", "again"]
