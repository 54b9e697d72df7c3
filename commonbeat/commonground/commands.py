"""`commonbeat consensus`: opinion groups, what they stand for and what unites them, from an exported conversation."""

import argparse
import sys
from pathlib import Path
from typing import Any

from commonbeat import __version__
from commonbeat.commonground.exports import Conversation, read_conversation, read_labels
from commonbeat.methods.consensus import AGREE, Picture, understand
from commonbeat.methods.consensus.statements import Representative
from commonbeat.safety.results import Unreadable, write_json

COLUMNS = """
EXPORT_DIR holds one of
  votes.csv               comment-id, voter-id, vote (other columns ignored; the last vote of a pair counts)
  participants-votes.csv  participant, and one column for each statement whose name is all digits (empty: not seen)
and may hold
  comments.csv            comment-id, moderated (-1: taken out; such a statement is counted but moves nobody)
A vote is 1 (agree), -1 (disagree) or 0 (pass). --labels names a file with the columns participant, group.

The result is JSON:
  participants  id, x, y, votes, group (null: not sure yet), certainty (0 to 1)
  groups        id, size, stability (0 to 1, firm from .75), representative: statement, direction,
                probability, ratio, z_probability, z_ratio
  statements    id, agree, disagree, pass, seen, group_consensus, bridging, priority
  consensus     agree, disagree: statement, probability, z_probability
and version, seed, sha256 of each file that was read.
"""


def consensus(argv: list[str]) -> int:
    """Write the picture of a conversation; 0 when it is written, 2 with one sentence when a file is no good."""
    options = _parser().parse_args(argv)
    try:
        _say(options, "reading")
        conversation = read_conversation(options.folder)
        group, names = read_labels(options.labels, conversation) if options.labels else (None, None)
        _say(options, f"{len(conversation.votes.vote)} votes, looking for groups")
        picture = understand(
            conversation.votes, seed=options.seed, is_left_out=conversation.is_left_out, group=group
        )
        result = _result(
            conversation, picture, names or [str(number) for number in range(picture.grouping.count)]
        )
        write_json(
            {"version": __version__, "seed": options.seed, "inputs": conversation.inputs, **result},
            options.out,
        )
    except Unreadable as problem:
        print(problem, file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="commonbeat consensus",
        description="Opinion groups, what each stands for, what unites them, and what to ask next.",
        epilog=COLUMNS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path, metavar="EXPORT_DIR")
    parser.add_argument("--labels", type=Path, metavar="FILE.csv", help="use these groups, look for none")
    parser.add_argument(
        "--seed", type=_whole, default=0, help="0 or more; the same seed gives the same answer"
    )
    parser.add_argument("--out", type=Path, metavar="RESULT.json", help="otherwise the result is printed")
    return parser


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"“{text}” is not a whole number of 0 or more.")
    return int(text)


def _say(options: argparse.Namespace, what: str) -> None:
    if sys.stderr.isatty():
        print(f"{options.folder}: {what} …", file=sys.stderr)


def _result(conversation: Conversation, picture: Picture, names: list[str]) -> dict[str, Any]:
    statements = conversation.statements
    return {
        "participants": _participants(conversation, picture, names),
        "groups": _groups(conversation, picture, names),
        "statements": _statements(conversation, picture),
        "consensus": {
            way: [
                {
                    "statement": statements[s.statement],
                    "probability": s.probability,
                    "z_probability": s.z_probability,
                }
                for s in found
            ]
            for way, found in zip(("agree", "disagree"), picture.unites, strict=True)
        },
    }


def _participants(conversation: Conversation, picture: Picture, names: list[str]) -> list[dict[str, Any]]:
    columns = zip(
        conversation.people,
        picture.points[:, :2].tolist(),
        conversation.votes.per_person.tolist(),
        picture.grouping.group.tolist(),
        picture.grouping.certainty.tolist(),
        strict=True,
    )
    return [
        {
            "id": name,
            "x": x,
            "y": y,
            "votes": votes,
            "group": names[group] if group >= 0 else None,
            "certainty": sure,
        }
        for name, (x, y), votes, group, sure in columns
    ]


def _groups(conversation: Conversation, picture: Picture, names: list[str]) -> list[dict[str, Any]]:
    group = picture.grouping.group
    sizes = [int((group == number).sum()) for number in range(len(names))]
    return [
        {
            "id": name,
            "size": sizes[number],
            "stability": float(picture.stability[number]),
            "representative": [_stands_for(s, conversation) for s in picture.stands_for[number]],
        }
        for number, name in enumerate(names)
        if sizes[number]
    ]


def _stands_for(found: Representative, conversation: Conversation) -> dict[str, Any]:
    return {
        "statement": conversation.statements[found.statement],
        "direction": "agree" if found.direction == AGREE else "disagree",
        "probability": found.probability,
        "ratio": found.ratio,
        "z_probability": found.z_probability,
        "z_ratio": found.z_ratio,
    }


def _statements(conversation: Conversation, picture: Picture) -> list[dict[str, Any]]:
    agree, disagree, seen = (
        counts[0].tolist()
        for counts in (picture.everybody.agree, picture.everybody.disagree, picture.everybody.seen)
    )
    columns = zip(
        conversation.statements, agree, disagree, seen,
        picture.group_consensus.tolist(), picture.bridging.tolist(), picture.priority.tolist(), strict=True,
    )  # fmt: skip
    return [
        {
            "id": name,
            "agree": yes,
            "disagree": no,
            "pass": every - yes - no,
            "seen": every,
            "group_consensus": united,
            "bridging": bridging,
            "priority": soon,
        }
        for name, yes, no, every, united, bridging, soon in columns
    ]
