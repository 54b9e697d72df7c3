"""`python -m benchmarks.mail [--mails N] [--seed S]`: mails that were damaged in every way, and how we read them.

Each mail must be read or set aside, without an exception and within two seconds. Beside it stands what
Python's own `email.policy.default`, asked for the same things, comes to on the same mails.
"""

from __future__ import annotations

import argparse
import email
import email.policy
import platform
import random
import sys
import time
from collections import Counter
from pathlib import Path

from commonbeat.listening.channels.mail.reading import read
from tests.beside import DATA

SHARED = DATA / "mail"
OWN = Path(__file__).resolve().parents[1] / "tests" / "listening" / "mail"
CHARSETS = (
    b"utf-8", b"utf-16", b"utf-7", b"iso-2022-jp", b"iso-2022-kr", b"hz", b"big5", b"gb2312", b"koi8-r", b"cp437",
    b"idna", b"punycode", b"rot13", b"hex", b"zlib", b"unicode_escape", b"undefined", b"no-such-charset", b"\xff\xfe",
    b"utf-8\x00", b"x-user-defined", b"iso-8859-8-i", b"windows-1258", b"mbcs", b"unknown-8bit", b"",
)  # fmt: skip
ENCODINGS = (
    b"base64",
    b"quoted-printable",
    b"8bit",
    b"7bit",
    b"binary",
    b"x-uuencode",
    b"uuencode",
    b"no",
    b"",
)
WORST_SECONDS = 2.0


def samples() -> list[bytes]:
    """The mails to damage: those beside the project where they are there, else our own few."""
    folder = SHARED if SHARED.is_dir() else OWN
    return [path.read_bytes() for path in sorted(folder.iterdir()) if path.name.startswith("mail_")]


def mutate(mails: list[bytes], chance: random.Random) -> bytes:
    """One damaged mail."""
    content = bytearray(chance.choice(mails))
    if chance.random() < 0.6:
        # Most damage is done where the structure is: near the head.
        del content[chance.randrange(1000, 60_000) :]
    for _ in range(chance.randrange(1, 6)):
        chance.choice(WAYS)(content, mails, chance)
    return bytes(content)


def _flip(content: bytearray, mails: list[bytes], chance: random.Random) -> None:
    for _ in range(chance.randrange(1, 30)):
        if content:
            content[chance.randrange(len(content))] = chance.randrange(256)


def _cut(content: bytearray, mails: list[bytes], chance: random.Random) -> None:
    if content:
        start = chance.randrange(len(content))
        del content[start : start + chance.randrange(1, 3000)]


def _repeat(content: bytearray, mails: list[bytes], chance: random.Random) -> None:
    if content:
        start = chance.randrange(len(content))
        piece = content[start : start + chance.randrange(1, 400)]
        content[start:start] = piece * chance.randrange(2, 40)


def _splice(content: bytearray, mails: list[bytes], chance: random.Random) -> None:
    other = chance.choice(mails)
    start = chance.randrange(len(other))
    place = chance.randrange(len(content) + 1)
    content[place:place] = other[start : start + 5000]


def _charset(content: bytearray, mails: list[bytes], chance: random.Random) -> None:
    place = content.find(b"charset=")
    if place >= 0:
        end = content.find(b"\n", place)
        content[place + 8 : end if end >= 0 else len(content)] = chance.choice(CHARSETS)
    else:
        content[0:0] = b"Content-Type: text/plain; charset=" + chance.choice(CHARSETS) + b"\n"


def _encoding(content: bytearray, mails: list[bytes], chance: random.Random) -> None:
    content[0:0] = b"Content-Transfer-Encoding: " + chance.choice(ENCODINGS) + b"\n"


def _word(content: bytearray, mails: list[bytes], chance: random.Random) -> None:
    text = bytes(chance.randrange(33, 127) for _ in range(chance.randrange(0, 60)))
    kind = chance.choice((b"?B?", b"?Q?", b"?X?", b"??"))
    line = b"Subject: =?" + chance.choice(CHARSETS) + kind + text + b"?=\n"
    content[0:0] = line * chance.randrange(1, 4)


def _nest(content: bytearray, mails: list[bytes], chance: random.Random) -> None:
    head = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (one, one)
        for one in range(chance.choice((3, 40, 200, 1500)))
    )
    content[0:0] = head


def _long_line(content: bytearray, mails: list[bytes], chance: random.Random) -> None:
    place = chance.randrange(len(content) + 1)
    what = chance.choice(
        (b"x", b"> ", b"<div>", b"On ", b"=?utf-8?q?a?= ", b"\xc3", b",<a@b>", b"(", b'"', b"From: ")
    )
    content[place:place] = what * chance.choice((1000, 20_000))


def _end_of_lines(content: bytearray, mails: list[bytes], chance: random.Random) -> None:
    content[:] = content.replace(
        b"\n", chance.choice((b"\r", b"\r\n", b"\r\r\n", b"\n\n", b"\x00\n", b"\x85"))
    )


WAYS = (_flip, _cut, _repeat, _splice, _charset, _encoding, _word, _nest, _long_line, _end_of_lines)


def peer(content: bytes) -> None:
    """The same questions to Python's newer mail policy, as its documentation shows it."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    str(message["subject"]), str(message["from"]), str(message["message-id"])
    body = message.get_body(("plain", "html"))
    if body is not None:
        body.get_content()


def main(argv: list[str] | None = None) -> int:
    """Print the figures; 1 when a mail raised something or took too long."""
    parser = argparse.ArgumentParser(prog="benchmarks.mail", description=__doc__)
    parser.add_argument("--mails", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--peer", type=int, default=500, help="how many of them the peer reads too")
    options = parser.parse_args(argv)
    chance, mails = random.Random(options.seed), samples()
    seen: Counter[str] = Counter()
    raised: Counter[str] = Counter()
    ours = theirs = worst = 0.0
    for number in range(options.mails):
        content = mutate(mails, chance)
        began = time.process_time()
        try:
            letter = read(content)
            seen[letter.trouble or letter.machine or "read"] += 1
        except BaseException as error:
            raised[f"ours: {type(error).__name__}"] += 1
        took = time.process_time() - began
        ours, worst = ours + took, max(worst, took)
        if number < options.peer:
            began = time.process_time()
            try:
                peer(content)
            except Exception as error:
                raised[f"email.policy.default: {type(error).__name__}"] += 1
            theirs += time.process_time() - began
    _tell(options, seen, raised, ours, theirs, worst)
    return int(any(name.startswith("ours") for name in raised) or worst > WORST_SECONDS)


def _tell(
    options: argparse.Namespace,
    seen: Counter[str],
    raised: Counter[str],
    ours: float,
    theirs: float,
    worst: float,
) -> None:
    print(f"# Python {platform.python_version()} on {platform.machine()}, seed {options.seed}, CPU seconds")
    print(
        f"mails {options.mails}, ours {options.mails / max(ours, 1e-9):.0f} mails/s, slowest {worst * 1000:.0f} ms"
    )
    compared = min(options.peer, options.mails)
    print(f"email.policy.default {compared / max(theirs, 1e-9):.0f} mails/s on the first {compared}")
    print("became: " + ", ".join(f"{name} {count}" for name, count in seen.most_common()))
    print("raised: " + (", ".join(f"{name} {count}" for name, count in raised.most_common()) or "nothing"))


if __name__ == "__main__":
    sys.exit(main())
