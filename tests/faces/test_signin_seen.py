"""Signing in as people do it: on real pages, with an authenticator app and with a passkey."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone

from commonbeat.people import actions
from commonbeat.people.models import Duty
from tests.browser import DESKTOP, PHONE, assert_axe_clean, assert_fits, shot
from tests.cast import PASSWORD
from tests.signin import code_now, set_up_app, sign_in_browser

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def look(page, name):
    assert_fits(page)
    assert_axe_clean(page)
    shot(page, f"signin/{name}")


def new_person(cast):
    return actions.invite(
        team=cast.team,
        email="nia@team.example",
        name="Nia",
        duty=Duty.OFFICER,
        neighborhood=cast.row,
        by=cast.ada,
        at=timezone.now(),
    )[1]


def passkeys(page):
    """A passkey device that always says yes, as a finger on the sensor would."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    return session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "light"), (DESKTOP, "dark")])
def test_new_colleague_joins_and_signs_in_with_an_app(cast, browse, size, scheme):
    mark = f"{size[0]}-{scheme}"
    page = browse(width=size[0], height=size[1], color_scheme=scheme)
    page.goto(f"/sign-in/join/{new_person(cast)}/")
    look(page, f"join-{mark}")
    page.fill("[name=password]", "short")
    page.fill("[name=again]", "short")
    page.click("main form button")
    assert page.input_value("[name=name]") == "Nia"
    look(page, f"join-refused-{mark}")
    for name in ("password", "again"):
        page.fill(f"[name={name}]", "violet anchor drums")
    page.click("main form button")
    look(page, f"choose-{mark}")
    page.click("text=Set up an app")
    look(page, f"app-{mark}")
    secret = "".join(page.locator("output span").all_inner_texts())
    page.fill("[name=code]", code_now(secret))
    page.click("text=Finish")
    assert len(page.locator("main li code").all()) == 10
    look(page, f"codes-{mark}")
    page.goto("/sign-in/second-step/")
    look(page, f"mine-{mark}")
    page.goto("/sign-in/password/")
    look(page, f"password-{mark}")
    page.goto("/sign-in/out/")
    look(page, f"out-{mark}")
    page.click("main form button")
    page.wait_for_url(re.compile("/sign-in/$"))
    look(page, f"in-{mark}")


def test_whole_way_in_with_password_and_app(cast, browse):
    page = browse(width=320)
    sign_in_browser(page, cast.cleo)
    assert "/desk/" in page.url


def test_second_step_page_and_wrong_code(cast, browse):
    set_up_app(cast.ben)
    page = browse(width=320)
    page.goto("/sign-in/")
    page.fill("[name=login]", cast.ben.email)
    page.fill("[name=password]", PASSWORD)
    page.click("main form[action='/sign-in/'] button")
    look(page, "second-step")
    page.fill("[name=code]", "000000")
    page.keyboard.press("Enter")
    page.wait_for_selector(".errors")
    look(page, "second-step-refused")


def test_passkey_is_added_and_then_opens_the_door_alone(cast, browse):
    page = browse()
    passkeys(page)
    page.goto("/sign-in/")
    page.fill("[name=login]", cast.cleo.email)
    page.fill("[name=password]", PASSWORD)
    page.click("main form[action='/sign-in/'] button")
    page.goto("/sign-in/second-step/")
    page.click("text=Add a passkey")
    page.check("[name=passwordless]")
    look(page, "passkey-add")
    page.click("#mfa_webauthn_add")
    page.wait_for_url(re.compile("/codes/"))
    assert Authenticator.objects.filter(user=cast.cleo, type="webauthn").exists()
    page.goto("/sign-in/second-step/passkeys/")
    look(page, "passkeys")
    page.goto("/sign-in/out/")
    page.click("main form button")
    page.wait_for_url(re.compile("/sign-in/$"))
    page.click("#passkey_login")
    page.wait_for_url(re.compile("/desk/"))


def test_passkey_that_does_not_answer_says_so(cast, browse):
    page = browse()
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    page.goto("/sign-in/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('no')) }")
    page.click("#passkey_login")
    page.wait_for_selector("[data-passkey-problem] >> text=did not answer")


def test_signing_in_needs_no_javascript(cast, browse):
    set_up_app(cast.cleo)
    page = browse(javascript=False)
    page.goto("/sign-in/")
    assert not page.is_visible("#passkey_login")
    page.fill("[name=login]", cast.cleo.email)
    page.fill("[name=password]", PASSWORD)
    page.click("main form[action='/sign-in/'] button")
    page.fill("[name=code]", code_now())
    page.click("main form[action='/sign-in/check/'] button >> nth=0")
    page.wait_for_url(re.compile("/desk/"))
