"""Identifiers: how records are named so that the same content has the same name everywhere."""

import hashlib
import json
import unicodedata
from typing import Any

plain_json = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def content_hash(content: Any) -> str:
    """The SHA-256 (hex) of some plain JSON content, independent of key order and Unicode form."""
    return text_hash(plain_json(content))


def text_hash(text: str) -> str:
    """The SHA-256 (hex) of a text, independent of Unicode form."""
    return hashlib.sha256((text if text.isascii() else unicodedata.normalize("NFC", text)).encode()).hexdigest()


CYRILLIC_TO_LATIN = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "ђ": "đ", "е": "e", "ж": "ž", "з": "z", "и": "i",
    "ј": "j", "к": "k", "л": "l", "љ": "lj", "м": "m", "н": "n", "њ": "nj", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "ћ": "ć", "у": "u", "ф": "f", "х": "h", "ц": "c", "ч": "č", "џ": "dž", "ш": "š",
    "ѓ": "gj", "ќ": "kj", "ѕ": "dz", "й": "j", "ю": "ju", "я": "ja", "э": "e", "ы": "y", "щ": "šč", "ь": "", "ъ": "",
}  # fmt: skip


def searchable(text: str) -> str:
    """Text folded for search: Latin or Cyrillic finds either, and diacritics are optional.

    "Бијељина", "Bijeljina" and "BIJELJINA" fold alike; so do "Đurđevik", "Djurdjevik" and "Durdevik",
    because đ folds to d and the digraph dj, which people write for it, folds to d too.
    """
    if text.isascii():
        return " ".join(text.casefold().replace("dj", "d").split())
    latin = "".join(CYRILLIC_TO_LATIN.get(letter, letter) for letter in text.casefold())
    plain = latin.replace("đ", "d").replace("ł", "l").replace("ı", "i").replace("ə", "e")
    bare = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return " ".join(bare.replace("dj", "d").split())
