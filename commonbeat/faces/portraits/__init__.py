"""Drawn portraits: a warm face for everyone who would rather not show a photo.

Every face is put together from a seed: skin, hair or head covering, glasses, beard, age and clothes.
The team is recognized by a green scarf or jacket; nobody wears a badge.
"""

import hashlib
from collections.abc import Sequence
from random import Random
from xml.sax.saxutils import escape

from commonbeat.faces.portraits import features, hair
from commonbeat.faces.portraits.pen import GREEN, Person, mix

SKINS = (
    ("#f7dac2", "#e6b99b", "#ea9a84"),
    ("#efc8a4", "#dba880", "#df8b6d"),
    ("#deac80", "#c38c5e", "#cd7755"),
    ("#bd8459", "#a06a42", "#ae5d3f"),
    ("#95623f", "#784a2d", "#8f4a33"),
    ("#704834", "#573525", "#7a3f2e"),
)
DARK_HAIR = ("#231d1c", "#33251f", "#3f2b21")
ANY_HAIR = (*DARK_HAIR, "#5b3a26", "#7d4a2b", "#a0653a", "#c69d62", "#d3b27c")
OLD_HAIR = ("#9d9a94", "#bdbab3", "#dedbd3")
GROUNDS = ("#dbe8de", "#f3e3c4", "#d9e5ec", "#f0dccf", "#e4e6d3", "#e6deea")
CLOTHES = ("#c98a3c", "#a4533a", "#3f5f78", "#e7dcc6", "#6f7f5c", "#7b5068", "#37474a")
SHAWLS = ("#2f6b52", "#a4533a", "#3f5f78", "#c98a3c", "#7b5068", "#d9c9aa", "#4a5d63")


def draw(seed: str, *, initials: str = "") -> str:
    """Return a portrait as SVG, always the same for the same seed; with initials, letters instead."""
    dice = Random(hashlib.sha256(seed.encode("utf-8", "replace")).digest())  # noqa: S311 - a drawing, not a secret
    ground = dice.choice(GROUNDS)
    inside = _letters(initials) if initials else _face(dice)
    return (
        '<svg viewBox="0 0 120 120" xmlns="http://www.w3.org/2000/svg" aria-hidden="true" focusable="false">'
        f'<path fill="{ground}" d="M0 0h120v120H0z"/>{inside}</svg>'
    )


def _letters(initials: str) -> str:
    return (
        f'<text x="60" y="62" text-anchor="middle" dominant-baseline="middle" font-family="Georgia,serif" '
        f'font-size="46" font-weight="600" fill="{GREEN}">{escape(initials[:2].upper())}</text>'
    )


def _face(dice: Random) -> str:
    tone = dice.randrange(len(SKINS))
    skin, shade, blush = SKINS[tone]
    is_old = dice.random() < 0.27
    pool: Sequence[str] = OLD_HAIR if is_old else DARK_HAIR if tone > 2 else ANY_HAIR
    color = dice.choice(pool)
    who = Person(
        skin,
        shade,
        blush,
        color,
        mix(color, "#ffffff", 0.16),
        dice.choice(CLOTHES),
        dice.choice(SHAWLS),
        dice.choice((19.0, 20.0, 21.0)),
        is_old,
    )
    is_longer = dice.random() < 0.5
    style = _weighted(dice, hair.LONGER if is_longer else hair.SHORTER)
    beard = (
        features.beard(who, dice) if not is_longer and (style is hair.turban or dice.random() < 0.5) else ""
    )
    behind, before = style(who)
    parts = "".join(
        (
            behind,
            features.neck(who),
            features.body(who, dice, scarf_allowed=style is not hair.headscarf),
            "" if style is hair.headscarf else features.ears(who, dice, rings=is_longer),
            features.head(who),
            beard,
            features.features(who, dice, has_beard=bool(beard)),
            before,
            features.glasses(dice, who) if dice.random() < (0.55 if is_old else 0.27) else "",
        )
    )
    ends = 'stroke-linecap="round" stroke-linejoin="round"'
    return f'<g transform="translate(-10.2 -5.5) scale(1.17)" {ends}>{parts}</g>'


def _weighted(dice: Random, styles: dict[hair.Style, int]) -> hair.Style:
    return dice.choices(list(styles), weights=list(styles.values()))[0]
