"""Hair and head coverings: each style returns what lies behind the head and what lies before it."""

from collections.abc import Callable

from commonbeat.faces.portraits.pen import Person, dot, line, mix, shape

Style = Callable[[Person], tuple[str, str]]


def _cap_of_hair(who: Person, low: float = 50, top: float = 20, line: float = 36) -> str:
    left, right = 60 - who.w - 0.8, 60 + who.w + 0.8
    return (
        f"M{left:g} {low:g}C{left - 2:g} 30 {left + 6:g} {top:g} 60"
        f" {top:g}S{right + 2:g} 30 {right:g} {low:g}"
        f"c-.8-5-2-9-4.5-11.500Q60 {line:g} {left + 4.5:g} {low - 11.5:g}c-2.5 2.5-3.7 6.5-4.5 11.500z"
    )


def crop(who: Person) -> tuple[str, str]:
    return "", shape(who.hair, _cap_of_hair(who, 51, 20, 30))


def shaved(who: Person) -> tuple[str, str]:
    return "", shape(mix(who.hair, who.skin, 0.42), _cap_of_hair(who, 47, 23, 27))


def parted(who: Person) -> tuple[str, str]:
    left, right = 60 - who.w - 0.8, 60 + who.w + 0.8
    top = (
        f"M{left:g} 51C{left - 3:g} 31 {left + 5:g} 17.5 60 17.500S{right + 3:g} 31 {right:g} 51"
        f"c-.5-6-2.5-10-5.5-13C66 40 54 37 49 31.500c-2.5 4-6.5 6-8 8-1.5 3-2 7-2 11.500z"
    )
    return "", shape(who.hair, top) + line(who.sheen, 1.3, "M52 27c5 5 13 7 20 6.500M55 23c5 4 11 5.5 17 5.5")


def quiff(who: Person) -> tuple[str, str]:
    left, right = 60 - who.w - 0.8, 60 + who.w + 0.8
    top = (
        f"M{left:g} 51c-1.5-8-1-14 1-19-1.5-9 7-17 18-17 12-3"
        f" {right - 59:g} 2 {right - 57:g} 11 3 6 2 16 1 25"
        f"C{right - 0.6:g} 45 {right - 2:g} 41 {right - 5:g} 37.500c-8"
        f" 1-17-.5-23-5C{left + 12:g} 36 {left + 7:g} 38 {left + 4:g} 41"
        f" {left + 2:g} 44 {left + 0.8:g} 47 {left:g} 51z"
    )
    return "", shape(who.hair, top) + line(who.sheen, 1.4, "M47 27c5-6 14-8 22-6M50 31c5-4 12-5 18-4.5")


def curly(who: Person) -> tuple[str, str]:
    spots = (
        (41, 42, 5.5),
        (42, 34, 6.5),
        (47, 27, 7),
        (54.5, 23, 7.5),
        (63, 22, 7.5),
        (71, 25.5, 7),
        (77, 32, 6.5),
        (79, 40.5, 5.5),
        (51, 30, 6),
        (60, 29, 6.5),
        (69, 31, 6),
    )
    curls = "".join(
        f"M{x - r:g} {y}a{r} {r} 0 1 1 {2 * r:g} 0 {r} {r} 0 1 1-{2 * r:g} 0" for x, y, r in spots
    )
    return "", shape(who.hair, curls) + line(
        who.sheen, 1.2, "M44 32q3-3 5 0M56 22q4-2 6 1M70 27q4 0 4 4M60 30q3 2 6-1"
    )


def afro(who: Person) -> tuple[str, str]:
    spots = ((60, 33, 27), (38, 46, 12), (82, 46, 12), (42, 31, 13), (78, 31, 13), (52, 21, 12), (68, 21, 12))
    cloud = "".join(f"M{x - r} {y}a{r} {r} 0 1 1 {2 * r} 0 {r} {r} 0 1 1-{2 * r} 0" for x, y, r in spots)
    return shape(who.hair, cloud), shape(who.hair, _cap_of_hair(who, 47, 20, 25))


def balding(who: Person) -> tuple[str, str]:
    left, right = 60 - who.w, 60 + who.w
    sides = (
        f"M{left - 1:g} 55c-2.5-6-2-13 2-17 .5 5 .3 8-.4 11s-.8 4-1.6 6z"
        f"M{right + 1:g} 55c2.5-6 2-13-2-17-.5 5-.3 8 .4 11s.8 4 1.6 6z"
    )
    shine = line(mix(who.skin, "#ffffff", 0.4), 2.2, "M50 30q4-2.5 8-2.5")
    return "", shape(who.hair, sides) + shine


def bob(who: Person) -> tuple[str, str]:
    left, right = 60 - who.w, 60 + who.w
    behind = shape(
        who.hair,
        f"M60 17C{left - 8:g} 17 {left - 8:g} 42 {left - 6:g} 74c6 6 14 6 18"
        f" 4h{2 * who.w - 24:g}c4 2 12 2 18-4C{right + 8:g} 42 {right + 8:g} 17 60 17z",
    )
    fringe = (
        f"M{left - 2:g} 54C{left - 3:g} 32 44 20 60 20S{right + 3:g} 32 {right + 2:g}"
        f" 54c-2.5-5-3.5-9-4-13-10 .5-24-.5-34.5-1-.8 5-2 9-4.5 14z"
    )
    return behind, shape(who.hair, fringe) + line(
        who.sheen, 1.3, "M50 27c-4 3-6 6-6.5 10M56 25c-2 4-3 8-3 12M67 25.500c2 4 2.5 7 2.5 11.5"
    )


def long(who: Person) -> tuple[str, str]:
    left, right = 60 - who.w, 60 + who.w
    behind = shape(
        who.hair,
        f"M60 16C{left - 8:g} 16 {left - 8:g} 40 {left - 7:g} 66c0 16-4 24-4"
        f" 34h{2 * who.w + 22:g}c0-10-4-18-4-34C{right + 8:g} 40 {right + 8:g} 16 60 16z",
    )
    sides = (
        f"M60 19C{left - 2:g} 19 {left - 6:g} 36 {left - 3:g} 62c2-9 3-15 6-19"
        f"C{left + 8:g} 38 54 34 57 26c5 9 16 12 {right - 63:g} 17"
        f" 3 4 4 10 6 19C{right + 6:g} 36 {right + 2:g} 19 60 19z"
    )
    return behind, shape(who.hair, sides) + line(who.sheen, 1.3, "M53 26c-5 4-9 9-10 15M64 28c4 5 9 8 12 12")


def wavy(who: Person) -> tuple[str, str]:
    left, right = 60 - who.w, 60 + who.w
    behind = shape(
        who.hair,
        f"M60 16C{left - 7:g} 14 {left - 9:g} 34 {left - 5:g} 44c-6 5-6 13-1 18-5 6-4 13 1"
        f" 17-2 7 5 11 12 9h{2 * who.w - 14:g}c7 2 14-2 12-9 5-4 6-11 1-17 5-5"
        f" 5-13-1-18C{right + 9:g} 34 {right + 7:g} 14 60 16z",
    )
    top = (
        f"M{left - 2:g} 56C{left - 5:g} 34 {left + 3:g} 19 60 19S{right + 5:g} 34"
        f" {right + 2:g} 56c-3-4-4-8-4.5-12-4-1-7-3-9-6-8 4-20 4-27-6C{left + 16:g} 38"
        f" {left + 8:g} 41 {left + 2.5:g} 44 {left + 2:g} 48 {left:g} 52 {left - 2:g} 56z"
    )
    return behind, shape(who.hair, top) + line(who.sheen, 1.3, "M49 26c-4 3-7 7-8 12M59 24c3 5 9 8 15 9")


def bun(who: Person) -> tuple[str, str]:
    bun = dot(who.hair, 60, 15, 11, 9.5) + line(who.sheen, 1.2, "M54 13q6-5 12 0M55 17q5 3 10 0")
    return bun, shape(who.hair, _cap_of_hair(who, 49, 19, 26)) + line(
        who.sheen, 1.2, "M50 30q3-6 8-8M70 30q-3-6-8-8"
    )


def tail(who: Person) -> tuple[str, str]:
    right = 60 + who.w
    behind = shape(
        who.hair, f"M{right - 6:g} 28c14-4 20 8 18 24-1 14 4 20 0 32-8 2-14-6-13-18 1-12 0-26-7-30z"
    )
    left = 60 - who.w - 0.8
    top = (
        f"M{left:g} 52C{left - 2:g} 30 {left + 5:g} 19 60 19S{right + 3:g} 30 {right + 0.8:g}"
        f" 52c-.5-7-2-11-5-14-10 0-18-3-23-8-3 5-8 8-12 10-2 3-3 7-3.5 12z"
    )
    return behind, shape(who.hair, top) + line(who.sheen, 1.3, "M54 25c6 6 13 8 20 9M50 27c-4 3-6 6-7 9")


def braids(who: Person) -> tuple[str, str]:
    left, right = 60 - who.w, 60 + who.w
    ropes = "".join(
        f"M{x:g} 40q{2 * bend:g} 15 {bend / 2:g} 27t{bend / 2:g} 26"
        for x, bend in (
            (left + 3, -3),
            (left, -3),
            (left - 3.5, -2),
            (right - 3, 3),
            (right, 3),
            (right + 3.5, 2),
        )
    )
    behind = line(who.hair, 6, ropes)
    partings = line(
        who.sheen,
        1,
        "M60 20v10M53 21.500q-1 5-1 8.500M67 21.500q1 5 1 8.500M46.5 25q-2 5-2.5 9M73.5 25q2 5 2.5 9",
    )
    beads = "".join(dot("#d9a441", x, 93.5, 2.2, 2.2) for x in (left - 5.5, right + 5.5))
    return behind + beads, shape(who.hair, _cap_of_hair(who, 49, 19, 28)) + partings


def headscarf(who: Person) -> tuple[str, str]:
    left, right = 60 - who.w, 60 + who.w
    deep, light = mix(who.shawl, "#000000", 0.2), mix(who.shawl, "#ffffff", 0.2)
    behind = shape(
        deep,
        f"M60 13C{left - 9:g} 13 {left - 9:g} 44 {left - 5:g} 74l-8"
        f" 22h{2 * who.w + 26:g}l-8-22C{right + 9:g} 44 {right + 9:g} 13 60 13z",
    )
    wrap = (
        f"M60 13C{left - 7:g} 13 {left - 8:g} 44 {left - 5:g} 66c-1 12-8 20-16 27 14 12 64"
        f" 14 82 0-8-7-15-15-16-27C{right + 8:g} 44 {right + 7:g} 13 60 13z"
        f"M60 29.500c11 0 {who.w - 3:g} 8 {who.w - 3:g} 21.500C{right - 3:g} 68 70 79.5 60"
        f" 79.500S{left + 3:g} 68 {left + 3:g} 51C{left + 3:g} 37.5 49 29.5 60 29.500z"
    )
    folds = line(
        deep,
        1.6,
        f"M{left + 2:g} 70c5 12 16 18 30 18M{left - 2:g} 80c8 10 24 14 44 10M{right - 1:g} 72c-2 6-5 10-9 12",
    )
    rim = line(
        light, 1.6, f"M{left + 3:g} 51C{left + 3:g} 37.5 49 29.5 60 29.500s{who.w - 3:g} 8 {who.w - 3:g} 21.5"
    )
    return behind, f'<path fill="{who.shawl}" fill-rule="evenodd" d="{wrap}"/>' + folds + rim


def turban(who: Person) -> tuple[str, str]:
    left, right = 60 - who.w, 60 + who.w
    deep, light = mix(who.shawl, "#000000", 0.18), mix(who.shawl, "#ffffff", 0.14)
    whole = (
        f"M{left - 3:g} 46C{left - 9:g} 26 42 9 60 9s{18 + 0.0:g} 17 {right + 3 - 60:g} 37"
        f"c-5-7-12-10.5-{right + 3 - 60:g}-15-11 4.5-18 8-{60 - left + 3:g} 15z"
    )
    layers = line(
        deep,
        1.7,
        f"M{left - 1:g} 37C48 28 56 24 60 20M{left + 2:g} 29C50 21 56 18 60 15"
        f"M{right + 1:g} 37C72 28 64 24 60 20M{right - 2:g} 29C70 21 64 18 60 15",
    )
    return "", shape(who.shawl, whole) + layers + shape(light, "M55.5 33q4.5-5 9 0l-4.5-2z")


def knit_cap(who: Person) -> tuple[str, str]:
    left, right = 60 - who.w - 1.5, 60 + who.w + 1.5
    wool = who.shawl
    dome = f"M{left:g} 40C{left - 1:g} 22 46 14 60 14S{right + 1:g} 22 {right:g} 40z"
    brim = (
        f"M{left - 1.5:g} 36q0-4 4-4.5 20-4 {right - left - 5:g} 0 4 .5 4"
        f" 4.500v4.500q0 3-3 3-20.5-4-{right - left - 3:g} 0-3 0-3-3z"
    )
    ribs = line(mix(wool, "#000000", 0.2), 1.2, "M50 33v8M55 32v8M60 32v8M65 32v8M70 33v8M45 34v8M75 34v8")
    sides = f"M{left + 1:g} 42l4 0-2 9zM{right - 1:g} 42l-4 0 2 9z"
    return "", shape(who.hair, sides) + shape(wool, dome) + shape(mix(wool, "#ffffff", 0.16), brim) + ribs


LONGER: dict[Style, int] = {
    bob: 3,
    long: 3,
    wavy: 3,
    bun: 3,
    tail: 3,
    braids: 2,
    headscarf: 3,
    curly: 1,
    afro: 2,
    parted: 1,
}
SHORTER: dict[Style, int] = {
    crop: 3,
    shaved: 2,
    parted: 3,
    quiff: 3,
    curly: 2,
    afro: 1,
    balding: 2,
    turban: 1,
    knit_cap: 2,
}
