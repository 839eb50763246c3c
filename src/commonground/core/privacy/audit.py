"""What an attacker could work out from everything that was released, as a linear problem; and the verdict on its bounds.

The attacker knows the rules of the door, every table of the population and of its kin, and which periods lie in which. Unknown to them are the
counts of each cell: those are the variables. Every printed figure bounds a sum of them. A count from 1 to 4 is given away where what
is known leaves two values for it, or one. Two releases of overlapping people are one problem: people in both, in the one alone, in the other alone are
counted apart (`regions`), so that differences are covered as well.

Bounds are found over the tables that are joined by shared dimensions. Tables that are joined in a circle (by a and b, b and c, c and a) are bounded
over the whole of a, b and c; where that is too large, the release is refused.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from math import prod
from operator import itemgetter
from typing import Any

from commonground.core.privacy.door import Fault, Form, Printed, Record, Sign
from commonground.core.privacy.rounding import CROSSED, SMALLEST, could_be

LARGEST = 20_000  # so many unknowns can be bounded in time
SMALL = range(1, 5)
ENDLESS = float("inf")
WITHIN = 2  # a count with so many possible values, or fewer, is given away

Key = tuple[str, ...]
Region = frozenset[str]
Limits = dict[tuple[tuple[Region, ...], Key, Key], tuple[float, float]]  # of a cell over some regions


@dataclass(frozen=True, slots=True)
class Frozen:
    """The people of one closed period as they were when it was first asked about. `values` are all values of each dimension."""

    name: str
    records: Sequence[Record]
    values: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Issued:
    """Tables that left, or want to: what they are called, and of which people."""

    name: str
    frozen: str
    printed: Printed


@dataclass(frozen=True, slots=True)
class Target:
    """A small count that must not be given away: where it stands, and the unknowns whose sum it is."""

    name: str
    by: Key
    key: Key
    count: int
    terms: tuple[int, ...]


@dataclass(slots=True)
class Problem:
    """Unknowns from 0 on, sums of them with a least and a most, and the sums that are to be bounded."""

    unknowns: int = 0
    sums: list[tuple[dict[int, int], float, float]] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        """Plain JSON, for whoever solves it."""
        return {
            "unknowns": self.unknowns,
            "sums": [
                [list(terms), list(terms.values()), least, None if most == ENDLESS else most]
                for terms, least, most in self.sums
            ],
            "targets": [list(t.terms) for t in self.targets],
        }


def regions_of(frozen: Sequence[Frozen]) -> dict[Region, list[Record]]:
    """The people by the releases that they are in. Somebody whose values were changed is another one."""
    if len({f.name for f in frozen}) == 1:
        return {frozenset({frozen[0].name}): list(frozen[0].records)}
    common = set.intersection(*(set(f.values) for f in frozen))
    seen: dict[Any, tuple[set[str], Record]] = {}
    for one in frozen:
        for record in one.records:
            item = (record.key, tuple(sorted((d, v) for d, v in record.values.items() if d in common)))
            seen.setdefault(item, (set(), record))[0].add(one.name)
    out: dict[Region, list[Record]] = {}
    for names, record in seen.values():
        out.setdefault(frozenset(names), []).append(record)
    return out


def too_close(regions: Mapping[Region, Sequence[Record]], names: Iterable[str]) -> list[Fault]:
    """Releases that differ by a few people: taking one from the other would be a table of those."""
    if len(set(names)) < 2:
        return []
    return [
        Fault("disclosure.audit.few-apart", {"most": SMALLEST, "of": ", ".join(sorted(region))})
        for region, people in regions.items()
        if len(people) < SMALLEST
    ]


def blocks_of(edges: Iterable[Key]) -> list[Key]:
    """The sets of dimensions over which unknowns are needed: the largest tables; those joined in a circle taken as one.

    Tables that can be taken away one by one, each hanging on to the rest by what it shares with a single other one (Graham's reduction), need no more than themselves.
    """
    sets = [set(e) for e in set(edges)]
    largest = [s for s in sets if not any(s < other for other in sets)]
    left = [set(s) for s in largest]
    changed = True
    while changed:
        changed = False
        for one in left:
            lonely = {d for d in one if sum(d in other for other in left) == 1}
            if lonely:
                one -= lonely
                changed = True
        for one in left:
            others = list(left)
            others.remove(one)
            if any(one <= other for other in others) or (not one and others):
                left = others
                changed = True
                break
    circle = set().union(*left) if len(left) > 1 else set()
    out = [s for s in largest if not circle or not s <= circle]
    return [tuple(sorted(s)) for s in [*out, *([circle] if circle else [])]] or [()]


class _Unknowns:
    """Numbers for the counts of each cell of each block, for each region."""

    def __init__(self, blocks: Sequence[Key], regions: Sequence[Region], values: Mapping[str, Sequence[str]]) -> None:
        self.blocks, self.regions = blocks, regions
        self.cells = [list(product(*(values[d] for d in block))) for block in blocks]
        self.starts: dict[tuple[Region, int], int] = {}
        self.count = 0
        for region in regions:
            for b, cells in enumerate(self.cells):
                self.starts[region, b] = self.count
                self.count += len(cells)
        self._places: dict[tuple[int, Key], dict[Key, list[int]]] = {}

    def block_of(self, by: Key) -> int:
        return next(b for b, block in enumerate(self.blocks) if set(by) <= set(block))

    def places(self, b: int, by: Key) -> dict[Key, list[int]]:
        """Where in a block the cells of some of its dimensions are."""
        if (b, by) not in self._places:
            at = [self.blocks[b].index(d) for d in by]
            found: dict[Key, list[int]] = {}
            for i, cell in enumerate(self.cells[b]):
                found.setdefault(tuple(cell[a] for a in at), []).append(i)
            self._places[b, by] = found
        return self._places[b, by]

    def terms(self, by: Key, key: Key, regions: Iterable[Region], b: int | None = None) -> tuple[int, ...]:
        """The unknowns whose sum is a cell, over some regions."""
        b = self.block_of(by) if b is None else b
        inside = self.places(b, by).get(key, [])
        return tuple(self.starts[region, b] + i for region in regions for i in inside)


def problem(
    frozen: Sequence[Frozen], issued: Sequence[Issued], regions: Mapping[Region, Sequence[Record]] | None = None
) -> Problem | None:
    """Everything that is known, and every small count; None where there is too much to be bounded."""
    regions = regions_of(frozen) if regions is None else regions
    values: dict[str, Sequence[str]] = {d: v for f in frozen for d, v in f.values.items()}
    edges = [t.by for one in issued for t in one.printed.tables]
    blocks = blocks_of(edges)
    if len(regions) * sum(prod(len(values[d]) for d in block) for block in blocks) > LARGEST:
        return None
    unknowns = _Unknowns(blocks, list(regions), values)
    out = Problem(unknowns.count)
    _join(out, unknowns)
    limits: Limits = {}
    for one in issued:
        _bound(limits, one, tuple(r for r in regions if one.frozen in r))
    for (mine, by, key), (least, most) in limits.items():
        out.sums.append((dict.fromkeys(unknowns.terms(by, key, mine), 1), least, most))
    _aim(out, unknowns, regions, issued, edges)
    return out


def _join(out: Problem, unknowns: _Unknowns) -> None:
    """What two blocks share is the same in both, region by region."""
    for (a, one), (b, other) in combinations(enumerate(unknowns.blocks), 2):
        shared = tuple(sorted(set(one) & set(other)))
        for key in unknowns.places(a, shared):
            for region in unknowns.regions:
                left = unknowns.terms(shared, key, [region], a)
                right = unknowns.terms(shared, key, [region], b)
                out.sums.append((dict.fromkeys(left, 1) | dict.fromkeys(right, -1), 0, 0))


def _bound(limits: Limits, one: Issued, mine: tuple[Region, ...]) -> None:
    """What the printed figures say, and what the rules of the door say beside them. A margin that many tables print is bounded once."""

    def say(by: Key, key: Key, least: float, most: float) -> None:
        before = limits.get((mine, by, key), (0, ENDLESS))
        limits[mine, by, key] = (max(before[0], least), min(before[1], most))

    for table in one.printed.tables:
        for cell in table.cells:
            if one.printed.form is Form.EXACT:
                assert cell.value is not None
                say(table.by, cell.key, cell.value, cell.value)
            else:
                say(table.by, cell.key, *_range(cell.sign, cell.value))
    if one.printed.form in (Form.CROSS, Form.ONE_WAY):
        say((), (), CROSSED if one.printed.form is Form.CROSS else SMALLEST, ENDLESS)
    for dimension, used in one.printed.used.items():
        margin = one.printed.table(dimension)
        for cell in margin.cells if margin else ():
            crossed = cell.key[0] in used
            say((dimension,), cell.key, SMALLEST if crossed else 0, ENDLESS if crossed else SMALLEST - 1)


def _range(sign: Sign, value: int | None) -> tuple[int, int]:
    if sign is Sign.FEW:
        return 0, SMALLEST - 1
    return could_be(value or 0)


def _aim(
    out: Problem,
    unknowns: _Unknowns,
    regions: Mapping[Region, Sequence[Record]],
    issued: Sequence[Issued],
    edges: Sequence[Key],
) -> None:
    """Every small count of every table and of every whole block: of each release, and of each region alone."""
    seen: set[tuple[int, ...]] = set()
    opened = {terms for one in issued if one.printed.form is Form.EXACT for terms in _cells_of(unknowns, one, regions)}
    named: dict[tuple[Region, ...], str] = {}  # what was counted twice over would be aimed at twice
    for one in issued:
        named.setdefault(tuple(r for r in regions if one.frozen in r), one.name)
    if len(regions) > 1:
        for region in regions:
            named.setdefault((region,), " − ".join(sorted(region)))
    for mine, name in named.items():
        people = [record for r in mine for record in regions[r]]
        for by in dict.fromkeys([*edges, *unknowns.blocks]):
            for key, count in counts(people, by).items():
                if count not in SMALL:
                    continue
                terms = unknowns.terms(by, key, mine)
                if terms not in seen and terms not in opened:
                    seen.add(terms)
                    out.targets.append(Target(name, by, key, count, terms))


def _cells_of(
    unknowns: _Unknowns, one: Issued, regions: Mapping[Region, Sequence[Record]]
) -> Iterable[tuple[int, ...]]:
    mine = [r for r in regions if one.frozen in r]
    return (unknowns.terms(t.by, c.key, mine) for t in one.printed.tables for c in t.cells)


def counts(people: Iterable[Record], by: Key) -> dict[Key, int]:
    """How many there are in each cell that has any."""
    wanted = set(by)
    values = [r.values for r in people if wanted <= r.values.keys()]
    if not by:
        return {(): len(values)} if values else {}
    found = Counter(map(itemgetter(*by), values))
    return dict(found) if len(by) > 1 else {(one,): count for one, count in found.items()}


def given_away(asked: Problem, bounds: Sequence[tuple[int, int]]) -> list[tuple[Target, int, int]]:
    """The small counts of which too little is left open, with what is left."""
    return [
        (target, least, most)
        for target, (least, most) in zip(asked.targets, bounds, strict=True)
        if most - least + 1 <= WITHIN
    ]


def verdict(asked: Problem, bounds: Sequence[tuple[int, int]]) -> list[Fault]:
    """Why a release is refused: each table in which a small count is given away, once. It does not say which count."""
    tables = dict.fromkeys((t.name, t.by) for t, _, _ in given_away(asked, bounds))
    return [Fault("disclosure.audit.given-away", {"table": name, "dimension": ", ".join(by)}) for name, by in tables]
