"""Photos leave without anything hidden, upright and small; what is no photo is refused in words."""

from __future__ import annotations

import io

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from mentoring_site.pictures import portrait

ORIENTATION, GPS = 0x0112, 0x8825


def picture(size: tuple[int, int] = (40, 20), kind: str = "PNG", mode: str = "RGB", **saved: object) -> bytes:
    written = io.BytesIO()
    Image.new(mode, size).save(written, kind, **saved)
    return written.getvalue()


def test_photo_with_hidden_data_is_drawn_upright_without_them():
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # the phone was held upright
    exif.get_ifd(GPS)[1] = "N"

    drawn = portrait("Фото.jpg", picture((1600, 800), "JPEG", exif=exif))

    with Image.open(io.BytesIO(drawn)) as shown:
        assert (shown.format, shown.size, dict(shown.getexif())) == ("JPEG", (400, 800), {})


def test_transparent_picture_stands_on_white():
    with Image.open(io.BytesIO(portrait("Фото.png", picture(mode="RGBA")))) as shown:
        assert shown.getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.4", "не фотография"),
        (b"GIF89a", "не подходит"),
        (b"", "пуст"),
        (b"\xff\xd8\xff" + b"\0" * 40, "не открывается"),
        (picture()[:40], "не открывается"),
        (picture((9000, 9000), mode="1"), "слишком велик"),
    ],
)
def test_what_is_no_photo_is_refused_in_words(data, words):
    with pytest.raises(ValidationError, match=words):
        portrait("Фото.jpg", data)
