"""Following what one said: a mail that tells nothing but that there is news."""

import uuid

import pytest

from commonbeat.commonground import actions as commonground
from commonbeat.listening import actions as listening
from commonbeat.openness import actions as openness
from commonbeat.post import actions as post
from commonbeat.post.models import Delivery
from commonbeat.safety.errors import Refused
from commonbeat.updates import actions, queries
from commonbeat.updates.models import Asking, Follow, Subscriber
from tests.commonground.talk import start
from tests.openness.loop import WORDS, raised, say
from tests.updates.news import EMAIL, change_token, newest, token_in


def followed(cast, at, voice=None):
    concern = raised(cast, at) if voice is None else None
    voice = voice or concern.voices.get()
    actions.follow(team=cast.team, email=EMAIL, voice=voice, language="en", at=at)
    actions.confirm(team=cast.team, token=token_in(newest("updates.confirm").body_text), at=at)
    Delivery.objects.all().delete()
    return voice


def waiting():
    return Delivery.objects.filter(kind="updates.news").waiting()


def test_a_follower_gets_a_neutral_mail_when_we_write(cast, at):
    voice = followed(cast, at)
    listening.read_back(voice=voice, words="The lamp at the gate is dark.", by=cast.cleo, at=at)
    mail = waiting().get()
    assert (mail.subject, mail.address) == ("There is news for you", EMAIL)
    text = f"{mail.subject} {mail.body_text} {mail.body_html}"
    for secret in (
        voice.reference,
        WORDS,
        "lamp",
        "Harbor Row",
        "worry",
        str(voice.pk),
        voice.concern.reference,
    ):
        assert secret not in text
    assert "/code/" in mail.body_text


def test_one_waiting_mail_says_it_all(cast, at, settings):
    settings.MAIL_IS_KEPT = True
    voice = followed(cast, at)
    for words in ("First", "Second"):
        listening.write(voice=voice, words=words, by=cast.cleo, client_id=uuid.uuid4(), at=at)
    assert waiting().count() == 1
    post.send_due(at)
    listening.write(voice=voice, words="Third", by=cast.cleo, client_id=uuid.uuid4(), at=at)
    assert waiting().count() == 1


def test_what_the_person_writes_is_no_news_to_them(cast, at):
    voice = followed(cast, at)
    listening.write(voice=voice, words="Still dark.", client_id=uuid.uuid4(), at=at)
    assert not waiting().exists()


def test_nothing_is_sent_before_the_address_was_confirmed(cast, at):
    voice = raised(cast, at).voices.get()
    actions.follow(team=cast.team, email=EMAIL, voice=voice, language="en", at=at)
    assert "news" in newest("updates.confirm").body_text
    assert voice.reference not in newest("updates.confirm").body_text
    listening.read_back(voice=voice, words="Dark.", by=cast.cleo, at=at)
    assert not waiting().exists()


def test_asking_twice_to_follow_is_asking_once(cast, at):
    voice = raised(cast, at).voices.get()
    for _ in range(2):
        actions.follow(team=cast.team, email=EMAIL, voice=voice, language="en", at=at)
    assert Asking.objects.count() == 1


def test_a_mail_in_the_queue_is_not_sent_after_the_words_were_taken_back(cast, at, settings):
    settings.MAIL_IS_KEPT = True
    voice = followed(cast, at)
    listening.read_back(voice=voice, words="Dark.", by=cast.cleo, at=at)
    listening.withdraw(voice=voice, at=at)
    assert post.send_due(at).sent == 0
    actions.forget_lapsed(at=at)
    assert not Follow.objects.exists()
    assert not Subscriber.objects.exists()


def test_one_can_stop_following_and_the_address_goes_with_it(cast, at):
    voice = followed(cast, at)
    subscriber = Subscriber.objects.get()
    follow = queries.held_about(subscriber).follows[0]
    assert follow.voice == voice
    token = change_token(subscriber)
    assert actions.unfollow(team=cast.team, token=token, follow_id=follow.pk, at=at) is None
    assert not Subscriber.objects.exists()


def test_nobody_stops_somebody_elses_mail(cast, at):
    followed(cast, at)
    follow = Follow.objects.get()
    actions.follow(
        team=cast.team, email="b@home.example", voice=say(cast, at, words="Noise"), language="en", at=at
    )
    other = actions.confirm(team=cast.team, token=token_in(newest("updates.confirm").body_text), at=at)
    actions.unfollow(team=cast.team, token=change_token(other), follow_id=follow.pk, at=at)
    assert Follow.objects.filter(pk=follow.pk).exists()


def test_what_has_no_code_cannot_be_followed(cast, at):
    voice = say(cast, at, words="No code", with_code=False)
    with pytest.raises(Refused):
        actions.follow(team=cast.team, email=EMAIL, voice=voice, language="en", at=at)


def questioned(cast, at, email=EMAIL):
    asked = openness.ask(
        team=cast.team, neighborhood=cast.row, client_id=uuid.uuid4(), words="Who mends the lamp?", at=at
    )
    about = {"team": cast.team, "email": email, "language": "en", "at": at}
    actions.follow_question(question=asked.question, **about)
    actions.confirm(team=cast.team, token=token_in(newest("updates.confirm").body_text), at=at)
    Delivery.objects.all().delete()
    return asked.question


def test_whoever_asked_is_told_of_the_answer_without_a_word_of_it(cast, at):
    question = questioned(cast, at)
    openness.publish_question(question=question, public_words="Who?", by=cast.mo, at=at)
    openness.answer_question(question=question, words="The city does.", by=cast.cleo, at=at)
    mail = waiting().get()
    assert "/code/" in mail.body_text
    assert "city" not in mail.body_text + mail.body_html
    assert question.reference not in mail.body_text


def test_a_question_taken_back_is_not_followed_anymore(cast, at):
    question = questioned(cast, at)
    openness.withdraw_question(question=question, at=at)
    actions.forget_lapsed(at=at)
    assert not Follow.objects.exists()


def test_those_who_take_part_hear_what_came_of_it_each_once(cast, at):
    talk = start(cast, at)
    for email in (EMAIL, "rosa@home.example"):
        Delivery.objects.all().delete()
        about = {"team": cast.team, "email": email, "language": "en", "at": at}
        actions.follow_conversation(conversation=talk, **about)
        actions.confirm(team=cast.team, token=token_in(newest("updates.confirm").body_text), at=at)
        actions.follow_conversation(conversation=talk, **about)
    Delivery.objects.all().delete()
    assert Follow.objects.filter(conversation=talk).count() == 2
    commonground.close_conversation(conversation=talk, by=cast.cleo, at=at)
    commonground.say_what_came(conversation=talk, words="We light the street.", by=cast.cleo, at=at)
    assert waiting().count() == 2
    assert f"/talk/{talk.slug}/" in waiting().first().body_text
    subscriber = Subscriber.objects.first()
    assert [one.name for one in queries.follows_of(subscriber)] == [talk.title]


def test_nobody_follows_a_draft(cast, at):
    talk = start(cast, at, is_published=False)
    with pytest.raises(Refused):
        actions.follow_conversation(team=cast.team, email=EMAIL, conversation=talk, language="en", at=at)
