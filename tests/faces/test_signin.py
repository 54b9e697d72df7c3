"""Nobody passes the staff door without both steps, and nobody can be locked out through it."""

import json
import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core import signing
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory
from django.urls import get_resolver, reverse
from django.utils import timezone

from commonbeat.faces import access, devices, signin
from commonbeat.people import actions, letters
from commonbeat.people.models import Duty
from commonbeat.post.models import Delivery
from commonbeat.safety import pictures
from commonbeat.safety.errors import Refused
from commonbeat.safety.models import RateCount
from commonbeat.upkeep import actions as upkeep
from tests.cast import PASSWORD
from tests.signin import SECRET, code_now, set_up_app, sign_in

pytestmark = pytest.mark.django_db
SIGN_IN = "/sign-in/"
CHECK = "/sign-in/check/"


def type_password(client, staff, password=PASSWORD):
    return client.post(SIGN_IN, {"login": staff.email, "password": password})


def door(*duties):
    return access.staff_required(*duties)(lambda request: HttpResponse("inside"))


def knock(client, team, view, path="/desk/", **headers):
    """Ask a guarded view with this client's session."""
    request = RequestFactory().get(path, **headers)
    request.session = client.session
    request.team, request.at = team, timezone.now()
    from django.contrib.auth import get_user

    request.user = get_user(request)
    return view(request)


def test_door_sends_strangers_to_sign_in(cast, client):
    response = knock(client, cast.team, door())
    assert response.status_code == 302
    assert response.url == "/sign-in/?next=%2Fdesk%2F"


def test_script_gets_401_so_that_a_phone_keeps_its_queue(cast, client):
    response = knock(client, cast.team, door(), HTTP_ACCEPT="application/json")
    assert response.status_code == 401
    assert json.loads(response.content)["sign_in"] == SIGN_IN


def test_password_alone_opens_nothing(cast, client):
    type_password(client, cast.ben)
    assert knock(client, cast.team, door()).url.startswith("/sign-in/second-step/")


def test_both_steps_open_the_door_and_no_other(cast, client):
    sign_in(client, cast.ben)
    assert knock(client, cast.team, door(Duty.OFFICER)).content == b"inside"
    with pytest.raises(Http404):
        knock(client, cast.team, door(Duty.COORDINATOR))


def test_somebody_without_any_duty_sees_nothing(cast, client):
    sign_in(client, cast.ben)
    cast.ben.roles.all().delete()
    with pytest.raises(Http404):
        knock(client, cast.team, door())


def test_another_teams_site_does_not_know_them(cast, client):
    from tests.cast import make_team

    other = make_team(name="Other", slug="other", domain="other.example")
    sign_in(client, cast.ben)
    with pytest.raises(Http404):
        knock(client, other, door())
    response = client.post(SIGN_IN, {"login": cast.ada.email, "password": PASSWORD}, HTTP_HOST="localhost")
    assert response.status_code in (200, 302)


def test_session_from_before_the_second_step_ends(cast, client):
    type_password(client, cast.ben)
    set_up_app(cast.ben)
    response = knock(client, cast.team, door())
    assert response.url.startswith(SIGN_IN)
    assert "_auth_user_id" not in client.session or not client.session.get("_auth_user_id")


def test_whole_way_in_by_app(cast, client):
    set_up_app(cast.ben)
    assert type_password(client, cast.ben).url == CHECK
    response = client.post(CHECK, {"code": code_now()})
    assert response.url == "/officer/"
    assert devices.COOKIE in response.cookies
    assert knock(client, cast.team, door()).content == b"inside"


@pytest.mark.parametrize(("language", "home"), [("en", "/desk/"), ("es", "/es/desk/")])
def test_coordinator_lands_at_the_desk_in_their_language(cast, client, language, home):
    cast.cleo.language = language
    cast.cleo.save()
    set_up_app(cast.cleo)
    type_password(client, cast.cleo)
    assert client.post(CHECK, {"code": code_now()}).url == home


def test_old_sessions_are_swept(cast, client):
    sign_in(client, cast.ben)
    assert upkeep.sweep_sessions(at=timezone.now()) == 0
    assert upkeep.sweep_sessions(at=timezone.now() + timedelta(hours=13)) == 1


def test_sweep_keeps_the_photos_that_pages_show(cast, client):
    cast.ben.profile.photo = f"ab/ab{'0' * 30}.jpg"
    cast.ben.profile.save()
    for name in (cast.ben.profile.photo, f"cd/cd{'0' * 30}.jpg"):
        pictures.path_of(name).parent.mkdir(parents=True, exist_ok=True)
        pictures.path_of(name).write_bytes(b"drawn")
    upkeep.sweep_pictures(at=timezone.now() + timedelta(hours=2))
    assert pictures.read(cast.ben.profile.photo)
    assert not pictures.path_of(f"cd/cd{'0' * 30}.jpg").exists()


def test_code_of_the_app_works_once_in_every_process(cast, client):
    from django.core.cache import cache

    set_up_app(cast.ben)
    type_password(client, cast.ben)
    code = code_now()
    assert client.post(CHECK, {"code": code}).status_code == 302
    cache.clear()  # another process has another memory
    second = Client()
    type_password(second, cast.ben)
    assert second.post(CHECK, {"code": code}).status_code == 200
    assert "_auth_user_id" not in second.session


def test_no_session_cookie_before_signing_in(cast, client):
    assert "sessionid" not in client.get(SIGN_IN).cookies
    assert "sessionid" not in type_password(client, cast.ben, "wrong").cookies


def test_wrong_password_unknown_address_and_somebody_who_left_get_one_answer(cast):
    cast.mo.is_active = False
    cast.mo.save()
    pages = []
    for email, password in ((cast.ben.email, "no"), ("nobody@team.example", "no"), (cast.mo.email, PASSWORD)):
        client = Client()
        response = client.post(SIGN_IN, {"login": email, "password": password})
        page = re.sub(
            r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode().replace(email, "")
        )
        pages.append((response.status_code, page))
    assert pages[0] == pages[1] == pages[2]
    assert "do not belong together" in pages[0][1]


def test_unknown_address_costs_as_many_hashes_as_a_known_one(cast, monkeypatch):
    from django.contrib.auth.hashers import MD5PasswordHasher

    counted = []
    whole = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *given: counted.append(1) or whole(*given))
    costs = []
    for email in (cast.ben.email, "nobody@team.example"):
        counted.clear()
        Client().post(SIGN_IN, {"login": email, "password": "no"})
        costs.append(len(counted))
    assert costs[0] == costs[1] > 0


def test_strangers_are_stopped_and_the_known_device_is_not(cast, client):
    set_up_app(cast.ben)
    type_password(client, cast.ben)
    client.post(CHECK, {"code": code_now()})
    known = client.cookies[devices.COOKIE].value
    stranger = Client()
    for _attempt in range(11):
        response = type_password(stranger, cast.ben, "guess")
    assert "too many attempts" in response.content.decode()
    assert type_password(stranger, cast.ben).status_code == 200
    own = Client()
    own.cookies[devices.COOKIE] = known
    assert type_password(own, cast.ben).url == CHECK


def test_guessing_second_steps_is_stopped_too(cast):
    set_up_app(cast.ben)
    client = Client()
    type_password(client, cast.ben)
    for _attempt in range(11):
        response = client.post(CHECK, {"code": "000000"})
    assert "too many attempts" in response.content.decode()


def test_known_device_cookie_names_nobody_and_cannot_be_made(cast, client):
    set_up_app(cast.ben)
    type_password(client, cast.ben)
    cookie = client.post(CHECK, {"code": code_now()}).cookies[devices.COOKIE]
    assert cast.ben.email not in cookie.value
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    request = RequestFactory().get("/")
    request.COOKIES[devices.COOKIE] = signing.dumps([devices.mark_of(cast.ben.email), "mine"])
    assert devices.number_for(request, cast.ben.email) == ""


def test_attempts_leave_no_address_in_the_database(cast):
    Client(REMOTE_ADDR="203.0.113.77").post(SIGN_IN, {"login": cast.ben.email, "password": "no"})
    assert RateCount.objects.exists()
    assert not any("203.0.113" in row.key or cast.ben.email in row.key for row in RateCount.objects.all())


def test_idle_session_ends_after_thirty_minutes(cast, client):
    sign_in(client, cast.ben)
    session = client.session
    session["seen_at"] = int(time.time()) - 31 * 60
    session.save()
    client.get(SIGN_IN)
    assert "_auth_user_id" not in client.session


def test_busy_session_ends_after_twelve_hours(cast, client):
    sign_in(client, cast.ben)
    session = client.session
    session[signin.BEGAN] = int(time.time()) - 12 * 3600 - 1
    session["seen_at"] = int(time.time())
    session.save()
    client.get(SIGN_IN)
    assert "_auth_user_id" not in client.session


def test_session_without_a_beginning_ends(cast, client):
    client.force_login(cast.ben, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get(SIGN_IN)
    assert "_auth_user_id" not in client.session


def test_secret_of_the_app_is_not_readable_in_the_database(cast):
    set_up_app(cast.ben)
    assert SECRET not in str(Authenticator.objects.get(user=cast.ben).data)


@pytest.mark.parametrize(
    "path", ["signup/", "email/", "password/reset/", "password/set/", "login/code/", "3rdparty/"]
)
def test_pages_nobody_needs_are_not_there(cast, client, path):
    assert client.get(f"/sign-in/{path}").status_code == 404


def test_every_page_of_signing_in_is_ours(cast):
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert not {name for name in names if "signup" in name or "social" in name or "reset" in name}


def test_setting_up_an_app_the_first_time_asks_no_password_again(cast, client):
    type_password(client, cast.ben)
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200
    secret = page.context["form"].secret
    response = client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})
    assert response.url == reverse("mfa_view_recovery_codes")
    codes = client.get(response.url)
    assert len(codes.context["unused_codes"]) == 10
    assert knock(client, cast.team, door()).content == b"inside"


def test_recovery_code_lets_in_once(cast, client):
    set_up_app(cast.ben)
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    code = RecoveryCodes.activate(cast.ben).get_unused_codes()[0]
    type_password(client, cast.ben)
    assert client.post(CHECK, {"code": code}).status_code == 302
    again = Client()
    type_password(again, cast.ben)
    assert again.post(CHECK, {"code": code}).status_code == 200


def test_last_second_step_cannot_be_removed(cast, client):
    set_up_app(cast.ben)
    type_password(client, cast.ben)
    client.post(CHECK, {"code": code_now()})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=cast.ben, type="totp").exists()


@pytest.mark.parametrize(
    "answer",
    [
        "[]",
        "1",
        '"x"',
        "{}",
        '{"id":"x"}',
        '{"id":"AA","rawId":"AA","type":"public-key","response":{}}',
        '{"id":"AA","rawId":"AA","type":"public-key","response":{"userHandle":"AA","clientDataJSON":"AA","authenticatorData":"AA","signature":"AA"}}',
        '{"response":[]}',
        "null",
        "NaN",
    ],
)
def test_damaged_passkey_answers_are_refused_calmly(cast, client, answer):
    client.get(reverse("mfa_login_webauthn"), HTTP_ACCEPT="application/json")
    assert client.post(reverse("mfa_login_webauthn"), {"credential": answer}).status_code == 302
    set_up_app(cast.ben)
    type_password(client, cast.ben)
    client.get(CHECK)
    assert client.post(CHECK, {"credential": answer}).status_code == 200


def test_invited_person_joins_and_goes_on_to_the_second_step(cast, client, at):
    _invite, token = actions.invite(
        team=cast.team, email="new@team.example", name="Nia", duty=Duty.OFFICER, neighborhood=cast.row,
        by=cast.ada, at=timezone.now(),
    )  # fmt: skip
    path = reverse("signin_join", args=[token])
    assert letters.JOIN_PATH.format(token=token) == path
    assert path in Delivery.objects.get(kind="invite").body_text
    assert client.get(path).status_code == 200
    weak = client.post(path, {"name": "Nia", "password": "password1234", "again": "password1234"})
    assert weak.status_code == 200
    joined = client.post(
        path, {"name": "Nia", "password": "violet anchor drums", "again": "violet anchor drums"}
    )
    assert joined.url == reverse("mfa_index")
    assert "Set up your second step" in client.get(joined.url).content.decode()
    assert Client().get(path).status_code == 404
    assert "no longer works" in Client().get(reverse("signin_join", args=["wrong"])).content.decode()


def test_way_back_in_needs_two_people_and_closes_the_old_way(cast, client):
    set_up_app(cast.ben)
    sign_in(client, cast.ben)
    now = timezone.now()
    asked = actions.ask_mfa_recovery(staff=cast.ben, by=cast.cleo, at=now)
    with pytest.raises(Refused):
        actions.approve_mfa_recovery(recovery=asked, by=cast.cleo, at=now)
    token = actions.approve_mfa_recovery(recovery=asked, by=cast.ada, at=now)
    client.get(SIGN_IN)
    assert "_auth_user_id" not in client.session, "the old session has ended"
    path = reverse("signin_recover", args=[token])
    assert letters.BACK_IN_PATH.format(token=token) == path
    back = Client()
    assert "Cleo" in back.get(path).content.decode()
    response = back.post(path, {"password": "violet anchor drums", "again": "violet anchor drums"})
    assert response.url == reverse("mfa_index")
    assert Client().get(path).status_code == 404


def test_demo_lets_in_only_in_the_demo(cast, client, settings):
    request = RequestFactory().get("/")
    request.session = client.session
    request.team = cast.team
    with pytest.raises(Refused):
        signin.sign_in_as(request, cast.cleo)
    settings.IS_DEMO = True
    signin.sign_in_as(request, cast.cleo)
    request.user = cast.cleo
    assert signin.did_second_step(request)
    settings.IS_DEMO = False
    assert not signin.did_second_step(request)


def test_sign_in_pages_show_no_inline_script(cast, client):
    page = client.get(SIGN_IN).content.decode()
    assert "<script>" not in page
    assert "onclick" not in page
    assert 'style="' not in page


def test_next_never_leads_to_another_site(cast, client):
    set_up_app(cast.ben)
    client.post(SIGN_IN, {"login": cast.ben.email, "password": PASSWORD, "next": "https://evil.example/"})
    assert client.post(CHECK, {"code": code_now()}).url == "/officer/"
