"""Signing in during tests: quickly in a client, and as a person would in a browser."""

import time
from typing import Any

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client
from playwright.sync_api import Page

from commonbeat.faces.signin import BEGAN
from commonbeat.people.models import Staff
from tests.cast import PASSWORD

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def sign_in(client: Client, staff: Staff) -> Client:
    """The same client with both steps done, as if through the form."""
    client.force_login(staff, backend=BACKEND)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "password", "at": time.time()},
        {"method": "mfa", "type": "totp", "at": time.time()},
    ]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(staff.pk)
    session[BEGAN] = int(time.time())
    session.save()
    return client


def set_up_app(staff: Staff) -> None:
    """Give somebody an authenticator app whose secret the tests know; codes used before count no more."""
    Authenticator.objects.filter(user=staff).delete()
    TOTP.activate(staff, SECRET)


def code_now(secret: str = SECRET, at: float | None = None) -> str:
    """What the app shows now."""
    return format_hotp_value(hotp_value(secret, int(at or time.time()) // 30))


def sign_in_browser(page: Page, staff: Staff, password: str = PASSWORD) -> Page:
    """Sign in on the real pages with a password and the code of a real authenticator app."""
    set_up_app(staff)
    page.goto("/sign-in/")
    page.fill("input[name=login]", staff.email)
    page.fill("input[name=password]", password)
    page.click("main form[action='/sign-in/'] button")
    page.fill("input[name=code]", code_now())
    page.click("main form[action='/sign-in/check/'] button >> nth=0")
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    return page


def answer(client: Client, path: str, **data: Any) -> Any:
    """Post a form and give back the answer."""
    return client.post(path, data)
