"""A small gateway for text messages: the example adapter that docs/channels.md tells of.

It signs what it hands over, checks the signature of what it is handed, and keeps what it was asked to send.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """v1=<HMAC-SHA256 of "timestamp.body">, in hex."""
    return "v1=" + hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def handed_over(secret: str, at: float | None = None, **message: str) -> dict[str, Any]:
    """What to POST for one incoming message: `data` and `headers`."""
    body = json.dumps(message).encode()
    timestamp = str(int(time.time() if at is None else at))
    headers = {"Commonbeat-Timestamp": timestamp, "Commonbeat-Signature": sign(secret, timestamp, body)}
    return {"data": body, "content_type": "application/json", "headers": headers}


class Gateway:
    """Takes messages to send on loopback; a message of the same id is sent once."""

    def __init__(self) -> None:
        self.secret = ""
        self.sent: dict[str, dict[str, str]] = {}
        self.status = 202
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                signature = sign(gateway.secret, self.headers["Commonbeat-Timestamp"], body)
                is_ours = hmac.compare_digest(signature, self.headers["Commonbeat-Signature"])
                if is_ours and gateway.status < 300:
                    message = json.loads(body)
                    gateway.sent[message["id"]] = message
                self.send_response(gateway.status if is_ours else 403)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_args: object) -> None:
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server.server_address[1]}"

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
