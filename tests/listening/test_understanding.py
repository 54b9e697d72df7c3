"""What the program reads in a voice stands after what people say, and goes with the words."""

import pytest

from commonbeat.listening import actions, understanding
from commonbeat.listening.actions.understanding import (
    correct_feeling,
    correct_topic,
    name_topic,
    understand_waiting,
)
from commonbeat.listening.models import TeamTopic, TopicCorrection, Understanding, Voice
from commonbeat.listening.queries import understanding as reading
from commonbeat.methods.text import encoder, heads
from commonbeat.safety.errors import Refused
from tests.listening.making import hear

pytestmark = pytest.mark.skipif(not heads.is_there("feeling.npz"), reason="the weights are not here")
HAS_ENCODER = not isinstance(encoder.load(), encoder.Missing)


@pytest.fixture
def meaning(settings):
    if not HAS_ENCODER:
        pytest.skip("the encoder is not installed")
    settings.READS_MEANING = True


def test_what_came_in_is_read_once(cast, at):
    voice = hear(cast, at, words="I am so angry about the broken lamp!").voice
    assert understand_waiting(at=at) == 1
    assert understand_waiting(at=at) == 0
    voice.refresh_from_db()
    found = Understanding.objects.get(voice=voice)
    assert (found.language, voice.feeling_estimated) == ("en", "angry")
    assert 0 < voice.feeling_probability <= 1
    assert "lighting" in found.topics


def test_what_the_person_said_stands_before_the_estimate(cast, at):
    voice = hear(cast, at, words="I am so angry about this!", feeling_said="sad").voice
    understand_waiting(at=at)
    voice.refresh_from_db()
    assert voice.feeling == "sad"
    with pytest.raises(Refused):
        correct_feeling(voice=voice, feeling="fine", by=cast.cleo, at=at)


def test_a_correction_is_kept_and_stands_before_the_estimate(cast, at):
    voice = hear(cast, at, words="I am so angry about this!").voice
    understand_waiting(at=at)
    voice.refresh_from_db()
    correct_feeling(voice=voice, feeling="afraid", by=cast.cleo, at=at)
    Understanding.objects.all().delete()
    understand_waiting(at=at)
    voice.refresh_from_db()
    assert (voice.feeling_estimated, voice.feeling) == ("angry", "afraid")


def test_whoever_may_not_sort_a_voice_corrects_nothing(cast, at):
    voice = hear(cast, at, words="I am so angry about this!").voice
    with pytest.raises(Refused):
        correct_feeling(voice=voice, feeling="afraid", by=cast.dot, at=at)


def test_what_was_read_goes_with_the_words(cast, at):
    voice = hear(cast, at, words="The lamp is out").voice
    understand_waiting(at=at)
    topic = name_topic(name="Lamps", words="lamp", examples="", by=cast.cleo, at=at)
    correct_topic(voice=voice, topic=topic, is_it=True, by=cast.cleo, at=at)
    actions.withdraw(voice=Voice.objects.get(pk=voice.pk), at=at)
    assert not Understanding.objects.exists()
    assert not TopicCorrection.objects.exists()
    assert understand_waiting(at=at) == 0


def test_a_topic_of_the_teams_own_is_found_and_corrected(cast, at):
    voice = hear(cast, at, words="The geese on the meadow bit my dog").voice
    topic = name_topic(name="Geese", words="goose geese", examples="", by=cast.cleo, at=at)
    understand_waiting(at=at)
    assert "Geese" in Understanding.objects.get(voice=voice).topics
    correct_topic(voice=voice, topic=topic, is_it=False, by=cast.cleo, at=at)
    assert "Geese" not in Understanding.objects.get(voice=voice).topics


def test_a_topic_needs_words_and_a_name_of_its_own(cast, at):
    name_topic(name="Geese", words="geese", examples="", by=cast.cleo, at=at)
    for name, words, by in (
        ("Geese", "goose", cast.cleo),
        ("Swans", "", cast.cleo),
        ("", "swan", cast.cleo),
        ("Swans", "swan", cast.ben),
    ):
        with pytest.raises(Refused):
            name_topic(name=name, words=words, examples="", by=by, at=at)
    assert TeamTopic.objects.count() == 1


def test_danger_found_by_reading_puts_a_voice_first(cast, at, meaning):
    voice = hear(cast, at, words="Mon voisin est étendu dans l'escalier et ne répond plus").voice
    Voice.objects.filter(pk=voice.pk).update(is_danger=False)
    understand_waiting(at=at)
    voice.refresh_from_db()
    assert voice.is_danger


def test_the_coordinator_sees_which_concern_a_voice_sounds_like(cast, at, meaning):
    first = hear(
        cast, at, words="The street light at the corner of Mill Lane and Station Road has been out for weeks"
    ).voice
    concern = actions.join(voices=[first], by=cast.cleo, at=at, title="Lamp out, Mill Lane")
    other = hear(cast, at, words="lamp broken Mill Lane / Station Road corner, so dark there").voice
    far = hear(cast, at, words="Thank you for the summer festival").voice
    understand_waiting(at=at)
    assert [one.concern for one in reading.sounds_like(cast.cleo, other)] == [concern]
    assert reading.sounds_like(cast.cleo, far) == []


def test_without_the_encoder_words_still_tell(cast, at, settings):
    assert understanding.reader() is None
    alarm, slowed = understanding.warn_about("My husband is not breathing")
    assert alarm.is_danger
    assert not slowed.is_pause
    assert understanding.what_is_missing()


def test_a_language_of_the_team_is_preferred_unless_it_is_plainly_another(cast, at):
    team = cast.team
    team.languages = ["en", "es"]
    assert understanding.spoken(team, "Hola, ¿qué tal la farola?").code == "es"
    assert understanding.spoken(team, "الظلام شديد عند تقاطع الطاحونة").code == "ar"
