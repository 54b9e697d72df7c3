"""The pen: colors and shapes that every portrait is drawn with."""

from dataclasses import dataclass

GREEN, GREEN_DARK, CREAM, INK = "#1f5c45", "#123c2e", "#f7efdf", "#2b211d"


@dataclass(frozen=True)
class Person:
    """What one face is made of; w is half the width of the head."""

    skin: str
    shade: str
    blush: str
    hair: str
    sheen: str
    cloth: str
    shawl: str
    w: float
    is_old: bool


def mix(one: str, other: str, share: float) -> str:
    """The color that lies this share of the way from one to the other."""
    pairs = zip(bytes.fromhex(one[1:]), bytes.fromhex(other[1:]), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def shape(color: str, path: str) -> str:
    return f'<path fill="{color}" d="{path}"/>'


def line(color: str, width: float, path: str) -> str:
    return f'<path fill="none" stroke="{color}" stroke-width="{width}" d="{path}"/>'


def dot(color: str, x: float, y: float, rx: float, ry: float) -> str:
    return f'<ellipse fill="{color}" cx="{x:g}" cy="{y:g}" rx="{rx:g}" ry="{ry:g}"/>'
