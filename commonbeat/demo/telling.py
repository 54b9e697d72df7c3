"""Reading the story: `story/*.toml`, where every matter is told deed by deed.

A deed is one line such as `{ at = [74, 19], say = "It is dark again.", through = "web" }`. `at` is how many
days ago and at which hour; with zero days the second number is how many hours ago. One of the other keys is
the verb (a method of `doing.Doer`), its value the words; the rest goes with the verb.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

STORY = Path(__file__).parent / "story"


@dataclass(frozen=True)
class Deed:
    """One thing that happened: somebody spoke, or the team did something."""

    days: int
    hour: int
    verb: str
    words: Any
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Matter:
    """One concern from the first word to the last, or, without a title, a voice that makes none."""

    key: str
    area: str
    kind: str
    story: list[Deed]
    title: str = ""
    place: str = ""
    topic: str = ""
    owner: str = "cleo"
    about: str = ""
    is_held: bool = False

    @property
    def began(self) -> int:
        """How many days ago it began."""
        return self.story[0].days

    @property
    def gathering(self) -> str:
        """The gathering at which it was raised first; empty for most."""
        return str(self.story[0].more.get("gathering", ""))


def read(name: str) -> dict[str, Any]:
    """One file of the story."""
    return tomllib.loads((STORY / f"{name}.toml").read_text(encoding="utf-8"))


def matters(verbs: set[str]) -> list[Matter]:
    """Every matter of the story, in the order of the files; each deed has exactly one of these verbs."""
    found = []
    for path in sorted((STORY / "matters").glob("*.toml")):
        for key, told in read(f"matters/{path.stem}").items():
            story = [_deed(key, line, verbs) for line in told.pop("story")]
            found.append(Matter(key=key, area=told.pop("area", path.stem), story=story, **told))
    return found


def _deed(key: str, line: dict[str, Any], verbs: set[str]) -> Deed:
    days, hour = line["at"]
    verb = verbs & line.keys()
    if len(verb) != 1:
        raise ValueError(f"The story of {key} has a line with {len(verb)} verbs: {line}")
    name = verb.pop()
    more = {word: value for word, value in line.items() if word not in ("at", name)}
    return Deed(days, hour, name, line[name], more)
