"""A Telegram bot as a way in: what people write to it becomes voices, what the team answers goes back to them.

An example of a gateway (docs/channels.md), in the standard library alone. Run it beside the service:

    TELEGRAM_TOKEN=… COMMONBEAT_URL=https://team.example/hooks/messages/<way in>/ COMMONBEAT_SECRET=… \\
        python telegram.py

The way in is opened with `--server http://127.0.0.1:8090/` and COMMONBEAT_MAY_CALL=127.0.0.1:8090. It keeps nothing
but the number of the newest message, and that only once Commonbeat has it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import sys
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

AGE = 300


def sign(secret: str, timestamp: str, body: bytes) -> str:
    return "v1=" + hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


class Bridge:
    """Between one bot and one way in."""

    def __init__(self, *, telegram: str, commonbeat: str, secret: str, place: Path) -> None:
        self.telegram, self.commonbeat, self.secret, self.place = telegram, commonbeat, secret, place
        self.sent: set[str] = set()

    def once(self, wait: int = 25) -> int:
        """Hand over what was written to the bot since the last time; returns how many messages."""
        since = int(self.place.read_text() or 0) if self.place.exists() else 0
        updates = self.call("getUpdates", offset=since, timeout=wait)["result"]
        for update in updates:
            self.hand_over(update.get("message") or {})
            # Only now: what we could not hand over, Telegram gives us again.
            self.place.write_text(str(update["update_id"] + 1))
        return len(updates)

    def hand_over(self, message: dict[str, Any]) -> None:
        chat, text = message.get("chat", {}), message.get("text", "")
        if chat.get("type") != "private" or not text.strip() or message.get("from", {}).get("is_bot"):
            return  # A bot in a group hears what is not meant for the team.
        language = message.get("from", {}).get("language_code", "")[:10]
        given = {"id": f"{chat['id']}-{message['message_id']}", "from": str(chat["id"]), "text": text}
        body = json.dumps({**given, "language": language}).encode()
        timestamp = str(int(time.time()))
        headers = {
            "Content-Type": "application/json",
            "Commonbeat-Timestamp": timestamp,
            "Commonbeat-Signature": sign(self.secret, timestamp, body),
        }
        answer = post(self.commonbeat, body, headers)
        if answer.get("reply"):
            self.call("sendMessage", chat_id=chat["id"], text=answer["reply"])

    def carry(self, headers: Any, body: bytes) -> int:
        """What Commonbeat wants sent; returns the status to answer. Anything but 2xx, and it asks again."""
        timestamp = headers.get("Commonbeat-Timestamp", "")
        is_fresh = timestamp.isdigit() and abs(time.time() - int(timestamp)) <= AGE
        signature = sign(self.secret, timestamp, body)
        if not is_fresh or not hmac.compare_digest(signature, headers.get("Commonbeat-Signature", "")):
            return 403
        message = json.loads(body)
        if message["id"] not in self.sent:
            self.call("sendMessage", chat_id=message["to"], text=message["text"])
            self.sent.add(message["id"])
        return 202

    def call(self, method: str, **given: Any) -> dict[str, Any]:
        body = json.dumps(given).encode()
        return post(f"{self.telegram}/{method}", body, {"Content-Type": "application/json"})

    def server(self, port: int) -> ThreadingHTTPServer:
        bridge = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                try:
                    status = bridge.carry(self.headers, body)
                except (OSError, ValueError, KeyError):
                    status = 502
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_args: object) -> None:
                """Says nothing: addresses would stand in the log."""

        return ThreadingHTTPServer(("127.0.0.1", port), Handler)


def post(url: str, body: bytes, headers: dict[str, str]) -> dict[str, Any]:
    request = urllib.request.Request(url, data=body, headers=headers, method="POST")  # noqa: S310 - the operator's own
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        found: dict[str, Any] = json.loads(answer.read() or b"{}")
        return found


def main() -> None:
    bridge = Bridge(
        telegram=f"https://api.telegram.org/bot{os.environ['TELEGRAM_TOKEN']}",
        commonbeat=os.environ["COMMONBEAT_URL"],
        secret=os.environ["COMMONBEAT_SECRET"],
        place=Path(os.environ.get("PLACE", "telegram-place")),
    )
    threading.Thread(
        target=bridge.server(int(os.environ.get("PORT", "8090"))).serve_forever, daemon=True
    ).start()
    while True:
        try:
            bridge.once()
        except urllib.error.HTTPError as error:
            # 422: what this message is, Commonbeat never takes; everything else is tried again.
            print(f"not handed over: {error.code}", file=sys.stderr)
            time.sleep(10)
        except (OSError, ValueError) as error:
            print(f"not handed over: {type(error).__name__}", file=sys.stderr)
            time.sleep(10)


if __name__ == "__main__":
    main()
