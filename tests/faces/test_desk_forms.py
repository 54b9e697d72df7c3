"""Every form of the desk keeps what was typed, says what to do, and does a thing once."""

from types import SimpleNamespace
from uuid import uuid4

import pytest

from commonbeat.faces.desk.doing import attempt
from commonbeat.faces.desk.forms.concerns import AnswerForm
from commonbeat.listening.models import Answer
from commonbeat.safety.errors import Unavailable
from tests.faces.desk_scene import at_desk, gathering, post, text, url, walk


def test_a_mistake_is_linked_to_its_field_and_nothing_typed_is_lost(scene: SimpleNamespace) -> None:
    path = url("concern_do", scene.concern.pk, "promise")
    answer = post(at_desk(scene.cast.cleo), path, words="We walk there.", due_on="2020-01-01")
    page = text(answer)
    assert answer.status_code == 422
    assert 'href="#id_due_on"' in page
    assert "Choose a day that is still to come." in page
    assert "We walk there." in page
    assert 'value="2020-01-01"' in page


def test_what_a_room_refuses_stands_in_the_form(scene: SimpleNamespace) -> None:
    path = url("concern_do", scene.concern.pk, "report-back")
    answer = post(at_desk(scene.cast.cleo), path, words="All is well.")
    assert answer.status_code == 422
    assert "There is nothing to report yet." in text(answer)
    assert "All is well." in text(answer)


def test_the_same_form_twice_does_it_once(scene: SimpleNamespace) -> None:
    desk, path = at_desk(scene.cast.cleo), url("concern_do", scene.concern.pk, "answer")
    form = {"client_id": str(uuid4()), "words": "On Tuesday."}
    assert [desk.post(path, form).status_code for _ in range(2)] == [302, 302]
    assert Answer.objects.filter(concern=scene.concern).count() == 1
    other = desk.post(path, {**form, "words": "On Friday."})
    assert other.status_code == 409
    assert "On Friday." in text(other)


def test_a_full_disk_loses_nothing_that_was_typed(
    scene: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: AnswerForm) -> None:
        raise Unavailable("The disk is full. Please try again later.")

    monkeypatch.setattr(AnswerForm, "act", full)
    path = url("concern_do", scene.concern.pk, "answer")
    answer = post(at_desk(scene.cast.cleo), path, words="A long answer.")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "A long answer." in text(answer)


@pytest.mark.parametrize("words", ["x" * 5001, "  \n ", ""])
def test_too_much_and_nothing_are_refused_with_a_sentence(scene: SimpleNamespace, words: str) -> None:
    answer = post(at_desk(scene.cast.cleo), url("concern_do", scene.concern.pk, "answer"), words=words)
    assert answer.status_code == 422
    assert 'href="#id_words"' in text(answer)


def test_markup_is_shown_as_it_was_typed(scene: SimpleNamespace) -> None:
    desk = at_desk(scene.cast.cleo)
    post(desk, url("concern_do", scene.concern.pk, "answer"), words="<script>alert(1)</script> & more")
    page = text(desk.get(url("concern", scene.concern.pk)))
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page


def test_a_choice_that_was_not_offered_is_refused(scene: SimpleNamespace) -> None:
    path = url("concern_do", scene.concern.pk, "assign")
    answer = post(at_desk(scene.cast.cleo), path, owner=scene.cast.dot.pk)
    assert answer.status_code == 422
    assert "Choose one of those offered." in text(answer)


def test_suggested_stops_come_with_their_reasons_and_are_added_together(scene: SimpleNamespace) -> None:
    cast, planned = scene.cast, walk(scene.cast, days=2)
    desk = at_desk(cast.cleo)
    page = text(desk.get(url("walk", planned.pk)))
    assert "Nobody has been here yet" in page
    places = [cast.cafe.pk, cast.gate.pk]
    clock = desk.get(url("walk", planned.pk)).context["suggested"]["first_at"].initial
    path = url("walk_do", planned.pk, "suggested")
    post(desk, path, places=places, first_at=clock.strftime("%H:%M"), gap=30)
    assert {stop.reason_words for stop in planned.stops.all()} == {"Nobody has been here yet"}
    late = post(
        desk, url("walk_do", walk(cast, days=5).pk, "suggested"), places=places, first_at="00:01", gap=240
    )
    assert late.status_code == 422
    assert planned.stops.count() == 2


def test_a_walk_past_midnight_is_planned_as_one(cast: SimpleNamespace) -> None:
    form = {
        "neighborhood": cast.row.pk,
        "officer": cast.ben.pk,
        "on": "2030-01-04",
        "starts_at": "20:00",
        "ends_at": "02:00",
    }
    post(at_desk(cast.cleo), url("walk_new"), **form)
    planned = cast.ben.walks.get()
    assert (planned.ends_at - planned.starts_at).total_seconds() == 6 * 3600
    stop = {
        "place": cast.cafe.pk,
        "at_time": "01:00",
        "minutes": 12,
        "reason": "other",
        "reason_words": "Bars close",
    }
    assert post(at_desk(cast.cleo), url("walk_do", planned.pk, "stop"), **stop).status_code == 302


def test_an_officer_plans_only_their_own_walks(cast: SimpleNamespace) -> None:
    form = {
        "neighborhood": cast.row.pk,
        "officer": cast.cleo.pk,
        "on": "2030-01-04",
        "starts_at": "14:00",
        "ends_at": "16:00",
    }
    desk = at_desk(cast.ben)
    assert post(desk, url("walk_new"), **form).status_code == 422
    assert post(desk, url("walk_new"), **{**form, "officer": cast.ben.pk}).status_code == 302


def test_what_was_raised_at_a_gathering_becomes_a_voice(cast: SimpleNamespace) -> None:
    held, desk = gathering(cast, days=-1), at_desk(cast.ben)
    post(desk, url("gathering_do", held.pk, "raise"), kind="worry", words="The light is too short.")
    post(desk, url("gathering_do", held.pk, "minutes"), words="Eleven came.", attended=11)
    post(desk, url("gathering_do", held.pk, "publish-minutes"))
    page = text(desk.get(url("gathering", held.pk)))
    assert "The light is too short." in page
    assert "11 people came." in page
    assert "The light is too short." in text(at_desk(cast.cleo).get(url("inbox")))
    post(desk, url("gathering_do", held.pk, "correct-minutes"), words="Twelve came.")
    assert "Twelve came." in text(desk.get(url("gathering", held.pk)))


def test_a_question_is_read_shown_answered_and_corrected(scene: SimpleNamespace) -> None:
    cast, key = scene.cast, scene.question.pk
    post(at_desk(cast.mo), url("question_do", key, "show"), public_words="Who pays for the team?")
    desk = at_desk(cast.cleo)
    post(desk, url("question_do", key, "answer"), words="We cannot say yet.", is_cannot="on")
    post(desk, url("question_do", key, "correct"), words="The city pays.", because="We know now.")
    page = text(desk.get(url("questions")))
    assert "Who pays for the team?" in page
    assert "The city pays." in page
    assert "We cannot say yet." in page
    assert "Every question has its answer." in page


def test_a_priority_is_renewed_acted_on_and_ended(scene: SimpleNamespace) -> None:
    desk, key = at_desk(scene.cast.cleo), scene.priority.pk
    today = desk.get(url("work")).context["today"].isoformat()
    post(desk, url("priority_do", key, "renew"), renewed_on=today, where="At the beat meeting")
    post(desk, url("priority_do", key, "act"), words="We stood there every day.", done_on=today)
    assert "We stood there every day." in text(desk.get(url("work")))
    post(desk, url("priority_do", key, "end"), what_came_of_it="Cars are slower.")
    assert "Cars are slower." in text(desk.get(url("work")))


def test_an_invalid_form_is_never_acted_on(scene: SimpleNamespace, rf: object) -> None:
    request = SimpleNamespace(user=scene.cast.cleo, team=scene.cast.team, at=scene.concern.opened_at)
    form = AnswerForm(data={}, subject=scene.concern, request=request)  # type: ignore[arg-type]
    assert attempt(form) == (None, 422)
    assert not scene.concern.answers.exists()
