"""The components of the look, one tag each; docs/look.md shows every call."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms import BoundField, CheckboxSelectMultiple, Field, RadioSelect
from django.forms.forms import BaseForm
from django.template.loader import render_to_string
from django.urls import translate_url
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from commonbeat.faces import portraits
from commonbeat.faces.icons import ICONS

register = template.Library()
Context = dict[str, Any]


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw a line icon; without a label it is hidden from screen readers."""
    flip = " icon-flip" if name in {"arrow", "back", "exit"} else ""
    drawing = mark_safe(ICONS[name])
    aria = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon{}" viewBox="0 0 24 24" focusable="false" {}>{}</svg>', flip, aria, drawing
    )


@register.simple_tag
def scene(name: str) -> SafeString:
    """A drawn scene (street, bench, coffee, lamp, letter, path, lost), hidden from screen readers."""
    return mark_safe(render_to_string(f"look/scenes/{name}.svg"))


@register.simple_tag
def portrait(seed: object, size: str = "") -> SafeString:
    """Draw the portrait that belongs to this seed; size is '', 'small' or 'large'."""
    drawing = mark_safe(portraits.draw(str(seed)))
    return format_html('<span class="face {}" aria-hidden="true">{}</span>', size, drawing)


@register.inclusion_tag("look/person.html")
def person(name: str, **about: Any) -> Context:
    """A face beside a name: seed, photo (url), line, more, href, link, size."""
    return {"name": name, **about, "seed": about.get("seed") or name}


@register.simple_tag
def tag(text: str, kind: str = "") -> SafeString:
    """A short state in words; kind is '', 'plain', 'wait', 'late' or 'info'."""
    return format_html('<span class="tag {}">{}</span>', kind, text)


@register.simple_block_tag
def notice(content: SafeString, kind: str = "", symbol: str = "") -> SafeString:
    """A boxed message; kind is '', 'wait', 'late' or 'info'."""
    symbol = symbol or {"": "check", "wait": "clock", "late": "warning", "info": "info"}[kind]
    return format_html('<div class="notice {}">{}<div>{}</div></div>', kind, icon(symbol), content)


@register.simple_block_tag
def table(content: SafeString, label: str) -> SafeString:
    """A data table that scrolls sideways by itself when the screen is narrow; label names it."""
    return format_html(
        '<div class="scroll" role="region" aria-label="{0}" tabindex="0"><table>{1}</table></div>',
        label,
        content,
    )


@register.inclusion_tag("look/said_did.html")
def said_did(said: str, did: str, **more: Any) -> Context:
    """A said/did pair: said_by, feeling, result, href, link."""
    return {"said": said, "did": did, **more}


@register.inclusion_tag("look/when.html")
def when(at: Any, title: str, **more: Any) -> Context:
    """A dated row: line, href, link, level."""
    return {"at": at, "title": title, **more}


@register.inclusion_tag("look/timeline.html")
def timeline(steps: Iterable[Mapping[str, Any]]) -> Context:
    """The steps of one matter; each step has name, state ('done', 'now', 'late' or ''), at, on and words."""
    return {"steps": steps}


@register.inclusion_tag("look/empty.html")
def empty(scene_name: str, title: str, words: str = "", href: str = "", link: str = "") -> Context:
    """What a page shows when there is nothing yet: a drawing, a warm sentence, the next step."""
    return {"scene_name": scene_name, "title": title, "words": words, "href": href, "link": link}


@register.inclusion_tag("look/check.html")
def check_answers(rows: Iterable[Mapping[str, Any]]) -> Context:
    """Question and answer rows; each row has name, value and optionally href (change link)."""
    return {"rows": rows}


@register.inclusion_tag("look/steps.html")
def steps(now: int, total: int) -> Context:
    """'Step 2 of 6' with a bar."""
    return {"now": now, "total": total, "on": round(100 * now / total, 1)}


@register.inclusion_tag("look/code.html")
def code_display(code: str, qr: SafeString | str = "") -> Context:
    """A follow-up code, large and in groups of three; qr is an SVG made by the caller."""
    bare = code.replace("-", "").replace(" ", "")
    return {"code": code, "groups": [bare[i : i + 3] for i in range(0, len(bare), 3)], "qr": qr}


@register.inclusion_tag("look/back.html")
def back(href: str, words: str = "") -> Context:
    """A link back to where the person came from."""
    return {"href": href, "words": words or _("Back")}


@register.inclusion_tag("look/pages.html", takes_context=True)
def pages(context: Context, page: Page[Any]) -> Context:
    """Previous and next links of a Django page, keeping the other query parameters."""
    request = context["request"]
    query = request.GET.copy()
    query.pop("page", None)
    return {"page": page, "query": query.urlencode()}


@register.inclusion_tag("look/loop.html")
def loop_strip(figures: Any, table: bool = True) -> Context:
    """The loop in six bars with the missing part hatched; figures: steps of (name, count, owed, note)."""
    rows = [dict(step) for step in figures]
    top = max((row["count"] for row in rows), default=0)
    for row in rows:
        row["share"] = round(100 * row["count"] / top) if top else 0
        row["gap"] = 100 - row["share"]
    return {"rows": rows, "top": top, "table": table}


@register.inclusion_tag("look/measure.html")
def measure(
    name: str, value: float, low: float, high: float, n: int | None = None, change: str = ""
) -> Context:
    """An estimate from 0 to 100: a dot on its interval, with the numbers beside it."""
    return {"name": name, "value": value, "low": low, "high": high, "n": n, "change": change}


@register.inclusion_tag("look/errors.html")
def errors(*forms: BaseForm) -> Context:
    """The error summary: every mistake as a link to its field. Nothing when there is none."""
    found = []
    for form in forms:
        found += [{"to": "", "words": words} for words in form.non_field_errors()]
        found += [
            {"to": _anchor(form[name]), "words": words}
            for name in form.fields
            for words in _mistakes(form[name])
        ]
    return {"found": found}


def _mistakes(bound: BoundField) -> list[str]:
    """The field's mistakes; a bare "this is required" is told apart from the next by the question."""
    plain = str(Field.default_error_messages["required"])
    return [f"{bound.label} {words}" if words == plain else words for words in map(str, bound.errors)]


def _anchor(bound: BoundField) -> str:
    if isinstance(bound.field.widget, RadioSelect | CheckboxSelectMultiple):
        return f"{bound.auto_id}_0"
    return str(bound.id_for_label)


@register.inclusion_tag("look/field.html")
def field(bound: BoundField, **more: Any) -> Context:
    """Render a form field whole: label, hint, error, input; style and choices as in docs/look.md."""
    return {"field": bound, **more}


@register.simple_tag(takes_context=True)
def languages(context: Context) -> list[dict[str, Any]]:
    """The same page in every language: code, name, url, is_current."""
    request = context.get("request")
    path = request.path if request else "/"
    now = get_language()
    return [
        {
            "code": code,
            "name": get_language_info(code)["name_local"].capitalize(),
            "url": translate_url(path, code),
            "is_current": code == now,
        }
        for code, _name in settings.LANGUAGES
    ]


@register.inclusion_tag("look/emergency.html", takes_context=True)
def emergency(context: Context, leave: bool = True) -> Context:
    """The emergency line of this team, with the quick exit; needs no database."""
    request = context.get("request")
    team = getattr(request, "team", None)
    return {
        "numbers": emergency_numbers(team),
        "hours": getattr(team, "monitored_hours", ""),
        "leave": leave,
        "exit_url": quick_exit_url(),
    }


def emergency_numbers(team: Any) -> list[dict[str, str]]:
    """The team's numbers as [{"number", "dial", "label"}], whatever simple shape they are kept in."""
    found = []
    for entry in getattr(team, "emergency_numbers", None) or []:
        if isinstance(entry, Mapping):
            number, label = str(entry.get("number", "")), str(entry.get("label", ""))
        else:
            number, label = str(entry), ""
        # A team that kept our own word for it is understood in every language.
        label = _(label) if label else ""
        found.append(
            {"number": number, "dial": "".join(c for c in number if c in "+0123456789"), "label": label}
        )
    return found


@register.simple_tag
def linked_data(content: Any) -> SafeString:
    """Data about this page for programs, as JSON-LD; nothing for nothing."""
    if not content:
        return mark_safe("")
    escapes = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}
    text = json.dumps(content, ensure_ascii=False).translate(escapes)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))


@register.simple_tag
def quick_exit_url() -> str:
    """A neutral page elsewhere, from the QUICK_EXIT_URL setting."""
    return str(getattr(settings, "QUICK_EXIT_URL", "https://www.wikipedia.org/"))
