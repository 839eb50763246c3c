"""The one writing of plain JSON (RFC 8785), quickly: feeds write and compare every line and every body, by the hundred thousand.

`json` of the standard library writes the same bytes, but for numbers that it spells otherwise and for letters that it does not
sort by their UTF-16 writing. Where anything of the kind might be in a text, `rfc8785` writes it.
"""

import json
from typing import Any

import rfc8785

_encode = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"), check_circular=False
).encode
# How the standard library spells numbers that have another writing: with an exponent, or ending with .0.
_SPELLED = (b".0,", b".0]", b".0}", b"e-", b"e+")
# Every digit as 0 and all else as a blank: a number that is too long for its own writing is found much quicker than by a pattern.
_DIGITS = bytes(ord("0") if chr(i) in "0123456789" else ord(" ") for i in range(256))
_LONG = b"0" * 16


def written(said: Any) -> bytes:
    """The bytes of plain JSON: objects by names that are text. Raises `rfc8785.CanonicalizationError` for what has no such writing."""
    try:
        text = _encode(said)
        if text.isascii():  # names are sorted by their UTF-16 writing
            raw = text.encode()
            if _is_the_same(raw):
                return raw
    except (TypeError, ValueError):  # not a number, half a letter, nothing plain: refused below, in its own words
        pass
    return rfc8785.dumps(said)


def _is_the_same(raw: bytes) -> bool:
    """Whether nothing in a text of plain letters can have another writing; a no may be wrong."""
    for one in _SPELLED:
        if one in raw:
            return False
    return raw[-2:] != b".0" and _LONG not in raw.translate(_DIGITS)
