"""The one writing of plain JSON (RFC 8785), quickly: feeds write and compare every line and every body, by the hundred thousand.

`json` of the standard library writes the same bytes, but for numbers that it spells otherwise and for letters that it does not
sort by their UTF-16 writing. Where anything of the kind might be in a text, `rfc8785` writes it.
"""

import json
import re
from typing import Any

import rfc8785

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode
# How the standard library spells numbers that have another writing: with an exponent, or ending with .0.
_SPELLED = (".0,", ".0]", ".0}", "e-", "e+")
_LONG = re.compile(r"\d{16}")


def written(said: Any) -> bytes:
    """The bytes of plain JSON: objects by names that are text. Raises `rfc8785.CanonicalizationError` for what has no such writing."""
    try:
        text = _encode(said)
        if _is_the_same(text):
            return text.encode()
    except (TypeError, ValueError):  # not a number, half a letter, nothing plain: refused below, in its own words
        pass
    return rfc8785.dumps(said)


def _is_the_same(text: str) -> bool:
    """Whether nothing in a text can have another writing; a no may be wrong."""
    return (
        text.isascii()  # names are sorted by their UTF-16 writing
        and not any(one in text for one in _SPELLED)
        and text[-2:] != ".0"
        and _LONG.search(text) is None
    )
