"""The statement of a period: from opening to closing, every line a sum of atoms, so that it adds up exactly."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from commonground.core.land.entries import OPEN, Account, Book, Line

S, C = Account.SUSPECTED.value, Account.CONFIRMED.value
OPEN_NAMES = {a.value for a in OPEN}
# How the lines of the programme's partition change the open balance.
INTO = (Line.BROUGHT.value, Line.NEW.value, Line.EXTENDED.value, Line.REOPENED.value)
OUT_OF = (Line.CANCELLED.value, Line.REDUCED.value, Line.CLEARED.value)
BETWEEN = (Line.CONFIRMED.value, Line.RECLASSIFIED.value)


@dataclass(frozen=True, slots=True)
class Flow:
    """A sum of atoms, as the store adds them up."""

    unit: int | None
    before: bool  # dated before the period
    book: str
    line: str
    source: str
    target: str
    m2: int
    unknown: int = 0


@dataclass(slots=True)
class Column:
    """The figures of one unit, or of several together. Square metres, or hazards where it says so."""

    opening: dict[str, int] = field(default_factory=lambda: {S: 0, C: 0})
    flows: dict[str, int] = field(default_factory=dict)  # by line
    by_class: dict[tuple[str, str], int] = field(default_factory=dict)  # (line, class of the open land concerned)
    closing: dict[str, int] = field(default_factory=lambda: {S: 0, C: 0})
    hazards_open: int = 0  # the plain sum of the hazards' accounts at closing
    stated: dict[str, int] = field(default_factory=dict)  # "opening", lines, "closing", without a perimeter
    unknown: dict[str, int] = field(default_factory=dict)  # hazards of unknown size: "opening", lines, "closing"
    metres: dict[str, int] = field(default_factory=dict)  # lines of unknown width
    outside: int = 0  # cleared outside any recorded hazard, in the period
    outside_recorded: int = 0

    @property
    def opening_m2(self) -> int:
        """Open land when the period began."""
        return sum(self.opening.values())

    @property
    def closing_m2(self) -> int:
        """Open land when the period ended."""
        return sum(self.closing.values())

    @property
    def released(self) -> int:
        """Cancelled, reduced and cleared in the period, inside recorded hazards."""
        return sum(self.flows.get(line, 0) for line in OUT_OF)

    @property
    def in_more_than_one(self) -> int:
        """What the plain sum of the hazards' accounts counts more than once at closing."""
        return self.hazards_open - self.closing_m2

    @property
    def closes(self) -> bool:
        """Whether opening and the lines make the closing, to the square metre, in total and by class."""
        total = self.opening_m2 + sum(self.flows.get(x, 0) for x in INTO) - self.released
        by_class = {
            name: self.opening[name]
            + sum(self.by_class.get((line, name), 0) for line in INTO)
            - sum(self.by_class.get((line, name), 0) for line in OUT_OF)
            + self._between(name)
            for name in (S, C)
        }
        return total == self.closing_m2 and by_class == self.closing

    @property
    def has_moved(self) -> bool:
        """Whether anything happened in the period."""
        return bool(self.flows or self.outside or self.stated)

    def flows_only(self) -> "Column":
        """The column without balances: open land has no operator."""
        ends = ("opening", "closing")
        return Column(
            flows=self.flows, by_class=self.by_class, outside=self.outside, outside_recorded=self.outside_recorded,
            stated={k: v for k, v in self.stated.items() if k not in ends},
            unknown={k: v for k, v in self.unknown.items() if k not in ends},
            metres={k: v for k, v in self.metres.items() if k not in ends},
        )  # fmt: skip

    def _between(self, name: str) -> int:
        sign = 1 if name == C else -1
        return sign * (self.flows.get(BETWEEN[0], 0) - self.flows.get(BETWEEN[1], 0))

    def take(self, flow: Flow) -> None:
        """Add a sum of atoms."""
        if flow.book in (Book.STATED.value, Book.LENGTH.value):
            self._flat(flow)
        elif flow.book == Book.OUTSIDE.value:
            self._outside(flow)
        if flow.book in (Book.BOTH.value, Book.HAZARD.value):
            self.hazards_open += _open_change(flow)
        if flow.book in (Book.BOTH.value, Book.PROGRAMME.value):
            self._partition(flow)

    def _partition(self, flow: Flow) -> None:
        for name, sign in ((flow.source, -1), (flow.target, 1)):
            if name in OPEN_NAMES:
                self.closing[name] += sign * flow.m2
                if flow.before:
                    self.opening[name] += sign * flow.m2
        if not flow.before:
            self.flows[flow.line] = self.flows.get(flow.line, 0) + flow.m2
            name = flow.target if flow.target in OPEN_NAMES else flow.source
            self.by_class[flow.line, name] = self.by_class.get((flow.line, name), 0) + flow.m2

    def _outside(self, flow: Flow) -> None:
        if flow.before:
            return
        if flow.line == Line.OUTSIDE.value:
            self.outside += flow.m2
        else:
            self.outside_recorded += flow.m2

    def _flat(self, flow: Flow) -> None:
        change = _open_sign(flow)
        books = self.metres if flow.book == Book.LENGTH.value else self.stated
        for figures, amount in ((books, flow.m2), (self.unknown, flow.unknown)):
            figures["closing"] = figures.get("closing", 0) + change * amount
            if flow.before:
                figures["opening"] = figures.get("opening", 0) + change * amount
            else:
                figures[flow.line] = figures.get(flow.line, 0) + amount


def _open_sign(flow: Flow) -> int:
    return (flow.target in OPEN_NAMES) - (flow.source in OPEN_NAMES)


def _open_change(flow: Flow) -> int:
    return _open_sign(flow) * flow.m2


def columns(
    flows: Iterable[Flow], group: Mapping[int | None, int | None] | None = None
) -> tuple[dict[int | None, Column], Column]:
    """Columns by unit (or by the group that `group` puts a unit in), and the programme's own."""
    by_unit: dict[int | None, Column] = {}
    total = Column()
    for flow in flows:
        unit = group.get(flow.unit, flow.unit) if group is not None else flow.unit
        by_unit.setdefault(unit, Column()).take(flow)
        total.take(flow)
    return by_unit, total
