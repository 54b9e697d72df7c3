"""Voting with nothing but links and buttons: counted once, refused with a sentence, never traceable."""

import uuid
from types import SimpleNamespace

import pytest
from django.test import Client

from commonbeat.commonground import actions as commonground
from commonbeat.commonground.models import Statement, Vote, Voter
from commonbeat.openness import actions as openness
from commonbeat.openness.models import Question, QuestionVote
from tests.faces.scene import lively, now


@pytest.fixture
def scene(cast: SimpleNamespace) -> SimpleNamespace:
    return lively(cast)


def live(scene: SimpleNamespace, page: str = "") -> str:
    return f"/meet/{scene.session.slug}/live/{page}"


def talk(scene: SimpleNamespace, page: str = "") -> str:
    return f"/talk/{scene.talk.slug}/{page}"


def asked(scene: SimpleNamespace) -> Question:
    return Question.objects.filter(gathering=scene.session).first()


def test_a_tap_counts_once_in_whatever_language(scene: SimpleNamespace, client: Client) -> None:
    question, before = asked(scene), QuestionVote.objects.count()
    client.get(live(scene))
    for path in (live(scene, "vote/"), live(scene, "vote/"), f"/es{live(scene, 'vote/')}"):
        answer = client.post(path, {"question": question.pk, "do": "vote"})
        assert answer.status_code == 302
        assert f"#q-{question.pk}" in answer["Location"]
    assert QuestionVote.objects.count() == before + 1
    client.post(live(scene, "vote/"), {"question": question.pk, "do": "take-back"})
    assert QuestionVote.objects.count() == before


def test_without_a_cookie_nothing_counts_and_the_page_says_why(
    scene: SimpleNamespace, client: Client
) -> None:
    before = QuestionVote.objects.count()
    answer = client.post(live(scene, "vote/"), {"question": asked(scene).pk})
    assert answer.status_code == 422
    assert "did not keep the cookie" in answer.content.decode()
    assert QuestionVote.objects.count() == before


@pytest.mark.parametrize("question", ["", "x", "6f1c2f0e-9a70-4a7e-8d3a-0d8b7c1f7a11", "\ud800"])
def test_a_question_that_is_none_gets_a_sentence(
    scene: SimpleNamespace, client: Client, question: str
) -> None:
    client.get(live(scene))
    data = f"question={question.encode('utf-8', 'surrogatepass').hex()}"
    answer = client.post(live(scene, "vote/"), data, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 422
    assert "not shown anymore" in answer.content.decode()


def test_a_forged_or_foreign_mark_is_no_mark(scene: SimpleNamespace, client: Client) -> None:
    client.get(talk(scene))
    stolen = client.cookies["ballot_en"].value
    for value in (stolen, "x" * 4000, f"{stolen}x"):
        other = Client()
        other.cookies["ballot_en"] = value
        assert other.post(live(scene, "vote/"), {"question": asked(scene).pk}).status_code == 422


def test_a_session_that_is_none_and_a_coffee_have_no_votes(scene: SimpleNamespace, client: Client) -> None:
    for slug in ("nothing", scene.coffee.slug):
        for page in ("live/", "live/state/", "stage/"):
            assert client.get(f"/meet/{slug}/{page}").status_code == 404


def test_the_totals_move_with_a_vote_and_rest_without(scene: SimpleNamespace, client: Client) -> None:
    first = Client().get(live(scene, "state/"))
    tag = {"If-None-Match": first["ETag"]}
    assert Client().get(live(scene, "state/"), headers=tag).status_code == 304
    client.get(live(scene))
    client.post(live(scene, "vote/"), {"question": asked(scene).pk})
    after = Client().get(live(scene, "state/"), headers=tag)
    assert after.status_code == 200
    assert sum(one["votes"] for one in after.json()["questions"]) == 1 + sum(
        one["votes"] for one in first.json()["questions"]
    )


def test_one_statement_after_the_other(scene: SimpleNamespace, client: Client) -> None:
    before = Vote.objects.count()
    client.get(talk(scene))
    for choice in ("agree", "disagree", "pass"):
        page = client.get(talk(scene))
        statement = page.context["turn"].statement
        answer = client.post(talk(scene, "vote/"), {"statement": statement.pk, "choice": choice})
        assert answer.status_code == 302
    assert Vote.objects.count() == before + 3
    assert client.get(talk(scene)).context["turn"].voted == 3
    mine = client.get(talk(scene, "mine/")).context["own"].votes
    assert {vote.choice.value for vote in mine} == {1, 0, -1}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"choice": "maybe"}, "agree, disagree or pass"),
        ({"statement": "x"}, "not there anymore"),
        ({"statement": "6f1c2f0e-9a70-4a7e-8d3a-0d8b7c1f7a11"}, "not there anymore"),
    ],
)
def test_a_vote_that_is_none_gets_a_sentence_and_the_next_statement(
    scene: SimpleNamespace, client: Client, changes: dict[str, str], says: str
) -> None:
    client.get(talk(scene))
    statement = Statement.objects.filter(conversation=scene.talk).first()
    answer = client.post(talk(scene, "vote/"), {"statement": statement.pk, "choice": "agree", **changes})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert answer.context["turn"].statement is not None


def test_after_the_close_a_vote_gets_a_sentence_and_the_result(
    scene: SimpleNamespace, client: Client
) -> None:
    client.get(talk(scene))
    statement = Statement.objects.filter(conversation=scene.talk).first()
    commonground.close_conversation(conversation=scene.talk, by=scene.cleo, at=now())
    answer = client.post(talk(scene, "vote/"), {"statement": statement.pk, "choice": "agree"})
    assert answer.status_code == 422
    assert "closed on" in answer.content.decode()
    assert not answer.cookies


def test_names_and_numbers_are_pointed_out_once_before_they_are_sent(
    scene: SimpleNamespace, client: Client
) -> None:
    words = "Ann Smith, 040 123 4567, parks on the crossing."
    client.get(talk(scene))
    for path in (talk(scene, "say/"), f"/n/{scene.row.slug}/ask/"):
        form = {"client_id": str(uuid.uuid4()), "words": words}
        warned = client.post(path, form)
        assert warned.status_code == 422
        assert "040 123 4567" in warned.content.decode()
        assert 'type="checkbox"' in warned.content.decode()
        assert client.post(path, {**form, "as_it_is": "on"}).status_code == 201


def test_an_invitation_is_counted_apart_and_works_once(scene: SimpleNamespace, client: Client) -> None:
    [code] = commonground.invite(conversation=scene.talk, count=1, by=scene.cleo, at=now())
    assert client.post(talk(scene, "invited/"), {"code": code}).status_code == 201
    statement = Statement.objects.filter(conversation=scene.talk).first()
    client.post(talk(scene, "vote/"), {"statement": statement.pk, "choice": "agree"})
    assert Voter.objects.filter(is_invited=True).count() == 1
    assert Client().post(talk(scene, "invited/"), {"code": code}).status_code == 422


def test_a_merged_question_shows_its_asker_the_answer_of_the_other(
    scene: SimpleNamespace, client: Client
) -> None:
    about = {"team": scene.team, "neighborhood": scene.row, "gathering": scene.session, "words": "Bus when?"}
    other = asked(scene)
    mine = openness.ask(client_id=uuid.uuid4(), at=now(), **about)
    openness.merge_questions(question=mine.question, into=other, by=scene.mo, at=now())
    openness.answer_question(question=other, words="At one.", by=scene.ben, at=now())
    page = client.post("/code/", {"code": mine.code}).content.decode()
    assert "Others asked the same" in page
    assert "At one." in page
