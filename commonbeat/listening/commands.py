"""`commonbeat listen`: what comes in by other ways than our own pages, and what texts say."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable

# Each leads to a function of the words behind it; imported only when asked for.
WORDS: dict[str, tuple[str, str]] = {
    "label": (
        "commonbeat.listening.labels_command:label",
        "language, feeling, urgency and more of each text",
    ),
    "mail": ("commonbeat.listening.channels.commands:mail", "take mail in, by LMTP, SMTP or IMAP"),
    "social": ("commonbeat.listening.channels.commands:social", "fetch what was said to us on social media"),
    "source": ("commonbeat.listening.channels.commands:source", "open a way in for voices"),
}


def listen(argv: list[str]) -> int:
    """Run one of the words of `commonbeat listen`; 2 when it was not understood."""
    if not argv or argv[0] in ("-h", "--help") or argv[0] not in WORDS:
        width = max(map(len, WORDS))
        lines = [f"  {name:<{width}}  {text}" for name, (_, text) in WORDS.items()]
        print("\n".join(["usage: commonbeat listen WORD [options]   (WORD --help tells more)", "", *lines]))
        if argv and argv[0] not in ("-h", "--help"):
            print(f"There is no “listen {argv[0]}”.", file=sys.stderr)
        return 0 if argv and argv[0] in ("-h", "--help") else 2
    module, _, name = WORDS[argv[0]][0].partition(":")
    command: Callable[[list[str]], int] = getattr(importlib.import_module(module), name)
    return command(argv[1:])
