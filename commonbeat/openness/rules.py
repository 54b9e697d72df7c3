"""Who may announce, answer and publish, and what a published sentence needs beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from commonbeat.listening.models import Concern, ConcernState, Step
from commonbeat.openness.models import Gathering, Question, YouSaidWeDid, is_session, voting_ends_at
from commonbeat.people.models import Duty, Staff
from commonbeat.places.models import Neighborhood
from commonbeat.safety.errors import Refused

__all__ = ["is_session"]
MOST_PEOPLE_PER_RSVP = 10
MOST_IN_A_ROOM = 5000
# Six words in a row are somebody's own sentence, not a coincidence.
OWN_WORDS_RUN = 6
# Scripts written without spaces count every character as a word.
WORD = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+")


def holds(staff: Staff, neighborhood_id: UUID, *duties: str) -> bool:
    """Whether one of these duties is held in this neighborhood or in the whole team."""
    if not staff.is_active:
        return False
    where = staff.neighborhoods_as(*duties)
    return where is None or neighborhood_id in where


def may_coordinate(staff: Staff, neighborhood: Neighborhood) -> bool:
    """Coordinators announce, agree and publish in their neighborhood."""
    return staff.team_id == neighborhood.team_id and holds(staff, neighborhood.id, Duty.COORDINATOR)


def may_run(staff: Staff, gathering: Gathering) -> bool:
    """The host and the coordinators write minutes and see who comes."""
    if staff.team_id != gathering.team_id or not staff.is_active:
        return False
    return gathering.host_id == staff.pk or holds(staff, gathering.neighborhood_id, Duty.COORDINATOR)


def may_moderate(staff: Staff, question: Question) -> bool:
    """Moderators and coordinators decide which questions are shown, at a session also its host."""
    duties = (Duty.MODERATOR, Duty.COORDINATOR)
    if staff.team_id != question.team_id:
        return False
    return holds(staff, question.neighborhood_id, *duties) or is_host(staff, question.gathering)


def may_moderate_session(staff: Staff, gathering: Gathering) -> bool:
    """The same for everything that is asked at one session."""
    duties = (Duty.MODERATOR, Duty.COORDINATOR)
    if staff.team_id != gathering.team_id:
        return False
    return holds(staff, gathering.neighborhood_id, *duties) or is_host(staff, gathering)


def is_host(staff: Staff, gathering: Gathering | None) -> bool:
    """Whether this is an information session and theirs to host."""
    if gathering is None or not staff.is_active or not is_session(gathering):
        return False
    return gathering.host_id == staff.pk


def may_answer(staff: Staff, question: Question) -> bool:
    """Coordinators answer, the host of the session it was asked at, and whoever owes the answer."""
    if staff.team_id != question.team_id or not staff.is_active:
        return False
    is_theirs = question.owner_id == staff.pk or is_host(staff, question.gathering)
    return is_theirs or holds(staff, question.neighborhood_id, Duty.COORDINATOR)


def takes_votes(gathering: Gathering, at: datetime) -> bool:
    """Whether devices may vote for its questions: from its announcement to a day after its end."""
    is_shown = gathering.published_at is not None and not gathering.is_canceled
    return is_session(gathering) and is_shown and at < voting_ends_at(gathering)


def may_read_for_others(staff: Staff, pair: YouSaidWeDid) -> bool:
    """Only a moderator lets somebody's own words through without their consent."""
    return staff.team_id == pair.team_id and holds(staff, pair.neighborhood_id, Duty.MODERATOR)


def need_coordinator(staff: Staff, neighborhood: Neighborhood) -> None:
    if not may_coordinate(staff, neighborhood):
        raise Refused(_("Only a coordinator of this neighborhood can do this. Please ask one of them."))


def need_host(staff: Staff, gathering: Gathering) -> None:
    if not may_run(staff, gathering):
        raise Refused(
            _("Only the host of this gathering or a coordinator can do this. Please ask one of them.")
        )


def need_moderator(staff: Staff, question: Question) -> None:
    if not may_moderate(staff, question):
        raise Refused(
            _("Only a moderator or coordinator of this neighborhood can do this. Please ask one of them.")
        )


def need_session_team(staff: Staff, gathering: Gathering) -> None:
    if not is_session(gathering):
        raise Refused(_("Questions are voted for at information sessions only."))
    if not may_moderate_session(staff, gathering):
        raise Refused(_("Only the host, a moderator or a coordinator can do this. Please ask one of them."))


def need_answerer(staff: Staff, question: Question) -> None:
    if not may_answer(staff, question):
        raise Refused(_("Only a coordinator or whoever owes the answer can do this. Please ask one of them."))


def need_words(text: str, field: str, sentence: str) -> None:
    """Refuses an empty text with the sentence that says what to write."""
    if not text:
        raise Refused(sentence, field)


def need_order(start: date, end: date, field: str) -> None:
    """Refuses an end before its start."""
    if end < start:
        raise Refused(_("The end must come after the start. Please change one of them."), field)


def need_open(gathering: Gathering, at: datetime) -> None:
    """Refuses RSVPs to a gathering that is not announced, was called off or has begun."""
    if gathering.published_at is None:
        raise Refused(_("This gathering is not announced yet. Please look again later."))
    if gathering.is_canceled:
        raise Refused(_("This gathering was called off. Please choose another one."))
    if gathering.starts_at <= at:
        raise Refused(_("This gathering has already begun. You are welcome to just come by."))


def need_publishable(concern: Concern, last: Step | None) -> None:
    """Refuses to publish about an officer, and while the person says it is not solved."""
    if concern.about_officer_id is not None:
        raise Refused(_("A concern about an officer is never published. It is answered to the person alone."))
    if last is not None and last.state == ConcernState.REOPENED:
        raise Refused(_("The person said this is not solved yet. Please act and report back again first."))


def words_of(text: str) -> list[str]:
    """The text's words without case or punctuation."""
    return WORD.findall(text.casefold())


def uses_words_of(said: str, words: str, run: int = OWN_WORDS_RUN) -> bool:
    """Whether `said` repeats what somebody wrote: `run` of their words in a row, or all of a shorter text."""
    ours, theirs = words_of(said), words_of(words)
    if len(theirs) < 3:
        return False
    size = min(run, len(theirs))
    return not _runs(ours, size).isdisjoint(_runs(theirs, size))


def used_words(said: str, texts: Iterable[str]) -> bool:
    """Whether `said` repeats any of these texts."""
    return any(uses_words_of(said, text) for text in texts)


def is_over(gathering: Gathering, at: datetime) -> bool:
    return gathering.ends_at <= at


def need_not_future(day: date, today: date, field: str) -> None:
    """Refuses a deed dated after today: what is still to come is a promise."""
    if day > today:
        raise Refused(_("This date is still to come. Please enter what has been done, with its date."), field)


def _runs(words: list[str], size: int) -> set[tuple[str, ...]]:
    return {tuple(words[start : start + size]) for start in range(len(words) - size + 1)}
