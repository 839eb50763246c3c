"""What is said of hazards and documents besides the land: the rows that entries refer to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from commonground.core.identifiers import searchable
from commonground.core.land.drafts import Draft
from commonground.core.land.entries import Kind
from commonground.land.models import Document, FormerCard, Hazard
from commonground.store.bulk import insert
from commonground.store.sets import among, rows, run

MANY = 5_000
FORMER = FormerCard._meta.db_table
DESCRIPTION = "description"  # the document that such entries rest on: the record itself
# Standing, open square metres, unit, first and last day, last number, and operators as a row keeps them.
Sum = tuple[str, int, int | None, str | None, str | None, int, str]
SAID = ("code", "name", "folded", "contamination", "flag", "stated_unit", "unknown", "released_m2")
SUMMED = ("standing", "open_m2", "unit_id", "first_on", "last_on", "last_number", "operators")
NO_SUM: Sum = ("unrecorded", 0, None, None, None, 0, "")


@dataclass(frozen=True, slots=True)
class HazardCard:
    """What is said of a hazard besides its land."""

    code: str
    name: str = ""
    contamination: str = "unknown"
    flag: str = ""
    stated_unit: str = ""


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """What is said of a document."""

    code: str
    title: str = ""
    kind: str = "report"
    dated: date | None = None
    sha256: str = ""


def hazard_keys(codes: set[str]) -> dict[str, int]:
    keys = _held(codes)
    missing = sorted(codes - keys.keys())
    if missing:
        add_hazards([HazardCard(code) for code in missing])
        keys |= _held(set(missing))
    return keys


def _held(codes: set[str]) -> dict[str, int]:
    """The keys of the hazards with some codes, as far as there are such."""
    table = Hazard._meta.db_table
    if len(codes) >= MANY and rows(f"SELECT coalesce(max(id), 0) FROM {table}")[0][0] < 2 * len(codes):
        return {code: key for code, key in rows(f"SELECT code, id FROM {table}") if code in codes}
    clause, params = among("code", codes)
    return dict(rows(f"SELECT code, id FROM {table} WHERE {clause}", params))


def add_hazards(
    cards: Sequence[HazardCard], keys: dict[str, int] | None = None, sums: Mapping[int, Sum] = MappingProxyType({})
) -> None:
    """Enter hazards as they are described; with their keys and what they are summed up as, where that is known already."""
    said = (
        (c.code, c.name, searchable(f"{c.code} {c.name}")[:400], c.contamination, c.flag, c.stated_unit, False, 0)
        for c in cards
    )
    if keys is None:
        insert(Hazard, SAID + SUMMED, ((*row, *NO_SUM) for row in said), len(cards))
        return
    some = [keys[c.code] for c in cards]
    rows_ = ((*row, *sums.get(key, NO_SUM), key) for row, key in zip(said, some, strict=True))
    insert(Hazard, (*SAID, *SUMMED, "id"), rows_, len(cards))


@dataclass(frozen=True, slots=True)
class Telling:
    """What is said of hazards besides their land, beside what was said before."""

    wanted: Mapping[str, HazardCard]
    held: Mapping[str, tuple[int, HazardCard, str]]  # key, card, what it is found by

    @property
    def changed(self) -> list[tuple[int, HazardCard, HazardCard]]:
        """Key, what was said, what is said now."""
        return [
            (self.held[c][0], self.held[c][1], card)
            for c, card in self.wanted.items()
            if c in self.held and self.held[c][1] != card
        ]

    def drafts(self, on: date, after: int) -> list[Draft]:
        """An entry for every hazard of which something else is said now that figures are made by: it has a number, so
        that figures as known before it stay what they were."""
        return [
            Draft(Kind.DESCRIBE, on, (new.code,), DESCRIPTION, because=_difference(old, new)[:500], ordinal=after)
            for _, old, new in self.changed
            if (old.contamination, old.flag) != (new.contamination, new.flag)
        ]


def _difference(old: HazardCard, new: HazardCard) -> str:
    """What changed, in the codes of the books."""
    said = ((name, getattr(old, name), getattr(new, name)) for name in ("contamination", "flag"))
    return "; ".join(f"{name}: {before or '-'} → {now or '-'}" for name, before, now in said if before != now)


def told(cards: Iterable[HazardCard]) -> Telling:
    """What is said of some hazards, beside what the books say."""
    wanted = {c.code: c for c in cards}
    held: dict[str, tuple[int, HazardCard, str]] = {}
    table = Hazard._meta.db_table
    if wanted and rows(f"SELECT 1 FROM {table} LIMIT 1"):
        clause, params = among("code", wanted)
        said = f"SELECT id, code, name, contamination, flag, stated_unit, folded FROM {table} WHERE {clause}"
        for key, *card, folded in rows(said, params):
            held[card[0]] = (key, HazardCard(*card), folded)
    return Telling(wanted, held)


def describe(telling: Telling, until: int) -> int:
    """Enter what is said of hazards besides their land, new ones and changed ones; how many were changed.

    What was said of them up to a ledger number is kept.
    """
    add_hazards([c for code, c in telling.wanted.items() if code not in telling.held])
    changed = telling.changed
    known = {key for key, *_ in changed}
    clause, params = among("hazard_id", known)
    kept = {r[0] for r in rows(f"SELECT hazard_id FROM {FORMER} WHERE until = %s AND {clause}", [until, *params])}
    insert(
        FormerCard, ("hazard", "until", "name", "contamination", "flag"),
        [(key, until, old.name, old.contamination, old.flag) for key, old, _ in changed if key not in kept],
    )  # fmt: skip
    for key, _, card in changed:
        run(
            f"UPDATE {Hazard._meta.db_table} SET name = %s, folded = %s, contamination = %s, flag = %s, stated_unit = %s WHERE id = %s",
            [
                card.name,
                _folded(card, telling.held[card.code][2]),
                card.contamination,
                card.flag,
                card.stated_unit,
                key,
            ],
        )
    return len(changed)


def _folded(card: HazardCard, before: str) -> str:
    """What a hazard is found by: its code, its name, and every name it had before."""
    now = searchable(f"{card.code} {card.name}")
    gone = [part for part in before.split(" | ") if part and part != now]
    return " | ".join([now, *gone])[:400]


def document_keys(codes: set[str], cards: Iterable[DocumentCard]) -> dict[str, int]:
    clause, params = among("code", codes)
    table = Document._meta.db_table
    keys = dict(rows(f"SELECT code, id FROM {table} WHERE {clause}", params))
    missing = codes - keys.keys()
    if missing:
        said = {c.code: c for c in cards}
        rows_ = [said.get(code, DocumentCard(code)) for code in sorted(missing)]
        insert(
            Document,
            ("code", "title", "kind", "dated", "sha256"),
            [(c.code, c.title, c.kind, c.dated and c.dated.isoformat(), c.sha256) for c in rows_],
        )
        clause, params = among("code", missing)
        keys |= dict(rows(f"SELECT code, id FROM {table} WHERE {clause}", params))
    return keys
