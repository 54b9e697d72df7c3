"""Who may start, moderate and close a conversation, and what one device may do in it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commonbeat.commonground.models import Choice, Conversation, Statement
from commonbeat.openness.rules import holds, may_coordinate, need_coordinator, need_words
from commonbeat.people.models import Duty, Staff
from commonbeat.safety.errors import Refused

__all__ = ["holds", "may_coordinate", "need_coordinator", "need_words"]

LONGEST = timedelta(days=184)
# One person has a few things to say; ten thousand would drown what everybody else said.
STATEMENTS_AN_HOUR = 5
STATEMENTS_A_DEVICE = 25
MOST_INVITES = 500


def may_moderate(staff: Staff, conversation: Conversation) -> bool:
    """Moderators and coordinators read statements before others see them."""
    duties = (Duty.MODERATOR, Duty.COORDINATOR)
    return staff.team_id == conversation.team_id and holds(staff, conversation.neighborhood_id, *duties)


def need_moderator(staff: Staff, conversation: Conversation) -> None:
    if not may_moderate(staff, conversation):
        raise Refused(
            _("Only a moderator or coordinator of this neighborhood can do this. Please ask one of them.")
        )


def need_running(conversation: Conversation, at: datetime) -> None:
    """Refuses statements and votes before it is shown and after its close."""
    if conversation.published_at is None:
        raise Refused(_("This conversation has not begun yet. Please look again later."))
    if not conversation.is_running(at):
        ended = min(conversation.closed_at or conversation.closes_at, conversation.closes_at)
        raise Refused(
            _("This conversation closed on %(day)s. Its result stays here for everybody to read.")
            % {"day": date_format(ended, "j F Y")}
        )


def need_shown(statement: Statement) -> None:
    """Refuses votes on what nobody is shown."""
    if not statement.is_shown:
        raise Refused(_("This statement is not shown anymore, so it takes no votes. Here is another one."))


def choice_of(value: int) -> Choice:
    """Agree, disagree or pass; there is nothing else."""
    try:
        return Choice(value)
    except ValueError:
        raise Refused(_("Please choose agree, disagree or pass.")) from None


def need_period(closes_at: datetime, at: datetime) -> None:
    """Refuses an end in the past and one so far away that nobody hears what came of it."""
    if closes_at <= at:
        raise Refused(_("The last day must still be to come. Please choose a later one."), "closes_on")
    if closes_at > at + LONGEST:
        raise Refused(
            _("A conversation lasts half a year at most, so that people hear what came of it."), "closes_on"
        )


def need_room(hour: int, ever: int) -> None:
    """Refuses more statements from one device than the others can read."""
    if ever >= STATEMENTS_A_DEVICE:
        raise Refused(
            _(
                "You have said %(most)d things here already. Please leave some room for others; your votes count on."
            )
            % {"most": STATEMENTS_A_DEVICE}
        )
    if hour >= STATEMENTS_AN_HOUR:
        raise Refused(
            _("You have said %(most)d things within an hour. Please vote a while, and say more later.")
            % {"most": STATEMENTS_AN_HOUR}
        )
