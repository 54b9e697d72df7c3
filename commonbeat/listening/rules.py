"""Which moves a concern may make, what makes it move, and who may do what: one table each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from commonbeat.listening.models import Concern, ConcernState, Kind, SealedContact, Voice, works_under
from commonbeat.people.models import Duty, Staff

if TYPE_CHECKING:
    from uuid import UUID

    from commonbeat.places.models import Team

HEARD, UNDERSTOOD, ANSWERED, ACTING, REPORTED_BACK, CONFIRMED, REOPENED, CLOSED = ConcernState

# After this long, silence is silence: we stop waiting, and count it apart.
SILENCE = timedelta(days=14)
# After this long without a word from anybody we told, we stop asking; they may still open it again.
LONG_SILENCE = timedelta(days=90)
# What needs no more than an answer; everything else needs something done before we report back.
ANSWER_IS_ENOUGH = frozenset({Kind.QUESTION, Kind.IDEA, Kind.THANKS, Kind.INFORMATION})
# The straight way; reopened and closed stand beside it.
STAGES = (HEARD, UNDERSTOOD, ANSWERED, ACTING, REPORTED_BACK, CONFIRMED)

MOVES: dict[tuple[ConcernState, ConcernState], str | Lazy] = {
    (HEARD, UNDERSTOOD): _("The person accepted or corrected what we heard, or nobody can be reached."),
    (UNDERSTOOD, ANSWERED): _("They have a real answer."),
    (ANSWERED, ACTING): _("Something was done."),
    (ANSWERED, REPORTED_BACK): _("An answer was all it needed, and they were told so."),
    (ANSWERED, CONFIRMED): _("The person says the answer was what they needed."),
    (ACTING, REPORTED_BACK): _("Those who raised it were told what was done."),
    (ACTING, CONFIRMED): _("The person says it is solved already."),
    (REPORTED_BACK, CONFIRMED): _("The person says it is solved."),
    (ANSWERED, REOPENED): _("The person says the answer does not help."),
    (REPORTED_BACK, REOPENED): _("The person says it is not solved."),
    (CONFIRMED, REOPENED): _("It is back, or somebody says it was never solved."),
    (CLOSED, REOPENED): _("Closing it was not the end of it."),
    (REOPENED, UNDERSTOOD): _("It was closed before we knew that we understood; now we know."),
    (REOPENED, ANSWERED): _("They have a new answer."),
    (REOPENED, ACTING): _("Something more was done."),
    (REOPENED, CONFIRMED): _("The person who was unhappy says it is solved after all."),
    (HEARD, CLOSED): _("It is not for us, and we say why."),
    (UNDERSTOOD, CLOSED): _("We will not take it further, and we say why."),
    (ANSWERED, CLOSED): _("We will not take it further, and we say why."),
    (ACTING, CLOSED): _("We stop working on it, and we say why."),
    (REPORTED_BACK, CLOSED): _("Nobody told us whether it is solved, and we say why we stop asking."),
    (REOPENED, CLOSED): _("We cannot do more, and we say why."),
}

# Reasons nobody typed; kept as a key so that everybody reads them in their own language.
OWN_REASONS: dict[str, str | Lazy] = {
    "~silent": _("Nobody answered within 14 days."),
    "~unconfirmed": _("Nobody told us within 90 days whether it is solved."),
    "~withdrawn": _("Those who raised it took it back."),
    "~again": _("Somebody raised it again."),
    "~not solved": _("A person who raised it says it is not solved."),
}


def why(because: str) -> str:
    """The reason of a move in the reader's language."""
    return str(OWN_REASONS.get(because, because))


def allowed(state: str) -> list[ConcernState]:
    """The states a concern may move to from this one."""
    return [to for start, to in MOVES if start == state]


@dataclass(frozen=True)
class Facts:
    """What has been written about a concern: the states it went through and what there is to show for it."""

    kind: str
    states: tuple[str, ...]
    is_answered: bool = False
    has_action: bool = False
    is_reported_back: bool = False

    @classmethod
    def of(cls, concern: Any, states: Iterable[str]) -> Facts:
        """The facts about a concern that was read `.with_evidence()`."""
        shown = (concern.is_answered, concern.has_action, concern.is_reported_back)
        return cls(concern.kind, tuple(states), *shown)

    @property
    def state(self) -> str:
        return self.states[-1]

    @property
    def is_understood(self) -> bool:
        return UNDERSTOOD in self.states

    @property
    def is_ended(self) -> bool:
        return self.state in (CONFIRMED, CLOSED)

    @property
    def is_light(self) -> bool:
        """Whether an answer is all it needs."""
        return self.kind in ANSWER_IS_ENOUGH

    @property
    def is_told(self) -> bool:
        """Whether those who raised it can judge: they were told, or have the answer they asked for."""
        return self.is_reported_back or (self.is_light and self.is_answered)

    def shows(self, state: str) -> bool:
        """Whether what was written carries the concern to this state."""
        return {
            ANSWERED: self.is_answered or self.is_reported_back,
            ACTING: self.has_action,
            REPORTED_BACK: self.is_reported_back,
        }.get(ConcernState(state), False)


def follow(facts: Facts, written: str) -> list[ConcernState]:
    """The moves that follow when an answer, an action or a report back was written.

    Answers and actions need not wait for the person, but the concern does: until it is understood it stays
    where it is, then catches up with all that was written. After it was reopened, only what is new moves it.
    """
    if not facts.is_understood or facts.is_ended:
        return []
    if REOPENED in facts.states:
        return [ConcernState(written)] if (facts.state, written) in MOVES else []
    return catch_up(facts)


def catch_up(facts: Facts) -> list[ConcernState]:
    """The moves from where an understood concern stands to as far as what was written carries it."""
    moves: list[ConcernState] = []
    state = facts.state
    for onward in (ANSWERED, ACTING, REPORTED_BACK):
        if (state, onward) in MOVES and facts.shows(onward):
            moves.append(onward)
            state = onward
    return moves


@dataclass(frozen=True)
class Listener:
    """One person who raised the concern and can be reached: did they tell us whether we understood?"""

    has_answered: bool
    asked_at: datetime | None


def understood(listeners: Iterable[Listener], at: datetime) -> str | None:
    """None while we wait for somebody; "" when a person has spoken; "~silent" when nobody answered."""
    heard_from, silent = 0, 0
    for listener in listeners:
        if listener.has_answered:
            heard_from += 1
        elif listener.asked_at is not None and at >= listener.asked_at + SILENCE:
            silent += 1
        else:
            return None
    if heard_from:
        return ""
    return "~silent" if silent else None


def is_confirmed(*, reachable: int, yes: int, no: int, told_at: datetime, at: datetime) -> bool:
    """Everybody says yes; or one says yes and, 14 days after we told them, none has said no."""
    return yes > 0 and no == 0 and (yes >= reachable or at >= told_at + SILENCE)


def is_left_unsaid(facts: Facts, *, no: int, told_at: datetime, at: datetime) -> bool:
    """Nobody who was told has said a word for 90 days: it ends, unconfirmed. A no never ends by waiting."""
    waits = facts.state == REPORTED_BACK or (facts.state == ANSWERED and facts.is_light)
    return waits and no == 0 and at >= told_at + LONG_SILENCE


# How somebody stands to a voice or a concern. "complaint": a confidant outside the line of the officer.
DESK = frozenset({"coordinator", "complaint"})
TEAM = DESK | {"owner"}
STREET = TEAM | {"officer"}

VERBS: dict[str, tuple[frozenset[str], str | Lazy]] = {
    "join": (
        DESK | {"logger"},
        _("Whoever reads the inbox, or logged the voice, says what matter it belongs to."),
    ),
    "settle": (DESK | {"moderator"}, _("Whoever reads what comes in says what needs nothing more.")),
    "assign": (DESK, _("One person decides who looks after a concern.")),
    "rename": (DESK, _("One person keeps the names of concerns in order.")),
    "read_back": (TEAM | {"logger"}, _("Whoever listened or looks after it says what was heard.")),
    "mark_understood": (TEAM, _("Only those who would otherwise ask may say that nobody can be asked.")),
    "write": (TEAM | {"logger"}, _("The thread is between the person and those who look after it.")),
    "answer": (TEAM, _("Whoever looks after it answers.")),
    "promise": (STREET, _("Promises are made where people are met.")),
    "correct_promise": (STREET, _("Whoever may promise may correct a promise.")),
    "keep": (STREET, _("Whoever may promise may say that it is kept.")),
    "break": (STREET, _("Whoever may promise may say that it is broken, and why.")),
    "act": (STREET, _("Things get done by everybody who works there.")),
    "report_back": (TEAM, _("Whoever looks after it tells those who raised it.")),
    "close": (TEAM, _("Whoever looks after it says why it ends.")),
    "reopen": (TEAM, _("Whoever looks after it may open it again.")),
    "publish": (frozenset({"coordinator", "moderator"}), _("What is public is read by somebody first.")),
    "quote": (frozenset({"moderator"}), _("Only a moderator may show words nobody allowed us to quote.")),
    "release": (
        frozenset({"moderator", "complaint"}),
        _("A moderator lets held voices in; a complaint about an officer is let in by a confidant."),
    ),
    "pass_on": (
        frozenset({"coordinator", "moderator", "owner", "logger"}),
        _("Whoever reads that it is about one of us hands it to the confidants at once."),
    ),
    "give_back": (frozenset({"complaint"}), _("Only who read it in confidence may say it is no complaint.")),
    "open_contact": (frozenset({"confidant", "complaint"}), _("Sealed details are for confidants only.")),
}
# A confirmation has no row above: it is said by the person, never by staff.


def may(staff: Staff, verb: str, about: Voice | Concern | SealedContact) -> bool:
    """Whether this member of staff may do this to this voice or concern; what is not in the table, nobody."""
    if verb not in VERBS:
        return False
    return bool(VERBS[verb][0] & relations(staff, about))


def relations(staff: Staff, about: Voice | Concern | SealedContact) -> set[str]:
    """How this member of staff stands to a voice or a concern."""
    matter = about.voice if isinstance(about, SealedContact) else about
    if not staff.is_active or staff.team_id != matter.team_id:
        return set()
    where = matter.neighborhood_id
    if matter.about_officer_id is not None:
        if not _holds(staff, "confidant", where):
            return set()
        voices = [matter] if isinstance(matter, Voice) else matter.voices.all()
        named = Voice.also_about.through.objects.filter(voice__in=voices).values_list("staff", flat=True)
        is_inside = any(is_named_or_line(staff, pk) for pk in {matter.about_officer_id, *named})
        return set() if is_inside else {"complaint"}
    found = {
        duty for duty in ("coordinator", "moderator", "officer", "confidant") if _holds(staff, duty, where)
    }
    works = staff.has_duty("officer", "coordinator")
    if works and isinstance(matter, Concern) and matter.owner_id == staff.pk:
        found.add("owner")
    if works and isinstance(matter, Voice):
        if matter.logged_by_id == staff.pk:
            found.add("logger")
        if (
            matter.concern_id is not None
            and matter.concern is not None
            and matter.concern.owner_id == staff.pk
        ):
            found.add("owner")
    return found


def is_named_or_line(staff: Staff, officer_id: UUID) -> bool:
    """Whether a complaint about this officer is about this member of staff or somebody they coordinate."""
    if staff.pk == officer_id:
        return True
    coordinated = staff.neighborhoods_as("coordinator")
    if coordinated is None:
        return True
    return bool(coordinated) and works_under(coordinated).filter(staff_id=officer_id).exists()


def confidants_outside(voice: Voice) -> list[Staff]:
    """Who may read this complaint."""
    confidants = Staff.objects.filter(team=voice.team_id).active().with_duty(Duty.CONFIDANT)
    return [one for one in confidants.prefetch_related("roles") if relations(one, voice)]


def without_a_confidant(team: Team) -> list[Staff]:
    """Staff about whom a complaint would reach nobody: every confidant is they themselves or leads them.

    It depends on roles alone, so that it tells nothing of whether anybody complained.
    """
    staff = list(Staff.objects.filter(team=team).active().prefetch_related("roles"))
    confidants = [person for person in staff if person.has_duty("confidant")]
    return [
        person for person in staff if all(is_named_or_line(confidant, person.pk) for confidant in confidants)
    ]


def _holds(staff: Staff, duty: str, where: UUID) -> bool:
    neighborhoods = staff.neighborhoods_as(duty)
    return neighborhoods is None or where in neighborhoods


def stage(states: Sequence[str]) -> int:
    """How far a concern ever came on the straight way: 0 heard … 5 confirmed."""
    return max((STAGES.index(ConcernState(state)) for state in states if state in STAGES), default=0)
