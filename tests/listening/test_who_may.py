"""Who sees and does what: deny by default, and another neighborhood's voice does not exist."""

import pytest

from commonbeat.listening import actions, queries, rules
from commonbeat.listening.models import Concern, Promise, Voice
from commonbeat.safety.errors import Refused
from tests.listening.making import concern, hear, promise


def test_dot_sees_nothing_of_another_neighborhood(cast, at):
    made = concern(cast, at)
    promise(cast, made, at.date(), at)
    assert not Voice.objects.visible_to(cast.dot).exists()
    assert not Concern.objects.visible_to(cast.dot).exists()
    assert not Promise.objects.visible_to(cast.dot).exists()
    assert queries.concern_page(cast.dot, made.pk, at) is None
    assert queries.waiting(cast.dot, at) == queries.inbox(cast.dot, at) == []
    assert not [verb for verb in rules.VERBS if rules.may(cast.dot, verb, made)]


@pytest.mark.parametrize("name", ["ivo", "ada", "noor"])
def test_auditor_admin_and_confidant_see_no_ordinary_voice(cast, at, name):
    made = concern(cast, at)
    person = getattr(cast, name)
    assert not Voice.objects.visible_to(person).exists()
    assert not Concern.objects.visible_to(person).exists()
    assert [verb for verb in rules.VERBS if rules.may(person, verb, made)] in ([], ["open_contact"])


def test_an_officer_reads_the_voices_they_logged_or_look_after_only(cast, at):
    other = hear(cast, at).voice
    logged = hear(cast, at, channel="street", logged_by=cast.ben).voice
    owned = hear(cast, at).voice
    concern(cast, at, owned, owner=cast.ben)
    assert set(Voice.objects.visible_to(cast.ben)) == {logged, owned}
    assert other in Voice.objects.visible_to(cast.cleo)


def test_the_page_of_a_concern_hides_words_an_officer_may_not_read_but_not_how_many(cast, at):
    made = concern(cast, at, hear(cast, at).voice, hear(cast, at).voice, owner=None)
    page = queries.concern_page(cast.ben, made.pk, at)
    assert (page.voices, page.hidden_voices, page.people) == ([], 2, 2)


def test_somebody_who_left_sees_and_does_nothing(cast, at):
    made = concern(cast, at)
    cast.cleo.is_active = False
    cast.cleo.save()
    cleo = type(cast.cleo).objects.get(pk=cast.cleo.pk)
    assert not Voice.objects.visible_to(cleo).exists()
    assert not Concern.objects.visible_to(cleo).exists()
    assert not rules.may(cleo, "answer", made)


def test_no_verb_lets_staff_confirm(cast, at):
    made = concern(cast, at)
    assert not {"confirm", "accept_read_back", "withdraw"} & set(rules.VERBS)
    for person in (cast.ben, cast.cleo, cast.noor, cast.mo, cast.ivo, cast.ada, cast.dot):
        assert not rules.may(person, "confirm", made)


def test_every_verb_and_every_move_carries_its_reason(cast):
    assert all(str(reason) for reason in rules.MOVES.values())
    assert all(str(reason) for _who, reason in rules.VERBS.values())


def test_held_voices_wait_for_a_moderator(cast, at):
    voice = hear(cast, at, is_held=True).voice
    assert queries.inbox(cast.cleo, at) == []
    assert [item.voice for item in queries.held(cast.mo, at)] == [voice]
    with pytest.raises(Refused):
        actions.release(voice=voice, by=cast.cleo, at=at)
    with pytest.raises(Refused):
        concern(cast, at, voice)

    actions.release(voice=voice, by=cast.mo, at=at)
    assert [item.voice for item in queries.inbox(cast.cleo, at)] == [voice]


def test_somebodys_words_are_published_only_with_consent_or_by_a_moderator(cast, at):
    made = concern(cast, at, hear(cast, at, words="The underpass is dark and smells of fish").voice)
    quote = "“The underpass is dark and smells of fish”, they say."
    with pytest.raises(Refused):
        actions.publish_concern(concern=made, public_words=quote, by=cast.cleo, at=at)
    actions.publish_concern(concern=made, public_words="The underpass is dark.", by=cast.cleo, at=at)
    actions.publish_concern(concern=made, public_words=quote, by=cast.mo, at=at)

    quotable = concern(
        cast, at, hear(cast, at, words="We love the new tree by the quay", may_be_quoted=True).voice
    )
    actions.publish_concern(
        concern=quotable, public_words="We love the new tree by the quay!", by=cast.cleo, at=at
    )


def test_unpublishing_takes_it_off_the_public_list(cast, at):
    made = concern(cast, at)
    actions.publish_concern(concern=made, public_words="Dark.", by=cast.cleo, at=at)
    assert [row.concern for row in queries.public_concerns(cast.team, cast.row)] == [made]
    actions.unpublish_concern(concern=made, by=cast.cleo, at=at)
    assert queries.public_concerns(cast.team) == []
    assert queries.public_concern(cast.team, made.reference) is None
