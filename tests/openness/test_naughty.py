"""Whatever is typed is either kept as it was typed, or refused with a sentence; never an error."""

import contextlib
import unicodedata
import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonbeat.openness import actions
from commonbeat.safety.errors import Refused
from tests.openness.test_gatherings import announce
from tests.openness.test_work import agree, start

texts = st.one_of(
    st.text(max_size=1200),
    st.text(st.characters(codec=None), max_size=60),
    st.sampled_from(
        ["\x00", "\ud800", "\u202e", "' OR 1=1 --", "{{ 7 * 7 }}", "<script>", "%s%n", "ﷺ" * 400]
    ),
)
again = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
    max_examples=60,
)


def kept(make, text: str) -> str | None:
    """What was kept of the text, or None where it was refused."""
    with contextlib.suppress(Refused):
        return make(text)
    return None


@pytest.mark.django_db
@again
@given(text=texts)
def test_any_text_is_kept_or_refused(cast, at, text):
    def asked(words):
        return actions.ask(
            team=cast.team, neighborhood=cast.row, client_id=uuid.uuid4(), words=words, at=at
        ).question.words

    makers = {
        asked: 1000,
        lambda words: announce(cast, at, title=words).title: 160,
        lambda words: announce(cast, at, where=words).where: 200,
        lambda words: start(cast, at, what=words).what: 2000,
        lambda words: agree(cast, at, issue=words).issue: 200,
    }
    for make, limit in makers.items():
        found = kept(make, text)
        if found is not None:
            assert (
                found == unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
            )
            assert len(found) <= limit
