"""What is sealed opens only with a confidant's passphrase."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from commonbeat.safety import sealing
from commonbeat.safety.errors import Refused


@given(some.text(alphabet=some.characters(exclude_categories=["Cs"])))
def test_sealed_details_come_back_whole(text: str) -> None:
    public, private = sealing.new_box()
    sealed = sealing.seal(public, text)
    assert sealing.open_sealed(private, sealed) == text
    assert len(text) < 4 or text.encode() not in sealed


def test_only_the_passphrase_unlocks_the_box() -> None:
    public, private = sealing.new_box()
    wrapped = sealing.wrap(private, "a passphrase of Noor's")
    assert private not in wrapped
    assert sealing.unlock(wrapped, "a passphrase of Noor's") == private
    with pytest.raises(Refused, match="passphrase does not open"):
        sealing.unlock(wrapped, "another passphrase")
    assert sealing.open_sealed(private, sealing.seal(public, "0700 900123")) == "0700 900123"


def test_two_wraps_of_one_key_tell_nothing_of_each_other() -> None:
    _, private = sealing.new_box()
    assert sealing.wrap(private, "same") != sealing.wrap(private, "same")


def test_another_box_opens_nothing() -> None:
    public, _ = sealing.new_box()
    _, other = sealing.new_box()
    with pytest.raises(Refused, match="another key"):
        sealing.open_sealed(other, sealing.seal(public, "0700 900123"))
    with pytest.raises(Refused):
        sealing.open_sealed(other, b"damaged")


def test_an_address_the_server_must_read_is_hidden_in_the_database() -> None:
    hidden = sealing.hide("amara@example.org")
    assert b"amara" not in hidden
    assert sealing.hide("amara@example.org") != hidden
    assert sealing.reveal(hidden) == "amara@example.org"
    with pytest.raises(ValueError, match="No version"):
        sealing.reveal(hidden[:-1] + bytes([hidden[-1] ^ 1]))
