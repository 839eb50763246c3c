"""Invented names of places and organisations, in Latin and Cyrillic."""

import random

STARTS = (
    "Bel",
    "Crn",
    "Dob",
    "Grad",
    "Jezer",
    "Kam",
    "Lip",
    "Med",
    "Nov",
    "Orl",
    "Plan",
    "Rud",
    "Sel",
    "Škar",
    "Tis",
    "Vrb",
    "Zel",
    "Žit",
    "Čer",
    "Đur",
)
MIDDLES = ("", "ov", "in", "eš", "ič", "an", "or")
ENDS = ("ac", "ica", "ovo", "ina", "ište", "grad", "polje", "vode", "ik", "anj", "nica")
TO_CYRILLIC = {
    "lj": "љ", "nj": "њ", "dž": "џ", "a": "а", "b": "б", "c": "ц", "č": "ч", "ć": "ћ", "d": "д", "đ": "ђ", "e": "е", "f": "ф", "g": "г", "h": "х",
    "i": "и", "j": "ј", "k": "к", "l": "л", "m": "м", "n": "н", "o": "о", "p": "п", "r": "р", "s": "с", "š": "ш", "t": "т", "u": "у", "v": "в", "z": "з", "ž": "ж",
}  # fmt: skip
OPERATORS = (("north-demining", "Northern Demining"), ("clear-ground", "Clear Ground"), ("civil-protection", "Civil Protection"),
             ("armed-forces", "Armed Forces Demining Battalion"), ("stepping-stone", "Stepping Stone"))  # fmt: skip
DONORS = (("state", "State budget"), ("island-fund", "Island Trust Fund"), ("union", "Union Facility"))


def places(count: int, rng: random.Random) -> list[str]:
    """So many different place names."""
    found: dict[str, None] = {}
    while len(found) < count:
        name = rng.choice(STARTS) + rng.choice(MIDDLES) + rng.choice(ENDS)
        found[name if name not in found else rng.choice(("Gornji ", "Donji ", "Veliki ", "Mali ")) + name] = None
    return list(found)


def cyrillic(name: str) -> str:
    """A name in Serbian Cyrillic."""
    out, i, lower = "", 0, name.lower()
    while i < len(name):
        width = 2 if lower[i : i + 2] in TO_CYRILLIC else 1
        letter = TO_CYRILLIC.get(lower[i : i + width], name[i : i + width])
        out += letter.upper() if name[i].isupper() else letter
        i += width
    return out
