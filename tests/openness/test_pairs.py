""" "You said, we did" stands on its evidence or does not stand at all."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from commonbeat.listening import actions as listening
from commonbeat.openness import actions, queries
from commonbeat.openness.models import YouSaidWeDid
from commonbeat.safety.errors import Refused
from tests.openness.loop import WORDS, acted, raised, say

SAID = "The way past the school was too dark."
DID = "The city mended the lamp on Mill Street."


def publish(cast, told, at, by=None, said=SAID, **changes):
    return actions.publish_you_said_we_did(
        **{
            "concern": told.concern,
            "said": said,
            "did": DID,
            "action": told.action,
            "report_back": told.report_back,
            "by": by or cast.cleo,
            "at": at,
            **changes,
        }
    )


def test_a_pair_is_published_with_its_evidence(cast, at):
    told = acted(cast, at)
    pair = publish(cast, told, at)
    assert queries.published_pairs(cast.team, cast.row) == [pair]
    steps = queries.evidence(pair, at).steps
    assert [step.kind for step in steps] == ["heard", "promise", "action", "report_back", "waiting"]
    assert steps[0].sentence == "Fewer than eight people said so."
    assert steps[1].sentence == "We promised this, and kept it."
    # The words of the report back are for those who raised it.
    assert told.report_back.words not in str(steps)


def test_the_persons_yes_stands_in_the_evidence(cast, at):
    told = acted(cast, at)
    pair = publish(cast, told, at)
    listening.confirm(voice=told.voice, is_solved=True, words="", client_id=uuid.uuid4(), at=at)
    evidence = queries.evidence(pair, at)
    assert evidence.is_confirmed
    assert evidence.steps[-1].kind == "confirmed"


def test_eight_voices_are_counted_from_the_week_after(cast, at):
    told = acted(cast, at)
    more = [say(cast, at - timedelta(days=9), words=f"Dark there, {number}") for number in range(7)]
    listening.join(voices=more, concern=told.concern, by=cast.cleo, at=at)
    pair = publish(cast, told, at)
    assert queries.evidence(pair, at).steps[0].sentence == "8 people said so."
    late = say(cast, at, words="I came today")
    listening.join(voices=[late], concern=told.concern, by=cast.cleo, at=at)
    assert queries.evidence(pair, at).steps[0].sentence == "8 people said so."
    assert queries.evidence(pair, at + timedelta(days=7)).steps[0].sentence == "9 people said so."


def test_an_action_of_another_concern_is_no_evidence(cast, at):
    told, other = acted(cast, at), acted(cast, at, words="Broken glass in the park again, every week")
    with pytest.raises(Refused, match="very concern"):
        publish(cast, told, at, action=other.action)
    with pytest.raises(Refused, match="very concern first"):
        publish(cast, told, at, report_back=other.report_back)
    assert not YouSaidWeDid.objects.exists()


def test_the_database_itself_refuses_a_pair_without_its_evidence(cast, at):
    told, other = acted(cast, at), acted(cast, at, words="Broken glass in the park again, every week")
    row = {
        "team": cast.team, "neighborhood": cast.row, "concern": told.concern, "action": told.action,
        "report_back": told.report_back, "said": SAID, "did": DID, "written_at": at, "published_at": at,
    }  # fmt: skip
    for wrong in ({"action": other.action}, {"report_back": other.report_back}):
        with pytest.raises(IntegrityError), transaction.atomic():
            YouSaidWeDid.objects.create(**{**row, **wrong})
    pair = YouSaidWeDid.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        YouSaidWeDid.objects.filter(pk=pair.pk).update(action=other.action)
    with pytest.raises(IntegrityError), transaction.atomic():
        YouSaidWeDid.objects.filter(pk=pair.pk).update(is_verbatim=True)


def test_a_complaint_about_an_officer_is_never_published(cast, at):
    told = acted(cast, at)
    told.concern.about_officer = cast.ben
    told.concern.save()
    with pytest.raises(Refused, match="cannot see"):
        publish(cast, told, at)
    with pytest.raises(IntegrityError), transaction.atomic():
        YouSaidWeDid.objects.create(
            team=cast.team, neighborhood=cast.row, concern=told.concern, action=told.action,
            report_back=told.report_back, said=SAID, did=DID, written_at=at, published_at=at,
        )  # fmt: skip


def test_a_pair_that_became_a_complaint_is_no_longer_public(cast, at):
    told = acted(cast, at)
    pair = publish(cast, told, at)
    told.concern.about_officer = cast.ben
    told.concern.save()
    assert queries.published_pairs(cast.team) == []
    assert queries.evidence(pair, at).steps == []
    assert not queries.pairs_for(cast.cleo)
    actions.withdraw_you_said_we_did(pair=pair, because="It was a complaint.", by=cast.cleo, at=at)


def test_while_the_person_says_it_is_not_solved_nothing_is_published(cast, at):
    told = acted(cast, at)
    listening.confirm(voice=told.voice, is_solved=False, words="Dark again", client_id=uuid.uuid4(), at=at)
    with pytest.raises(Refused, match="not solved"):
        publish(cast, told, at)


def test_somebody_elses_coordinator_and_an_officer_cannot_publish(cast, at):
    told = acted(cast, at)
    for staff in (cast.ben, cast.dot, cast.mo, cast.noor, cast.ivo, cast.ada):
        with pytest.raises(Refused):
            publish(cast, told, at, by=staff)


def test_own_words_wait_for_a_moderator(cast, at):
    told = acted(cast, at)
    pair = publish(cast, told, at, said=f"Somebody wrote: {WORDS.upper()}!")
    assert pair.published_at is None
    assert pair.is_verbatim
    assert queries.published_pairs(cast.team) == []
    with pytest.raises(Refused, match="moderator"):
        actions.approve_you_said_we_did(pair=pair, by=cast.cleo, at=at)
    assert list(YouSaidWeDid.objects.visible_to(cast.mo).waiting_for_reading()) == [pair]
    actions.approve_you_said_we_did(pair=pair, by=cast.mo, at=at)
    assert queries.published_pairs(cast.team) == [pair]


def test_own_words_with_consent_are_published_and_go_when_they_are_taken_back(cast, at):
    told = acted(cast, at, may_be_quoted=True)
    other = say(cast, at, words="The same here every evening")
    listening.join(voices=[other], concern=told.concern, by=cast.cleo, at=at)
    pair = publish(cast, told, at, said=WORDS)
    assert queries.published_pairs(cast.team) == [pair]
    listening.withdraw(voice=told.voice, at=at)
    assert queries.published_pairs(cast.team) == []


def test_what_was_written_in_the_thread_is_somebodys_words_too(cast, at):
    told = acted(cast, at)
    words = "please do not forget the bench behind the kiosk"
    listening.write(voice=told.voice, words=words, client_id=uuid.uuid4(), at=at)
    assert publish(cast, told, at, said=f"People said {words}.").published_at is None


def test_a_pair_goes_with_the_last_voice_behind_it(cast, at):
    told = acted(cast, at)
    publish(cast, told, at)
    listening.withdraw(voice=told.voice, at=at)
    assert queries.published_pairs(cast.team) == []


def test_a_pair_is_published_once_and_again_after_it_was_taken_back(cast, at):
    told = acted(cast, at)
    pair = publish(cast, told, at)
    with pytest.raises(Refused, match="already"):
        publish(cast, told, at)
    actions.withdraw_you_said_we_did(pair=pair, because="The date was wrong.", by=cast.cleo, at=at)
    assert queries.taken_back_pairs(cast.team)[0].withdrawn_because == "The date was wrong."
    again = publish(cast, told, at)
    assert queries.published_pairs(cast.team) == [again]


def test_the_desk_is_told_what_is_ready(cast, at):
    told = acted(cast, at)
    raised(cast, at, words="Something nobody has acted on yet")
    assert [one.concern for one in queries.ready_to_publish(cast.cleo)] == [told.concern]
    assert queries.ready_to_publish(cast.dot) == []
    publish(cast, told, at)
    assert queries.ready_to_publish(cast.cleo) == []
