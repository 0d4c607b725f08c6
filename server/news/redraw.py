"""Run as a child process: any JPEG, PNG or WebP drawn anew as a small WebP. Nothing else of the file survives.

python -m server.news.redraw
"""

import base64
import io
import json
import sys
import warnings

from PIL import Image, ImageOps

from server.confined import confinement

MOST_PIXELS = 40_000_000
WIDEST, HIGHEST = 1200, 1600
FORMATS = ("JPEG", "PNG", "WEBP")


class TooManyPixels(Exception):
    """More points than a page could show: a picture made to fill the memory."""


def redraw(data: bytes) -> dict[str, str | int]:
    """Turned as the camera was held, made smaller, without place, date or name of the camera."""
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise TooManyPixels
        opened.draft("RGB", (WIDEST, HIGHEST))  # a large JPEG is read small at once
        opened.thumbnail((max(WIDEST, HIGHEST),) * 2, reducing_gap=2.0)
        turned = ImageOps.exif_transpose(opened)
    ground = Image.new("RGB", turned.size, "white")
    colours = turned.convert("RGBA")
    ground.paste(colours, mask=colours.getchannel("A"))
    ground.thumbnail((WIDEST, HIGHEST))
    out = io.BytesIO()
    ground.save(out, "WEBP", quality=80, method=4)
    return {"width": ground.width, "height": ground.height, "webp": base64.b64encode(out.getvalue()).decode()}


def main() -> None:
    with confinement() as data:
        found = json.dumps(redraw(data))
    sys.stdout.write(found)


if __name__ == "__main__":
    main()
