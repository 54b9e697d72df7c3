"""Draw the app icons: `python -m commonbeat.faces.marks` writes them anew into static/look/icons."""

from pathlib import Path

from PIL import Image, ImageDraw

FOLDER = Path(__file__).parent / "static" / "look" / "icons"
PAPER, GREEN = "#fbf8f1", "#1f5c45"
FINE = 4
BEAT = ((-2, 17), (10, 17), (12.6, 11.5), (16.8, 21), (19.7, 15), (20.8, 17), (34, 17))


def _curve(*points: tuple[float, float]) -> list[tuple[float, float]]:
    """Points along a cubic Bezier curve."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = points
    steps = [i / 40 for i in range(41)]
    return [
        (
            (1 - t) ** 3 * ax + 3 * (1 - t) ** 2 * t * bx + 3 * (1 - t) * t**2 * cx + t**3 * dx,
            (1 - t) ** 3 * ay + 3 * (1 - t) ** 2 * t * by + 3 * (1 - t) * t**2 * cy + t**3 * dy,
        )
        for t in steps
    ]


def _heart() -> list[tuple[float, float]]:
    """The outline of the heart on a 32-unit grid; the right half mirrors the left."""
    left = _curve((16, 28.5), (7.5, 22.6), (3.5, 17.7), (3.5, 12.3))
    left += _curve((3.5, 12.3), (3.5, 5.2), (12.6, 3.1), (16, 9))
    return left + [(32 - x, y) for x, y in reversed(left)]


def draw(size: int, *, ground: str = "", scale: float = 0.94) -> Image.Image:
    """Return the mark as a square picture; ground fills what is behind it."""
    full = size * FINE
    picture = Image.new("RGBA", (full, full), ground or (0, 0, 0, 0))
    unit = full * scale / 32
    shift = (full - 32 * unit) / 2

    def place(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
        return [(shift + x * unit, shift + y * unit) for x, y in points]

    heart = Image.new("L", picture.size, 0)
    pen = ImageDraw.Draw(heart)
    pen.polygon(place(_heart()), fill=255)
    width = round(2.5 * unit)
    beat = place(list(BEAT))
    pen.line(beat, fill=0, width=width, joint="curve")
    for x, y in beat:
        pen.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=0)
    picture.paste(Image.new("RGBA", picture.size, GREEN), mask=heart)
    return picture.resize((size, size), Image.Resampling.LANCZOS)


def write() -> None:
    """Write every icon the pages and the phone's home screen ask for."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for size in (32, 192, 512):
        draw(size, ground=PAPER if size > 100 else "", scale=0.8 if size > 100 else 0.98).save(
            FOLDER / f"mark-{size}.png", optimize=True
        )
    draw(512, ground=PAPER, scale=0.58).save(FOLDER / "mark-maskable-512.png", optimize=True)


if __name__ == "__main__":
    write()
