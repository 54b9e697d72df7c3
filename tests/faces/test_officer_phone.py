"""The officer's phone without a browser: the form, the pass, and what phones hand in."""

import base64
import json
import uuid
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client
from django.utils import timezone

from commonbeat.faces.officer import phone_pass, sealed
from commonbeat.listening.models import Promise, Voice
from commonbeat.presence import actions
from commonbeat.presence.models import Contact, Visit
from tests.signin import sign_in


def seal(item_id: str, content: dict[str, Any]) -> dict[str, str]:
    """What queue.js does, in Python."""
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(
        ec.SECP256R1(), base64.b64decode(sealed.public_key())
    )
    ours = ec.generate_private_key(ec.SECP256R1())
    sender = ours.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    key = HKDF(hashes.SHA256(), 32, salt=sender, info=sealed.INFO).derive(ours.exchange(ec.ECDH(), theirs))
    nonce = b"n" * 12
    secret = AESGCM(key).encrypt(nonce, json.dumps(content).encode(), item_id.encode())
    return {
        name: base64.b64encode(part).decode()
        for name, part in (("key", sender), ("nonce", nonce), ("secret", secret))
    }


def hand_in(client: Client, officer: Any, *items: tuple[str, dict[str, Any]], own_pass: str = "") -> Any:
    body = {"items": [{"id": item_id, "sealed": box} for item_id, box in items]}
    headers = {"X-Phone-Pass": own_pass or phone_pass.issue(officer)}
    return client.post("/officer/sync/", json.dumps(body), content_type="application/json", headers=headers)


def chat(cast: SimpleNamespace, **more: Any) -> dict[str, Any]:
    now = timezone.now().isoformat()
    return {
        "kind": "contact",
        "place": str(cast.cafe.pk),
        "pass": phone_pass.issue(cast.ben),
        "at": now,
        **more,
    }


def test_a_sealed_chat_is_taken_once_however_often_it_comes(cast: SimpleNamespace, client: Client) -> None:
    item_id = str(uuid.uuid4())
    due = (timezone.now() + timedelta(days=4)).date().isoformat()
    box = seal(
        item_id,
        chat(
            cast, what="worry", feeling="afraid", words="Bikes race past.", due=due, promise="We stand there."
        ),
    )
    for _ in range(3):
        answer = hand_in(client, cast.ben, (item_id, box)).json()
        assert answer["results"] == [{"id": item_id, "status": "saved", "sentence": ""}]
    assert Contact.objects.count() == Voice.objects.count() == Promise.objects.count() == 1
    assert Voice.objects.get().feeling_guessed == "afraid"
    assert Promise.objects.get().concern.owner == cast.ben


def test_who_wrote_it_counts_not_who_hands_it_in(cast: SimpleNamespace, client: Client) -> None:
    item_id = str(uuid.uuid4())
    hand_in(client, cast.dot, (item_id, seal(item_id, chat(cast))))
    assert Contact.objects.get().officer == cast.ben


def test_without_a_pass_nothing_is_taken_and_nothing_is_said(cast: SimpleNamespace, client: Client) -> None:
    item_id = str(uuid.uuid4())
    answer = hand_in(client, cast.ben, (item_id, seal(item_id, chat(cast))), own_pass="forged")
    assert answer.status_code == 401
    assert not Contact.objects.exists()


def test_a_damaged_item_is_refused_in_words_and_the_others_are_saved(
    cast: SimpleNamespace, client: Client
) -> None:
    good, bad = str(uuid.uuid4()), str(uuid.uuid4())
    answer = hand_in(client, cast.ben, (bad, seal(good, chat(cast))), (good, seal(good, chat(cast)))).json()
    assert [result["status"] for result in answer["results"]] == ["refused", "saved"]
    assert answer["results"][0]["sentence"]


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"items": 3}', '{"items": [{"id": "x"}]}', '{"items": [{"id": null}]}']
)
def test_nonsense_gets_a_sentence(cast: SimpleNamespace, client: Client, body: str) -> None:
    headers = {"X-Phone-Pass": phone_pass.issue(cast.ben)}
    answer = client.post("/officer/sync/", body, content_type="application/json", headers=headers)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_a_visit_marked_without_signal_belongs_to_its_stop(cast: SimpleNamespace, client: Client) -> None:
    at = timezone.now()
    walk = actions.plan_walk(
        officer=cast.ben,
        neighborhood=cast.row,
        starts_at=at,
        ends_at=at + timedelta(hours=2),
        by=cast.cleo,
        at=at,
    )
    stop = actions.add_stop(
        walk=walk,
        place=cast.cafe,
        at_time=at + timedelta(minutes=5),
        reason="other",
        reason_words="A hello at the café",
        by=cast.cleo,
        at=at,
    )
    item_id = str(uuid.uuid4())
    content = {
        "kind": "visit",
        "stop": str(stop.pk),
        "pass": phone_pass.issue(cast.ben),
        "at": at.isoformat(),
    }
    answer = hand_in(client, cast.ben, (item_id, seal(item_id, content))).json()
    assert answer["results"][0]["status"] == "saved"
    assert Visit.objects.get().is_delivered


def test_the_pages_open_for_officers_only(cast: SimpleNamespace, client: Client) -> None:
    pages = ["/officer/", "/officer/log/", "/officer/promises/", "/officer/hello/", "/officer/offline/"]
    for path in pages:
        assert client.get(path).status_code == 302
    sign_in(client, cast.cleo)
    assert {client.get(path).status_code for path in pages} == {404}
    sign_in(client, cast.ben)
    assert {client.get(path).status_code for path in pages} == {200}


def test_the_log_works_without_a_script_and_shows_a_code(cast: SimpleNamespace, client: Client) -> None:
    sign_in(client, cast.ben)
    said = {
        "client_id": str(uuid.uuid4()),
        "place": str(cast.cafe.pk),
        "what": "worry",
        "feeling": "afraid",
        "wants_code": "on",
    }
    page = client.post("/officer/log/", said)
    assert page.status_code == 201
    assert "<output" in page.content.decode()
    assert Voice.objects.get().is_reachable
