"""Photos that people bring: made small in a limited child process, without what a phone writes into them.

A phone's picture holds the place where it was taken; none of that may leave with it, so pixels alone are kept.
Pillow comes with WeasyPrint.
"""

from __future__ import annotations

import base64
import io
from typing import Any

from django.core.exceptions import ValidationError

from mentoring_site.files import JPG, PNG, recognise_file
from mentoring_site.sandbox import SandboxError, run_in_child

LONGEST_SIDE = 1600
PORTRAIT_SIDE = 800
MAX_PIXELS = 60_000_000
QUALITY = 82


def portrait(name: str, data: bytes) -> bytes:
    """A photo of one person for a card: as small_picture(), of at most PORTRAIT_SIDE pixels."""
    return small_picture(name, data, side=PORTRAIT_SIDE)


def small_picture(name: str, data: bytes, *, side: int = LONGEST_SIDE) -> bytes:
    """JPG of at most `side` pixels a side. Raises ValidationError for what is no JPG or PNG or can't be read."""
    if recognise_file(name, data) not in (JPG, PNG):
        raise ValidationError(f"Файл «{name}» не фотография. Нужен снимок в виде JPG или PNG.")
    try:
        answer = run_in_child("mentoring_site.pictures:shrink", side.to_bytes(2, "big") + data)
    except SandboxError as error:
        raise _unreadable(name) from error
    if "error" in answer:
        raise _unreadable(name)
    return base64.b64decode(answer["jpg"])


def shrink(payload: bytes) -> dict[str, Any]:
    """For the child: turned upright, smaller, on white, without any notes. payload: two bytes of the side, the file."""
    from PIL import Image, ImageOps  # the child alone needs it

    side, payload = int.from_bytes(payload[:2], "big"), payload[2:]
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with Image.open(io.BytesIO(payload), formats=("JPEG", "PNG")) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                return {"error": "too large"}
            picture.draft("RGB", (side * 2, side * 2))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((side, side))
            ground = Image.new("RGB", upright.size, "white")
            if upright.mode in ("RGBA", "LA", "P"):
                layer = upright.convert("RGBA")
                ground.paste(layer, mask=layer.getchannel("A"))
            else:
                ground.paste(upright.convert("RGB"))
            out = io.BytesIO()
            ground.save(out, "JPEG", quality=QUALITY, optimize=True)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as failure:
        return {"error": type(failure).__name__}
    return {"jpg": base64.b64encode(out.getvalue()).decode()}


def _unreadable(name: str) -> ValidationError:
    return ValidationError(
        f"Снимок «{name}» не открывается или слишком велик. Сохраните его заново в виде JPG и добавьте ещё раз."
    )
