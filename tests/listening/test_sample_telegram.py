"""The example of a messenger, as docs/channels.md tells it, against a stub of the Bot API and our own server."""

import importlib.util
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.error import HTTPError

import pytest
from django.utils import timezone

from commonbeat.listening import actions
from commonbeat.listening.models import Turn, Voice
from commonbeat.post import actions as post

SAMPLE = Path(__file__).parents[2] / "docs" / "samples" / "telegram.py"
pytestmark = pytest.mark.django_db(transaction=True)


def load():
    spec = importlib.util.spec_from_file_location("telegram_sample", SAMPLE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class BotApi:
    """As much of the Bot API as a bot in a private chat sees."""

    def __init__(self):
        self.updates, self.sent = [], []
        api = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                result = True
                if self.path.endswith("getUpdates"):
                    result = [one for one in api.updates if one["update_id"] >= given["offset"]]
                else:
                    api.sent.append((given["chat_id"], given["text"]))
                body = json.dumps({"ok": True, "result": result}).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/bot1"

    def write(self, text, kind="private"):
        number = len(self.updates) + 1
        message = {"message_id": number, "text": text, "chat": {"id": 77, "type": kind}}
        self.updates.append({"update_id": number, "message": {**message, "from": {"language_code": "es"}}})


@pytest.fixture
def bridge(cast, settings, live_server, tmp_path):
    sample, api = load(), BotApi()
    made = sample.Bridge(telegram=api.url, commonbeat="", secret="", place=tmp_path / "place")
    server = made.server(0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    host = f"127.0.0.1:{server.server_address[1]}"
    settings.MAY_CALL, settings.MAIL_IS_KEPT = [host], False
    opened = actions.add_source(
        team=cast.team, channel="sms", name="Telegram", server=f"http://{host}/", neighborhood=cast.row,
        at=timezone.now(),
    )  # fmt: skip
    made.secret = opened.secret
    made.commonbeat = f"{live_server.url}/hooks/messages/{opened.source.pk}/"
    made.api = api
    yield made
    server.shutdown()
    api.server.shutdown()


def test_there_and_back_and_on(bridge, cast):
    bridge.api.write("La lámpara está rota")
    bridge.api.write("not for us", kind="group")
    assert bridge.once(wait=0) == 2
    voice = Voice.objects.get()
    assert (voice.words, voice.language) == ("La lámpara está rota", "es")
    assert "112" in bridge.api.sent[0][1]
    now = timezone.now()
    actions.write(voice=voice, words="Which lamp?", client_id=voice.pk, by=cast.cleo, at=now)
    assert post.send_due(now).sent == 1
    assert bridge.api.sent[1][0] == "77"
    bridge.api.write("By the café")
    assert bridge.once(wait=0) == 1
    assert Turn.objects.get(is_from_team=False).words == "By the café"


def test_what_is_not_taken_is_given_again(bridge):
    bridge.api.write("The lamp is out")
    right, bridge.secret = bridge.secret, "wrong"
    with pytest.raises(HTTPError):
        bridge.once(wait=0)
    bridge.secret = right
    bridge.once(wait=0)
    bridge.place.unlink()
    bridge.once(wait=0)
    assert Voice.objects.count() == 1
