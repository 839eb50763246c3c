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
        **(_isolated(said) if get_language_bidi() else said),
        "pictures": pictures or {},
        "language": language.split("-")[0],
        "right_to_left": get_language_bidi(),
    }
    return typst.compile(
        template.read_bytes(),
        root=str(template.parent),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"said": json.dumps(inputs, ensure_ascii=False)},
    )


def _isolated(value: Any) -> Any:
    """Every text set apart by itself, so that one in another script keeps its own order of words and figures."""
    if isinstance(value, str):
        return f"\N{FIRST STRONG ISOLATE}{value}\N{POP DIRECTIONAL ISOLATE}" if value else value
    if isinstance(value, dict):
        return {name: _isolated(inside) for name, inside in value.items()}
    return [_isolated(inside) for inside in value] if isinstance(value, list) else value
