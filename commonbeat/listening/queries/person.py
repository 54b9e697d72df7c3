"""What a person who comes back with their code can read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commonbeat.listening import rules
from commonbeat.listening.models import Concern, ConcernState, Opening, Promise, ReadBack, Step, Voice
from commonbeat.listening.times import day
from commonbeat.safety import codes

if TYPE_CHECKING:
    from commonbeat.people.models import Staff
    from commonbeat.places.models import Team


@dataclass(frozen=True)
class Event:
    """One line of the person's own timeline. `what` is one of the keys of ORDER."""

    what: str
    name: str
    at: datetime | None = None
    on: date | None = None
    words: str = ""
    by: str = ""
    is_yours: bool = False
    state: str = "done"


@dataclass(frozen=True)
class Stand:
    """Where the matter stands, in one sentence, and what happens next and by when."""

    state: str
    sentence: str
    next: str
    may_confirm: bool
    is_late: bool = False


# Within one hour, cause stands before effect.
ORDER = [
    "heard", "settled", "read_back", "accepted", "corrected", "understood", "you_wrote", "we_wrote", "answer",
    "promise", "promise_changed", "promise_broken", "action", "promise_kept", "report_back", "said_yes",
    "confirmed", "said_no", "reopened", "closed", "opened",
]  # fmt: skip


def by_code(team: Team, code: str) -> Voice | None:
    """The voice a follow-up code belongs to; None for a wrong, an expired and a purged one alike."""
    # Nonsense takes the same way as a code, so that the time taken tells nothing.
    marks = codes.fingerprints(codes.normalise(code) or "")
    found = Voice.objects.filter(team=team, code_fingerprint__in=marks).standing()
    return found.select_related("team", "neighborhood", "place", "concern").first()


def open_read_back(voice: Voice) -> ReadBack | None:
    """The newest "this is what I heard", while the person has not answered it."""
    newest = ReadBack.objects.filter(voice=voice).order_by("-number").first()
    return newest if newest is not None and newest.is_accepted is None else None


def stand(voice: Voice, at: datetime) -> Stand:
    """Where this voice stands now, told to the person."""
    if voice.settled_on is not None and voice.concern_id is None:
        return Stand("settled", _("Thank you for telling us."), voice.settled_because, may_confirm=False)
    if voice.concern_id is None:
        return _waiting_for_answer(voice, voice.answer_due_at, at)
    concern = Concern.objects.with_state().with_evidence().select_related("team").get(pk=voice.concern_id)
    facts = rules.Facts.of(concern, concern.steps.values_list("state", flat=True))
    may_confirm = voice.is_reachable and (facts.is_told or facts.state == rules.CLOSED)
    if not (facts.is_answered or facts.is_reported_back) and not facts.is_ended:
        return _waiting_for_answer(voice, concern.answer_due_at, at, state=facts.state)
    sentence, onward = _sentences(concern, facts, at)
    return Stand(facts.state, sentence, onward, may_confirm)


def timeline(voice: Voice, at: datetime) -> list[Event]:
    """Everything that happened since the person spoke, the oldest first; nothing about others."""
    events = [*_own(voice)]
    if voice.concern_id is not None:
        concern = (
            Concern.objects.select_related("team")
            .prefetch_related(
                "answers__by__profile", "actions__by__profile", "report_backs__by__profile", "steps"
            )
            .prefetch_related("promises__by__profile")
            .prefetch_related("promises__outcome", "promises__correction", "promises__corrects")
            .get(pk=voice.concern_id)
        )
        events += [*_concern(concern), *_promises(concern, day(concern.team, at))]
    zone = ZoneInfo(voice.team.timezone)
    return sorted(events, key=lambda event: (_moment(event, zone), ORDER.index(event.what)))


def _own(voice: Voice) -> Iterator[Event]:
    yield Event("heard", _("You told us"), at=voice.heard_at, words=voice.words, is_yours=True)
    if voice.settled_on is not None and voice.concern_id is None:
        yield Event("settled", _("We read it"), on=voice.settled_on, words=voice.settled_because)
    for read_back in voice.read_backs.select_related("by__profile"):
        name = _("This is what we heard")
        yield Event("read_back", name, at=read_back.at, words=read_back.words, by=_who(read_back.by))
        if read_back.is_accepted:
            yield Event("accepted", _("You said: yes, that is it"), at=read_back.answered_at, is_yours=True)
        elif read_back.is_accepted is False:
            words = read_back.correction
            yield Event(
                "corrected", _("You corrected us"), at=read_back.answered_at, words=words, is_yours=True
            )
    for turn in voice.turns.select_related("by__profile"):
        if turn.is_from_team:
            yield Event("we_wrote", _("We wrote to you"), at=turn.at, words=turn.words, by=_who(turn.by))
        else:
            yield Event("you_wrote", _("You wrote"), at=turn.at, words=turn.words, is_yours=True)
    for said in voice.confirmations.all():
        what, name = (
            ("said_yes", _("You said it is solved"))
            if said.is_solved
            else ("said_no", _("You said it is not solved"))
        )
        yield Event(what, name, at=said.at, words=said.words, is_yours=True)
    for opening in Opening.objects.filter(contact__voice=voice).select_related("by__profile"):
        name = _("Your contact details were opened")
        yield Event("opened", name, at=opening.at, words=opening.reason, by=_who(opening.by))


def _concern(concern: Concern) -> Iterator[Event]:
    for answer in concern.answers.all():
        yield Event("answer", _("Our answer"), at=answer.at, words=answer.words, by=_who(answer.by))
    for action in concern.actions.all():
        by = action.done_by or _who(action.by)
        yield Event("action", _("What was done"), on=action.done_on, words=action.words, by=by)
    for report in concern.report_backs.all():
        yield Event(
            "report_back",
            _("We told you what was done"),
            at=report.at,
            words=report.words,
            by=_who(report.by),
        )
    yield from _steps(concern.steps.all())


def _steps(steps: Iterable[Step]) -> Iterator[Event]:
    names = {
        rules.CONFIRMED: ("confirmed", _("Those who raised it say it is solved")),
        rules.REOPENED: ("reopened", _("It was opened again")),
        rules.CLOSED: ("closed", _("We closed it")),
    }
    for step in steps:
        if step.state == rules.UNDERSTOOD and step.because:
            yield Event(
                "understood", _("Why we think we understood"), at=step.at, words=rules.why(step.because)
            )
        elif step.state in names:
            what, name = names[ConcernState(step.state)]
            yield Event(what, name, at=step.at, words=rules.why(step.because))


def _promises(concern: Concern, today: date) -> Iterator[Event]:
    for promise in concern.promises.all():
        outcome, is_current = getattr(promise, "outcome", None), not hasattr(promise, "correction")
        what, name = "promise", _("We promised, by %(day)s") % {"day": _day(promise.due_on)}
        words = promise.words
        if promise.corrects_id is not None:
            what, name = (
                "promise_changed",
                _("We changed our promise, now by %(day)s") % {"day": _day(promise.due_on)},
            )
            words = f"{promise.words}\n{promise.correction_reason}"
        is_open = is_current and outcome is None
        state = ("late" if promise.due_on < today else "now") if is_open else "done"
        yield Event(what, name, on=promise.made_on, words=words, by=_who(promise.by), state=state)
        if outcome is not None and outcome.is_kept:
            yield Event(
                "promise_kept", _("We kept our promise"), on=outcome.on, words=outcome.reason or promise.words
            )
        elif outcome is not None:
            yield Event("promise_broken", _("We broke our promise"), on=outcome.on, words=outcome.reason)


def _waiting_for_answer(voice: Voice, due_at: datetime, at: datetime, state: str = "heard") -> Stand:
    local = due_at.astimezone(ZoneInfo(voice.team.timezone))
    when = {"day": date_format(local, "l j F"), "time": date_format(local, "H:i")}
    if at > due_at:
        onward = (
            _("You should have had an answer by %(day)s, %(time)s. We are late, and it is on our list.")
            % when
        )
        return Stand(
            state, _("We heard you, and we owe you an answer."), onward, may_confirm=False, is_late=True
        )
    sentence = _("We heard you.") if state == rules.HEARD else _("We heard you, and we understood.")
    return Stand(
        state, sentence, _("You will have an answer by %(day)s, %(time)s.") % when, may_confirm=False
    )


def _sentences(concern: Concern, facts: rules.Facts, at: datetime) -> tuple[str, str]:
    reason = rules.why(concern.steps.all().reverse()[0].because)
    due = Promise.objects.due().filter(concern=concern).order_by("due_on").first()
    promised = ""
    if due is not None:
        promised = _("We promised, by %(day)s: %(words)s") % {"day": _day(due.due_on), "words": due.words}
    told = _("Read below what we told you, and say whether it is really solved.")
    return {
        rules.CONFIRMED: (_("It is solved, say those who raised it."), _("If it comes back, tell us here.")),
        rules.CLOSED: (_("We closed this."), reason),
        rules.REOPENED: (
            _("It is open again."),
            promised or _("We look at it once more and write to you here."),
        ),
        rules.REPORTED_BACK: (_("We told you what was done."), told),
        rules.ACTING: (_("We are working on it."), promised or _("We tell you here when it is done.")),
    }.get(
        ConcernState(facts.state),
        (
            _("You have our answer."),
            told if facts.is_told else promised or _("We tell you here what becomes of it."),
        ),
    )


def _moment(event: Event, zone: ZoneInfo) -> datetime:
    if event.at is not None:
        return event.at
    return datetime.combine(event.on or date.min, time(), zone).astimezone(UTC) + timedelta(hours=12)


def _day(on: date) -> str:
    return date_format(on, "l j F")


def _who(staff: Staff | None) -> str:
    """By the name they want residents to use."""
    if staff is None:
        return _("the team")
    profile = getattr(staff, "profile", None)
    return profile.known_as if profile is not None and profile.known_as else staff.name
