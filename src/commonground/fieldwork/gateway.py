"""Photographs, by Pillow: what a camera wrote beside the picture (place, time, owner) is left out of what is kept."""

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from commonground.core.refusals import NotUsable

MOST_PIXELS = 80_000_000
PREVIEW = (960, 960)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture without its metadata, and a small one for pages."""

    data: bytes
    preview: bytes
    media_type: str
    width: int
    height: int


def strip(data: bytes, media_type: str) -> Picture:
    """Make a picture anew from its dots alone, turned as it was meant to be seen. Raises NotUsable."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data)) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise NotUsable("fieldwork.attachment.unreadable")
                opened.load()
                turned = ImageOps.exif_transpose(opened)
                has_alpha = "A" in turned.getbands() or "transparency" in turned.info
                plain = turned.convert("RGBA" if has_alpha else "RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError,
            Image.DecompressionBombWarning) as error:  # fmt: skip
        raise NotUsable("fieldwork.attachment.unreadable") from error
    # Only the dots go into the new picture: whatever the file said besides stays behind.
    bare = Image.frombytes(plain.mode, plain.size, plain.tobytes())
    keeps_lines = media_type in ("image/png", "image/gif") or bare.mode == "RGBA"
    out = io.BytesIO()
    bare.save(out, "PNG") if keeps_lines else bare.save(out, "JPEG", quality=92)
    small = bare.convert("RGB")
    small.thumbnail(PREVIEW)
    seen = io.BytesIO()
    small.save(seen, "JPEG", quality=80)
    kind = "image/png" if keeps_lines else "image/jpeg"
    return Picture(out.getvalue(), seen.getvalue(), kind, bare.width, bare.height)
