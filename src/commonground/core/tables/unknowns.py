"""Cells that say that nobody knows: they are unknown, which is neither zero nor a fault."""

from typing import Any

WORDS = frozenset({
    "", "-", "--", "---", "–", "—", "?", "??", "/", "//", ".", "*", "x", "n/a", "na", "n.a.", "n. a.", "nd", "n/d", "null",
    "none", "nil", "nan", "unknown", "unk", "not known", "not available", "no data", "nepoznato", "nepoznat", "nepoznata",
    "nije poznato", "nema podataka", "nema podatka", "bez podataka", "nije utvrđeno", "neutvrđeno", "непознато", "непознат",
    "непозната", "није познато", "нема података", "без података", "није утврђено", "desconocido", "sin información",
    "sin informacion", "sin datos", "inconnu", "#n/a", "#ref!", "#value!", "#div/0!", "#name?", "#num!", "#null!",
})  # fmt: skip


def is_unknown(cell: Any) -> bool:
    """Whether a cell says nothing, or that nobody knows."""
    if cell is None:
        return True
    return isinstance(cell, str) and " ".join(cell.split()).casefold() in WORDS
