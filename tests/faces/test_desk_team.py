"""Staff, pages and settings: invited once, helped by two, shown by oneself."""

import io
from types import SimpleNamespace

from django.utils import timezone
from PIL import Image

from commonbeat.people.models import MfaRecovery, OfficerProfile, Role, Staff, StaffInvite
from commonbeat.places.models import Neighborhood, Place
from tests.faces.desk_scene import at_desk, post, text, url

PROFILE = {
    "known_as": "Benny", "title": "Community officer", "why_here": "I grew up here.", "may": "Walk with you.",
    "may_not": "Search you.", "tongues": "English, español, Arabic", "hours": "Mon–Fri", "reach": "At the café",
    "since": "2023-05-02", "portrait_seed": "s39",
}  # fmt: skip


def test_an_invitation_shows_its_link_once(cast: SimpleNamespace) -> None:
    desk = at_desk(cast.ada)
    form = {"name": "Farid", "email": "farid@team.example", "duty": "officer", "neighborhood": cast.row.pk}
    link = post(desk, url("invite"), **form).context["link"]
    assert "/sign-in/join/" in link
    assert StaffInvite.objects.get().name == "Farid"
    page = text(desk.get(url("team")))
    assert "Farid" in page
    assert link not in page


def test_a_duty_for_the_whole_team_is_refused_for_one_neighborhood(cast: SimpleNamespace) -> None:
    form = {"name": "Farid", "email": "farid@team.example", "duty": "confidant", "neighborhood": cast.row.pk}
    answer = post(at_desk(cast.ada), url("invite"), **form)
    assert answer.status_code == 422
    assert 'href="#id_neighborhood"' in text(answer)
    assert 'value="Farid"' in text(answer)


def test_an_invitation_is_taken_back(scene: SimpleNamespace) -> None:
    desk = at_desk(scene.cast.ada)
    post(desk, url("invite_take_back", scene.invite.pk))
    assert "Farid" not in text(desk.get(url("team")))
    assert desk.get(url("invite_take_back", scene.invite.pk)).status_code == 404


def test_duties_are_given_and_taken_by_the_administrator(cast: SimpleNamespace) -> None:
    desk = at_desk(cast.ada)
    post(desk, url("person_do", cast.ben.pk, "duty"), duty="moderator", neighborhood=cast.court.pk)
    role = Role.objects.get(staff=cast.ben, duty="moderator")
    post(desk, url("role_take", role.pk))
    assert not Role.objects.filter(pk=role.pk).exists()
    last = post(desk, url("role_take", cast.ada.roles.get().pk))
    assert last.status_code == 404, "nobody manages their own duties"


def test_somebody_leaves_with_a_note_and_a_successor(cast: SimpleNamespace) -> None:
    profile = OfficerProfile.objects.create(
        team=cast.team, staff=cast.dot, slug="dot", known_as="Dot", since=timezone.now().date()
    )
    form = {"handover_note": "Dot looks after what I promised.", "successor": profile.pk}
    post(at_desk(cast.ada), url("person_do", cast.ben.pk, "leave"), **form)
    gone = Staff.objects.get(pk=cast.ben.pk)
    assert not gone.is_active
    assert gone.profile.successor == profile
    assert at_desk(cast.ada).get(url("person", cast.ben.pk)).status_code == 404


def test_a_way_back_in_needs_two_people(cast: SimpleNamespace) -> None:
    cleo = at_desk(cast.cleo)
    post(cleo, url("person_do", cast.ben.pk, "vouch"))
    asked = MfaRecovery.objects.get()
    assert cleo.get(url("recovery_approve", asked.pk)).status_code == 404
    assert "vouches for them" in text(at_desk(cast.ada).get(url("team")))
    post(at_desk(cast.ada), url("recovery_approve", asked.pk))
    asked.refresh_from_db()
    assert asked.approved_by == cast.ada


def test_nobody_vouches_for_themselves(cast: SimpleNamespace) -> None:
    assert at_desk(cast.cleo).get(url("person_do", cast.cleo.pk, "vouch")).status_code == 404


def test_an_officer_writes_their_own_page(cast: SimpleNamespace) -> None:
    desk = at_desk(cast.ben)
    post(desk, url("profile_do", "edit"), **PROFILE)
    profile = OfficerProfile.objects.get(staff=cast.ben)
    assert (profile.known_as, profile.portrait_seed) == ("Benny", "s39")
    assert profile.languages == ["en", "es", "Arabic"]
    post(desk, url("profile_do", "hide"))
    profile.refresh_from_db()
    assert not profile.is_public
    post(desk, url("profile_do", "show"))
    profile.refresh_from_db()
    assert profile.is_public


def test_an_unfinished_page_is_not_shown_and_says_why(cast: SimpleNamespace) -> None:
    desk = at_desk(cast.dot)
    assert "Residents do not know you yet." in text(desk.get(url("profile")))
    post(desk, url("profile_do", "edit"), **{**PROFILE, "may": ""})
    answer = post(desk, url("profile_do", "show"))
    assert answer.status_code == 422
    assert "Something on your page is still empty." in text(answer)


def test_a_photo_is_drawn_again_and_a_wrong_file_is_refused(cast: SimpleNamespace) -> None:
    desk, made = at_desk(cast.ben), io.BytesIO()
    Image.new("RGB", (300, 300), "green").save(made, "PNG")
    made.name = "me.png"
    made.seek(0)
    post(desk, url("profile_do", "edit"), **PROFILE, photo=made)
    profile = OfficerProfile.objects.get(staff=cast.ben)
    face = desk.get(url("face", profile.pk))
    assert b"".join(face.streaming_content).startswith(b"\xff\xd8\xff")
    wrong = io.BytesIO(b"<svg onload=alert(1)>")
    wrong.name = "me.svg"
    answer = post(desk, url("profile_do", "edit"), **PROFILE, photo=wrong)
    assert answer.status_code == 422
    assert 'href="#id_photo"' in text(answer)
    assert "I grew up here." in text(answer)
    post(desk, url("profile_do", "edit"), **PROFILE, drop_photo="on")
    assert desk.get(url("face", profile.pk)).status_code == 404


def test_a_coordinator_helps_only_officers_of_their_own_neighborhood(cast: SimpleNamespace) -> None:
    desk = at_desk(cast.cleo)
    assert desk.get(url("person_profile", cast.ben.pk, "edit")).status_code == 200
    assert desk.get(url("person_profile", cast.dot.pk, "edit")).status_code == 404
    assert desk.get(url("person_profile", cast.ben.pk, "show")).status_code == 404, (
        "only the officer decides that"
    )


def test_a_team_cannot_lose_its_last_emergency_number(cast: SimpleNamespace) -> None:
    desk = at_desk(cast.ada)
    form = {"name": "Harbor Team", "kind": "town", "timezone": "Europe/Helsinki", "languages": ["en"]}
    empty = post(desk, url("settings_do", "team"), **form, numbers="")
    assert empty.status_code == 422
    assert 'href="#id_numbers"' in text(empty)
    wrong = post(desk, url("settings_do", "team"), **form, numbers="call us")
    assert 'href="#id_numbers"' in text(wrong)
    assert "call us" in text(wrong)
    post(desk, url("settings_do", "team"), **form, numbers="112 Emergency\n+358 9 123 456 Our office")
    cast.team.refresh_from_db()
    assert cast.team.emergency_numbers[1] == {"number": "+358 9 123 456", "label": "Our office"}


def test_answer_hours_and_visit_targets_are_set_per_kind_and_place(cast: SimpleNamespace) -> None:
    desk = at_desk(cast.ada)
    kinds = dict.fromkeys(("worry", "question", "idea", "thanks", "information", "complaint"), 48)
    post(desk, url("settings_do", "pace"), **{**kinds, "worry": 24}, visit_target_days=10)
    cast.team.refresh_from_db()
    assert (cast.team.hours_to_answer("worry"), cast.team.hours_to_answer("idea")) == (24, 48)
    form = {"name": "Corner café", "kind": "cafe", "visit_target_days": 3, "is_meeting_place": "on"}
    post(desk, url("place_change", cast.cafe.pk), **form)
    assert Place.objects.get(pk=cast.cafe.pk).days_between_visits() == 3


def test_a_place_outside_its_neighborhood_is_refused(cast: SimpleNamespace) -> None:
    Neighborhood.objects.filter(pk=cast.row.pk).update(west=24.93, east=24.94, south=60.16, north=60.17)
    form = {"neighborhood": cast.row.pk, "name": "Lobby", "kind": "lobby", "latitude": "60.165"}
    desk = at_desk(cast.ada)
    assert post(desk, url("place_new"), **form, longitude="25.5").status_code == 422
    post(desk, url("place_new"), **form, longitude="24.935")
    assert Place.objects.filter(name="Lobby").exists()


def test_a_neighborhood_is_described_in_our_own_words(cast: SimpleNamespace) -> None:
    desk = at_desk(cast.ada)
    post(desk, url("area_change", cast.row.pk), about="Eleven streets by the water.", population="4300")
    assert "Eleven streets by the water." in text(desk.get(url("area", cast.row.pk)))


def test_settings_show_no_content(scene: SimpleNamespace) -> None:
    desk = at_desk(scene.cast.ada)
    seen = "".join(text(desk.get(url(name))) for name in ("team", "settings", "mail"))
    assert "Underpass lamps" not in seen
    assert "Scooters" not in seen
