"""The picture process: one file in, two pictures out. Started by path, alone, with nothing of ours."""

import json
import sys
import warnings
from pathlib import Path

from PIL import Image, ImageOps

try:
    import resource
except ImportError:  # Windows has no such limits; there the time and the folder's size are watched
    resource = None  # type: ignore[assignment]

MOST_PIXELS = 80_000_000
MEMORY = 2_000_000_000  # bytes
SMALL = (960, 960)


def main(media_type: str) -> None:
    """Make the picture anew from its dots: whatever the file said besides stays behind."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    with Image.open("given") as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise SystemExit("too many dots")
        opened.load()
        turned = ImageOps.exif_transpose(opened)
        has_alpha = "A" in turned.getbands() or "transparency" in turned.info
        plain = turned.convert("RGBA" if has_alpha else "RGB")
    bare = Image.frombytes(plain.mode, plain.size, plain.tobytes())
    kind = "PNG" if media_type in ("image/png", "image/gif") or has_alpha else "JPEG"
    bare.save("kept", kind, **({} if kind == "PNG" else {"quality": 92}))
    small = bare.convert("RGB")
    small.thumbnail(SMALL)
    small.save("small", "JPEG", quality=80)
    Path("said.json").write_text(json.dumps({"kind": kind, "width": bare.width, "height": bare.height}), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
