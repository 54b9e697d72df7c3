"""The pages only a demo has: whom to be, codes that open something, and kept mail."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from commonbeat.demo import keepsakes, letters, marker
from commonbeat.demo.settling_in import PASSWORD
from commonbeat.demo.town import Town
from commonbeat.listening import actions as listening
from commonbeat.listening.queries import by_code
from commonbeat.places.models import Neighborhood
from commonbeat.post.models import KeptMail
from tests.cast import make_team
from tests.demo.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.demo.urls")]
PAGES = ["/demo/", "/demo/mail/", "/es/demo/"]


@pytest.mark.parametrize("page", PAGES)
def test_pages_of_the_demo_exist(town: Town, in_the_demo: None, client: Client, page: str) -> None:
    response = client.get(page)
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize("page", PAGES)
def test_outside_the_demo_they_do_not(town: Town, client: Client, page: str) -> None:
    assert client.get(page).status_code == 404
    assert client.post("/demo/be/", {"who": "cleo"}).status_code == 404


def test_nobody_becomes_anybody_of_a_real_team(in_the_demo: None, client: Client) -> None:
    team = make_team(domain="real.example")
    client.defaults["HTTP_HOST"] = "real.example"
    assert marker.built_as(team) is None
    assert client.get("/demo/").status_code in (400, 404)
    assert client.post("/demo/be/", {"who": "cleo"}).status_code in (400, 404)


@pytest.mark.parametrize("who", keepsakes.PEOPLE)
def test_one_click_signs_in_as_anybody(town: Town, in_the_demo: None, client: Client, who: str) -> None:
    response = client.post("/demo/be/", {"who": who}, follow=True)
    assert response.status_code == 200
    assert response.wsgi_request.user == town.staff[who]


def test_being_somebody_needs_a_post_and_a_name_of_the_story(
    town: Town, in_the_demo: None, client: Client
) -> None:
    assert client.get("/demo/be/").status_code == 405
    assert client.post("/demo/be/", {"who": "kaisa"}).status_code == 404
    assert client.post("/demo/be/", {}).status_code == 404


def test_the_usual_sign_in_works_with_what_the_page_shows(
    town: Town, in_the_demo: None, client: Client
) -> None:
    ben = next(one for one in keepsakes.people(marker.built_as(town.team)) if one.key == "ben")
    client.post(reverse("account_login"), {"login": ben.address, "password": PASSWORD})
    response = client.post(reverse("mfa_authenticate"), {"code": ben.second_step}, follow=True)
    assert response.wsgi_request.user == town.staff["ben"]


def test_every_code_opens_what_it_says(town: Town, in_the_demo: None, client: Client) -> None:
    codes = keepsakes.still_open(marker.built_as(town.team), NOW)
    assert len(codes) == len(keepsakes.CODES)
    for one in codes:
        response = client.post(reverse("public:code"), {"code": one.code})
        assert response.status_code == 200, one.opens


def test_a_code_of_something_taken_back_is_not_offered_anymore(town: Town) -> None:
    built = marker.built_as(town.team)
    first = keepsakes.still_open(built, NOW)[0]
    listening.withdraw(voice=by_code(town.team, first.code), at=NOW)
    assert first not in keepsakes.still_open(built, NOW)


def test_kept_mail_shows_words_and_links_but_no_styles(town: Town, in_the_demo: None, client: Client) -> None:
    digest = KeptMail.objects.filter(kind="updates.digest").newest_first().first()
    response = client.get(f"/demo/mail/{digest.pk}/")
    words = str(letters.words_of(digest))
    assert response.status_code == 200
    assert "style=" not in words
    assert "localhost" not in words
    assert re.search(r'href="/[^"]', words)
    assert letters.way_out(digest).startswith("/")


def test_links_in_kept_mail_lead_somewhere(town: Town, in_the_demo: None, client: Client) -> None:
    pending = {"marja@example.org", "luis@example.org"}
    mails = KeptMail.objects.filter(kind__startswith="updates.")
    open_mails = [mail for mail in mails if mail.kind != "updates.confirm" or mail.address in pending]
    links = {
        link for mail in open_mails for link in re.findall(r'href="([^"]+)"', str(letters.words_of(mail)))
    }
    assert len(links) > 20
    assert [link for link in links if client.get(link).status_code != 200] == []


def test_every_public_page_of_the_story_renders(town: Town, client: Client) -> None:
    for area in Neighborhood.objects.public(town.team):
        for name in ("neighborhood", "heard", "meet", "work", "questions"):
            assert client.get(reverse(f"public:{name}", args=[area.slug])).status_code == 200
