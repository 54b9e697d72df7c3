"""Whatever people do in whatever order, a concern keeps to the table and nobody on the team confirms it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonbeat.journal import queries as journal
from commonbeat.listening import actions, queries, rules
from commonbeat.listening.models import Concern, Confirmation, Promise, ReadBack, Step, Voice
from commonbeat.safety.errors import Refused
from tests.listening.making import concern, hear, promise

Deed = Callable[["Story", Voice, Concern], object]


class Story:
    """A concern with three voices, one of which cannot be reached, and the clock as it goes on."""

    def __init__(self, cast: SimpleNamespace, at: datetime, kind: str) -> None:
        self.cast, self.at = cast, at
        voices = [hear(cast, at, kind=kind, with_code=number != 2).voice for number in range(3)]
        self.concern = concern(cast, at, *voices)

    def voice(self, number: int) -> Voice:
        return Voice.objects.filter(concern=self.concern).order_by("reference")[number]


def answer_read_back(story: Story, voice: Voice, is_accepted: bool) -> None:
    row = ReadBack.objects.filter(voice=voice).order_by("-number").first()
    if row is not None:
        actions.accept_read_back(read_back=row, is_accepted=is_accepted, correction="Not so.", at=story.at)


def end_promise(story: Story, is_kept: bool) -> None:
    row = Promise.objects.due().filter(concern=story.concern).first()
    if row is not None and is_kept:
        actions.keep(promise=row, by=story.cast.ben, at=story.at)
    elif row is not None:
        actions.break_promise(promise=row, reason="No.", by=story.cast.ben, at=story.at)


def add_voice(story: Story) -> None:
    voice = hear(story.cast, story.at).voice
    actions.join(voices=[voice], concern=story.concern, by=story.cast.cleo, at=story.at)


DEEDS: dict[str, Deed] = {
    "read back": lambda s, v, c: actions.read_back(voice=v, words="I heard.", by=s.cast.cleo, at=s.at),
    "accept": lambda s, v, c: answer_read_back(s, v, True),
    "correct": lambda s, v, c: answer_read_back(s, v, False),
    "mark": lambda s, v, c: actions.mark_understood(concern=c, by=s.cast.ben, because="Said.", at=s.at),
    "answer": lambda s, v, c: actions.answer(concern=c, words="Yes.", by=s.cast.cleo, at=s.at),
    "act": lambda s, v, c: actions.act(concern=c, words="Done.", done_on=s.at.date(), by=s.cast.ben, at=s.at),
    "report": lambda s, v, c: actions.report_back(concern=c, words="Done.", by=s.cast.cleo, at=s.at),
    "yes": lambda s, v, c: actions.confirm(voice=v, is_solved=True, client_id=uuid4(), at=s.at),
    "no": lambda s, v, c: actions.confirm(voice=v, is_solved=False, client_id=uuid4(), at=s.at),
    "close": lambda s, v, c: actions.close(concern=c, because="So.", by=s.cast.cleo, at=s.at),
    "reopen": lambda s, v, c: actions.reopen(concern=c, because="So.", by=s.cast.cleo, at=s.at),
    "promise": lambda s, v, c: promise(s.cast, c, s.at.date() + timedelta(days=3), s.at),
    "keep": lambda s, v, c: end_promise(s, True),
    "break": lambda s, v, c: end_promise(s, False),
    "withdraw": lambda s, v, c: actions.withdraw(voice=v, at=s.at),
    "join": lambda s, v, c: add_voice(s),
    "settle": lambda s, v, c: actions.settle_confirmations(s.at),
    "forget": lambda s, v, c: actions.forget_outlived(at=s.at),
}
moments = st.tuples(st.sampled_from(sorted(DEEDS)), st.integers(0, 2), st.sampled_from([0, 1, 8, 15]))


@pytest.mark.django_db
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(kind=st.sampled_from(["worry", "question"]), story=st.lists(moments, min_size=4, max_size=20))
def test_any_sequence_keeps_to_the_table(cast, at, kind, story):
    with transaction.atomic():
        told = Story(cast, at, kind)
        for name, number, days in story:
            told.at += timedelta(days=days)
            before = list(Step.objects.filter(concern=told.concern).values_list("pk", flat=True))
            do(told, name, number)
            check_steps(told, name, before)
        check_reads(told)
        transaction.set_rollback(True)


def do(told: Story, name: str, number: int) -> None:
    """Do it; what is refused leaves no trace."""
    entries, steps = journal.newest(), Step.objects.count()
    try:
        with transaction.atomic():
            DEEDS[name](told, told.voice(number), told.concern)
    except Refused:
        assert (journal.newest(), Step.objects.count()) == (entries, steps)


def check_steps(told: Story, name: str, before: list[object]) -> None:
    steps = list(Step.objects.filter(concern=told.concern).order_by("number"))
    assert [step.pk for step in steps[: len(before)]] == before
    assert [step.number for step in steps] == list(range(1, len(steps) + 1))
    assert steps[0].state == rules.HEARD
    assert all((a.state, b.state) in rules.MOVES for a, b in pairwise(steps))
    states = [step.state for step in steps]
    assert rules.UNDERSTOOD in states or rules.stage(states) == 0
    for step in steps[len(before) :]:
        if step.state == rules.CONFIRMED:
            assert step.by is None
            assert name in ("yes", "settle", "accept", "correct")
            assert Confirmation.objects.filter(voice__concern=told.concern, is_solved=True).exists()
        assert step.state != rules.CLOSED or step.because


def check_reads(told: Story) -> None:
    """Every page about it can be read, and the figures agree with the state."""
    made, cast = told.concern, told.cast
    page = queries.concern_page(cast.cleo, made.pk, told.at)
    assert page is not None
    for voice in Voice.objects.filter(concern=made).select_related("team"):
        assert queries.timeline(voice, told.at)
        assert queries.stand(voice, told.at).sentence
    figures = queries.loop_figures(
        cast.team, None, told.at - timedelta(days=999), told.at + timedelta(days=1)
    )
    assert figures.heard == 1
    assert figures.confirmed == (page.state == rules.CONFIRMED)
    assert figures.heard - figures.confirmed == sum(leak.count for leak in figures.leaks)
    assert not page.facts.is_ended or {debt.what for debt in page.debts} <= {"promise", "reply"}
