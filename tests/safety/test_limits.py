"""Nobody is refused for speaking often, and nothing tells who did."""

import json
from datetime import UTC, datetime, timedelta

import altcha
import pytest
from django.db import connection
from django.http import HttpRequest
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from commonbeat.safety import limits
from commonbeat.safety.models import RateCount

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
CANARY = "203.0.113.77"


def request(address: str = CANARY, **fields: str) -> HttpRequest:
    return RequestFactory().post("/say/", fields, REMOTE_ADDR=address)


def solved(text: str) -> str:
    challenge = altcha.Challenge.from_dict(json.loads(text))
    solution = altcha.solve_challenge(challenge)
    assert solution is not None
    return altcha.Payload(challenge, solution).to_base64()


def above_the_rate(scope: str = "voice") -> None:
    for _ in range(limits.LIMITS[scope].free):
        limits.hit(scope, request(), at=NOW)


def test_a_few_pass_unasked_then_a_submission_is_held_but_never_refused() -> None:
    free = limits.LIMITS["voice"].free
    verdicts = [limits.hit("voice", request(), at=NOW) for _ in range(free + 200)]
    assert all(verdict.allowed for verdict in verdicts)
    assert [verdict.is_held for verdict in verdicts] == [False] * free + [True] * 200


def test_a_solved_challenge_lifts_the_hold_once() -> None:
    above_the_rate()
    assert limits.needs_challenge("voice", request(), at=NOW)
    proof = solved(limits.challenge())
    assert not limits.hit("voice", request(altcha=proof), at=NOW).is_held
    assert limits.hit("voice", request(altcha=proof), at=NOW + timedelta(minutes=20)).is_held


@pytest.mark.parametrize("payload", ["", "nonsense", "e30=", "x" * 5000, "eyJjaGFsbGVuZ2UiOiBudWxsfQ=="])
def test_a_false_proof_changes_nothing(payload: str) -> None:
    above_the_rate()
    assert limits.hit("voice", request(altcha=payload), at=NOW).is_held


def test_an_easier_challenge_of_ones_own_is_no_proof() -> None:
    easy = altcha.create_challenge("SHA-256", 1, key_prefix="00", hmac_secret=b"mine").to_dict()
    assert not limits.solves_challenge(solved(json.dumps(easy)), at=NOW)


def test_places_scopes_and_hours_are_counted_apart() -> None:
    above_the_rate()
    assert limits.hit("voice", request(), at=NOW).is_held
    assert not limits.hit("voice", request("203.0.113.78"), at=NOW).is_held
    assert not limits.hit("rsvp", request(), at=NOW).is_held
    assert not limits.hit("voice", request(), at=NOW + timedelta(hours=1)).is_held


def test_a_whole_network_of_new_addresses_is_one_place() -> None:
    first = limits.hit("voice", request("2001:db8:1:2::1"), at=NOW)
    second = limits.hit("voice", request("2001:db8:1:2:ffff::9"), at=NOW)
    assert (first.count, second.count) == (1, 2)


def test_only_the_proxys_own_word_about_the_address_counts(settings: Settings) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    for invented in ("1.1.1.1", "2.2.2.2"):
        made = RequestFactory().post(
            "/", HTTP_X_FORWARDED_FOR=f"{invented}, {CANARY}", REMOTE_ADDR="127.0.0.1"
        )
        verdict = limits.hit("voice", made, at=NOW)
    assert verdict.count == 2


def test_the_address_is_nowhere_in_the_table() -> None:
    above_the_rate()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM safety_ratecount")
        stored = str(cursor.fetchall())
    assert CANARY not in stored
    assert RateCount.objects.count() == 1


def test_a_limit_with_a_ceiling_asks_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits.LIMITS, "code", limits.Limit(free=1, most=2))
    assert [limits.hit("code", request(), at=NOW).allowed for _ in range(3)] == [True, True, False]


def test_looking_costs_no_write(django_assert_num_queries: object) -> None:
    free = limits.LIMITS["search"].free
    with django_assert_num_queries(0):  # type: ignore[operator]
        verdicts = [limits.hit("search", request(), at=NOW) for _ in range(free + 1)]
    assert [verdict.is_held for verdict in verdicts[-2:]] == [False, True]
    assert not limits.hit("search", request(), at=NOW + timedelta(hours=1)).is_held


def test_counts_are_swept_when_their_hour_is_over() -> None:
    limits.hit("voice", request(), at=NOW)
    assert limits.sweep(NOW) == 0
    assert limits.sweep(NOW + timedelta(hours=3)) == 1


def test_yesterdays_key_goes_even_when_nobody_came_today(own_keys: None, settings: Settings) -> None:
    limits.hit("voice", request(), at=NOW)
    limits.sweep(NOW + timedelta(days=1))
    assert [path.name for path in settings.KEYS_DIR.glob("*.day")] == ["rate-2026-11-24.day"]
