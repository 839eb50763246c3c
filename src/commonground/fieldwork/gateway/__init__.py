"""Photographs: what a camera wrote beside the picture (place, time, owner) is left out of what is kept.

Like every file from outside, a picture is read in a process that is given little (docs/adr/0004-files-are-read-in-a-powerless-process.md).
"""

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

from commonground.core.refusals import NotUsable
from commonground.store import child

SCRIPT = Path(__file__).with_name("child.py")
SECONDS = 60.0
MOST_WRITTEN = 200_000_000  # bytes


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
    with tempfile.TemporaryDirectory(prefix="commonground-", ignore_cleanup_errors=True) as own:
        folder = Path(own).resolve()
        (folder / "given").write_bytes(data)
        outcome = child.run(SCRIPT, [media_type], folder, seconds=SECONDS, bytes_written=MOST_WRITTEN)
        if outcome.code != 0 or outcome.stopped:
            raise NotUsable("fieldwork.attachment.unreadable")
        said = json.loads((folder / "said.json").read_text("utf-8"))
        width, height = int(said["width"]), int(said["height"])
        kind = "image/png" if said["kind"] == "PNG" else "image/jpeg"
        return Picture((folder / "kept").read_bytes(), (folder / "small").read_bytes(), kind, width, height)
