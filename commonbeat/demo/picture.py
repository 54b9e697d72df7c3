"""The one photo in the story, drawn here so that it is nobody's: glass in the sand of a playground."""

from __future__ import annotations

import io
import random

from PIL import Image, ImageDraw

from commonbeat.safety.pictures import CleanPicture, clean_picture

SIZE = (960, 720)


def glass_in_the_sand() -> CleanPicture:
    """The same drawing every time."""
    dice = random.Random(7)  # noqa: S311 - grains of sand
    image = Image.new("RGB", SIZE, (214, 196, 160))
    draw = ImageDraw.Draw(image)
    for _grain in range(6000):
        x, y = dice.randrange(SIZE[0]), dice.randrange(SIZE[1])
        shade = dice.randint(-22, 18)
        draw.point((x, y), (200 + shade, 182 + shade, 146 + shade))
    draw.rectangle((0, 0, SIZE[0], 90), (142, 108, 74))
    draw.line((0, 92, SIZE[0], 92), (96, 72, 50), 5)
    for _shard in range(26):
        x, y = dice.randint(220, 760), dice.randint(220, 600)
        corners = [(x + dice.randint(-46, 46), y + dice.randint(-34, 34)) for _corner in range(3)]
        draw.polygon(corners, (84, 122, 92), (196, 222, 198))
    draw.ellipse((590, 300, 650, 360), (84, 122, 92), (196, 222, 198), 3)
    out = io.BytesIO()
    image.save(out, "PNG")
    out.seek(0)
    return clean_picture(out)
