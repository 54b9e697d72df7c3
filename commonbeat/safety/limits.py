"""How often one place may do something before it is asked for proof or its submission is held.

Nobody who speaks is ever refused: above the rate a submission is held for a person to look at, unless
the browser did some work (ALTCHA). The network address is never stored; see RateCount.
"""

import hmac
import ipaddress
import json
import threading
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import altcha
from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from commonbeat.safety import keys
from commonbeat.safety.clock import to_hour
from commonbeat.safety.models import RateCount

CHALLENGE_LIFE = timedelta(hours=2)
# 16 bits: about a second of a phone's time, and the browser starts while the person is still typing.
CHALLENGE_PREFIX = "0000"


@dataclass(frozen=True)
class Limit:
    """Per hour and place: `free` of them pass unasked; above `most` (where set) they must wait.

    What only reads is counted in memory, by each process for itself: a page that is looked at must not
    cost a write.
    """

    free: int
    most: int | None = None
    is_in_memory: bool = False


class _Memory:
    """Counts of this process, for one hour."""

    def __init__(self) -> None:
        self.hour: datetime | None = None
        self.counts: Counter[str] = Counter()
        self.lock = threading.Lock()

    def count(self, key: str, at: datetime) -> int:
        with self.lock:
            if self.hour != to_hour(at) or len(self.counts) > 50_000:
                self.hour, self.counts = to_hour(at), Counter()
            self.counts[key] += 1
            return self.counts[key]


_in_memory = _Memory()
DEFAULT = Limit(free=10)
LIMITS: dict[str, Limit] = {
    "voice": Limit(free=6),
    "intake": Limit(free=6),
    "same words": Limit(free=20),
    "acquaintance": Limit(free=4, most=20),
    "subscribe": Limit(free=4, most=40),
    "rsvp": Limit(free=8, most=40),
    "sighting": Limit(free=10, most=60),
    "me_too": Limit(free=12),
    "question": Limit(free=6),
    # A whole room sits behind one address, and everybody in it may vote on everything.
    "ballot": Limit(free=60_000, most=60_000, is_in_memory=True),
    "statement": Limit(free=60, most=300),
    "picture": Limit(free=20, most=120),
    "survey": Limit(free=20, most=300),
    "survey_code": Limit(free=20, most=120),
    "code": Limit(free=30, most=300),
    "search": Limit(free=600, most=3000, is_in_memory=True),
    "sign_in": Limit(free=20, most=100),
    # By account: what strangers try can use up only the strangers' share, never a known device's.
    "sign_in_stranger": Limit(free=10, most=10),
    "sign_in_known_device": Limit(free=20, most=20),
}


@dataclass(frozen=True)
class Verdict:
    """What follows from the count: never allowed=False where the limit has no `most`."""

    count: int
    allowed: bool
    needs_challenge: bool
    is_held: bool


def hit(scope: str, request: HttpRequest, *, at: datetime | None = None) -> Verdict:
    """Count one more and say what follows; a solved challenge in the form field `altcha` lifts the hold.

    Call it inside the transaction of the write it guards: one commit then serves both.
    """
    at = at or timezone.now()
    limit = LIMITS.get(scope, DEFAULT)
    key = _key(scope, _place(request), at)
    count = _in_memory.count(key, at) if limit.is_in_memory else _count_one(key, at)
    is_above = count > limit.free
    is_solved = is_above and solves_challenge(request.POST.get("altcha", ""), at=at)
    return Verdict(
        count=count,
        allowed=limit.most is None or count <= limit.most,
        needs_challenge=is_above and not is_solved,
        is_held=is_above and not is_solved,
    )


def hit_subject(scope: str, subject: str, *, at: datetime | None = None) -> Verdict:
    """Count one more by what it is about instead of by where it comes from, and say what follows."""
    at = at or timezone.now()
    limit = LIMITS.get(scope, DEFAULT)
    count = _count_one(_key(scope, subject, at), at)
    is_above = count > limit.free
    return Verdict(count, limit.most is None or count <= limit.most, needs_challenge=False, is_held=is_above)


def needs_challenge(scope: str, request: HttpRequest, *, at: datetime | None = None) -> bool:
    """Whether the next submission from there will be above the rate; the form then carries a challenge."""
    at = at or timezone.now()
    row = (
        RateCount.objects.filter(key=_key(scope, _place(request), at)).values_list("count", flat=True).first()
    )
    return (row or 0) >= LIMITS.get(scope, DEFAULT).free


def challenge(*, at: datetime | None = None) -> str:
    """A fresh ALTCHA challenge as JSON, for `safety/challenge.html`."""
    made = altcha.create_challenge(
        "SHA-256",
        1,
        key_prefix=CHALLENGE_PREFIX,
        expires_at=(at or timezone.now()) + CHALLENGE_LIFE,
        hmac_secret=keys.derived("signing", "altcha"),
    )
    return json.dumps(made.to_dict())


def solves_challenge(payload: str, *, at: datetime | None = None) -> bool:
    """True once for each challenge of ours that was solved in time."""
    if not payload or len(payload) > 4000:
        return False
    result = altcha.verify_solution(payload, keys.derived("signing", "altcha"))
    if not result.verified:
        return False
    signature = altcha.Payload.from_base64(payload).challenge.signature or ""
    at = at or timezone.now()
    return _count_one(_key("altcha", signature, at), at) == 1


def sweep(at: datetime) -> int:
    """Remove the counts whose hour is over, and yesterday's key; returns how many counts."""
    keys.daily("rate", at.astimezone(UTC).date())
    return RateCount.objects.filter(ends_at__lte=at).delete()[0]


def _count_one(key: str, at: datetime) -> int:
    ends_at = to_hour(at) + timedelta(hours=3)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO safety_ratecount (key, count, ends_at) VALUES (%s, 1, %s) "
            "ON CONFLICT (key) DO UPDATE SET count = safety_ratecount.count + 1 RETURNING count",
            [key, connection.ops.adapt_datetimefield_value(ends_at)],
        )
        return int(cursor.fetchone()[0])


def _key(scope: str, place: str, at: datetime) -> str:
    at = at.astimezone(UTC)
    # A solved challenge must stay known for as long as it would be accepted, so its key has no hour.
    hour = "" if scope == "altcha" else f"{at.hour}"
    day = keys.daily("rate", at.date())
    return hmac.new(day, f"{scope}|{hour}|{place}".encode(), "sha256").hexdigest()


def _place(request: HttpRequest) -> str:
    """The network address as its provider hands it out: one IPv4 address, or an IPv6 /64."""
    text = request.META.get("REMOTE_ADDR") or ""
    if settings.SECURE_PROXY_SSL_HEADER:
        # The proxy in front of us appends the address it saw; what stands before it may be invented.
        text = request.META.get("HTTP_X_FORWARDED_FOR", text).rsplit(",", 1)[-1].strip()
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
