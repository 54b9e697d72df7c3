"""`python -m benchmarks.mail [--mails N] [--seed S] [--kept N]`: damaged mails, and how we read them.

Each mail must be read or set aside, without an exception and within two seconds. Beside it stands what
Python's own `email.policy.default`, asked for the same things, comes to on the same mails. `--kept` hands so many
of them to a team with an empty database, as a mail server would: each must leave its row, and what could not be
read must wait on the desk with every byte of it.
"""

from __future__ import annotations

import argparse
import email
import email.policy
import os
import platform
import random
import sys
import tempfile
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
    """The mails to damage: our own few, and those beside the project where they are there."""
    found = [path for folder in (OWN, SHARED) if folder.is_dir() for path in sorted(folder.iterdir())]
    return [path.read_bytes() for path in found if path.name.startswith("mail_")]


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
    parser.add_argument(
        "--kept", type=int, default=0, help="how many are taken in, with everything behind it"
    )
    options = parser.parse_args(argv)
    if options.kept:
        return keep(options.kept, options.seed)
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


def keep(count: int, seed: int) -> int:
    """Take in so many damaged mails; 1 when one raised something, left no row, or lost a byte of what waits."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"COMMONBEAT_DATA": folder, "DJANGO_SETTINGS_MODULE": "commonbeat.config.settings"}
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        return _kept(count, random.Random(seed), samples())


def _kept(count: int, chance: random.Random, mails: list[bytes]) -> int:
    from django.utils import timezone

    from commonbeat.listening import actions
    from commonbeat.listening.channels.mail.intake import take_in_mail
    from commonbeat.listening.models import Outcome
    from tests.cast import make_neighborhood, make_team

    team = make_team()
    box = actions.add_source(
        team=team, channel="mail", name="Hello", address="hello@harbor.example", at=timezone.now(),
        neighborhood=make_neighborhood(team, "Harbor Row", "harbor-row", 24.9),
    ).source  # fmt: skip
    became: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    began = time.process_time()
    for _ in range(count):
        content = mutate(mails, chance)
        try:
            taken = take_in_mail(source=box, content=content, at=timezone.now())
        except BaseException as error:
            wrong[type(error).__name__] += 1
            continue
        row = type(taken.intake).objects.filter(pk=taken.intake.pk).first()
        became[str(taken.outcome)] += 1
        if row is None or (row.outcome == Outcome.VOICE and row.voice_id is None):
            wrong["left no row"] += 1
        elif row.outcome == Outcome.QUARANTINED and taken.is_new and actions.content_of(row) != content:
            wrong["not every byte of it waits"] += 1
    took = time.process_time() - began
    print(f"taken in: {count}, {count / max(took, 1e-9):.0f} a second of CPU")
    print("became: " + ", ".join(f"{name} {n}" for name, n in became.most_common()))
    print("wrong: " + (", ".join(f"{name} {n}" for name, n in wrong.most_common()) or "nothing"))
    return int(bool(wrong))


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
