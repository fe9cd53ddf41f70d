"""Papers that people of the demo bring: drawn sheets with lines instead of words."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

PAPER, INK, STAMP = (250, 249, 244), (92, 100, 112), (58, 92, 148)


def scan(*, lines: int = 18, is_stamped: bool = False) -> bytes:
    """A sheet as a scanner brings it: PNG."""
    picture = Image.new("RGB", (595, 842), PAPER)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((150, 70, 445, 92), fill=INK)
    for number in range(lines):
        top = 150 + number * 32
        pen.rectangle((70, top, 525 - (number * 53) % 140, top + 7), fill=INK)
    if is_stamped:
        pen.ellipse((350, 680, 470, 800), outline=STAMP, width=5)
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()
