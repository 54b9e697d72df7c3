"""Planned, delivered, noticed as residents see it: what is held back, what stands apart, and how it looks."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from commonbeat.presence import actions
from commonbeat.presence.models import Sighting, Stop
from tests.browser import DESKTOP, PHONE, assert_axe_clean, assert_fits, shot
from tests.faces.plan_scene import tried

pytestmark = pytest.mark.django_db


def tell(cast: SimpleNamespace, yes: int, no: int) -> None:
    """Answers of last week through the open link."""
    at = timezone.now() - timedelta(days=7)
    for number in range(yes + no):
        actions.see(team=cast.team, neighborhood=cast.row, client_id=uuid4(), was_seen=number < yes, at=at)


def page(client: Client, cast: SimpleNamespace, name: str = "presence") -> str:
    answer = client.get(f"/n/{cast.row.slug}/{name}/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(("yes", "no"), [(7, 20), (20, 7), (3, 2)])
def test_few_answers_are_held_back(cast: SimpleNamespace, client: Client, yes: int, no: int) -> None:
    tell(cast, yes, no)
    assert "Too few residents have told us yet." in page(client, cast)


def test_enough_answers_are_shown_apart_with_their_number(cast: SimpleNamespace, client: Client) -> None:
    tell(cast, 20, 12)
    shown = page(client, cast)
    assert "20 of 32 answers through the open link" in shown
    assert "they do not stand for everybody" in shown


def test_why_somebody_was_called_away_is_shown_by_kind_and_never_in_words(
    cast: SimpleNamespace, client: Client
) -> None:
    start = timezone.now() - timedelta(days=8)
    walk = actions.plan_walk(
        officer=cast.ben, neighborhood=cast.row, starts_at=start, ends_at=start + timedelta(hours=2), by=cast.cleo,
        at=start - timedelta(days=1),
    )  # fmt: skip
    actions.take_off_walk(
        walk=walk, client_id=uuid4(), kind="emergency", because="Mr. Virtanen fell in his kitchen", minutes=60,
        by=cast.ben, at=start,
    )  # fmt: skip
    shown = page(client, cast)
    assert "An emergency" in shown
    assert "Virtanen" not in shown


def test_unannounced_stops_stand_on_no_page_feed_or_poster(planned: SimpleNamespace, client: Client) -> None:
    cast = planned.cast
    run = tried(planned.week, cast, planned.at)
    actions.publish_week(run=run, by=cast.cleo, at=planned.at)
    secret = Stop.objects.filter(is_announced=False, place__name__startswith="Corner ").first()
    assert secret is not None
    for path in ("meet/", "meet/poster/", "calendar.ics", "feed.atom", ""):
        text = client.get(f"/n/{cast.row.slug}/{path}").content.decode()
        assert secret.place.name not in text, path
        assert "School gate" in text or path in ("feed.atom",), path


def test_a_second_tap_needs_the_number_of_the_first(cast: SimpleNamespace, client: Client) -> None:
    path, client_id = f"/n/{cast.row.slug}/seen/", str(uuid4())
    assert client.post(path, {"client_id": client_id, "was_seen": "yes"}).status_code == 201
    assert client.post(path, {"client_id": str(uuid4()), "knows_us": "yes"}).status_code == 201
    assert Sighting.objects.get().knows_us is None
    client.post(path, {"client_id": client_id, "knows_us": "yes"})
    assert Sighting.objects.get().knows_us is True
    assert client.post(path, {"client_id": "nonsense", "knows_us": "perhaps"}).status_code == 201


def test_the_pages_are_whole(browse: Any, planned: SimpleNamespace) -> None:
    cast = planned.cast
    tell(cast, 20, 12)
    actions.publish_week(run=tried(planned.week, cast, planned.at), by=cast.cleo, at=planned.at)
    for scheme, (width, height) in (("light", DESKTOP), ("dark", PHONE)):
        opened = browse(width=width, height=height, color_scheme=scheme, javascript=True)
        for name in ("presence", "meet", "meet/poster", "seen"):
            opened.goto(f"/n/{cast.row.slug}/{name}/")
            assert_fits(opened)
            assert_axe_clean(opened)
            shot(opened, f"presence-{name.replace('/', '-')}-{width}-{scheme}")
        opened.get_by_role("button", name="Yes").click()
        assert_fits(opened)
        assert_axe_clean(opened)
        shot(opened, f"presence-seen-done-{width}-{scheme}")
