"""Spanish is whole: every string translated, every page free of English, dates as Spanish says them."""

import html
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import polib
import pytest
from django.test import Client
from django.urls import reverse

from commonbeat.config.formats.es.formats import PATTERNS
from commonbeat.journal.models import Entry
from tests.faces.desk_scene import (
    at_desk,
    kept_scene,  # noqa: F401
)
from tests.faces.desk_scene import scene as desk_scene  # noqa: F401
from tests.faces.scene import lively
from tests.faces.test_public_pages import paths
from tests.signin import sign_in
from tools import messages

SPANISH = messages.SOURCE / "locale/es/LC_MESSAGES/django.po"
# Shorter ones may be a name, or the same in both languages.
FEWEST_WORDS = 4
DATE = re.compile(r"""\|date:"([^"]+)"|date_format\([^"\n]*"([^"]+)"\)""")
LINK = re.compile(r'href="(/[^"#]*)"')


def english() -> dict[str, str]:
    """Pieces of English sentences that can stand in no Spanish page, and the msgid each is from."""
    pieces = {}
    for entry in polib.pofile(str(SPANISH)):
        words = " ".join([entry.msgstr, *entry.msgstr_plural.values()])
        for msgid in filter(None, (entry.msgid, entry.msgid_plural)):
            for piece in re.split(r"%\(\w+\)[sd]|<[^>]+>|\n", msgid):
                piece = " ".join(piece.split())
                if len(piece.split()) >= FEWEST_WORDS and piece not in words:
                    pieces[piece] = msgid
    return pieces


def seen(page: str) -> str:
    """What a reader of the page meets, attributes too, with single spaces."""
    page = re.sub(r"<style.*?</style>|<script.*?</script>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(page).split())


def left_in(page: str, pieces: dict[str, str]) -> list[str]:
    text = seen(page)
    return [
        msgid
        for piece, msgid in pieces.items()
        if piece in text and re.search(rf"(?<!\w){re.escape(piece)}(?!\w)", text)
    ]


def pages_from(client: Client, start: str) -> Iterator[tuple[str, str]]:
    """Every page that links lead to, below the start."""
    waiting, known = [start], {start}
    while waiting:
        path = waiting.pop()
        response = client.get(path, follow=True)
        if response.status_code != 200 or "html" not in response.headers["Content-Type"]:
            continue
        page = response.content.decode()
        yield path, page
        links = {html.unescape(link) for link in LINK.findall(page)}
        for link in sorted(links - known):
            if link.startswith(start) and "/csv" not in link:
                known.add(link)
                waiting.append(link)


def test_every_string_is_translated_and_compiled() -> None:
    found = messages.collect() if shutil.which("xgettext") else None
    assert messages.check(SPANISH, found) == []


def test_a_lost_placeholder_and_a_lost_link_are_noticed() -> None:
    entry = polib.POEntry(msgid='By %(day)s, <a href="%(url)s">here</a>', msgstr="Antes del día")
    assert messages.flaws(entry) == ["lost %(day)s, %(url)s", "other tags"]
    entry = polib.POEntry(
        msgid="%(n)d voice", msgid_plural="%(n)d voices", msgstr_plural={0: "una voz", 1: "%(m)d voces"}
    )
    assert messages.flaws(entry) == ["made up %(m)d"]


def test_merging_keeps_translations_and_drops_what_is_gone() -> None:
    found, kept = polib.POFile(), polib.POFile()
    found.append(polib.POEntry(msgid="Here", occurrences=[("b.py", "3"), ("a.py", "9")]))
    found.append(polib.POEntry(msgid="New"))
    kept.append(polib.POEntry(msgid="Here", msgstr="Aquí"))
    kept.append(polib.POEntry(msgid="Gone", msgstr="Ido"))
    merged = messages.merge(found, kept, "es")
    assert [(entry.msgid, entry.msgstr) for entry in merged] == [("Here", "Aquí"), ("New", "")]
    assert merged[0].occurrences == [("a.py", ""), ("b.py", "")]
    assert "POT-Creation-Date" not in str(merged)


def test_every_pattern_of_a_day_is_known_in_spanish() -> None:
    """A month beside something else is written in another order or with other words."""
    used = set()
    for path in messages.sources():
        used |= {one or other for one, other in DATE.findall(path.read_text(encoding="utf-8"))}
    months = {pattern for pattern in used if re.search("[FM]", pattern) and not pattern.endswith("FORMAT")}
    assert months - {"F"} <= PATTERNS.keys()


@pytest.mark.django_db
def test_no_english_is_left_on_the_public_pages(cast: SimpleNamespace, client: Client) -> None:
    pieces, left = english(), {}
    for name, path in paths(lively(cast)).items():
        response = client.get(f"/es{path}")
        if response.status_code == 200 and response.headers["Content-Type"].startswith("text/html"):
            left[name] = left_in(response.content.decode(), pieces)
    assert len(left) > 20
    assert {name: found for name, found in left.items() if found} == {}


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["cleo", "ben", "noor", "ivo", "mo", "ada"])
def test_no_english_is_left_at_the_desk(desk_scene: SimpleNamespace, who: str) -> None:  # noqa: F811
    client = at_desk(getattr(desk_scene.cast, who))
    pieces = english()
    pages = dict(pages_from(client, "/es/desk/"))
    assert len(pages) > 1
    found = {path: left_in(page, pieces) for path, page in pages.items()}
    assert {path: words for path, words in found.items() if words} == {}


@pytest.mark.django_db
def test_the_phone_speaks_the_officers_language(desk_scene: SimpleNamespace) -> None:  # noqa: F811
    ben = desk_scene.cast.ben
    ben.language = "es"
    ben.save(update_fields=["language"])
    pieces = english()
    pages = dict(pages_from(sign_in(Client(), ben), reverse("officer:today")))
    assert len(pages) > 3
    found = {path: left_in(page, pieces) for path, page in pages.items()}
    assert {path: words for path, words in found.items() if words} == {}


def test_the_glossary_stands_beside_the_catalog() -> None:
    assert "persona de confianza" in Path(messages.ROOT, "docs/words-es.md").read_text(encoding="utf-8")


@pytest.mark.django_db
def test_staff_choose_the_language_of_the_page_they_are_on(cast: SimpleNamespace) -> None:
    client, path = sign_in(Client(), cast.ben), reverse("mfa_index")
    assert reverse("signin_language") not in client.get(path).content.decode()
    assert "/es/sign-in/language/" in client.get(f"/es{path}").content.decode()
    client.post("/es/sign-in/language/")
    assert 'lang="es"' in client.get(reverse("officer:today")).content.decode()
    assert "/es/sign-in/language/" not in client.get(f"/es{path}").content.decode()
    assert Entry.objects.filter(action="choose language", actor_id=cast.ben.pk).count() == 1
