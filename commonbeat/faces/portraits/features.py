"""Heads, faces and clothes."""

from random import Random

from commonbeat.faces.portraits.pen import CREAM, GREEN, GREEN_DARK, INK, Person, dot, line, mix, shape

TORSO = "M8 122c1-17 12-25 29-29 6-1.5 11-3 14-6 3 6 15 6 18 0 3 3 8 4.5 14 6 17 4 28 12 29 29z"


def neck(who: Person) -> str:
    return shape(who.shade, "M51 68h18v22c0 7-18 7-18 0z")


def head(who: Person) -> str:
    left, right = 60 - who.w, 60 + who.w
    return shape(
        who.skin,
        f"M{left:g} 50C{left:g} 31 {60 - who.w * 0.6:g} 24 60 24S{right:g} 31 {right:g} 50"
        f"C{right:g} 67 {60 + who.w * 0.55:g} 80 60 80S{left:g} 67 {left:g} 50z",
    )


def ears(who: Person, dice: Random, *, rings: bool) -> str:
    left, right = 60 - who.w, 60 + who.w
    drawn = dot(who.skin, left, 55, 4, 5.5) + dot(who.skin, right, 55, 4, 5.5)
    if rings and dice.random() < 0.6:
        gold = dice.choice(("#d9a441", "#f7efdf", "#2f6b52"))
        drawn += dot(gold, left - 1.5, 62.5, 1.9, 1.9) + dot(gold, right + 1.5, 62.5, 1.9, 1.9)
    return drawn


def features(who: Person, dice: Random, *, has_beard: bool) -> str:
    dark = mix(who.hair, INK, 0.45) if not who.is_old else mix(who.shade, INK, 0.4)
    lip = mix(who.blush, CREAM, 0.12) if has_beard else mix(who.blush, INK, 0.35)
    apart = 8.6 if who.w > 19 else 8.1
    drawn = dot(who.blush, 60 - 12, 62, 4.2, 2.8).replace("/>", ' opacity=".42"/>')
    drawn += dot(who.blush, 60 + 12, 62, 4.2, 2.8).replace("/>", ' opacity=".42"/>')
    drawn += _eyes(dice, apart, dark)
    drawn += line(
        who.shade,
        2.1,
        dice.choice(
            (
                "M59.5 54c-.8 3-2.3 5-2 6.3.6 1.2 2.9 1.2 4 .7",
                "M60.5 55c.8 2.5 2.3 4 2 5.6-.6 1.2-2.9 1.2-4 .7",
                "M57.2 60.500c1.6 1.7 4 1.7 5.6 0",
            )
        ),
    )
    drawn += _mouth(dice, lip)
    if who.is_old:
        drawn += line(
            who.shade,
            1.1,
            "M51 35.500q9-2.2 18 0M53 39.500q7-1.6 14 0M42.5 57.500l-2 1.500M77.5"
            " 57.500l2 1.500M51.5 63.500q-2 2.3-2 5M68.5 63.500q2 2.3 2 5",
        )
    elif dice.random() < 0.16:
        freckle = mix(who.skin, who.blush, 0.75)
        drawn += "".join(
            dot(freckle, x, y, 0.7, 0.7)
            for x, y in ((49, 60), (52, 61.5), (54, 59.5), (66, 59.5), (68, 61.5), (71, 60))
        )
    return drawn


def _eyes(dice: Random, apart: float, dark: str) -> str:
    left, right = 60 - apart, 60 + apart
    lift = dice.choice((0, -0.8, 0.5))
    brows = "".join(
        line(dark, 1.9, f"M{x - 4.2:g} {48 + lift:g}q{4 + out:g} -2.6 8.4 {slant:g}")
        for x, out, slant in ((left, 1, -0.3), (right, -1, 0.3))
    )
    if dice.random() < 0.2:
        return brows + "".join(line(INK, 2, f"M{x - 3.4:g} 54.500q3.4-3.6 6.8 0") for x in (left, right))
    look = dice.choice((-0.5, 0, 0.5))
    open_eyes = "".join(
        dot(INK, x + look, 54, 2.3, 2.7) + dot("#fff", x + look + 0.8, 53.1, 0.75, 0.75)
        for x in (left, right)
    )
    lids = "".join(line(INK, 1.2, f"M{x - 3.5:g} 52.600q3.5-2.6 7 0") for x in (left, right))
    return brows + open_eyes + lids


def _mouth(dice: Random, lip: str) -> str:
    kind = dice.randrange(4)
    if kind == 0:
        return shape("#6d2b28", "M52 66.500q8 2 16 0-1.5 7.2-8 7.200t-8-7.200z") + shape(
            "#fff", "M53.2 66.800q6.8 1.6 13.6 0l-.6 1.900q-6.2 1.3-12.4 0z"
        )
    if kind == 1:
        return line(lip, 2, "M52.5 67q7.5 6 15 0") + line(
            lip, 1.2, "M51.7 66.200l1.2 1.500M68.3 66.200l-1.2 1.5"
        )
    if kind == 2:
        return shape(lip, "M53 67.200q3.5-1.7 7-.4 3.5-1.3 7 .4-3 4.6-7 4.600t-7-4.600z") + line(
            mix(lip, INK, 0.4), 0.9, "M53.5 67.400q6.5 2 13 0"
        )
    return line(lip, 2.1, "M53 68q7.5 4.5 14-1")


def beard(who: Person, dice: Random) -> str:
    left, right = 60 - who.w, 60 + who.w
    kind = dice.randrange(4)
    if kind == 0:
        return line(who.hair, 3.4, "M53.5 64.600q3.5-2.4 6.5-.4 3-2 6.5.4")
    if kind == 1:
        stubble = shape(
            who.hair,
            f"M{left + 0.4:g} 55q2 10 8 9.5 5.5-1 {who.w - 8.4:g}-1t{who.w - 8.4:g} 1q6 .5 8-9.5"
            f"C{right - 1:g} 69 {60 + who.w * 0.52:g} 79.6 60 79.600S{left + 1:g} 69 {left + 0.4:g} 55z",
        )
        return stubble.replace("/>", ' opacity=".26"/>')
    low = 87 if kind == 2 else 83
    full = (
        f"M{left - 0.4:g} 51c1 6 2.5 10 6 11.5 4 1.5 8.5-.3 14.4-.3s10.4 1.8 14.4.3c3.5-1.5 5-5.5 6-11.5"
        f"C{right + 1.5:g} 72 {60 + who.w * 0.6:g} {low} 60 {low}S{left - 1.5:g} 72 {left - 0.4:g} 51z"
    )
    return shape(who.hair, full) + line(who.sheen, 1, "M52 76q2 3 4 3.800M68 76q-2 3-4 3.8")


def glasses(dice: Random, who: Person) -> str:
    frame = dice.choice((INK, "#7a4a2b", "#8a6a2f", "#37474a"))
    lens = 'fill="#fff" fill-opacity=".07"'
    left, right = 60 - who.w, 60 + who.w
    if dice.random() < 0.55:
        rims = "".join(
            f'<circle cx="{x}" cy="54.5" r="6.6" {lens} stroke="{frame}" stroke-width="1.7"/>'
            for x in (51.2, 68.8)
        )
    else:
        rims = "".join(
            (
                f'<rect x="{x}" y="49.5" width="14" height="10.5" rx="3.5"'
                f' {lens} stroke="{frame}" stroke-width="1.8"/>'
            )
            for x in (44.2, 61.8)
        )
    return rims + line(
        frame, 1.6, f"M57.9 53.500q2.1-1.4 4.2 0M44.5 53L{left:g} 51.500M75.5 53L{right:g} 51.5"
    )


def body(who: Person, dice: Random, *, scarf_allowed: bool) -> str:
    has_scarf = scarf_allowed and dice.random() < 0.5
    cloth = who.cloth if has_scarf else GREEN
    kind = dice.randrange(3)
    if kind == 0:
        drawn = shape(cloth, TORSO) + line(mix(cloth, "#000000", 0.22), 2.5, "M50.5 88c3 6.5 16 6.5 19 0")
        drawn += line(mix(cloth, "#000000", 0.14), 1.6, "M30 108v14M90 108v14")
    elif kind == 1:
        drawn = (
            shape(CREAM, "M46 88h28v36H46z")
            + shape(who.shade, "M51 86h18l-9 15z")
            + line(mix(CREAM, INK, 0.16), 1.3, "M60 102v20M51.5 90l6 8.500M68.5 90l-6 8.5")
        )
        drawn += shape(
            cloth,
            "M8 122c1-17 12-25 29-29 6-1.5 10-2.5 13.5-5.500L57 122zM112 122"
            "c-1-17-12-25-29-29-6-1.5-10-2.5-13.5-5.500L63 122z",
        )
        drawn += shape(
            mix(cloth, "#000000", 0.2),
            "M49.5 87l-7 4 3 10 4-2.5 5 17.5 1.5 0zM70.5 87l7 4-3 10-4-2.5-5 17.5-1.5 0z",
        )
    else:
        drawn = shape(cloth, TORSO) + shape(
            mix(cloth, "#ffffff", 0.14), "M49 86c4 4.5 18 4.5 22 0l1.5 8c-6 5-19 5-25 0z"
        )
        drawn += line(mix(cloth, "#000000", 0.2), 1.8, "M60 98v24")
    drawn += _scarf() if has_scarf else ""
    return f'<g transform="translate(0 -3.5)">{drawn}</g>'


def _scarf() -> str:
    return (
        shape(GREEN_DARK, "M66 92l11-1 4 26-11 2z")
        + shape(
            GREEN, "M44.5 84c8 6 23 6 31 0 3.5 3 4 8 1.5 11.5-9.5 6.5-25 6.5-34 0-2.5-3.5-2-8.5 1.5-11.500z"
        )
        + line(CREAM, 1.8, "M45 91.500c9 5.5 21 5.5 30 0M72.5 111l8-1.2")
    )
