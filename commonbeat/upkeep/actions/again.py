"""Taking back again, after a restore, what was taken back since the backup was made."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from commonbeat.commonground import actions as commonground
from commonbeat.commonground.models import Statement
from commonbeat.journal import actions as journal
from commonbeat.journal import chain, ledger, queries
from commonbeat.journal.ledger import Extent
from commonbeat.journal.models import Entry
from commonbeat.listening import actions as listening
from commonbeat.listening.models import Concern, Sheet, Voice
from commonbeat.openness import actions as openness
from commonbeat.openness.models import Question, Rsvp, YouSaidWeDid
from commonbeat.people import actions as people
from commonbeat.people.models import Acquaintance, OfficerProfile, Role, Staff, StaffInvite
from commonbeat.safety import files, paths
from commonbeat.safety.errors import Refused
from commonbeat.together.models import Alert, Finding, Partner, PartnerLink, Problem, WatchGroup
from commonbeat.trust import actions as trust
from commonbeat.trust.models import Wave
from commonbeat.updates import actions as updates
from commonbeat.updates.models import Follow, Hook, ProblemFollow, Subscriber, Subscription

log = logging.getLogger(__name__)
UP_TO = "up-to"


@dataclass(frozen=True)
class Again:
    """What the journal calls it, the rows it was done to, and how to do it once more."""

    object_type: str
    action: str
    rows: type[models.Model]
    do: Callable[[Any, datetime], object]


def _take_down(changes: Callable[[datetime], dict[str, object]]) -> Callable[[Any, datetime], object]:
    """Off the pages, as the system: who took it down the first time is lost."""

    def do(row: Any, at: datetime) -> None:
        type(row)._default_manager.filter(pk=row.pk).update(**changes(at))
        journal.enter(
            team=row.team_id,
            actor="system",
            action="hide again",
            object_type=row._meta.model_name,
            object_id=row.pk,
            at=at,
        )

    return do


def _unpublished(at: datetime) -> dict[str, object]:
    return {"published_at": None}


def _lost() -> str:
    return _("This was taken back. The reason was lost when a backup was restored.")


def _pair_withdrawn(at: datetime) -> dict[str, object]:
    return {"withdrawn_on": at.date(), "withdrawn_because": _lost()}


def _link_stopped(at: datetime) -> dict[str, object]:
    return {"revoked_at": at, "revoked_because": _lost()}


def _alert_ended(at: datetime) -> dict[str, object]:
    return {"ended_at": at, "ended_because": _lost()}


def _group_ended(at: datetime) -> dict[str, object]:
    return {"ended_on": at.date(), "ended_because": _lost()}


def _statement_hidden(at: datetime) -> dict[str, object]:
    return {"hidden_because": _("This was taken out. The reason was lost when a backup was restored.")}


TABLE = (
    Again("listening.Voice", "withdraw", Voice, lambda row, at: listening.withdraw(voice=row, at=at)),
    Again("listening.Voice", "forget", Voice, lambda row, at: listening.forget_voice(voice=row, at=at)),
    Again(
        "listening.Voice", "forget contact", Voice, lambda row, at: listening.forget_contact(voice=row, at=at)
    ),
    Again(
        "listening.Voice",
        "forget picture",
        Voice,
        lambda row, at: listening.forget_pictures(voice=row, at=at),
    ),
    Again(
        "listening.Voice",
        "hide voice",
        Voice,
        # About whom it was is lost: nobody but confidants reads it either way.
        lambda row, at: listening.pass_on(voice=row, about=None, by=None, at=at),
    ),
    Again(
        "listening.Sheet",
        "take back sheet",
        Sheet,
        lambda row, at: listening.take_back_sheet(sheet=row, by=None, at=at),
    ),
    Again(
        "acquaintance",
        "end greeting",
        Acquaintance,
        lambda row, at: people.end_greeting(acquaintance=row, at=at),
    ),
    Again("subscriber", "leave", Subscriber, lambda row, at: updates.erase(subscriber=row, at=at)),
    Again("subscription", "stop", Subscription, lambda row, at: updates.stop(row=row, at=at)),
    Again("follow", "stop", Follow, lambda row, at: updates.stop(row=row, at=at)),
    Again("rsvp", "cancel rsvp", Rsvp, lambda row, at: openness.cancel_rsvp(rsvp=row, at=at)),
    Again(
        "question",
        "withdraw question",
        Question,
        lambda row, at: openness.withdraw_question(question=row, at=at),
    ),
    Again("role", "take role", Role, lambda row, at: people.take_role(role=row, by=None, at=at)),
    Again("staff", "leave", Staff, lambda row, at: people.leave(staff=row, by=None, at=at)),
    Again("staffinvite", "take back invite", StaffInvite, _take_down(lambda at: {"taken_back_at": at})),
    Again("officerprofile", "hide profile", OfficerProfile, _take_down(lambda at: {"is_public": False})),
    Again("listening.Concern", "unpublish concern", Concern, _take_down(_unpublished)),
    Again("question", "decline question", Question, _take_down(_unpublished)),
    Again("statement", "decline statement", Statement, _take_down(_unpublished)),
    Again("statement", "hide statement", Statement, _take_down(_statement_hidden)),
    Again(
        "statement",
        "withdraw statement",
        Statement,
        lambda row, at: commonground.take_back_statement(statement=row, at=at),
    ),
    Again("yousaidwedid", "withdraw you said we did", YouSaidWeDid, _take_down(_pair_withdrawn)),
    Again("wave", "forget addresses", Wave, lambda row, at: trust.forget_addresses(wave=row, at=at)),
    Again("wave", "withdraw wave", Wave, _take_down(_pair_withdrawn)),
    Again("problemfollow", "stop", ProblemFollow, lambda row, at: updates.stop(row=row, at=at)),
    Again("hook", "end hook", Hook, _take_down(lambda at: {"ended_on": at.date()})),
    Again("problem", "hide problem", Problem, _take_down(lambda at: {"hidden_because": _lost()})),
    Again("finding", "hide finding", Finding, _take_down(lambda at: {"is_public": False})),
    Again("partnerlink", "stop partner link", PartnerLink, _take_down(_link_stopped)),
    Again("partner", "end partner", Partner, _take_down(lambda at: {"left_on": at.date(), "address": None})),
    Again("alert", "end alert", Alert, _take_down(_alert_ended)),
    Again("watchgroup", "end group", WatchGroup, _take_down(_group_ended)),
)


def take_back_again(*, after: Mapping[str, Extent], at: datetime) -> int:
    """Do to every row that is here again what the purge ledger noted `after` the backup; returns to how many.

    What a rule forbids (the last administrator leaving) is logged, for a person to decide.
    """
    lines = ledger.read(after)
    done = 0
    for one in TABLE:
        rows: models.Manager[Any] = one.rows._default_manager
        found = ledger.find(lines, one.object_type, one.action, rows.values_list("pk", flat=True))
        for row in rows.filter(pk__in=found):
            try:
                one.do(row, at)
                done += 1
            except Refused as refusal:
                log.warning("“%s” could not be done again to %s: %s", one.action, row.pk, refusal.sentence)
    return done


def catch_up() -> int:
    """Note in the purge ledger what a process that died right after its commit could not; returns how much."""
    newest, since = queries.newest(), _noted_up_to()
    entries = Entry.objects.filter(sequence__gt=since, sequence__lte=newest.sequence).order_by("sequence")
    added = ledger.note_missing(entries.iterator(chunk_size=2000))
    files.write(paths.purges() / UP_TO, f"{newest.sequence} {newest.hash}\n".encode())
    return added


def _noted_up_to() -> int:
    """The entry up to which nothing is missing; the beginning when the journal is another one since."""
    try:
        number, digest = (paths.purges() / UP_TO).read_text("ascii").split()
    except (FileNotFoundError, ValueError):
        return 0
    link = chain.Link(int(number), digest)
    return link.sequence if queries.contains(link) else 0
