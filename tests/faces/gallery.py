"""What the gallery page of the look shows."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory

from commonbeat.faces.icons import ICONS


class SayForm(forms.Form):
    words = forms.CharField(
        label="What happened?",
        help_text="Write it as you would tell a neighbor. No names needed.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    kind = forms.ChoiceField(
        label="What is it?",
        widget=forms.RadioSelect,
        choices=[("worry", "A worry"), ("question", "A question"), ("idea", "An idea"), ("thanks", "Thanks")],
    )
    need = forms.MultipleChoiceField(
        label="What do you need from us?",
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("listen", "To be listened to"),
            ("answer", "An answer"),
            ("action", "That something is done"),
        ],
        required=False,
    )
    place = forms.ChoiceField(label="Where?", choices=[("", "Choose a place"), ("cafe", "Corner café")])
    day = forms.DateField(label="Since when?", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    photo = forms.FileField(label="A photo", help_text="JPEG or PNG, at most 10 MB.", required=False)
    agree = forms.BooleanField(label="You may show my words on the page, without my name.", required=False)


def request_for(path: str = "/", **team: Any) -> HttpRequest:
    """A request of a team that lives only in this test."""
    request = RequestFactory().get(path)
    facts = {
        "name": "Harbor Row",
        "emergency_numbers": [{"number": "112", "label": ""}],
        "monitored_hours": "8:00–20:00",
    }
    request.team = SimpleNamespace(**(facts | team))
    return request


def people() -> list[dict[str, str]]:
    return [
        {
            "name": "Ben",
            "seed": "s24",
            "line": "Community officer since 2023",
            "more": "English, Arabic",
            "link": "about Ben",
        },
        {
            "name": "Ines",
            "seed": "s19",
            "line": "Evenings and weekends",
            "more": "English, Spanish",
            "link": "about Ines",
        },
        {
            "name": "Cleo",
            "seed": "s31",
            "line": "Coordinates the team",
            "more": "English",
            "link": "about Cleo",
        },
    ]


def figures() -> list[dict[str, Any]]:
    return [
        {"name": "heard", "count": 42},
        {"name": "understood", "count": 39, "note": "3 never reached"},
        {"name": "answered", "count": 37, "note": "median 31 h"},
        {"name": "acted on", "count": 34},
        {"name": "reported back", "count": 22, "owed": "12 waiting"},
        {"name": "solved, say those who asked", "count": 16, "note": "2 reopened"},
    ]


def context() -> dict[str, Any]:
    """Everything the gallery asks for, with a form full of mistakes."""
    day = dt.datetime(2026, 11, 26, 10, tzinfo=dt.UTC)
    return {
        "people": people(),
        "figures": figures(),
        "day": day,
        "icons": list(ICONS),
        "form": SayForm({"kind": "worry", "need": ["answer"], "place": "", "day": "soon"}),
        "rows": [
            {"name": "What happened", "value": "Bikes race past the school crossing at three.", "href": "#"},
            {"name": "Where", "value": "Mill Street", "href": "#"},
            {"name": "How to reach you", "value": "", "href": "#"},
        ],
        "steps": [
            {"name": "Heard", "state": "done", "at": day},
            {
                "name": "Understood",
                "state": "done",
                "words": "This is what I heard: the lamps are out again.",
            },
            {"name": "Promised", "state": "now", "on": "by Friday 27 November"},
            {"name": "Reported back", "state": "late", "on": "since yesterday"},
            {"name": "Solved?", "state": "", "words": "You decide."},
        ],
        "page": Paginator(list(range(90)), 30).page(2),
    }


def render(path: str = "/") -> str:
    """The gallery page as a visitor would get it."""
    return render_to_string("look/gallery.html", context(), request=request_for(path))
