import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonbeat.methods.text.danger import KINDS, LANGUAGES, describes_immediate_danger
from commonbeat.methods.text.phrases import PhraseBook
from tests.methods.trial import rows


def found_in(split: str, language: str, label: str) -> tuple[int, int]:
    texts = [
        row["text"] for row in rows("danger", split) if (row["language"], row["label"]) == (language, label)
    ]
    return sum(describes_immediate_danger(text) is not None for text in texts), len(texts)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("split", ["dev", "held-out"])
def test_urgent_trial_texts_are_found(split, language):
    found, of = found_in(split, language, "urgent")
    assert of >= 15
    assert found >= 0.9 * of


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("split", ["dev", "held-out", "second"])
def test_routine_near_misses_hardly_interrupt(split, language):
    false, of = found_in(split, language, "routine")
    assert of
    assert false <= 0.1 * of


@pytest.mark.parametrize(
    "text",
    [
        "Someone was shot there last year",
        "Fire drill on Monday at ten",
        "The emergency exit sign is loose",
        "My phone died",
        "There is no fire, it was a false alarm",
        "If there is a fire, which door do we take?",
        "One day somebody will be stabbed here",
        "",
        "🙂",
    ],
)
def test_past_imagined_denied_and_figurative_danger_does_not_interrupt(text):
    assert describes_immediate_danger(text) is None


def test_the_answer_names_its_kind_its_words_and_its_language():
    danger = describes_immediate_danger("Thank you for last week.\nMy husband ISN’T breathing!")
    assert danger.kind == "medical"
    assert danger.language == "en"
    assert danger.words == ("ISN’T", "breathing")


def test_what_was_is_over_but_a_wish_to_die_is_not():
    assert describes_immediate_danger("He hit her last year") is None
    assert describes_immediate_danger("Since last year I want to die").kind == "self_harm"


def test_two_languages_in_one_text_are_both_read():
    text = "I live here since May. Hay un hombre con un cuchillo en la puerta"
    assert describes_immediate_danger(text).kind == "violence"


def test_languages_can_be_chosen():
    assert describes_immediate_danger("Mi marido no respira", languages=["en"]) is None
    assert describes_immediate_danger("Mi marido no respira", languages=["es"]).kind == "medical"


def test_a_language_without_rules_is_refused():
    with pytest.raises(ValueError, match="xx"):
        describes_immediate_danger("help", languages=["xx"])


@given(st.text())
def test_any_text_gets_an_answer(text):
    danger = describes_immediate_danger(text)
    assert danger is None or (danger.kind in KINDS and danger.words and danger.language in LANGUAGES)


@pytest.mark.parametrize(
    "unit", ["man with the ", "fire ", "not ", "a.", "\n", "é", "رجل ", "he is a ", "x" * 99]
)
def test_a_hundred_kilobytes_of_anything_come_to_an_end(unit):
    began = time.process_time()
    describes_immediate_danger(unit * (100_000 // len(unit)))
    assert time.process_time() - began < 10


@pytest.mark.parametrize(
    "line", ["no rule", "set fire", "fire: a*b c", "fire: ab* c", "fire: <nobody> c", "fire:"]
)
def test_a_line_that_is_no_rule_is_refused(line):
    with pytest.raises(ValueError, match=r"rule|equals|star|stem|set of words"):
        PhraseBook(line)


def test_a_rule_may_be_bound_to_the_ends_of_a_sentence():
    book = PhraseBook("help: ^ help me? $")
    matches = [
        len(book.matches(sentence)) for sentence in book.sentences("Help! Help me. Can you help? Help us")
    ]
    assert matches == [1, 1, 0, 0]
