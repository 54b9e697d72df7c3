"""`commonbeat verify`: is the journal still what was written?"""

import argparse

from commonbeat.journal import chain, queries
from commonbeat.journal.models import Entry


def verify(argv: list[str]) -> int:
    """Check that no journal entry was changed, removed, reordered or cut off; 1 names the first that was."""
    parser = argparse.ArgumentParser(prog="commonbeat verify", description=verify.__doc__)
    parser.add_argument(
        "--head",
        type=_head,
        action="append",
        default=[],
        metavar="NUMBER:HASH",
        help="a head copied from the public page earlier; the journal must still contain it",
    )
    options = parser.parse_args(argv)
    problems = queries.verify(kept=options.head, needs_witness=True)
    for problem in problems:
        print(problem.sentence)
    if problems:
        return 1
    pruned = queries.last_pruned().sequence
    behind = f" Those up to {pruned} were pruned behind a sealed checkpoint." if pruned else ""
    print(f"The journal is whole: {Entry.objects.count()} entries, head {queries.newest().sequence}.{behind}")
    return 0


def _head(text: str) -> chain.Link:
    number, _, digest = text.partition(":")
    if not number.isdecimal() or len(digest) != 64:
        raise argparse.ArgumentTypeError("a head looks like 1234:9f86d081…")
    return chain.Link(int(number), digest)
