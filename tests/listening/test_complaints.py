"""A complaint about an officer goes past them and whoever leads them: no object, no count, no hint."""

from datetime import timedelta
from uuid import uuid4

import pytest

from commonbeat.listening import actions, queries, rules
from commonbeat.listening.models import Concern, SealedContact, Voice
from commonbeat.people.models import Duty, Role
from commonbeat.post.models import Delivery
from commonbeat.safety.errors import Refused
from tests.cast import make_staff
from tests.listening.making import concern, hear


@pytest.fixture
def complaint(cast, at) -> Voice:
    return hear(cast, at, kind="complaint", words="Ben shouted at me.", about_officer=cast.ben).voice


def everybody_but(cast, *known):
    people = [cast.ben, cast.cleo, cast.noor, cast.mo, cast.ivo, cast.ada, cast.dot]
    return [person for person in people if person not in known]


def test_only_confidants_see_a_complaint(cast, at, complaint):
    assert list(Voice.objects.visible_to(cast.noor)) == [complaint]
    for person in everybody_but(cast, cast.noor):
        assert not Voice.objects.visible_to(person).exists()


def test_nobody_else_sees_the_concern_or_may_do_anything_with_it(cast, at, complaint):
    made = actions.join(voices=[complaint], by=cast.noor, at=at, title="Complaint")
    for person in everybody_but(cast, cast.noor):
        assert not Concern.objects.visible_to(person).exists()
        assert queries.concern_page(person, made.pk, at) is None
        assert not [
            verb
            for verb in rules.VERBS
            if rules.may(person, verb, made) or rules.may(person, verb, complaint)
        ]
        with pytest.raises(Refused):
            actions.answer(concern=made, words="It was not me.", by=person, at=at)


def test_no_list_or_number_of_the_officer_and_their_line_changes(cast, at):
    def seen(person):
        since, until = at - timedelta(days=30), at + timedelta(days=30)
        return (
            queries.inbox(person, at),
            queries.held(person, at),
            queries.inbox_count(person),
            queries.waiting(person, at + timedelta(days=9)),
            queries.loop_figures(cast.team, cast.row, since, until),
            queries.promise_figures(cast.team, cast.row, since.date(), until.date(), on=at.date()),
            queries.voice_counts(cast.team, since, until),
            queries.public_concerns(cast.team),
        )

    people = everybody_but(cast, cast.noor)
    before = [seen(person) for person in people]
    voice = hear(cast, at, kind="complaint", about_officer=cast.ben).voice
    made = actions.join(voices=[voice], by=cast.noor, at=at, title="Complaint")
    actions.promise(concern=made, words="I ask.", due_on=at.date(), client_id=uuid4(), by=cast.noor, at=at)
    assert [seen(person) for person in people] == before


def test_the_note_goes_to_confidants_only(cast, at, complaint):
    assert Delivery.objects.get().audience == "confidant"


def test_the_named_officer_never_sees_it_even_as_a_confidant(cast, at, complaint):
    Role.objects.create(team=cast.team, staff=cast.ben, duty=Duty.CONFIDANT)
    assert not Voice.objects.visible_to(cast.ben).exists()
    assert rules.relations(cast.ben, complaint) == set()


@pytest.mark.parametrize("is_team_wide", [True, False])
def test_who_leads_the_officer_does_not_see_it_even_as_a_confidant(cast, at, complaint, is_team_wide):
    leader = make_staff(cast.team, "Lea", Duty.CONFIDANT)
    Role.objects.create(
        team=cast.team, staff=leader, duty=Duty.COORDINATOR, neighborhood=None if is_team_wide else cast.row
    )
    assert not Voice.objects.visible_to(leader).exists()
    assert rules.relations(leader, complaint) == set()


def test_a_confidant_who_leads_elsewhere_does_see_it(cast, at, complaint):
    leader = make_staff(cast.team, "Lea", Duty.CONFIDANT)
    Role.objects.create(team=cast.team, staff=leader, duty=Duty.COORDINATOR, neighborhood=cast.court)
    assert list(Voice.objects.visible_to(leader)) == [complaint]
    assert rules.relations(leader, complaint) == {"complaint"}


def test_what_the_table_of_verbs_and_the_lists_say_is_the_same(cast, at, complaint):
    plain = hear(cast, at).voice
    for person in everybody_but(cast):
        for voice in (plain, complaint):
            can_see = Voice.objects.visible_to(person).filter(pk=voice.pk).exists()
            can_do = any(rules.may(person, verb, voice) for verb in ("settle", "join", "release"))
            assert can_do <= can_see


def test_an_officer_whom_no_confidant_is_outside_of_is_named_before_anybody_complains(cast):
    assert rules.without_a_confidant(cast.team) == [cast.noor]
    Role.objects.create(team=cast.team, staff=cast.noor, duty=Duty.COORDINATOR, neighborhood=cast.row)
    assert rules.without_a_confidant(cast.team) == [cast.ben, cast.cleo, cast.noor]


def test_a_complaint_is_joined_with_no_other_voice_and_never_published(cast, at, complaint):
    with pytest.raises(Refused):
        concern(cast, at, complaint, hear(cast, at).voice, by=cast.noor, owner=None)
    made = actions.join(voices=[complaint], by=cast.noor, at=at, title="Complaint")
    for person in (cast.noor, cast.cleo, cast.mo):
        with pytest.raises(Refused):
            actions.publish_concern(concern=made, public_words="A complaint.", by=person, at=at)
    assert not Concern.objects.public(cast.team).exists()


def test_the_named_officer_cannot_be_made_its_owner(cast, at, complaint):
    with pytest.raises(Refused):
        actions.join(voices=[complaint], by=cast.noor, at=at, title="Complaint", owner=cast.ben)
    with pytest.raises(Refused):
        actions.join(voices=[complaint], by=cast.noor, at=at, title="Complaint", owner=cast.cleo)


def test_sealed_details_of_a_complaint_are_as_hidden_as_the_complaint(cast, at, complaint):
    Role.objects.create(team=cast.team, staff=cast.ben, duty=Duty.CONFIDANT)
    assert not SealedContact.objects.visible_to(cast.ben).exists()


def test_no_exported_table_holds_a_complaint(cast, at, complaint):
    actions.join(voices=[complaint], by=cast.noor, at=at, title="Complaint")
    plain = concern(cast, at)
    span = {"since": at.date(), "until": at.date(), "expires_on": at.date(), "purpose": "Council", "at": at}
    table = actions.export_concerns(by=cast.cleo, **span)
    assert [row[0] for row in table.rows] == [plain.reference]
    for person in everybody_but(cast, cast.cleo):
        with pytest.raises(Refused):
            actions.export_concerns(by=person, **span)


def test_confidants_have_figures_of_their_own(cast, at, complaint):
    actions.join(voices=[complaint], by=cast.noor, at=at, title="Complaint")
    span = (at - timedelta(days=1), at + timedelta(days=1))
    assert queries.complaint_figures(cast.noor, *span).heard == 1
    for person in everybody_but(cast, cast.noor):
        assert queries.complaint_figures(person, *span).heard == 0


def test_the_loop_runs_for_a_complaint_too(cast, at, complaint):
    made = actions.join(voices=[complaint], by=cast.noor, at=at, title="Complaint", owner=cast.noor)
    page = queries.concern_page(cast.noor, made.pk, at)
    assert {"answer", "act", "report_back", "close"} <= page.verbs
    actions.answer(concern=made, words="We spoke with him.", by=cast.noor, at=at)
