"""Coming, duties, pages and leaving."""

import io
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from PIL import Image

from commonbeat.journal.models import Entry
from commonbeat.people import actions, queries
from commonbeat.people.models import Duty, OfficerProfile, Role, Staff, StaffInvite
from commonbeat.post.models import Delivery
from commonbeat.safety import pictures
from commonbeat.safety.errors import Refused
from tests.cast import PASSWORD
from tests.signin import set_up_app

pytestmark = pytest.mark.django_db
NEW = "violet anchor drums"


def invite(cast, at, **changed):
    given = {"email": "Nia@Team.example ", "name": "Nia", "duty": Duty.OFFICER, "neighborhood": cast.row}
    return actions.invite(team=cast.team, by=cast.ada, at=at, **{**given, **changed})


def page_of(cast, at, **changed):
    given = {
        "staff": cast.cleo, "known_as": "Cleo", "title": "Coordinator", "may": "Listen.",
        "may_not": "Search.", "why_here": "Home.", "languages": ["en", "es"], "hours": "Mornings",
        "reach": "Town hall", "by": cast.cleo,
    }  # fmt: skip
    return actions.update_profile(at=at, **{**given, **changed})


def test_only_the_hash_of_an_invitation_is_kept(cast, at):
    made, token = invite(cast, at)
    assert made.email == "nia@team.example"
    assert token not in str(StaffInvite.objects.values().get())
    assert Delivery.objects.get().address == "nia@team.example"


def test_invitation_works_once_for_seven_days(cast, at):
    _made, token = invite(cast, at)
    late = at + timedelta(days=7, seconds=1)
    assert queries.invite_by_token(team=cast.team, token=token, at=late) is None
    staff = actions.accept_invite(team=cast.team, token=token, name="Nia", password=NEW, at=at)
    assert staff.neighborhoods_as(Duty.OFFICER) == {cast.row.pk}
    with pytest.raises(Refused):
        actions.accept_invite(team=cast.team, token=token, name="Nia", password=NEW, at=at)


def test_newer_invitation_ends_the_older_one(cast, at):
    _first, old = invite(cast, at)
    _second, new = invite(cast, at)
    assert queries.invite_by_token(team=cast.team, token=old, at=at) is None
    assert queries.invite_by_token(team=cast.team, token=new, at=at) is not None


def test_taken_back_invitation_is_dead(cast, at):
    made, token = invite(cast, at)
    actions.take_back_invite(invite=made, by=cast.ada, at=at)
    assert queries.invite_by_token(team=cast.team, token=token, at=at) is None


@pytest.mark.parametrize("name", ["ben", "cleo", "noor", "mo", "ivo", "dot"])
def test_only_administrators_invite(cast, at, name):
    with pytest.raises(Refused):
        actions.invite(
            team=cast.team, email="x@team.example", name="X", duty=Duty.OFFICER, by=getattr(cast, name), at=at
        )
    assert queries.open_invites(getattr(cast, name), at) == []


def test_nobody_is_invited_twice(cast, at):
    with pytest.raises(Refused, match="already"):
        invite(cast, at, email=cast.ben.email)


@pytest.mark.parametrize("duty", [Duty.CONFIDANT, Duty.AUDITOR, Duty.ADMIN])
def test_duties_that_reach_the_whole_team_have_no_neighborhood(cast, at, duty):
    with pytest.raises(Refused):
        invite(cast, at, duty=duty)


def test_nobody_gives_a_duty_to_themselves(cast, at):
    with pytest.raises(Refused):
        actions.give_role(staff=cast.ada, duty=Duty.CONFIDANT, by=cast.ada, at=at)


def test_auditor_holds_no_other_duty(cast, at):
    with pytest.raises(Refused):
        actions.give_role(staff=cast.ivo, duty=Duty.COORDINATOR, by=cast.ada, at=at)
    with pytest.raises(Refused):
        actions.give_role(staff=cast.ben, duty=Duty.AUDITOR, by=cast.ada, at=at)


def test_duty_given_is_held_at_once_and_given_twice_counts_once(cast, at):
    assert not cast.ben.has_duty(Duty.MODERATOR)
    for _twice in range(2):
        role = actions.give_role(
            staff=cast.ben, duty=Duty.MODERATOR, neighborhood=cast.row, by=cast.ada, at=at
        )
    assert cast.ben.has_duty(Duty.MODERATOR)
    assert Entry.objects.filter(action="give role").count() == 1
    actions.take_role(role=role, by=cast.ada, at=at)
    assert not Staff.objects.get(pk=cast.ben.pk).has_duty(Duty.MODERATOR)


def test_last_administrator_stays(cast, at):
    with pytest.raises(Refused, match="administrator"):
        actions.leave(staff=cast.ada, by=cast.ada, at=at)
    actions.give_role(staff=cast.cleo, duty=Duty.ADMIN, by=cast.ada, at=at)
    actions.leave(staff=cast.ada, by=cast.ada, at=at)
    cast.ada.refresh_from_db()
    assert not cast.ada.is_active


def test_leaving_closes_every_door_and_leaves_the_note(cast, at):
    set_up_app(cast.ben)
    successor = page_of(cast, at)
    actions.leave(staff=cast.ben, handover_note="Thank you all.", successor=successor, by=cast.ben, at=at)
    cast.ben.refresh_from_db()
    assert not cast.ben.is_active
    assert not cast.ben.check_password(PASSWORD)
    assert not Role.objects.filter(staff=cast.ben).exists()
    assert not Authenticator.objects.filter(user=cast.ben).exists()
    page = queries.profile_by_slug(cast.team, "ben")
    assert page.handover_note == "Thank you all."
    assert page.successor == successor
    assert page.reach == ""
    assert queries.officers_of(cast.team, cast.row) == []


def test_page_is_shown_only_when_the_officer_says_so(cast, at):
    page = page_of(cast, at)
    assert page not in OfficerProfile.objects.public(cast.team)
    with pytest.raises(Refused):
        actions.show_profile(profile=page, by=cast.ada, at=at)
    actions.show_profile(profile=page, by=cast.cleo, at=at)
    assert page in queries.officers_of(cast.team, cast.row)
    actions.hide_profile(profile=page, by=cast.cleo, at=at)
    assert queries.profile_by_slug(cast.team, page.slug) is None


def test_unfinished_page_is_not_shown(cast, at):
    page = page_of(cast, at, reach="")
    with pytest.raises(Refused) as refusal:
        actions.show_profile(profile=page, by=cast.cleo, at=at)
    assert refusal.value.field == "reach"


def test_coordinator_helps_in_their_own_neighborhood_only(cast, at):
    page_of(cast, at, staff=cast.ben, by=cast.cleo)
    with pytest.raises(Refused):
        page_of(cast, at, staff=cast.dot, by=cast.cleo)


def test_two_officers_of_one_name_have_two_addresses(cast, at):
    assert page_of(cast, at, staff=cast.cleo, known_as="Ben").slug == "ben-2"


def test_photo_replaces_the_one_before_and_leaves_nothing_behind(
    cast, at, django_capture_on_commit_callbacks
):
    def photo(color):
        out = io.BytesIO()
        Image.new("RGB", (20, 20), color).save(out, "PNG")
        out.seek(0)
        return pictures.clean_picture(out)

    first = page_of(cast, at, photo=photo("red")).photo
    assert first in queries.kept_pictures()
    assert pictures.read(first)
    with django_capture_on_commit_callbacks(execute=True):
        second = page_of(cast, at, photo=photo("blue")).photo
    assert first != second
    with pytest.raises(FileNotFoundError):
        pictures.read(first)
    with django_capture_on_commit_callbacks(execute=True):
        assert page_of(cast, at, drop_photo=True).photo == ""


def test_recovery_needs_two_people_other_than_the_one_who_lost_it(cast, at):
    set_up_app(cast.ben)
    for by in (cast.ben, cast.mo, cast.dot):
        with pytest.raises(Refused):
            actions.ask_mfa_recovery(staff=cast.ben, by=by, at=at)
    asked = actions.ask_mfa_recovery(staff=cast.ben, by=cast.cleo, at=at)
    assert actions.ask_mfa_recovery(staff=cast.ben, by=cast.ada, at=at) == asked
    for by in (cast.cleo, cast.ben, cast.dot):
        with pytest.raises(Refused):
            actions.approve_mfa_recovery(recovery=asked, by=by, at=at)
    assert Authenticator.objects.filter(user=cast.ben).exists()
    token = actions.approve_mfa_recovery(recovery=asked, by=cast.ada, at=at)
    assert not Authenticator.objects.filter(user=cast.ben).exists()
    assert Delivery.objects.get(kind="recovery").address == cast.ben.email
    staff = actions.use_recovery(team=cast.team, token=token, password=NEW, at=at)
    assert staff.check_password(NEW)
    with pytest.raises(Refused):
        actions.use_recovery(team=cast.team, token=token, password=NEW, at=at)


def test_recovery_that_waits_too_long_is_over(cast, at):
    asked = actions.ask_mfa_recovery(staff=cast.ben, by=cast.cleo, at=at)
    with pytest.raises(Refused):
        actions.approve_mfa_recovery(recovery=asked, by=cast.ada, at=at + timedelta(days=8))


def test_colleagues_are_read_in_a_fixed_number_of_queries(cast, django_assert_num_queries):
    with django_assert_num_queries(3):
        found = queries.colleagues(cast.ben)
        assert [person.duties() for person in found]
    assert len(found) == 7


def test_every_write_stands_in_the_journal_without_words(cast, at):
    page_of(cast, at, why_here="Very private words")
    invite(cast, at)
    words = str(list(Entry.objects.values()))
    assert "private" not in words
    assert "nia" not in words.lower()
    assert {"update profile", "invite"} <= set(Entry.objects.values_list("action", flat=True))


def test_old_letters_are_forgotten(cast, at):
    invite(cast, at)
    assert actions.forget_letters(at=at + timedelta(days=300)) == 0
    assert actions.forget_letters(at=at + timedelta(days=400)) == 1
