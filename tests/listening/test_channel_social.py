"""Social media: only what addresses the team, nothing about a person, and a word that ends it."""

from importlib.metadata import EntryPoint

import pytest
from django.utils import timezone

from commonbeat.listening import actions
from commonbeat.listening.channels import social
from commonbeat.listening.channels.social import OPT_OUT, adapter_for, hear_posts, kit
from commonbeat.listening.models import Intake, ReplyPath, Source, Turn, Voice
from commonbeat.post import actions as post
from commonbeat.safety.errors import Refused, Unavailable
from tests.listening.mastodon_stub import TOKEN, MastodonStub


@pytest.fixture
def network(settings):
    made = MastodonStub()
    settings.MAY_CALL = [made.host]
    settings.MAIL_IS_KEPT = False
    yield made
    made.stop()


@pytest.fixture
def account(cast, network):
    return actions.add_source(
        team=cast.team, channel="social", name="Account", address="@team", server=f"http://{network.host}",
        secret=TOKEN, neighborhood=cast.row, at=timezone.now(),
    ).source  # fmt: skip


def test_the_adapter_keeps_to_the_interface(account, network):
    kit.check(
        adapter_for(account), say=network.say, mutter=lambda words: network.say(words, is_mention=False),
        published=network.published,
    )  # fmt: skip


def test_a_mention_becomes_a_voice_and_is_answered_where_only_its_author_reads(account, network):
    network.say("The lamp at the Corner café is out")
    now = timezone.now()

    assert hear_posts(source=account, at=now).kept == 1
    assert Voice.objects.get().words == "The lamp at the Corner café is out"
    assert post.send_due(now).sent == 1
    [(_answers, words, is_direct)] = network.published()
    assert is_direct
    assert words.startswith("@amara@else.example We heard you.")


def test_reading_again_brings_nothing_twice(account, network):
    network.say("One")
    now = timezone.now()
    hear_posts(source=account, at=now)
    assert hear_posts(source=account, at=now).kept == 0
    Source.objects.update(cursor="")
    account.cursor = ""
    hear_posts(source=account, at=now)
    assert Voice.objects.count() == 1


def test_an_answer_to_our_answer_continues_the_thread(account, network):
    network.say("The lamp is out")
    now = timezone.now()
    hear_posts(source=account, at=now)
    post.send_due(now)
    [ours] = network.posted.values()
    network.say("It is the third one", answers=ours["id"])
    hear_posts(source=account, at=now)
    assert Turn.objects.get().words == "It is the third one"


def test_the_word_that_ends_it_is_honored_and_nothing_of_the_post_is_kept(account, network):
    network.say("The lamp is out")
    now = timezone.now()
    hear_posts(source=account, at=now)
    post.send_due(now)
    [ours] = network.posted.values()
    network.say(f"Please forget me {OPT_OUT}", answers=ours["id"])
    network.say(f"Somebody else {OPT_OUT}")

    assert hear_posts(source=account, at=now).opted_out == 2
    voice = Voice.objects.get()
    assert (voice.words, voice.withdrawn_on is not None) == ("", True)
    assert not ReplyPath.objects.exists()
    assert not Intake.objects.exclude(content="").exists()


def test_nothing_about_the_person_is_kept_but_the_post_and_its_address(account, network):
    network.say("The lamp is out")
    hear_posts(source=account, at=timezone.now())
    path = ReplyPath.objects.get()
    assert path.sender == ""
    assert "Amara" not in path.address
    assert Intake.objects.get().sender == ""


def test_bots_are_not_heard_and_posts_that_do_not_address_us_neither(account, network):
    network.say("Buy now", bot=True)
    network.say("I was near @team today", is_mention=False)
    hear_posts(source=account, at=timezone.now())
    assert not Voice.objects.exists()


def test_a_network_that_is_down_is_said_in_one_sentence_and_tried_again(account, network):
    network.say("Later")
    network.is_down = True
    with pytest.raises(Unavailable, match="tried again"):
        hear_posts(source=account, at=timezone.now())
    network.is_down = False
    assert hear_posts(source=account, at=timezone.now()).kept == 1


def test_a_wrong_token_is_no_crash(account, network):
    Source.objects.update(secret="wrong")
    account.refresh_from_db()
    with pytest.raises(Unavailable):
        hear_posts(source=account, at=timezone.now())


def test_another_network_comes_with_a_package_of_its_own(account, monkeypatch):
    account.name = "Elsewhere: the team"
    with pytest.raises(Refused, match="no adapter"):
        adapter_for(account)
    theirs = EntryPoint("elsewhere", "tests.listening.mastodon_stub:MastodonStub", social.NETWORKS)
    monkeypatch.setattr(
        social, "entry_points", lambda *, group, name: [theirs] if name == theirs.name else []
    )
    monkeypatch.setattr(EntryPoint, "load", lambda self: lambda source: (self.name, source.pk))
    assert adapter_for(account) == ("elsewhere", account.pk)


def test_a_long_answer_is_several_posts_and_loses_nothing(account, network):
    network.say("When?")
    hear_posts(source=account, at=timezone.now())
    words = " ".join(f"word{n}" for n in range(150))
    adapter_for(account).reply(ReplyPath.objects.get().address, words, "key 9")
    adapter_for(account).reply(ReplyPath.objects.get().address, words, "key 9")
    told = [part.removeprefix("@amara@else.example ") for _to, part, _is_direct in network.published()]
    assert (len(told) > 2, " ".join(told)) == (True, words)


def test_an_opt_out_in_spanish_counts_too(account, network):
    network.say("No me escuchen #NoEscuchar")
    assert hear_posts(source=account, at=timezone.now()).opted_out == 1
    assert not Voice.objects.exists()
