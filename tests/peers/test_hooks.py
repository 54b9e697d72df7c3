"""Other programs are told what was published: signed, at least once, ids only, and never of what was said."""

import json
import threading
import uuid
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from commonbeat.listening import actions as listening
from commonbeat.openness import actions as openness
from commonbeat.safety.errors import Refused
from commonbeat.updates import hooks
from commonbeat.updates.models import HookCall
from tests.openness.loop import WORDS, acted, raised
from tests.openness.test_work import agree
from tests.peers import clients


class Receiver(BaseHTTPRequestHandler):
    """A program that keeps what it is told, and answers as it was asked to."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.told.append((dict(self.headers), body))
        status = self.server.answers.pop(0) if self.server.answers else 204
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://localhost:1/elsewhere")
        self.end_headers()

    def log_message(self, *words: object) -> None:
        """Say nothing."""


@pytest.fixture
def receiver(settings: Any) -> Iterator[Any]:
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    server.told, server.answers = [], []
    server.url = f"http://127.0.0.1:{server.server_port}/hook"
    settings.MAY_CALL = {f"127.0.0.1:{server.server_port}"}
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def connect(cast: SimpleNamespace, receiver: Any, at: Any, *verbs: str) -> hooks.Made:
    wanted = list(verbs or hooks.VERBS)
    return hooks.add_hook(name="City map", url=receiver.url, verbs=wanted, by=cast.ada, at=at)


def test_a_program_is_told_which_deed_on_which_id_and_no_more(cast, at, receiver):
    made = connect(cast, receiver, at)
    priority = agree(cast, at, is_published=False)
    openness.publish_priority(priority=priority, by=cast.cleo, at=at)
    assert hooks.tell_programs(at=at) == 1
    [(headers, body)] = receiver.told
    assert json.loads(body) == {
        "type": "publish.priority",
        "timestamp": "2026-11-23T09:00:00+00:00",
        "data": {"object": "priority", "id": str(priority.pk)},
    }
    assert "Dark corners" not in body
    call = HookCall.objects.get()
    stamp = int(headers["webhook-timestamp"])
    assert headers["webhook-id"] == f"msg_{call.pk.hex}"
    assert headers["webhook-signature"] == hooks.signature_of(
        made.secret, headers["webhook-id"], stamp, body.encode()
    )
    assert hooks.tell_programs(at=at) == 0


def test_nobody_is_told_what_came_in_or_anything_of_a_complaint(cast, at, receiver):
    connect(cast, receiver, at)
    raised(cast, at)
    heard = listening.hear(
        team=cast.team, neighborhood=cast.row, client_id=uuid.uuid4(), channel="web", kind="complaint",
        words="He shouted.", about_officer=cast.ben, at=at,
    )  # fmt: skip
    concern = listening.join(
        voices=[heard.voice], by=cast.noor, at=at, title="Shouting", kind="complaint", topic="team"
    )
    listening.answer(concern=concern, words="We are sorry.", by=cast.noor, at=at)
    hooks.tell_programs(at=at)
    assert receiver.told == []
    assert WORDS not in str(list(HookCall.objects.values()))


def test_a_program_is_told_only_what_it_asked_for(cast, at, receiver):
    connect(cast, receiver, at, "publish concern")
    done = acted(cast, at)
    agree(cast, at)
    listening.publish_concern(concern=done.concern, public_words="Dark.", by=cast.cleo, at=at)
    hooks.tell_programs(at=at)
    assert [json.loads(body)["type"] for _headers, body in receiver.told] == ["publish.concern"]


def test_what_failed_is_told_again_under_the_same_id_and_given_up_after_the_eighth(cast, at, receiver):
    connect(cast, receiver, at, "publish concern")
    listening.publish_concern(concern=raised(cast, at), public_words="Dark.", by=cast.cleo, at=at)
    receiver.answers[:] = [500] * 3
    now = at
    for _round in range(4):
        hooks.tell_programs(at=now)
        now += timedelta(hours=3)
    assert len({headers["webhook-id"] for headers, _body in receiver.told}) == 1
    assert len(receiver.told) == 4
    assert HookCall.objects.get().sent_at
    listening.publish_concern(concern=raised(cast, at), public_words="Dark.", by=cast.cleo, at=at)
    receiver.answers[:] = [500] * 20
    for _round in range(12):
        hooks.tell_programs(at=now)
        now += timedelta(days=1)
    call = HookCall.objects.get(sent_at=None)
    assert (call.tries, call.last_error) == (8, "HTTP 500")
    assert call.dead_at


def test_nobody_is_followed_elsewhere(cast, at, receiver):
    connect(cast, receiver, at, "publish concern")
    listening.publish_concern(concern=raised(cast, at), public_words="Dark.", by=cast.cleo, at=at)
    receiver.answers[:] = [302]
    hooks.tell_programs(at=at)
    assert HookCall.objects.get().last_error == "HTTP 302"


def test_only_named_servers_are_called_and_only_by_an_administrator(cast, at, receiver, settings):
    with pytest.raises(Refused, match="COMMONBEAT_MAY_CALL"):
        hooks.add_hook(
            name="Elsewhere", url="https://elsewhere.example/", verbs=list(hooks.VERBS), by=cast.ada, at=at
        )
    with pytest.raises(Refused, match="administrator"):
        hooks.add_hook(name="Map", url=receiver.url, verbs=list(hooks.VERBS), by=cast.cleo, at=at)
    with pytest.raises(Refused) as refused:
        hooks.add_hook(name="Map", url=receiver.url, verbs=["hear"], by=cast.ada, at=at)
    assert refused.value.field == "verbs"
    connect(cast, receiver, at, "publish concern")
    listening.publish_concern(concern=raised(cast, at), public_words="Dark.", by=cast.cleo, at=at)
    settings.MAY_CALL = set()
    hooks.tell_programs(at=at)
    assert receiver.told == []


def test_a_disconnected_program_is_told_nothing_that_waited(cast, at, receiver):
    made = connect(cast, receiver, at)
    listening.publish_concern(concern=raised(cast, at), public_words="Dark.", by=cast.cleo, at=at)
    hooks.collect_calls(at=at)
    hooks.end_hook(hook=made.hook, by=cast.ada, at=at)
    hooks.tell_programs(at=at)
    assert receiver.told == []


def test_a_real_client_takes_our_signature_and_no_forged_one(cast, at, receiver):
    made = connect(cast, receiver, at)
    listening.publish_concern(concern=raised(cast, at), public_words="Dark.", by=cast.cleo, at=at)
    hooks.tell_programs(at=timezone.now())
    [(headers, body)] = receiver.told
    sent = {name.lower(): value for name, value in headers.items()}
    read = clients.run("hooks", "hooks", made.secret, body, json.dumps(sent))
    assert read["content"]["type"] == "publish.concern"
    assert read["forged"] is False
