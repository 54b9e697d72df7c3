"""Telling other programs: signed, at least once, ids only (https://www.standardwebhooks.com).

What came in and all about a complaint makes quiet entries, and those are never told. What a program is told of
is a deed on something everybody may read; it reads the thing from the pages or the API, as far as it is there.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import requests
from django.db import transaction
from django.utils.translation import gettext as _

from commonbeat.journal import actions as journal
from commonbeat.journal import queries as journal_queries
from commonbeat.journal.models import Entry
from commonbeat.openness.calendar import local_day
from commonbeat.people.models import Duty, Staff
from commonbeat.safety import outgoing, sealing
from commonbeat.safety.clock import to_hour
from commonbeat.safety.errors import Refused
from commonbeat.safety.text import clean
from commonbeat.updates.models import Hook, HookCall

# Deeds whose object everybody may read, or may not read any longer.
VERBS = (
    "publish concern",
    "unpublish concern",
    "publish you said we did",
    "approve you said we did",
    "withdraw you said we did",
    "publish gathering",
    "announce gathering",
    "change gathering",
    "call off gathering",
    "publish minutes",
    "publish question",
    "answer question",
    "correct answer",
    "publish initiative",
    "end initiative",
    "publish priority",
    "act on priority",
    "renew priority",
    "end priority",
    "open problem",
    "move problem",
    "close problem",
    "hide problem",
    "finish task",
    "send alert",
    "end alert",
    "publish report",
    "correct report",
    "start group",
    "end group",
)
MOST_HOOKS = 10
MOST_TRIES = 8
LEASE = timedelta(minutes=5)
FIRST_WAIT = timedelta(minutes=5)
A_ROUND = 50
PATIENCE_SECONDS = 10
KEPT = timedelta(days=30)
PREFIX = "whsec_"


@dataclass(frozen=True)
class Made:
    """A new hook and the secret it signs with, shown once."""

    hook: Hook
    secret: str


@transaction.atomic
def add_hook(*, name: str, url: str, verbs: list[str], by: Staff, at: datetime) -> Made:
    """Another program is told from now on; its server must be one that may be called."""
    _need_admin(by)
    name, url = clean(name, 80, "name"), clean(url, 500, "url")
    if not name:
        raise Refused(_("Please write what the other program is called."), "name")
    outgoing.checked(url, field="url")
    wanted = [verb for verb in VERBS if verb in verbs]
    if not wanted or set(verbs) - set(VERBS):
        raise Refused(_("Please choose what it is told of."), "verbs")
    if Hook.objects.filter(team_id=by.team_id).current().count() >= MOST_HOOKS:
        raise Refused(_("There are %(most)d already. Please end one first.") % {"most": MOST_HOOKS})
    secret = PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()
    hook = Hook.objects.create(
        team_id=by.team_id,
        name=name,
        url=url,
        secret=sealing.hide(secret),
        verbs=wanted,
        after_sequence=journal_queries.newest_sequence(),
        made_on=local_day(by.team, at),
        by=by,
    )
    _note("add hook", hook, by, at)
    return Made(hook, secret)


@transaction.atomic
def end_hook(*, hook: Hook, by: Staff, at: datetime) -> Hook:
    """It is told nothing anymore; what waited is not sent."""
    _need_admin(by)
    if Hook.objects.filter(pk=hook.pk, ended_on=None).update(ended_on=local_day(by.team, at)):
        HookCall.objects.filter(hook=hook, sent_at=None).delete()
        _note("end hook", hook, by, at)
    hook.refresh_from_db()
    return hook


def collect_calls(*, at: datetime) -> int:
    """Puts what was published since the last round into the outbox of every hook; returns how many calls."""
    return sum(_collect(pk, at) for pk in list(Hook.objects.current().values_list("pk", flat=True)))


def send_calls(*, at: datetime) -> int:
    """Tells what is due, each under a lease; returns how many were taken."""
    began, taken = time.monotonic(), 0
    for _one in range(A_ROUND):
        now = at + timedelta(seconds=time.monotonic() - began)
        call = _lease(now)
        if call is None:
            break
        taken += 1
        _try(call, now)
    HookCall.objects.filter(sent_at__lt=at - KEPT).delete()
    HookCall.objects.filter(dead_at__lt=at - KEPT).delete()
    return taken


def tell_programs(*, at: datetime) -> int:
    """One round: collect what was published, then tell it."""
    collect_calls(at=at)
    return send_calls(at=at)


def message_of(call: HookCall) -> bytes:
    """The body: which deed, on which id, in which hour."""
    content = {
        "type": call.verb.replace(" ", "."),
        "timestamp": call.happened_at.isoformat(),
        "data": {"object": call.object_type.split(".")[-1].lower(), "id": call.object_id},
    }
    return json.dumps(content, separators=(",", ":")).encode()


def signature_of(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """HMAC-SHA256 of id, time and body, as Standard Webhooks 1.0 has it."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = hmac.digest(key, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256)
    return f"v1,{base64.b64encode(signed).decode()}"


@transaction.atomic
def _collect(hook_id: UUID, at: datetime) -> int:
    hook = Hook.objects.select_for_update().filter(pk=hook_id, ended_on=None).first()
    newest = journal_queries.newest_sequence()
    if hook is None or newest <= hook.after_sequence:
        return 0
    entries = Entry.objects.filter(
        team_id=hook.team_id,
        sequence__gt=hook.after_sequence,
        sequence__lte=newest,
        is_quiet=False,
        action__in=hook.verbs,
    )
    calls = [
        HookCall(
            team_id=hook.team_id,
            hook=hook,
            sequence=entry.sequence,
            verb=entry.action,
            object_type=entry.object_type,
            object_id=entry.object_id,
            happened_at=entry.at,
            next_try_at=at,
        )
        for entry in entries.order_by("sequence")
    ]
    HookCall.objects.bulk_create(calls, ignore_conflicts=True)
    Hook.objects.filter(pk=hook.pk).update(after_sequence=newest)
    return len(calls)


def _lease(at: datetime) -> HookCall | None:
    """The next due call, for us alone. The try counts now, so that one which kills us ends too."""
    with transaction.atomic():
        due = HookCall.objects.due(at).select_for_update(skip_locked=True, of=("self",))
        call = due.select_related("hook").order_by("next_try_at", "sequence").first()
        if call is None:
            return None
        call.leased_until = at + LEASE
        call.tries += 1
        call.save(update_fields=["leased_until", "tries"])
    return call


def _try(call: HookCall, at: datetime) -> None:
    body, message_id, timestamp = message_of(call), f"msg_{call.pk.hex}", int(at.timestamp())
    try:
        signature = signature_of(sealing.reveal(call.hook.secret), message_id, timestamp, body)
        with requests.Session() as session:
            # Neither a proxy of the surroundings nor a redirect leads anywhere that was not named.
            session.trust_env = False
            answer = session.post(
                outgoing.checked(call.hook.url),
                data=body,
                headers={
                    "content-type": "application/json",
                    "webhook-id": message_id,
                    "webhook-timestamp": str(timestamp),
                    "webhook-signature": signature,
                },
                timeout=PATIENCE_SECONDS,
                allow_redirects=False,
                stream=True,
            )
            answer.close()
        error = "" if 200 <= answer.status_code < 300 else f"HTTP {answer.status_code}"
    except (requests.RequestException, Refused) as failure:
        error = type(failure).__name__
    _finish(call, error, at)


def _finish(call: HookCall, error: str, at: datetime) -> None:
    changes: dict[str, object] = {"leased_until": None, "last_error": error[:60]}
    if not error:
        changes["sent_at"] = to_hour(at)
    elif call.tries >= MOST_TRIES:
        changes["dead_at"] = to_hour(at)
    else:
        changes["next_try_at"] = at + FIRST_WAIT * 2 ** (call.tries - 1)
    HookCall.objects.filter(pk=call.pk).update(**changes)


def _need_admin(by: Staff) -> None:
    if not by.is_active or not by.has_duty(Duty.ADMIN):
        raise Refused(_("Only an administrator can do this. Please ask one."))


def _note(action: str, hook: Hook, by: Staff, at: datetime) -> None:
    journal.enter(
        team=hook.team_id,
        actor=by,
        action=action,
        object_type="hook",
        object_id=hook.pk,
        at=at,
        is_quiet=True,
    )
