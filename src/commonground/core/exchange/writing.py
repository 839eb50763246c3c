"""The one writing of plain JSON (RFC 8785), quickly: feeds write and compare every line and every body, by the hundred thousand.

`json` of the standard library writes the same bytes, but for numbers that it spells otherwise and for letters that it does not
sort by their UTF-16 writing. Where anything of the kind might be in a text, `rfc8785` writes it.
"""

import json
import re
from typing import Any

import rfc8785

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode
# A number with an exponent, one that ends with .0, a long one; a letter beyond the first 65,536.
_OTHERWISE = re.compile(r"(?:^|[\[:,])-?\d+(?:\d{15}|\.0(?:$|[\]},])|(?:\.\d+)?e)|[^\x00-\uffff]")


def written(said: Any) -> bytes:
    """The bytes of plain JSON: objects by names that are text. Raises `rfc8785.CanonicalizationError` for what has no such writing."""
    try:
        text = _encode(said)
        if _OTHERWISE.search(text) is None:
            return text.encode()
    except (TypeError, ValueError):  # not a number, half a letter, nothing plain: refused below, in its own words
        pass
    return rfc8785.dumps(said)
