"""Signing in, second steps and single-use links: allauth's flows in our words, and two links of our own."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.views import LoginView, PasswordChangeView, ReauthenticateView
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonbeat.faces import devices, elsewhere, signin_forms
from commonbeat.faces.signin import home_of, let_in, record_second_step
from commonbeat.people import actions, queries
from commonbeat.safety import codes
from commonbeat.safety.errors import Refused


class SignIn(LoginView):
    form_class = signin_forms.SignInForm


class SecondStep(AuthenticateView):
    form_class = signin_forms.SecondStepForm
    webauthn_form_class = signin_forms.PasskeySecondStepForm


class PasskeySignIn(LoginWebAuthnView):
    form_class = signin_forms.PasskeySignInForm


class MySignIn(IndexView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"places": elsewhere.places(self.request)}


class Again(ReauthenticateView):
    form_class = signin_forms.AgainForm


class AgainByCode(ReauthenticateByCodeView):
    form_class = signin_forms.AgainByCodeForm


class AgainByPasskey(ReauthenticateWebAuthnView):
    form_class = signin_forms.AgainByPasskeyForm


class NewPassword(PasswordChangeView):
    form_class = signin_forms.NewPasswordForm


class SetUpApp(ActivateTOTPView):
    """An authenticator app, with its secret as a QR code drawn by us."""

    form_class = signin_forms.SetUpAppForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        secret = context["form"].secret
        groups = [secret[start : start + 4] for start in range(0, len(secret), 4)]
        return context | {"qr": codes.qr_svg(context["totp_url"]), "groups": groups}

    def form_valid(self, form: Form) -> HttpResponse:
        response = super().form_valid(form)
        record_second_step(self.request, "totp")
        devices.remember(self.request, response, self.request.user)
        return response


class AddPasskey(AddWebAuthnView):
    form_class = signin_forms.AddPasskeyForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # allauth forgets the form that was refused; a rejected form keeps everything they typed.
        return super().get_context_data(**kwargs) | {"form": kwargs.get("form") or self.get_form()}

    def form_valid(self, form: Form) -> HttpResponse:
        response = super().form_valid(form)
        record_second_step(self.request, "webauthn")
        devices.remember(self.request, response, self.request.user)
        return response


class RenamePasskey(EditWebAuthnView):
    form_class = signin_forms.RenamePasskeyForm


class RemovePasskey(RemoveWebAuthnView):
    """Removes any passkey but the last second step somebody has."""

    def form_valid(self, form: Form) -> HttpResponse:
        if not get_adapter().can_delete_authenticator(self.get_object()):
            messages.error(self.request, get_adapter().error_messages["cannot_delete_authenticator"])
            return HttpResponseRedirect(self.get_success_url())
        return super().form_valid(form)


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """From now on everything speaks the language of the page on which the button was pressed."""
    actions.choose_language(staff=request.user, language=get_language(), at=request.at)
    messages.success(request, _("Your phone and your start page speak English now."))
    return redirect("mfa_index")


@reauthentication_required(allow_get=True)
def signed_in(request: HttpRequest) -> HttpResponse:
    """Where somebody is signed in; they end one other place, or all of them: for whoever lost a phone."""
    if request.method != "POST":
        return render(request, "account/elsewhere.html", {"places": elsewhere.places(request)})
    if elsewhere.end(request, request.POST.get("ref", "")):
        messages.success(request, _("You are signed out there."))
    else:
        messages.info(request, _("Nobody was signed in there any more."))
    return redirect("signin_elsewhere")


def join(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody who was invited chooses a name and a password."""
    invite = queries.invite_by_token(team=request.team, token=token, at=request.at)
    if invite is None:
        return render(request, "account/link_over.html", status=404)
    form = signin_forms.JoinForm(request.POST or None, initial={"name": invite.name})
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("name", "password")}
        given |= {"team": request.team, "token": token, "language": get_language(), "at": request.at}
        staff = _try(form, actions.accept_invite, **given)
        if staff is not None:
            let_in(request, staff)
            return redirect("mfa_index")
    return render(request, "account/join.html", {"form": form, "invite": invite})


def recover(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody two colleagues vouched for chooses a new password, then a new second step."""
    recovery = queries.recovery_by_token(team=request.team, token=token, at=request.at)
    if recovery is None:
        return render(request, "account/link_over.html", status=404)
    form = signin_forms.ChoosePasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = form.cleaned_data["password"]
        given = {"team": request.team, "token": token, "password": password, "at": request.at}
        staff = _try(form, actions.use_recovery, **given)
        if staff is not None:
            let_in(request, staff)
            return redirect("mfa_index")
    return render(request, "account/recover.html", {"form": form, "recovery": recovery})


def _try(form: Form, action: Any, **given: Any) -> Any:
    try:
        return action(**given)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        return None


def home(request: HttpRequest) -> HttpResponse:
    """Where this person's work begins."""
    return redirect(home_of(request.user))
