"""Signing in is for staff, by invitation only, and always in two steps."""

import base64
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse, translate_url
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonbeat.faces import devices
from commonbeat.people import actions
from commonbeat.people.models import Duty, Staff
from commonbeat.safety import sealing
from commonbeat.safety.errors import Refused

BEGAN = "began_at"
SEEN = "seen_at"
DEMO = "demo"
OFFICER_HOME = "/officer/"
FRESH_SECONDS = 15 * 60
MISMATCH = gettext_lazy("This address and password do not belong together. Please check both and try again.")
MESSAGES = {
    "account/messages/password_changed.txt": gettext_lazy("Your password is changed."),
    "mfa/messages/totp_activated.txt": gettext_lazy("Your authenticator app is set up."),
    "mfa/messages/totp_deactivated.txt": gettext_lazy("Your authenticator app is removed."),
    "mfa/messages/webauthn_added.txt": gettext_lazy("Your passkey is added."),
    "mfa/messages/webauthn_removed.txt": gettext_lazy("Your passkey is removed."),
}


AT_THE_DOOR = {
    "password_changed": "change password",
    "password_set": "change password",
    "totp_activated": "add second step",
    "totp_deactivated": "remove second step",
    "webauthn_added": "add second step",
    "webauthn_removed": "remove second step",
    "recovery_codes_generated": "make recovery codes",
}


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs themselves up; a wrong address, a wrong password and somebody who left get one answer."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": MISMATCH,
        "incorrect_password": gettext_lazy("This is not your password. Please try again."),
        "enter_current_password": gettext_lazy("This is not your present password. Please type it again."),
        "too_many_login_attempts": gettext_lazy(
            "There were too many attempts for this account. Please wait until the next full hour, "
            "or sign in from a device you have used before."
        ),
        "rate_limited": gettext_lazy("There were too many attempts. Please wait until the next full hour."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Nobody here needs to know it."""
        return "unknown"

    def get_http_user_agent(self, request: HttpRequest) -> str:
        return "unknown"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        if not devices.may_try(request, credentials.get("email", "")):
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Staff | None:
        staff = super().authenticate(request, **credentials)
        return staff if staff is not None and may_sign_in(request, staff) else None

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Whoever has just signed in for the first time need not repeat the password to add a second step."""
        if app == "allauth.mfa" and is_first_time(self.request):
            return False
        return super().is_reauthentication_required(app=app, **more)

    def respond_user_inactive(self, request: HttpRequest, user: Staff) -> HttpResponse:
        messages.error(request, MISMATCH)
        return HttpResponseRedirect(reverse("account_login"))

    def pre_login(self, request: HttpRequest, user: Staff, **more: Any) -> HttpResponse | None:
        if not may_sign_in(request, user):
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **more)

    def login(self, request: HttpRequest, user: Staff) -> None:
        super().login(request, user)
        request.session[BEGAN] = int(time.time())
        request.session.set_expiry(0)

    def post_login(self, request: HttpRequest, user: Staff, **more: Any) -> HttpResponse:
        response = super().post_login(request, user, **more)
        if did_second_step(request):
            devices.remember(request, response, user)
            actions.note_at_door(staff=user, what="sign in", at=request.at)
        return response

    def logout(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            actions.note_at_door(staff=request.user, what="sign out", at=request.at)
        super().logout(request)

    def send_notification_mail(self, template_prefix: str, user: Staff, *args: Any, **more: Any) -> None:
        """Called for every change of how somebody gets in: an entry in the journal instead of a mail."""
        what = AT_THE_DOOR.get(template_prefix.rsplit("/", 1)[-1])
        if what:
            actions.note_at_door(staff=user, what=what, at=self.request.at)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return home_of(request.user)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Only what a person needs to hear, in our words."""
        words = message or MESSAGES.get(message_template or "")
        if words:
            messages.add_message(request, level, str(words), extra_tags=extra_tags)


class MfaAdapter(DefaultMFAAdapter):
    """Second steps: secrets unreadable in the database, and nobody takes away their own last one."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy(
            "This code is not right, or was used already. Please type the next one."
        ),
        "cannot_delete_authenticator": gettext_lazy(
            "This is your only second step. Please add another one before you remove it."
        ),
    }

    def get_totp_issuer(self) -> str:
        return team_name()

    def _get_site_name(self) -> str:
        return team_name()

    def encrypt(self, text: str) -> str:
        return base64.b64encode(sealing.hide(text, "staff")).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return sealing.reveal(base64.b64decode(encrypted_text), "staff")
        except ValueError:
            raise Refused(
                _("Your second step can no longer be read. Two colleagues can help you back in.")
            ) from None

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        return others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()

    def generate_authenticator_name(self, user: Staff, type: Authenticator.Type) -> str:  # noqa: A002 - theirs
        count = Authenticator.objects.filter(user=user, type=type).count()
        return _("My passkey") if count == 0 else _("Passkey %(number)d") % {"number": count + 1}


def team_name() -> str:
    """The team whose page is being shown."""
    team = getattr(context.request, "team", None)
    return team.name if team else "Commonbeat"


def may_sign_in(request: HttpRequest, staff: Staff) -> bool:
    """Only people who still work here, on their own team's site."""
    team = getattr(request, "team", None)
    return staff.is_active and (team is None or staff.team_id == team.pk)


def did_second_step(request: HttpRequest) -> bool:
    """Whether both steps were taken in this session; what the demo lets pass counts only in the demo."""
    records = get_authentication_records(request, request.user)
    steps = [record.get("type") for record in records if record.get("method") == "mfa"]
    return any(settings.IS_DEMO or step != DEMO for step in steps)


def record_second_step(request: HttpRequest, kind: str) -> None:
    """The person has just set up and proven a second step in this session."""
    record_authentication(request, request.user, "mfa", type=kind, reauthenticated=True)


def let_in(request: HttpRequest, staff: Staff) -> None:
    """The first step is done: somebody came with a single-use link and chose a password."""
    AccountAdapter(request).login(request, staff)
    record_authentication(request, staff, "password")


def is_first_time(request: HttpRequest) -> bool:
    """Signed in a moment ago with a password, without any second step yet."""
    if not request.user.is_authenticated or Authenticator.objects.filter(user=request.user).exists():
        return False
    return time.time() - request.session.get(BEGAN, 0) < FRESH_SECONDS


def home_of(staff: Staff) -> str:
    """Where somebody's work begins: the phone for officers, the desk in their language for everybody else."""
    if staff.duties() == {Duty.OFFICER}:
        return OFFICER_HOME
    return translate_url(settings.LOGIN_REDIRECT_URL, staff.language)


def sign_in_as(request: HttpRequest, staff: Staff) -> None:
    """Sign in as somebody of the demo community with both steps done; refused everywhere else."""
    if not settings.IS_DEMO:
        raise Refused(_("This is possible in the demo only. Please sign in."))
    AccountAdapter(request).login(request, staff)
    record_authentication(request, staff, "mfa", type=DEMO)
