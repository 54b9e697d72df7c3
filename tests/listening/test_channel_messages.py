"""Text messages: signed both ways, heard once, answered in the same thread."""

import json
import time

import pytest
from django.utils import timezone

from commonbeat.listening import actions
from commonbeat.listening.models import Intake, ReplyPath, Source, Turn, Voice
from commonbeat.post import actions as post
from commonbeat.post.models import Delivery
from commonbeat.safety.errors import Refused
from tests.listening.gateway import Gateway, handed_over

NUMBER = "+358401234567"


@pytest.fixture
def gateway(settings):
    made = Gateway()
    settings.MAY_CALL = [made.host]
    settings.MAIL_IS_KEPT = False
    yield made
    made.stop()


@pytest.fixture
def way(cast, gateway):
    opened = actions.add_source(
        team=cast.team, channel="sms", name="Gateway", server=f"http://{gateway.host}/send",
        neighborhood=cast.row, at=timezone.now(),
    )  # fmt: skip
    gateway.secret = opened.secret
    return opened


def hand_over(client, way, **message):
    given = {"id": "1", "from": NUMBER, "text": "The lamp is out", **message}
    return client.post(f"/hooks/messages/{way.source.pk}/", **handed_over(way.secret, **given))


def test_the_first_answer_names_the_emergency_numbers(client, way):
    answer = hand_over(client, way)
    assert answer.status_code == 201
    assert answer.json()["outcome"] == "voice"
    assert "112" in answer.json()["reply"]
    assert Voice.objects.get().channel == "sms"


def test_the_same_message_again_gets_the_same_answer_and_is_heard_once(client, way):
    first, again = hand_over(client, way), hand_over(client, way)
    assert (again.status_code, again.json()["reply"]) == (200, first.json()["reply"])
    assert Voice.objects.count() == 1


def test_the_same_id_with_other_words_is_kept_and_looked_at(client, way):
    hand_over(client, way)
    answer = hand_over(client, way, text="Something else")
    assert answer.json()["outcome"] == "quarantined"
    assert Intake.objects.quarantined().get().because == "same_id_other_words"


def test_our_answer_goes_out_signed_and_theirs_continues_the_thread(client, way, gateway, cast):
    hand_over(client, way)
    voice = Voice.objects.get()
    now = timezone.now()
    actions.write(voice=voice, words="Which lamp?", client_id=voice.pk, by=cast.cleo, at=now)

    assert post.send_due(now).sent == 1
    [sent] = gateway.sent.values()
    assert (sent["to"], "Which lamp?" in sent["text"]) == (NUMBER, True)

    hand_over(client, way, id="2", text="By the café")
    assert Turn.objects.filter(voice=voice, is_from_team=False).get().words == "By the café"
    assert Voice.objects.count() == 1


def test_yes_by_text_message_accepts_what_we_heard(client, way, cast):
    hand_over(client, way)
    row = actions.read_back(
        voice=Voice.objects.get(), words="A lamp is out.", by=cast.cleo, at=timezone.now()
    )
    hand_over(client, way, id="2", text="Yes")
    row.refresh_from_db()
    assert row.is_accepted


@pytest.mark.parametrize(
    "words", ["SÍ", "si", "Sí, gracias", "SI\u0301", "Correcto", "vale", "Oui", "tak", "نعم", "👍"]
)
def test_yes_in_the_languages_people_write(client, way, cast, words):
    hand_over(client, way, language="es")
    row = actions.read_back(voice=Voice.objects.get(), words="Falta luz.", by=cast.cleo, at=timezone.now())
    hand_over(client, way, id="2", text=words)
    row.refresh_from_db()
    assert row.is_accepted


@pytest.mark.parametrize("words", ["No, sigue igual", "NO", "incorrecto", "👎 todavía no"])
def test_no_corrects_what_we_heard(client, way, cast, words):
    hand_over(client, way, language="es")
    row = actions.read_back(voice=Voice.objects.get(), words="Falta luz.", by=cast.cleo, at=timezone.now())
    hand_over(client, way, id="2", text=words)
    row.refresh_from_db()
    assert (row.is_accepted, row.correction) == (False, words)


@pytest.mark.parametrize("words", ["STOP", "Alto", "BAJA", "Basta!", "parar", "cancelar", "arrête"])
def test_the_word_that_ends_it_in_their_language(client, way, words):
    hand_over(client, way, language="es")
    assert hand_over(client, way, id="2", text=words).json()["outcome"] == "stopped"


def test_the_first_answer_is_in_their_language(client, way):
    reply = hand_over(client, way, text="Se apagó la luz", language="es").json()["reply"]
    assert "peligro" in reply
    assert "112" in reply


def test_a_gateway_that_is_down_gets_it_later_and_only_once(client, way, gateway, cast):
    hand_over(client, way)
    now = timezone.now()
    voice = Voice.objects.get()
    actions.write(voice=voice, words="Hello", client_id=voice.pk, by=cast.cleo, at=now)
    gateway.status = 500
    assert post.send_due(now).failed == 1
    gateway.status = 202
    assert post.send_due(now + timezone.timedelta(minutes=10)).sent == 1
    assert len(gateway.sent) == 1


@pytest.mark.parametrize("change", ["secret", "old", "body", "none", "future", "text"])
def test_whatever_is_wrong_with_the_signature_nothing_is_kept(client, way, change):
    message = {"id": "1", "from": NUMBER, "text": "x"}
    sent = handed_over("wrong" if change == "secret" else way.secret, **message)
    if change == "old":
        sent = handed_over(way.secret, at=time.time() - 301, **message)
    if change == "future":
        sent = handed_over(way.secret, at=time.time() + 900, **message)
    if change == "body":
        sent["data"] = json.dumps({**message, "text": "y"}).encode()
    if change == "none":
        sent["headers"] = {}
    if change == "text":
        sent["headers"]["Commonbeat-Timestamp"] = "١٢٣"
    answer = client.post(f"/hooks/messages/{way.source.pk}/", **sent)
    assert answer.status_code == 403
    assert not Intake.objects.exists()


def test_a_closed_gateway_and_an_unknown_one_answer_alike(client, way):
    Source.objects.update(is_on=False)
    closed = hand_over(client, way)
    unknown = client.post(f"/hooks/messages/{way.source.team_id}/", **handed_over(way.secret, id="1"))
    assert (closed.status_code, closed.content) == (unknown.status_code, unknown.content)


@pytest.mark.parametrize("message", [{"text": ""}, {"from": " "}, {"id": "x" * 201}, {"text": "x" * 50_001}])
def test_what_is_missing_or_too_long_is_named(client, way, message):
    answer = hand_over(client, way, **message)
    assert answer.status_code == 422
    assert next(iter(message)) in answer.json()["error"]


def test_stop_ends_it(client, way, cast):
    hand_over(client, way)
    assert hand_over(client, way, id="2", text="Stop.").json()["outcome"] == "stopped"
    assert not ReplyPath.objects.exists()
    voice = Voice.objects.get()
    actions.write(voice=voice, words="Hello", client_id=voice.pk, by=cast.cleo, at=timezone.now())
    assert not Delivery.objects.exclude(recipient=None).exists()


def test_danger_in_a_later_message_is_answered_at_once(client, way):
    hand_over(client, way)
    answer = hand_over(client, way, id="2", text="He has a knife and he is coming up the stairs, help me now")
    assert "112" in answer.json()["reply"]


def test_no_server_is_called_that_the_operator_did_not_name(cast, settings):
    settings.MAY_CALL = []
    with pytest.raises(Refused, match="COMMONBEAT_MAY_CALL"):
        actions.add_source(
            team=cast.team, channel="sms", name="x", server="https://sms.example/", at=timezone.now()
        )
    settings.MAY_CALL = ["sms.example"]
    with pytest.raises(Refused, match="encrypted"):
        actions.add_source(
            team=cast.team, channel="sms", name="x", server="http://sms.example/", at=timezone.now()
        )
