"""The Mastodon API, by Mastodon.py: mentions in, direct answers out."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

import nh3
from django.utils.translation import gettext as _
from mastodon import Mastodon
from mastodon.errors import MastodonError

from commonbeat.listening.channels.social import Post
from commonbeat.listening.models import Source
from commonbeat.safety import outgoing
from commonbeat.safety.errors import Unavailable
from commonbeat.safety.text import pieces

SECONDS = 20
A_PAGE = 40
LONGEST = 490
_BREAK = re.compile(r"<\s*(?:br|/p)\b[^>]{0,100}>", re.IGNORECASE)


class MastodonAdapter:
    """One account on one server."""

    def __init__(self, source: Source) -> None:
        self.account = source.address.strip().lstrip("@").lower()
        self.api = Mastodon(
            access_token=source.secret,
            api_base_url=outgoing.checked(source.server, field="server"),
            request_timeout=SECONDS,
            ratelimit_method="throw",
            version_check_mode="none",
        )

    def posts(self, since: str) -> Iterator[Post]:
        """Mentions of the account, oldest first; posts of ours and posts that only name us are left out."""
        since_id = since or None
        while True:
            try:
                page = self.api.notifications(types=["mention"], min_id=since_id, limit=A_PAGE)
            except MastodonError as error:
                raise Unavailable(
                    _("The social network could not be read (%(why)s). It is tried again.")
                    % {"why": type(error).__name__}
                ) from error
            found = sorted(page, key=lambda one: int(one["id"]))
            for one in found:
                status = one.get("status")
                if status and one.get("type", "mention") == "mention" and self._addresses_us(status):
                    yield self._post(one, status)
            if len(found) < A_PAGE:
                return
            since_id = str(found[-1]["id"])

    def reply(self, address: str, words: str, key: str) -> str:
        """A direct answer that mentions the author, posted once per key; a long one in several posts."""
        _notice, _space, rest = address.partition(" ")
        status_id, _space, handle = rest.partition(" ")
        prefix = f"{handle} " if handle else ""
        for number, part in enumerate(pieces(words, LONGEST - len(prefix))):
            sent = self.api.status_post(
                prefix + part,
                in_reply_to_id=status_id,
                visibility="direct",
                idempotency_key=f"{key} {number}" if number else key,
            )
            status_id = str(sent["id"])
        return status_id

    def _addresses_us(self, status: Any) -> bool:
        mentioned = {str(one.get("acct", "")).lower() for one in status.get("mentions") or []}
        local = self.account.partition("@")[0]
        return bool(mentioned & {self.account, local}) and not status.get("reblog")

    def _post(self, notice: Any, status: Any) -> Post:
        author = status.get("account") or {}
        return Post(
            # The notice is what the place is remembered by; the post is what is answered.
            id=str(notice["id"]),
            address=f"{status['id']} @{author.get('acct', '')}",
            words=_without_mentions(_plain(str(status.get("content") or ""))),
            answers=str(status.get("in_reply_to_id") or ""),
            language=str(status.get("language") or ""),
            author=str(author.get("acct", "")),
            is_by_machine=bool(author.get("bot")),
        )


def _plain(content: str) -> str:
    broken = _BREAK.sub("\n", content)
    return html.unescape(nh3.clean(broken, tags=set())).strip()


def _without_mentions(words: str) -> str:
    """The words without the names at the beginning that only say whom they are for."""
    return re.sub(r"^(?:@[\w.@-]+\s+)+", "", words + " ").strip()
