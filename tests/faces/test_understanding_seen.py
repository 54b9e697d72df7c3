"""What is read in voices, as people see it: the estimate with its words, one tap, topics and themes."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from commonbeat.listening import actions
from commonbeat.listening.actions.understanding import name_topic, understand_waiting
from commonbeat.listening.models import Voice
from commonbeat.methods.text import encoder
from tests.browser import DESKTOP, PHONE, assert_axe_clean, assert_fits, shot
from tests.faces.desk_scene import hear, join, url
from tests.faces.saying import start
from tests.signin import sign_in_browser

needs_encoder = pytest.mark.skipif(
    isinstance(encoder.load(), encoder.Missing), reason="the encoder is not installed"
)
SAID = [
    "The geese on the meadow bite, I am really afraid of them",
    "Los gansos del prado muerden a los perros",
    "Die Gänse auf der Wiese beißen",
    "Geese attacked my dog on the meadow this morning",
    "les oies du pré mordent les enfants",
    "the geese by the pond are a plague",
    "The pool opens too late for those who work",
    "La piscina abre demasiado tarde",
    "Das Schwimmbad öffnet zu spät",
    "la piscine ouvre trop tard",
    "please open the pool earlier",
    "the opening hours of the pool are bad",
]


@pytest.fixture
def read(cast: SimpleNamespace, settings: Any) -> SimpleNamespace:
    settings.READS_MEANING = True
    at = timezone.now()
    for words in SAID:
        hear(cast, words)
    name_topic(name="Geese", words="geese gansos", examples="A goose bit me", by=cast.cleo, at=at)
    understand_waiting(at=at)
    return cast


@needs_encoder
def test_topics_and_themes_are_shown_with_their_quotes(browse: Any, read: SimpleNamespace) -> None:
    page = sign_in_browser(browse(), read.cleo)
    for scheme, (width, height) in (("light", DESKTOP), ("dark", PHONE)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": height})
        page.goto(url("topics"))
        assert_fits(page)
        assert_axe_clean(page)
        shot(page, f"desk-topics-{width}-{scheme}")
    assert page.get_by_role("link", name="Geese", exact=True).count() == 1
    assert page.locator("article blockquote").count() >= 4


@needs_encoder
def test_an_estimate_shows_its_words_and_yields_to_one_tap(browse: Any, read: SimpleNamespace) -> None:
    voice = Voice.objects.get(words=SAID[0])
    join(read, Voice.objects.get(words=SAID[3]), title="Geese attack dogs on the meadow")
    page = sign_in_browser(browse(), read.cleo)
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    page.goto(url("voice", voice.pk))
    assert "afraid" in page.locator("section", has_text="What our program reads in it").inner_text()
    assert_axe_clean(page)
    shot(page, "desk-voice-read")
    page.get_by_role("button", name="fed up").click()
    voice.refresh_from_db()
    assert (voice.feeling_guessed, voice.feeling) == ("fed_up", "fed_up")


@needs_encoder
def test_whoever_writes_hears_that_others_told_the_same(
    client: Any, cast: SimpleNamespace, settings: Any
) -> None:
    settings.READS_MEANING = True
    concern = join(cast, hear(cast, "Lamp out"), title="Street light out at Mill Lane and Station Road")
    actions.publish_concern(
        concern=concern, public_words="The lamp at the corner of Mill Lane and Station Road is out.",
        by=cast.cleo, at=timezone.now(),
    )  # fmt: skip
    form = start(client, cast.row).post(kind="worry")
    form.post(words="It is dark at Mill Lane and Station Road, the street light is broken", topic="lighting")
    assert reverse("public:me_too", args=[concern.reference]) in form.page.content.decode()
