"""Photos that go out: drawn anew, so that neither the place of shooting nor anything else hidden leaves with them."""

from __future__ import annotations

import io

from django.core.exceptions import ValidationError
from PIL import Image, ImageOps

from mentoring_site.files import JPG, PNG, recognise_file

MAX_PHOTO_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000  # a phone takes 12–50 million; more is a bomb or a scan
LONGEST_SIDE = 800
QUALITY = 85


def portrait(name: str, data: bytes) -> bytes:
    """A JPEG of at most 800 pixels a side, upright, without EXIF.

    Raises ValidationError for what is no JPG or PNG, is larger than 10 MB or cannot be read.
    """
    if len(data) > MAX_PHOTO_BYTES:
        raise ValidationError(f"Фотография «{name}» больше 10 МБ. Уменьшите её.")
    if recognise_file(name, data) not in (JPG, PNG):
        raise ValidationError(f"Файл «{name}» – не фотография. Подходят JPG и PNG.")
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
            width, height = picture.size
            if width * height > MAX_PIXELS:
                raise ValidationError(
                    f"Фотография «{name}» слишком большая: {width} × {height}. Уменьшите её."
                )
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            return _as_jpeg(upright)
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise ValidationError(f"Фотография «{name}» не читается. Сохраните её ещё раз как JPG.") from error


def _as_jpeg(picture: Image.Image) -> bytes:
    """On white where it was transparent."""
    whole = Image.new("RGB", picture.size, "white")
    rgba = picture.convert("RGBA")
    whole.paste(rgba, mask=rgba.getchannel("A"))
    written = io.BytesIO()
    whole.save(written, "JPEG", quality=QUALITY, optimize=True)
    return written.getvalue()
