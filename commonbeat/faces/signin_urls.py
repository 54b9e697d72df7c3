"""Only what signing in needs: no sign-up, no mail management, no reset by mail, no social accounts."""

from allauth.account.views import logout
from allauth.mfa.recovery_codes.views import (
    download_recovery_codes,
    generate_recovery_codes,
    view_recovery_codes,
)
from allauth.mfa.totp.views import deactivate_totp
from allauth.mfa.webauthn.views import list_webauthn
from django.urls import path

from commonbeat.faces import signin_views as views
from commonbeat.faces.access import second_step_required, staff_required

urlpatterns = [
    path("", views.SignIn.as_view(), name="account_login"),
    path("out/", logout, name="account_logout"),
    path("home/", staff_required()(views.home), name="signin_home"),
    path("language/", staff_required()(views.language), name="signin_language"),
    path("elsewhere/", staff_required()(views.signed_in), name="signin_elsewhere"),
    path("join/<str:token>/", views.join, name="signin_join"),
    path("back-in/<str:token>/", views.recover, name="signin_recover"),
    path("again/", second_step_required(views.Again.as_view()), name="account_reauthenticate"),
    path("password/", second_step_required(views.NewPassword.as_view()), name="account_change_password"),
    path("check/", views.SecondStep.as_view(), name="mfa_authenticate"),
    path("passkey/", views.PasskeySignIn.as_view(), name="mfa_login_webauthn"),
    path("second-step/", second_step_required(views.MySignIn.as_view()), name="mfa_index"),
    path("second-step/again/", second_step_required(views.AgainByCode.as_view()), name="mfa_reauthenticate"),
    path("second-step/app/", second_step_required(views.SetUpApp.as_view()), name="mfa_activate_totp"),
    path("second-step/app/remove/", second_step_required(deactivate_totp), name="mfa_deactivate_totp"),
    path("second-step/codes/", second_step_required(view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "second-step/codes/new/",
        second_step_required(generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "second-step/codes/file/",
        second_step_required(download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path("second-step/passkeys/", second_step_required(list_webauthn), name="mfa_list_webauthn"),
    path(
        "second-step/passkeys/add/", second_step_required(views.AddPasskey.as_view()), name="mfa_add_webauthn"
    ),
    path(
        "second-step/passkeys/again/",
        second_step_required(views.AgainByPasskey.as_view()),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "second-step/passkeys/<int:pk>/remove/",
        second_step_required(views.RemovePasskey.as_view()),
        name="mfa_remove_webauthn",
    ),
    path(
        "second-step/passkeys/<int:pk>/name/",
        second_step_required(views.RenamePasskey.as_view()),
        name="mfa_edit_webauthn",
    ),
]
