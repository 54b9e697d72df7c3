"""A server that speaks the part of the Mastodon API we use, written from its API documents, on loopback.

GET /api/v1/notifications (types, min_id, limit, Link header), POST /api/v1/statuses (Idempotency-Key),
both with a bearer token.
"""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "token-of-the-team"
WHEN = "2026-11-23T09:00:00.000Z"


class MastodonStub:
    """Somebody writes with `say`; what the team posted stands in `posted`."""

    def __init__(self) -> None:
        self.notices: list[dict[str, Any]] = []
        self.posted: dict[str, dict[str, Any]] = {}
        self.ids = 1000
        self.is_down = False
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                if parts.path != "/api/v1/notifications":
                    return stub.answer(self, 404, {"error": "Record not found"})
                asked = parse_qs(parts.query)
                since = int(asked.get("min_id", ["0"])[0])
                limit = int(asked.get("limit", ["40"])[0])
                found = [one for one in stub.notices if int(one["id"]) > since][:limit]
                return stub.answer(self, 200, found[::-1])

            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                raw = self.rfile.read(length).decode()
                is_json = self.headers.get("Content-Type", "").startswith("application/json")
                given = (
                    json.loads(raw) if is_json else {name: value[0] for name, value in parse_qs(raw).items()}
                )
                key = self.headers.get("Idempotency-Key", "")
                if key not in stub.posted:
                    stub.posted[key] = stub.status(given["status"], given.get("in_reply_to_id")) | {
                        "visibility": given.get("visibility", "public")
                    }
                return stub.answer(self, 200, stub.posted[key])

            def log_message(self, *_args: object) -> None:
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server.server_address[1]}"

    def answer(self, handler: BaseHTTPRequestHandler, status: int, content: Any) -> None:
        if self.is_down:
            status, content = 503, {"error": "down"}
        elif handler.headers.get("Authorization") != f"Bearer {TOKEN}":
            status, content = 401, {"error": "The access token is invalid"}
        body = json.dumps(content).encode()
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json; charset=utf-8")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def status(
        self, content: str, answers: str | None = None, acct: str = "amara@else.example"
    ) -> dict[str, Any]:
        self.ids += 1
        return {
            "id": str(self.ids), "created_at": WHEN, "in_reply_to_id": answers, "language": "en",
            "visibility": "public", "content": content, "reblog": None, "url": f"https://else.example/@a/{self.ids}",
            "uri": f"https://else.example/{self.ids}", "media_attachments": [], "mentions": [], "tags": [],
            "account": {"id": "7", "acct": acct, "username": "amara", "bot": False, "display_name": "Amara"},
        }  # fmt: skip

    def say(self, words: str, answers: str = "", *, is_mention: bool = True, bot: bool = False) -> str:
        """Somebody posts; with a mention the team's account is told of it."""
        status = self.status(
            f'<p><span class="h-card"><a>@<span>team</span></a></span> {words}</p>', answers or None
        )
        status["account"]["bot"] = bot
        if is_mention:
            status["mentions"] = [
                {"id": "1", "acct": "team", "username": "team", "url": "https://here/@team"}
            ]
            self.ids += 1
            self.notices.append(
                {
                    "id": str(self.ids),
                    "type": "mention",
                    "created_at": WHEN,
                    "account": status["account"],
                    "status": status,
                }
            )
        return status["id"]

    def published(self) -> list[tuple[str, str, bool]]:
        return [
            (one["in_reply_to_id"], one["content"], one["visibility"] == "direct")
            for one in self.posted.values()
        ]

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
