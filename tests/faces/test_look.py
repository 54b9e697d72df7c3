"""The look keeps its promises: readable, reachable, quiet about who is looking."""

import io
import re
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest
from django.contrib.staticfiles import finders
from django.template import engines
from django.template.loader import render_to_string
from django.utils import translation
from PIL import Image, ImageChops

from commonbeat.faces import marks, portraits
from commonbeat.faces.icons import ICONS
from commonbeat.faces.templatetags import look
from tests.faces import gallery

HOME = Path(look.__file__).resolve().parents[2]
DRAWN = sorted(HOME.rglob("templates/**/*.html")) + sorted(HOME.rglob("templates/**/*.svg"))
# Mail programs read no style sheets.
TEMPLATES = [path for path in DRAWN if "mail" not in path.parts]
STYLE = (HOME / "faces/static/look/base.css").read_text()


@pytest.fixture
def page() -> str:
    return gallery.render()


def draw(source: str, **context: Any) -> str:
    return engines["django"].from_string("{% load look %}" + source).render(context, gallery.request_for())


# --- what a page may not contain -----------------------------------------------------------------


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_holds_inline_style_or_script(path: Path) -> None:
    text = re.sub(r"\{[{%].*?[%}]\}", "", path.read_text())
    assert not re.search(r"\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<style|javascript:", text)
    assert not [tag for tag in re.findall(r"<script[^>]*>", text) if "src=" not in tag]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_asks_a_third_party(path: Path) -> None:
    loaded = re.findall(
        r"<(?:script|img|link|iframe|source)[^>]*?(?:src|href)=[\"'](https?:)?//", path.read_text()
    )
    assert not loaded


def test_a_public_page_says_nothing_about_its_visitor(page: str) -> None:
    assert "csrf" not in page
    assert page == gallery.render()


def test_the_title_tells_nobody_what_is_read(page: str) -> None:
    assert "<title>Neighborhood page</title>" in page


# --- emergency, leaving, languages ---------------------------------------------------------------


def test_emergency_number_can_be_dialed_from_every_page(page: str) -> None:
    assert '<a href="tel:112">112</a>' in page
    assert "We read messages 8:00–20:00." in page


def test_emergency_line_stands_without_a_team() -> None:
    assert "Call your local emergency number" in render_to_string("look/errors/500.html")


@pytest.mark.parametrize(
    ("kept", "dialed"),
    [
        (["112"], "112"),
        ([{"number": "0800 555-111", "label": "night"}], "0800555111"),
        (["+44 (0)20"], "+44020"),
    ],
)
def test_emergency_numbers_are_dialed_as_digits(kept: list[Any], dialed: str) -> None:
    assert look.emergency_numbers(SimpleNamespace(emergency_numbers=kept))[0]["dial"] == dialed


def test_leaving_is_a_plain_link(page: str) -> None:
    link = re.search(r'<a class="leave" href="([^"]+)"[^>]*>', page)
    assert link
    assert link[1].startswith("https://")
    assert "noreferrer" in link[0]


@pytest.mark.parametrize("status", [400, 403, 404, 409, 429, 500, 503])
def test_an_error_page_is_calm_and_leads_on(status: int) -> None:
    text = render_to_string(f"look/errors/{status}.html", request=gallery.request_for("/nowhere/"))
    assert text.count("<h1>") == 1
    assert 'class="btn"' in text
    assert "tel:112" in text
    assert str(status) not in re.sub(r"<svg.*?</svg>", "", text, flags=re.S)


# --- forms ---------------------------------------------------------------------------------------


def test_every_mistake_links_to_its_field(page: str) -> None:
    summary = page[page.index('class="errors"') : page.index("<form")]
    targets = re.findall(r'href="#([^"]+)"', summary)
    assert targets
    assert all(f'id="{target}"' in page for target in targets)


def test_a_group_of_choices_is_linked_at_its_first_choice() -> None:
    summary = draw("{% errors form %}", form=gallery.SayForm({}))
    assert 'href="#id_kind_0"' in summary


def test_hints_and_mistakes_belong_to_their_input(page: str) -> None:
    described = re.findall(r'aria-describedby="([^"]+)"', page)
    assert described
    assert all(f'id="{name}"' in page for names in described for name in names.split())


def test_ids_stand_once_on_a_page(page: str) -> None:
    names = re.findall(r'\sid="([^"]+)"', page)
    assert len(names) == len(set(names))


def test_what_was_typed_is_kept_and_made_harmless() -> None:
    text = draw("{% field form.words %}", form=gallery.SayForm({"words": "<b>lamps</b>"}))
    assert "&lt;b&gt;lamps&lt;/b&gt;</textarea>" in text


def test_component_texts_are_escaped() -> None:
    text = draw(
        "{% tag bad %}{% person bad line=bad %}{% said_did bad bad %}{% empty 'bench' bad bad %}"
        "{% icon 'clock' bad %}"
        "{% check_answers rows %}{% table bad %}{% endtable %}{% measure bad 1 0 2 %}{% code_display bad %}",
        bad="<i onload=x>",
        rows=[{"name": "<i onload=x>", "value": "<i onload=x>", "href": "#"}],
    )
    assert "<i onload" not in text


# --- numbers -------------------------------------------------------------------------------------


def test_the_loop_strip_shows_each_share_of_what_was_heard() -> None:
    text = draw("{% loop_strip figures %}", figures=gallery.figures())
    assert 'y="48%" width="100%" height="52%"' in text
    assert text.count("<tr>") == 7


def test_the_loop_strip_of_nothing_is_empty_and_whole() -> None:
    text = draw("{% loop_strip figures %}", figures=[{"name": "heard", "count": 0}])
    assert 'height="0%"' in text
    assert "<table" not in text


def test_drawings_use_points_in_languages_with_commas() -> None:
    with translation.override("es"):
        text = draw("{% measure 'Heard' 54.5 46.25 63.1 n=214 %}{% steps 1 3 %}")
    assert 'cx="54.5%"' in text
    assert 'width="33.3"' in text


# --- drawings ------------------------------------------------------------------------------------


def test_a_portrait_is_always_the_same_for_its_seed() -> None:
    assert portraits.draw("ben") == portraits.draw("ben")
    assert portraits.draw("ben") != portraits.draw("ines")


@pytest.mark.parametrize("seed", [*map(str, range(300)), "", "\x00", "\ud800", "<script>", "🙂" * 900])
def test_a_portrait_is_small_and_well_formed(seed: str) -> None:
    drawing = portraits.draw(seed)
    ElementTree.fromstring(drawing)
    assert len(drawing.encode()) <= 4096


def test_initials_take_the_place_of_a_face() -> None:
    assert ">B&amp;<" in portraits.draw("ben", initials="b&c")


def test_icons_are_well_formed() -> None:
    for drawing in ICONS.values():
        ElementTree.fromstring(f"<svg>{drawing}</svg>")


@pytest.mark.parametrize("name", ["street", "bench", "coffee", "lamp", "letter", "path", "lost"])
def test_scenes_are_hidden_from_screen_readers(name: str) -> None:
    drawing = ElementTree.fromstring(look.scene(name))
    assert drawing.get("aria-hidden") == "true"


@pytest.mark.parametrize(("name", "size"), [("mark-192", 192), ("mark-512", 512), ("mark-maskable-512", 512)])
def test_app_icons_are_whole(name: str, size: int) -> None:
    found = finders.find(f"look/icons/{name}.png")
    assert found
    with Image.open(found) as icon:
        assert icon.size == (size, size)


def test_app_icons_are_those_the_script_draws() -> None:
    kept = Image.open(HOME / "faces/static/look/icons/mark-maskable-512.png").convert("L").resize((64, 64))
    made = marks.draw(512, ground=marks.PAPER, scale=0.58).convert("L").resize((64, 64))
    assert max(ImageChops.difference(kept, made).tobytes()) < 24


def test_maskable_icon_keeps_inside_the_safe_circle() -> None:
    icon = Image.open(HOME / "faces/static/look/icons/mark-maskable-512.png").convert("L")
    inked = icon.point(lambda light: 255 if light < 128 else 0).getbbox()
    assert inked
    corners = [(x - 256, y - 256) for x in (inked[0], inked[2]) for y in (inked[1], inked[3])]
    assert min((x * x + y * y) ** 0.5 for x, y in corners) < 0.4 * 512


# --- colors --------------------------------------------------------------------------------------


def luminance(color: str) -> float:
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def tokens(scheme: str) -> dict[str, str]:
    blocks = re.findall(r":root \{(.*?)\}", STYLE, re.S)
    kept = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})\b", blocks[0]))
    return kept | dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})\b", blocks[1])) if scheme == "dark" else kept


TEXT = [
    *[
        (ink, ground)
        for ink in ("ink", "soft", "green", "clay")
        for ground in ("paper", "card", "green-wash")
    ],
    *[(ink, f"{ink}-wash") for ink in ("amber", "clay", "sky")],
    *[("ink", f"{wash}-wash") for wash in ("amber", "clay", "sky")],
    ("amber", "paper"),
    ("amber", "card"),
    ("on-green", "green"),
    ("on-green", "green-strong"),
    ("on-deep", "deep"),
]
SHAPES = [
    ("edge", "paper"),
    ("edge", "card"),
    ("focus", "paper"),
    ("focus", "card"),
    ("focus-on-deep", "deep"),
]
SHAPES += [("sky", "paper"), ("green", "paper")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_in_both_schemes(scheme: str) -> None:
    colors = tokens(scheme)
    weak = {pair: contrast(colors[pair[0]], colors[pair[1]]) for pair in TEXT}
    assert not {pair: ratio for pair, ratio in weak.items() if ratio < 4.5}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_edges_and_focus_can_be_seen_in_both_schemes(scheme: str) -> None:
    colors = tokens(scheme)
    weak = {pair: contrast(colors[pair[0]], colors[pair[1]]) for pair in SHAPES}
    assert not {pair: ratio for pair, ratio in weak.items() if ratio < 3}


def test_the_base_style_stays_light() -> None:
    assert len(STYLE.encode()) < 25_000


def test_the_headings_of_the_gallery_skip_no_level(page: str) -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


# --- mails ---------------------------------------------------------------------------------------


def test_a_mail_loads_nothing_and_carries_the_emergency_line() -> None:
    facts = {
        "team_name": "Harbor Row",
        "numbers": [{"number": "112"}],
        "hours": "8:00–20:00",
        "leave_url": "https://x/s",
    }
    page, words = (
        render_to_string("look/mail_base.html", facts),
        render_to_string("look/mail_base.txt", facts),
    )
    assert not re.search(r"<img|<style|<link|<script|background", page)
    assert "112" in page
    assert "112" in words
    assert "<" not in words


def test_icons_of_the_tab_are_real_pictures() -> None:
    found = finders.find("look/icons/mark.svg")
    assert found
    ElementTree.parse(io.BytesIO(Path(found).read_bytes()))


def test_a_form_said_whole_is_drawn_the_same_way() -> None:
    text = draw("{{ form }}", form=gallery.SayForm({}))
    assert text.count('class="field') == 7
    assert 'id="id_words_helptext"' in text


@pytest.mark.parametrize("name", ["words", "kind"])
def test_a_question_page_has_its_question_as_heading(name: str) -> None:
    form = gallery.SayForm()
    text = draw("{% field bound style='question' %}", bound=form[name])
    assert text.count("<h1>") == 1
    assert form[name].label in re.sub("<[^>]+>", "", text)
