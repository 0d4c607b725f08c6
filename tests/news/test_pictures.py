"""Pictures are drawn anew in a child process; what is none, or is too much, is refused."""

import io
import struct
import zlib

import pytest
from PIL import Image

from server.news import redraw
from server.news.pictures import MAX_SIZE, Picture, PictureBroken, PictureKind, PictureTooLarge, accept_picture


def made(size: tuple[int, int], kind: str, mode: str = "RGB", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 120).save(out, kind, **options)
    return out.getvalue()


def opened(picture: Picture) -> Image.Image:
    return Image.open(io.BytesIO(picture.webp))


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_that_says(width: int, height: int, pixels: bytes) -> bytes:
    """A true PNG of the size that it says, from one run of equal bytes: a few kilobytes for a gigabyte."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_large_picture_comes_out_small_and_as_webp(kind: str) -> None:
    picture = accept_picture(made((2400, 1200), kind), "ảnh")
    assert (picture.width, picture.height) == (1200, 600)
    assert opened(picture).format == "WEBP"


def test_a_small_picture_keeps_its_size_and_what_was_clear_is_white() -> None:
    picture = accept_picture(made((10, 20), "PNG", "RGBA"), "a.png")
    assert (picture.width, picture.height) == (10, 20)
    assert opened(picture).mode == "RGB"
    assert accept_picture(made((10, 20), "PNG", "P"), "a.png").width == 10
    assert accept_picture(made((10, 20), "JPEG", "CMYK"), "a.jpg").width == 10


def test_place_and_camera_are_gone_and_the_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Máy ảnh của đồng chí Lan"
    exif.get_ifd(0x8825)[2] = (21.0, 1.0, 0.0)
    picture = accept_picture(made((40, 20), "JPEG", exif=exif), "a.jpg")
    assert (picture.width, picture.height) == (20, 40)
    assert not opened(picture).getexif()
    assert b"EXIF" not in picture.webp
    assert b"Lan" not in picture.webp


def test_what_hides_behind_a_picture_does_not_come_along() -> None:
    tail = b"<script>window.ran=1</script>PK\x03\x04%PDF-1.4"
    for kind in ("JPEG", "PNG", "WEBP"):
        assert tail not in accept_picture(made((30, 30), kind) + tail, "a").webp


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<?xml version='1.0'?><svg/>",
        b"GIF89a" + b"\0" * 40,
        b"GIF89a/*\xff\xd8\xff*/=1;alert(1)",
        b"BM" + b"\0" * 60,
        b"<html><script>alert(1)</script>",
        b"%PDF-1.4 \x89PNG\r\n\x1a\n",
        b"%!PS-Adobe",
        b"PK\x03\x04",
        b"RIFF\0\0\0\0WAVE",
        b" \xff\xd8\xff",
        b"",
    ],
)
def test_what_is_no_picture_is_refused_by_its_bytes(data: bytes) -> None:
    with pytest.raises(PictureKind):
        accept_picture(data, "ảnh.jpg")


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xd8\xff" + b"\0" * 100,
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0<script>alert(1)</script>",
        made((50, 50), "PNG")[:80],
        b"RIFF\x10\0\0\0WEBPVP8 ",
    ],
)
def test_a_broken_picture_is_refused(data: bytes) -> None:
    with pytest.raises(PictureBroken):
        accept_picture(data, "ảnh.jpg")


def test_a_flood_of_pixels_is_refused_before_it_fills_the_memory() -> None:
    for width, height in ((30_000, 30_000), (100_000, 401), (7_000, 6_000)):
        with pytest.raises(PictureBroken):
            accept_picture(png_that_says(width, height, b"\0" * 3_000_000), "bom.png")


def test_a_picture_at_the_limit_is_drawn() -> None:
    width, height = 8_000, 5_000
    data = png_that_says(width, height, (b"\0" + b"\x40" * width * 3) * height)
    assert len(data) < 200_000
    assert accept_picture(data, "lớn.png").width == 1200


def test_a_file_that_is_too_large_is_not_even_looked_at() -> None:
    with pytest.raises(PictureTooLarge) as refused:
        accept_picture(b"\xff\xd8\xff" + b"\0" * MAX_SIZE, "to.jpg")
    assert refused.value.details == {"name": "to.jpg", "limit": 12}


def test_the_child_does_the_same_when_it_is_called_directly() -> None:
    found = redraw.redraw(made((30, 15), "JPEG"))
    assert (found["width"], found["height"]) == (30, 15)
    with pytest.raises(Exception, match="cannot identify"):
        redraw.redraw(b"GIF89a")
