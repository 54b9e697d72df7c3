"""Devices somebody has signed in from before: their share of attempts is their own.

A stranger who tries passwords for an account uses up only what strangers may try there, so nobody can
lock a colleague out of the phone or desk they always use. The cookie holds a random number bound to the
account by our signature; no address and no user agent is kept anywhere.
"""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from commonbeat.people.models import Staff
from commonbeat.safety import limits, signing

COOKIE = f"{settings.HOST_COOKIE}known_device"
PURPOSE = "known device"
LIFE = timedelta(days=180)


def remember(request: HttpRequest, response: HttpResponse, staff: Staff) -> None:
    """Make this device known for this account; call it only after both steps of signing in."""
    number = number_for(request, staff.email) or secrets.token_hex(16)
    text = signing.sign(PURPOSE, [mark_of(staff.email), number])
    response.set_cookie(
        COOKIE,
        text,
        max_age=LIFE,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Strict",
    )


def number_for(request: HttpRequest, email: str) -> str:
    """This device's number if it is known for this account; empty for every other device."""
    content = signing.unsign(PURPOSE, request.COOKIES.get(COOKIE, ""), life=LIFE)
    if isinstance(content, list) and len(content) == 2 and content[0] == mark_of(email):
        return str(content[1])
    return ""


def may_try(request: HttpRequest, email: str, step: str = "password") -> bool:
    """Count one attempt for this account; the answer is the same whether the account exists or not."""
    number = number_for(request, email)
    if number:
        return limits.hit_subject("sign_in_known_device", f"{step} {number}").allowed
    # Both are counted, whatever the first one says: the time taken tells nothing.
    of_place = limits.hit("sign_in", request).allowed
    of_account = limits.hit_subject("sign_in_stranger", f"{step} {mark_of(email)}").allowed
    return of_place and of_account


def mark_of(email: str) -> str:
    """Which account a cookie belongs to, without the address in it."""
    return hashlib.sha256(email.strip().lower().encode()).hexdigest()[:32]
