"""Social media: what an adapter must do, and what we make of the posts it brings.

An adapter brings public or direct posts that address the team's account, and nothing else; of a person it tells
no more than the post and its address. `kit.py` checks an adapter for all of this; `mastodon.py` is the first one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import entry_points
from typing import Protocol

from django.utils.translation import gettext as _

from commonbeat.listening.actions import intake
from commonbeat.listening.channels.said import Said
from commonbeat.listening.models import Source
from commonbeat.safety.errors import Refused

# Whoever writes one of these into a post addressed to us is not heard, and what they said before is erased.
OPT_OUT = "#nolisten"
OPT_OUTS = (OPT_OUT, "#noescuchar")
MOST = 200


@dataclass(frozen=True)
class Post:
    """One post that addresses us. `author` counts posts for an hour against floods and is never kept."""

    id: str
    address: str
    words: str
    answers: str = ""
    language: str = ""
    author: str = ""
    is_by_machine: bool = False


class Adapter(Protocol):
    """What a social network must offer."""

    def posts(self, since: str) -> Iterable[Post]:
        """Posts that address the account, newer than the one with this id ("" for the beginning), oldest first."""

    def reply(self, address: str, words: str, key: str) -> str:
        """Answer the post at this address where only its author and we read it; returns the id of our post.

        The same `key` again posts nothing new and returns the same id.
        """


@dataclass
class Heard:
    """What one round brought."""

    kept: int = 0
    opted_out: int = 0


Maker = Callable[[Source], Adapter]
NETWORKS = "commonbeat.networks"


def adapter_for(source: Source) -> Adapter:
    """The adapter of this account; a way in called "Bluesky: the team" is for the network "bluesky".

    Packages bring networks of their own under the entry point `commonbeat.networks`.
    """
    from commonbeat.listening.channels.social.mastodon import MastodonAdapter

    network = source.name.partition(":")[0].strip().lower() if ":" in source.name else ""
    if network in ("", "mastodon"):
        return MastodonAdapter(source)
    for one in entry_points(group=NETWORKS, name=network):
        maker: Maker = one.load()
        return maker(source)
    raise Refused(_("We have no adapter for this network yet."), "server")


def hear_posts(*, source: Source, at: datetime, adapter: Adapter | None = None) -> Heard:
    """Take in what was said to the account since the last time; the place is remembered after each post."""
    adapter = adapter or adapter_for(source)
    done = Heard()
    for number, post in enumerate(adapter.posts(source.cursor)):
        if number >= MOST:
            break
        is_opt_out = any(word in post.words.casefold() for word in OPT_OUTS)
        said = Said(
            event=post.id,
            sender="",
            # An opt-out is noted, and not one word of it.
            words="" if is_opt_out else post.words,
            thread=post.id,
            answers=post.answers,
            language=post.language[:10],
            way_back=f"{post.id} {post.address}",
            rate_key=post.author,
            machine="machine" if post.is_by_machine else "",
            # A picture, or our name alone: somebody looks at it where it stands.
            trouble="" if post.words.strip() or is_opt_out else "empty",
            raw=post.address.encode() if not post.words.strip() else b"",
            is_opt_out=is_opt_out,
        )
        intake.take_in(source=source, said=said, at=at)
        Source.objects.filter(pk=source.pk).update(cursor=post.id)
        source.cursor = post.id
        done.opted_out += is_opt_out
        done.kept += not is_opt_out
    return done
