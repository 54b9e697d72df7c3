"""Whoever is signed in somewhere else can see it and end it, and nobody else's."""

import time
from types import SimpleNamespace

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from tests.signin import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def places(cast: SimpleNamespace) -> SimpleNamespace:
    """Cleo at the desk, on a phone and on a lost phone; Ben somewhere too."""
    return SimpleNamespace(
        **{name: sign_in(Client(), cast.cleo) for name in ("desk", "phone", "lost")},
        ben=sign_in(Client(), cast.ben),
    )


def listed(client: Client) -> list:
    return client.get(reverse("signin_elsewhere")).context["places"]


def end(client: Client, ref: str = "") -> None:
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] += [
        {"method": "password", "at": time.time(), "reauthenticated": True}
    ]
    session.save()
    answer = client.post(reverse("signin_elsewhere"), {"ref": ref} if ref else {})
    assert answer.headers["Location"] == reverse("signin_elsewhere"), answer.headers


def test_everybody_sees_their_own_places_and_this_one_first(places: SimpleNamespace) -> None:
    assert [place.is_here for place in listed(places.desk)] == [True, False, False]
    assert [place.is_here for place in listed(places.ben)] == [True]


def test_one_place_is_ended_and_no_other(places: SimpleNamespace) -> None:
    ours = listed(places.lost)[0]
    end(places.desk, ours.ref)
    assert len(listed(places.desk)) == 2
    assert "places" not in (places.lost.get(reverse("signin_elsewhere")).context or {})
    assert len(listed(places.phone)) == 2
    assert len(listed(places.ben)) == 1


def test_all_others_are_ended_but_never_this_one(places: SimpleNamespace) -> None:
    end(places.desk)
    assert [place.is_here for place in listed(places.desk)] == [True]
    assert len(listed(places.ben)) == 1


def test_nobody_ends_somebody_elses(places: SimpleNamespace) -> None:
    theirs = listed(places.ben)[0].ref
    end(places.desk, theirs)
    assert len(listed(places.ben)) == 1


def test_the_password_is_asked_again_first(places: SimpleNamespace) -> None:
    answer = places.desk.post(reverse("signin_elsewhere"))
    assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))
    assert len(listed(places.desk)) == 3


def test_no_key_to_a_session_stands_on_the_page(places: SimpleNamespace) -> None:
    page = places.desk.get(reverse("signin_elsewhere")).content.decode()
    assert not any(key in page for key in Session.objects.values_list("pk", flat=True))
