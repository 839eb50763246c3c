"""Pages for print: a Typst template with its data becomes a PDF.

Typst comes in wheels for every system, needs nothing else installed, and sets Cyrillic and Arabic right. Fonts are the
ones that travel with the pages' assets, never the machine's, so that a page looks the same everywhere.
"""

import json
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import get_language, get_language_bidi

FONTS = Path(__file__).resolve().parent / "static" / "vendor"


def pdf(template: Path, said: dict[str, Any], pictures: dict[str, str] | None = None) -> bytes:
    """A PDF in the language in force. `said` is plain JSON; `pictures` are SVG texts by name.

    The template reads both from `sys.inputs.said`, pictures under `pictures`.
    """
    language = get_language() or "en"
    inputs = {
        **(isolated(said) if get_language_bidi() else said),
        "pictures": pictures or {},
        "language": language.split("-")[0],
        "right_to_left": get_language_bidi(),
    }
    return compiled(template, inputs)


def compiled(template: Path, said: dict[str, Any]) -> bytes:
    """A PDF of what is said as it stands; the same bytes each time."""
    return typst.compile(
        template.read_bytes(),
        root=str(template.parent),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"said": json.dumps(said, ensure_ascii=False)},
    )


PICTURE = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg")"""


def png(svg: str, pixels_per_inch: float = 144) -> bytes:
    """A drawing as PNG; a unit of the drawing is three quarters of a point."""
    return typst.compile(
        PICTURE,
        format="png",
        ppi=pixels_per_inch,
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"svg": svg},
    )


def isolated(value: Any) -> Any:
    """Every text set apart by itself, so that one in another script keeps its own order of words and figures."""
    if isinstance(value, str):
        return f"\N{FIRST STRONG ISOLATE}{value}\N{POP DIRECTIONAL ISOLATE}" if value else value
    if isinstance(value, dict):
        return {name: isolated(inside) for name, inside in value.items()}
    return [isolated(inside) for inside in value] if isinstance(value, list | tuple) else value
