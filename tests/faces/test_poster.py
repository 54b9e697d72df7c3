"""The poster on the café counter."""

from types import SimpleNamespace

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_the_poster_leads_to_the_neighborhood_and_names_who_looks_after_it(
    cast: SimpleNamespace, client: Client
) -> None:
    page = client.get("/n/harbor-row/poster/?at=corner-cafe")
    body = page.content.decode()
    assert page.status_code == 200
    assert body.count('class="qr"') >= 2
    assert "Ben" in body
    assert "/n/harbor-row/" in body


def test_a_poster_for_a_place_elsewhere_is_the_neighborhoods_own(
    cast: SimpleNamespace, client: Client
) -> None:
    assert client.get("/n/harbor-row/poster/?at=elm-yard").context["place"] is None
