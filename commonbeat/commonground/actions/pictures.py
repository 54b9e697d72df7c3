"""Computing the picture of a conversation in the background, and keeping it for everybody to read."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import Count, Sum

from commonbeat.commonground.models import Conversation, Snapshot, Statement, Vote, Voter
from commonbeat.methods.consensus import Picture, Votes, frame_of, gather, understand
from commonbeat.methods.consensus.bursts import find_bursts
from commonbeat.methods.consensus.groups import SMALLEST_GROUP
from commonbeat.methods.consensus.statements import Representative, count_votes

SEED = 0
# A large conversation must not keep a core busy: it rests twenty times as long as it took.
REST = 20
AT_LEAST = timedelta(seconds=20)
CHUNK = 20_000
SPREAD = 1.5


def compute_pictures(*, at: datetime) -> int:
    """Compute anew what changed since it was last computed; returns how many conversations."""
    done = 0
    for conversation in Conversation.objects.running(at):
        before = Snapshot.objects.filter(conversation=conversation).first()
        rest = max(AT_LEAST, timedelta(seconds=REST * before.seconds)) if before else AT_LEAST
        if before is not None and at - before.computed_at < rest:
            continue
        if before is None or before.signature != signature(conversation, at):
            compute(conversation, at)
            done += 1
    return done


def compute(conversation: Conversation, at: datetime) -> Snapshot:
    """Compute the picture of all votes now and keep it; the same votes give the same picture."""
    began = time.process_time()
    told = signature(conversation, at)
    content, frame = _computed(conversation)
    seconds = time.process_time() - began
    with transaction.atomic():
        snapshot, _is_new = Snapshot.objects.update_or_create(
            conversation=conversation,
            defaults={
                "team_id": conversation.team_id,
                "computed_at": at,
                "seconds": round(seconds, 3),
                "signature": told,
                "content": content,
                "frame": frame,
            },
        )
    return snapshot


def signature(conversation: Conversation, at: datetime) -> str:
    """Differs when votes or statements do; within the same hour an exact exchange of votes may hide."""
    given = Vote.objects.filter(statement__conversation=conversation)
    votes = given.aggregate(count=Count("pk"), total=Sum("choice"))
    shown = Statement.objects.public(conversation.team).filter(conversation=conversation).count()
    invited = Voter.objects.filter(conversation=conversation, is_invited=True).count()
    return f"{votes['count']}:{votes['total'] or 0}:{shown}:{invited}:{at:%Y%m%d%H}"


def _computed(conversation: Conversation) -> tuple[dict[str, Any], dict[str, Any]]:
    statements = list(
        Statement.objects.filter(conversation=conversation, withdrawn_on=None, published_at__isnull=False)
        .order_by("number")
        .only("number", "hidden_because")
    )
    numbers = [one.number for one in statements]
    voters = list(
        Voter.objects.filter(conversation=conversation)
        .order_by("number")
        .values_list("number", "is_invited", "came_at")
    )
    votes = _votes(conversation, [row[0] for row in voters], numbers)
    if not len(votes.vote):
        return {"numbers": numbers, "people": 0, "invited": 0}, {}
    is_left_out = np.array([bool(one.hidden_because) for one in statements])
    picture = understand(votes, seed=SEED, is_left_out=is_left_out)
    is_invited = np.array([row[1] for row in voters])
    content = {
        "numbers": numbers,
        **_people(picture, votes, is_invited),
        **_groups(picture),
        **_of_statements(picture, votes, is_invited),
        "bursts": _bursts(votes, [row[2] for row in voters], is_invited),
    }
    return content, _frame(picture, numbers)


def _votes(conversation: Conversation, people: list[int], numbers: list[int]) -> Votes:
    rows = Vote.objects.filter(
        voter__conversation=conversation, statement__withdrawn_on=None, statement__published_at__isnull=False
    ).values_list("voter__number", "statement__number", "choice")
    given = np.fromiter(_rows(rows), dtype=[("p", np.int64), ("s", np.int64), ("v", np.int8)])
    person = np.searchsorted(np.array(people, dtype=np.int64), given["p"])
    statement = np.searchsorted(np.array(numbers, dtype=np.int64), given["s"])
    # Whoever voted first after the people were read is in the next picture.
    known = (person < len(people)) & (statement < len(numbers))
    person, statement, given = person[known], statement[known], given[known]
    if len(given):
        same = (np.array(people)[person] == given["p"]) & (np.array(numbers)[statement] == given["s"])
        person, statement, given = person[same], statement[same], given[same]
    return gather(person, statement, given["v"], people=len(people), statements=len(numbers))


def _rows(rows: Any) -> Iterator[tuple[int, int, int]]:
    yield from rows.iterator(chunk_size=CHUNK)


def _people(picture: Picture, votes: Votes, is_invited: np.ndarray[Any, Any]) -> dict[str, Any]:
    has_voted = votes.per_person > 0
    group = picture.grouping.group
    return {
        "people": int(has_voted.sum()),
        "invited": int((has_voted & is_invited).sum()),
        "enough": int((picture.grouping.certainty > 0).sum()),
        "unsure": int((has_voted & (group < 0)).sum()),
        "votes": len(votes.vote),
    }


def _groups(picture: Picture) -> dict[str, Any]:
    group, found = picture.grouping.group, []
    for number in range(picture.grouping.count):
        points = picture.points[group == number, :2]
        # The gate hides a group of fewer; none is even described here.
        if picture.grouping.count < 2 or len(points) < SMALLEST_GROUP:
            continue
        found.append(
            {
                "number": number,
                "size": len(points),
                "stability": round(float(picture.stability[number]), 3),
                "stands_for": [_told(one) for one in picture.stands_for[number]],
                **_ellipse(points),
            }
        )
    return {"groups": found}


def _ellipse(points: np.ndarray[Any, Any]) -> dict[str, Any]:
    """Where a group stands and how far it spreads: its middle, and 1.5 standard deviations along its axes."""
    middle = points.mean(0)
    values, vectors = np.linalg.eigh(np.cov(points.T))
    radii = SPREAD * np.sqrt(np.maximum(values, 1e-6))[::-1]
    angle = float(np.degrees(np.arctan2(vectors[1, 1], vectors[0, 1])))
    return {"middle": middle.round(4).tolist(), "radii": radii.round(4).tolist(), "angle": round(angle, 2)}


def _of_statements(picture: Picture, votes: Votes, is_invited: np.ndarray[Any, Any]) -> dict[str, Any]:
    """Totals of all, of the invited and of the others, in the order of `numbers`."""
    apart = count_votes(votes, np.where(is_invited, 0, 1), 2)
    by_group = picture.counts
    return {
        "agree": apart.agree.tolist(),
        "disagree": apart.disagree.tolist(),
        "seen": apart.seen.tolist(),
        "group_agree": by_group.agree.tolist(),
        "group_disagree": by_group.disagree.tolist(),
        "group_seen": by_group.seen.tolist(),
        "group_consensus": picture.group_consensus.round(6).tolist(),
        "bridging": picture.bridging.round(6).tolist(),
        "priority": picture.priority.round(6).tolist(),
        "unites": [[_told(one) for one in way] for way in picture.unites],
    }


def _told(one: Representative) -> dict[str, Any]:
    return {
        "statement": one.statement,
        "direction": one.direction,
        "probability": round(one.probability, 6),
        "ratio": None if one.ratio is None else round(one.ratio, 6),
    }


def _bursts(votes: Votes, came_at: list[datetime], is_invited: np.ndarray[Any, Any]) -> list[dict[str, Any]]:
    """Of the open votes: hours in which surprisingly many came who vote alike."""
    hours = np.array([int(at.timestamp()) // 3600 for at in came_at], dtype=np.int64)
    hours[is_invited | (votes.per_person == 0)] = -1
    return [
        {"hour": one.hour * 3600, "people": one.people, "alike": round(one.alike, 3)}
        for one in find_bursts(votes, hours)
    ]


def _frame(picture: Picture, numbers: list[int]) -> dict[str, Any]:
    frame = frame_of(picture, len(numbers))
    return {
        "numbers": numbers,
        "mean": frame.mean.round(6).tolist(),
        "direction": frame.direction.round(8).tolist(),
        "is_counted": frame.is_counted.tolist(),
        "counted": frame.counted,
        "needed": frame.needed,
        "center": frame.centers.center.round(6).tolist(),
        "is_line": frame.centers.is_line,
    }
