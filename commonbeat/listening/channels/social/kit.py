"""The test kit every adapter of a social network must pass, against the network's own test server or a stub of it.

    def test_my_network():
        kit.check(MyNetwork(source), say=stub.say, mutter=stub.mutter, published=stub.published)

`say(words, answers="")` makes somebody post to the account and returns the post's id; `mutter(words)` makes
somebody post without addressing it; `published()` lists what we posted, as (answers, words, is_direct).
"""

from __future__ import annotations

from collections.abc import Callable

from commonbeat.listening.channels.social import Adapter

Say = Callable[..., str]


def check(
    adapter: Adapter,
    *,
    say: Say,
    mutter: Callable[[str], object],
    published: Callable[[], list[tuple[str, str, bool]]],
) -> None:
    """Raises AssertionError with what the adapter does not keep to."""
    before = list(adapter.posts(""))
    since = before[-1].id if before else ""
    say("The lamp is out, first")
    mutter("Nobody is addressed here")
    say("The lamp is out, second")
    # Reading takes nothing away: what was not kept because we stopped in between comes again.
    list(adapter.posts(since))
    found = list(adapter.posts(since))
    words = [post.words for post in found]
    _holds(
        words == ["The lamp is out, first", "The lamp is out, second"], f"addressed, oldest first: {words}"
    )
    _holds(len({post.id for post in found}) == 2, "each post has an id of its own")
    _holds([post.id for post in adapter.posts(since)] == [post.id for post in found], "ids stay the same")
    _holds([post.id for post in adapter.posts(found[0].id)] == [found[1].id], "only what is newer")
    _holds(all(post.address and "<" not in post.words for post in found), "an address and plain words")
    _holds(all(len(f"{post.id} {post.address}") <= 2000 for post in found), "ids and addresses are short")
    _holds(not any(post.is_by_machine for post in found), "people are not taken for machines")
    first, again = _reply_twice(adapter, found[0].id, found[0].address)
    _holds(first == again, "the same key posts once")
    ours = published()
    _holds(len(ours) == 1, f"one answer was posted, not {len(ours)}")
    _holds(ours[0][2], "the answer is direct: others must not read it")
    say("Thank you", answers=first)
    newest = list(adapter.posts(found[1].id))
    _holds([post.answers for post in newest] == [first], "an answer to us says which post it answers")


def _reply_twice(adapter: Adapter, post_id: str, address: str) -> tuple[str, str]:
    where = f"{post_id} {address}"
    words = "We heard you."
    return adapter.reply(where, words, "key 1"), adapter.reply(where, words, "key 1")


def _holds(is_so: bool, promise: str) -> None:
    if not is_so:
        raise AssertionError(f"An adapter must keep to this: {promise}")
