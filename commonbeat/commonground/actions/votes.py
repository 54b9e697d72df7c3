"""Votes: agree, disagree or pass, one for each device and statement, the last word counts."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from commonbeat.commonground import rules
from commonbeat.commonground.actions.notes import note
from commonbeat.commonground.models import Conversation, Invite, Statement, Vote, Voter
from commonbeat.openness.calendar import local_day
from commonbeat.people.models import Staff
from commonbeat.safety import ballots, codes
from commonbeat.safety.ballots import Ballot
from commonbeat.safety.clock import to_hour
from commonbeat.safety.errors import Refused

CODE_LENGTH = 12
MOST_NUMBER = 2**48


@transaction.atomic
def vote(*, statement: Statement, choice: int, ballot: Ballot, at: datetime) -> bool:
    """Counts one vote in place of an earlier one of the same device; whether there was an earlier one.

    Not in the journal: no entry may tell that a certain device spoke. Closing enters that it is over.
    """
    chosen = rules.choice_of(choice)
    # Locked, so that no vote comes in beside the close.
    conversation = Conversation.objects.select_for_update().get(pk=statement.conversation_id)
    statement = Statement.objects.get(pk=statement.pk)
    rules.need_running(conversation, at)
    rules.need_shown(statement)
    voter = _voter(conversation, ballot, at)
    about = {"team_id": statement.team_id, "choice": chosen.value}
    _row, is_new = Vote.objects.update_or_create(voter=voter, statement=statement, defaults=about)
    return not is_new


@transaction.atomic
def invite(*, conversation: Conversation, count: int, by: Staff, at: datetime) -> list[str]:
    """Codes to hand out, each for one person; shown once, and what they vote cannot be traced to them."""
    rules.need_coordinator(by, conversation.neighborhood)
    rules.need_period(conversation.closes_at, at)
    if conversation.closed_at is not None:
        raise Refused(_("This conversation is closed. Please start a new one."))
    if not 1 <= count <= rules.MOST_INVITES:
        raise Refused(
            _("Please make from 1 to %(most)d invitations at a time.") % {"most": rules.MOST_INVITES}, "count"
        )
    made = [_new_code() for _number in range(count)]
    Invite.objects.bulk_create(
        Invite(
            team_id=conversation.team_id, conversation=conversation, fingerprint=codes.token_fingerprint(code)
        )
        for code in made
    )
    note("invite to conversation", conversation, by=by, at=at, is_quiet=True)
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in made]


@transaction.atomic
def use_invite(*, conversation: Conversation, code: str, ballot: Ballot | None, at: datetime) -> Ballot:
    """A ballot that counts as invited, once for each code; votes given before with this device count with it."""
    rules.need_running(conversation, at)
    meant = codes.plain(code)
    found = Invite.objects.select_for_update().filter(conversation=conversation)
    one = found.filter(fingerprint__in=codes.token_fingerprints(meant)).first() if meant else None
    if one is None or one.used_on is not None:
        raise Refused(_("This code opens nothing, or was used already. Please check it once more."), "code")
    one.used_on = local_day(conversation.team, at)
    one.save(update_fields=["used_on"])
    given = Ballot(ballot.token, is_invited=True) if ballot else ballots.new(is_invited=True)
    device = ballots.fingerprint(conversation.pk, given)
    Voter.objects.filter(conversation=conversation, device=device).update(is_invited=True)
    return given


def _voter(conversation: Conversation, ballot: Ballot, at: datetime) -> Voter:
    defaults = {
        "team_id": conversation.team_id,
        "number": secrets.randbelow(MOST_NUMBER),
        "is_invited": ballot.is_invited,
        "came_at": to_hour(at),
    }
    device = ballots.fingerprint(conversation.pk, ballot)
    return Voter.objects.get_or_create(conversation=conversation, device=device, defaults=defaults)[0]


def _new_code() -> str:
    return "".join(secrets.choice(codes.ALPHABET) for _place in range(CODE_LENGTH))
