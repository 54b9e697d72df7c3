"""Drafts and links say only what we signed, for what we signed it."""

from datetime import timedelta

import pytest
from django.core.signing import TimestampSigner
from django.http import QueryDict

from commonbeat.safety import forms, signing, traps
from commonbeat.safety.errors import Refused


class Say(forms.DraftForm):
    draft_name = "say"
    words = forms.WordsField(limit=20)


def test_a_draft_comes_back_as_it_was() -> None:
    assert signing.read_draft("say", signing.sign_draft("say", {"what": "müde\n☔"})) == {"what": "müde\n☔"}
    assert signing.read_draft("say", "") == {}


def test_a_changed_draft_is_refused() -> None:
    text = signing.sign_draft("say", {"what": "light"})
    for bad in (
        text[:-1] + ("A" if text[-1] != "A" else "B"),
        "x" + text,
        "nonsense",
        signing.sign_draft("join", {}),
    ):
        with pytest.raises(Refused, match="start again"):
            signing.read_draft("say", bad)


def test_a_signature_serves_one_purpose() -> None:
    assert signing.unsign("unsubscribe", signing.sign("confirm", 7)) is None


def test_a_signature_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    text = signing.sign("link", 7)
    assert signing.unsign("link", text, life=timedelta(hours=1)) == 7
    later = signing.signing.time.time() + 3700
    monkeypatch.setattr(signing.signing.time, "time", lambda: later)
    assert signing.unsign("link", text, life=timedelta(hours=1)) is None
    assert signing.unsign("link", text) == 7


def test_a_form_carries_what_earlier_pages_held() -> None:
    first = Say(QueryDict(f"words=dark+lane&draft=&started={traps.stamp()}&website="))
    assert first.is_valid()
    second = Say(carried=signing.read_draft("say", first.carry()))
    assert second.carried == {"words": "dark lane"}
    third = Say({"words": "and wet", "draft": second.initial["draft"], "started": "", "website": ""})
    assert third.is_valid()
    assert signing.read_draft("say", third.carry()) == {"words": "and wet"}


def test_a_forged_draft_is_an_error_on_the_form() -> None:
    form = Say({"words": "x", "draft": "forged"})
    assert not form.is_valid()
    assert "start again" in str(form.errors["draft"])


@pytest.mark.parametrize("text", ["x\x00y", "\ud800", "x" * 21])
def test_words_that_cannot_be_kept_are_an_error_on_their_field(text: str) -> None:
    form = Say({"words": text})
    assert not form.is_valid()
    assert "words" in form.errors


def test_a_program_gives_itself_away() -> None:
    stamp = traps.stamp()
    assert traps.looks_automatic(filled="", started=stamp)
    assert traps.looks_automatic(filled="", started="")
    signer = signing._signer(traps.PURPOSE)
    earlier = TimestampSigner(key=signer.key, salt=signer.salt, algorithm="sha256")
    earlier.timestamp = lambda: signing.signing.b62_encode(int(signing.signing.time.time()) - 5)  # type: ignore[method-assign]
    slow = earlier.sign_object(1, compress=True)
    assert not traps.looks_automatic(filled="", started=slow)
    assert traps.looks_automatic(filled="http://buy.example", started=slow)
