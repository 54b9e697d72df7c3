"""Follow-up codes: typed by anybody in any way, guessed by nobody, stored nowhere."""

import re
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as some

from commonbeat.safety import codes, keys

CODES = some.uuids(version=4).map(codes.derive_code)
NOISE = some.text(alphabet=" -–—_.\u00a0\u200b\t\n", max_size=3)


def test_a_code_has_130_random_bits_and_a_check_character() -> None:
    made = [codes.new_code() for _ in range(200)]
    assert len(set(made)) == 200
    assert all(re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{27}", code) for code in made)


@given(code=CODES, data=some.data())
def test_a_code_is_understood_however_it_is_typed(code: str, data: some.DataObject) -> None:
    typed = "".join(
        data.draw(NOISE)
        + data.draw(some.sampled_from([letter, letter.lower(), *{"0": "oO", "1": "iIlL"}.get(letter, "")]))
        for letter in code
    )
    assert codes.normalise(typed) == code


@given(code=CODES, position=some.integers(0, 26), step=some.integers(1, 31))
def test_one_wrong_character_is_always_noticed(code: str, position: int, step: int) -> None:
    wrong = codes.ALPHABET[(codes.ALPHABET.index(code[position]) + step) % 32]
    assert codes.normalise(code[:position] + wrong + code[position + 1 :]) is None


@given(code=CODES, position=some.integers(0, 25))
def test_two_swapped_characters_are_always_noticed(code: str, position: int) -> None:
    swapped = code[:position] + code[position + 1] + code[position] + code[position + 2 :]
    assert codes.normalise(swapped) == (code if swapped == code else None)


@given(some.text(max_size=300))
def test_any_text_is_read_as_a_code_or_as_none(text: str) -> None:
    code = codes.normalise(text)
    assert code is None or len(code) == 27


def test_a_resend_gets_the_same_code_and_another_draft_another_one() -> None:
    draft = uuid.uuid4()
    assert codes.derive_code(draft) == codes.derive_code(draft)
    assert codes.derive_code(draft) != codes.derive_code(uuid.uuid4())
    assert codes.normalise(codes.derive_code(draft)) == codes.derive_code(draft)


def test_codes_open_after_the_pepper_was_rotated(own_keys: None) -> None:
    draft = uuid.uuid4()
    code = codes.derive_code(draft)
    kept, hidden = codes.fingerprint(code), codes.hide_client_id(draft)
    keys.rotate("pepper")
    assert codes.fingerprint(code) != kept
    assert kept in codes.fingerprints(code)
    assert codes.derive_code(draft) != code
    assert codes.derive_code(draft, kept) == code
    assert codes.hide_client_id(draft) == hidden


def test_what_the_database_keeps_does_not_lead_back() -> None:
    draft, token = uuid.uuid4(), codes.new_token()
    code = codes.derive_code(draft)
    assert code not in codes.fingerprint(code).upper()
    assert codes.hide_client_id(draft) != draft
    assert codes.derive_code(codes.hide_client_id(draft)) != code
    assert codes.token_fingerprint(token) != codes.fingerprint(token)
    assert codes.token_fingerprint(token) in codes.token_fingerprints(token)


def test_a_public_reference_is_short_and_random() -> None:
    assert re.fullmatch(r"[2-9A-Z]{3}-[2-9A-Z]{3}", codes.short_reference())
    assert len({codes.short_reference() for _ in range(100)}) > 95


def test_the_qr_code_has_no_inline_style_and_no_script() -> None:
    svg = codes.qr_svg(codes.show(codes.new_code()))
    assert svg.startswith("<svg")
    assert 'class="qr"' in svg
    assert "style" not in svg
    assert "script" not in svg


@pytest.mark.parametrize("text", ["<script>", 'a" onload="x', "&"])
def test_a_qr_code_never_shows_its_text_as_markup(text: str) -> None:
    assert text not in codes.qr_svg(text).replace('class="qr', "").replace('"qr-dark"', "") or text == "&"
    assert "&" not in codes.qr_svg(text)
