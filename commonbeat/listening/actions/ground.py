"""What every write here stands on: the lock, the rule, the facts, the steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from commonbeat.listening import rules
from commonbeat.listening.models import Concern, SealedContact, Step, Voice
from commonbeat.listening.rules import Facts
from commonbeat.listening.times import hour
from commonbeat.people.models import Staff
from commonbeat.safety.errors import Conflict, Refused

Row = TypeVar("Row", bound=models.Model)


def must(staff: Staff, verb: str, about: Voice | Concern | SealedContact) -> None:
    """Refuses what the table of verbs does not give to this member of staff."""
    if not rules.may(staff, verb, about):
        raise Refused(_("This is not yours to do. Ask the coordinator of the neighborhood."))


def needed(words: str, sentence: str, field: str = "words") -> str:
    """The words, refused when there are none."""
    if not words:
        raise Refused(sentence, field)
    return words


def lock_concern(concern: Concern) -> tuple[Concern, Facts]:
    """The concern as it is now, locked until the transaction ends, and what was written about it."""
    now = Concern.objects.select_for_update(of=("self",)).with_evidence().get(pk=concern.pk)
    now.team = concern.team
    states = Step.objects.filter(concern=now).order_by("number").values_list("state", flat=True)
    return now, Facts.of(now, states)


def lock_voice(voice: Voice) -> Voice:
    """The voice as it is now, locked until the transaction ends; refused once it is erased."""
    now = Voice.objects.select_for_update(of=("self",)).get(pk=voice.pk)
    now.team = voice.team
    if now.withdrawn_on is not None or now.purged_on is not None:
        raise Refused(_("This was taken back or has been forgotten. There is nothing here anymore."))
    return now


def step(
    concern: Concern, facts: Facts, moves: Sequence[str], *, by: Staff | None, at: datetime, because: str = ""
) -> Facts:
    """Write these moves, each checked against the table, and return the facts as they are then."""
    states = list(facts.states)
    rows = []
    for state in moves:
        if states and (states[-1], state) not in rules.MOVES:
            raise Refused(_("This concern has moved on since you looked. Open it again and look."))
        states.append(state)
        rows.append(
            Step(
                team_id=concern.team_id,
                concern=concern,
                number=len(states),
                state=state,
                by=by,
                because=because,
                at=hour(at),
            )
        )
    Step.objects.bulk_create(rows)
    return replace(facts, states=tuple(states))


def once(make: Callable[[], Row], find: Callable[[], Row | None]) -> tuple[Row, bool]:
    """The row that was made, or the one that another request made first under the same client id."""
    try:
        with transaction.atomic():
            return make(), True
    except IntegrityError:
        found = find()
        if found is None:
            raise
        return found, False


def same(row: models.Model, **body: object) -> None:
    """Refuses a resend whose body is another one than the row that holds its client id."""
    if any(getattr(row, name) != value for name, value in body.items()):
        raise Conflict(_("This was sent before with other words. Reload the page to see what we have."))


def of(by: Staff | None) -> UUID | None:
    """The id of who did it."""
    return None if by is None else by.pk
