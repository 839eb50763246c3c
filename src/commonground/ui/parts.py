"""What components are given: plain frozen values, so that a template cannot run a query."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

# The states of land as the product's pages and map show them, in the order of a legend.
LAND_STATES = ("confirmed", "suspected", "reduced", "cancelled", "cleared", "unknown", "none")


@dataclass(frozen=True, slots=True)
class Figure:
    """One number that matters, a link to what it is made of, and how much of it is unknown.

    `kind` is m2, km2, ha or count; `value` None is shown as the word for unknown.
    """

    label: Any
    value: int | float | None
    kind: str = "count"
    href: str = ""
    unknown: int = 0  # how many records have no figure; shown beside the total
    note: Any = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `kind` decides alignment and how its cells are written."""

    label: Any
    kind: str = "text"  # text, m2, km2, ha, count, day, moment, status, severity, code
    unit: str = ""
    sort: str = ""  # the value of `sort=` in the address, where the column can be sorted
    priority: int = 1  # 2 and above may be folded away on narrow pages


@dataclass(frozen=True, slots=True)
class Row:
    """The cells in the order of the columns; `href` is where the row leads, by its first cell."""

    cells: Sequence[Any]
    href: str = ""
    selected: bool = False
    group: bool = False  # a heading row inside the table
    key: str = ""  # what ticking the row sends, where rows can be chosen


@dataclass(frozen=True, slots=True)
class Empty:
    """What to do next where there is nothing yet."""

    title: Any
    hint: Any = ""
    href: str = ""
    action: Any = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption; `foot` holds totals, ruled off as in a ledger."""

    caption: Any
    columns: Sequence[Column]
    rows: Sequence[Row]
    foot: Sequence[Row] = ()
    sorted_by: str = ""  # "-area" is descending
    empty: Empty = Empty("")
    name: str = ""  # a stable name: under it the columns a reader chose are kept
    statement: bool = False  # set as a page of a report: no stripes, ruled sums
    form: str = ""  # the id of the form that ticked rows are sent with; rows can be ticked where it is set


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter in use, read like a sentence: "in Sarsan", "confirmed"; `href` takes it away."""

    text: Any
    href: str = ""


@dataclass(frozen=True, slots=True)
class Pager:
    """Where in a long list this page is."""

    first: int
    last: int
    total: int
    previous: str = ""
    next: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    label: Any
    href: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """Work that takes longer than a second: what is being done, and where to find it again."""

    doing: Any
    done: int = 0
    total: int | None = None  # None where nobody can know
    href: str = ""  # the page to come back to
    poll: str = ""  # where the browser asks again, once a second


@dataclass(frozen=True, slots=True)
class Swatch:
    """One line of a legend: a state, how many there are, how much land."""

    state: str
    count: int | None = None
    m2: int | None = None
    href: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One movement of a balance: positive adds to the hazard, negative takes away."""

    label: Any
    state: str  # whose swatch fills it
    m2: int


@dataclass(frozen=True, slots=True)
class Balance:
    """Opening, what came in and went out, closing; `unexplained` is what does not add up."""

    title: Any
    opening_m2: int
    parts: Sequence[Part]
    closing_m2: int
    description: Any = ""

    @property
    def unexplained_m2(self) -> int:
        return self.closing_m2 - self.opening_m2 - sum(part.m2 for part in self.parts)


@dataclass(frozen=True, slots=True)
class Point:
    label: str
    value: float | None  # None is a gap, never a zero
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """Figures over time, with the words a reader needs who cannot see the picture."""

    title: Any
    points: Sequence[Point]
    kind: str = "km2"
    description: Any = ""


@dataclass(frozen=True, slots=True)
class Stop:
    """A day in the life of something: how much of it then stood in which state."""

    on: date
    suspected: int
    confirmed: int
    released: int


@dataclass(frozen=True, slots=True)
class Life:
    """Land through time, with the days one can go back to and the moments at which something became known."""

    title: Any
    stops: Sequence[Stop]
    today: date
    on: date | None = None  # the day that is shown; None is now
    known: int | None = None
    moments: Sequence[tuple[int, datetime]] = ()  # ledger number, when it was booked
    description: Any = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of a history."""

    on: date | datetime | None
    title: Any
    by: str = ""
    text: Any = ""
    href: str = ""
    number: int | None = None  # the ledger number
    state: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a statement: `level` 0 is a heading, `sum` is ruled off."""

    label: Any
    values: Sequence[int | float | None]
    level: int = 1
    sum: bool = False
    href: str = ""
    note: Any = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement: a title, its columns, its lines in square metres unless `kind` says otherwise."""

    title: Any
    columns: Sequence[Any]
    lines: Sequence[Line]
    kind: str = "km2"
    unit: str = "km²"
    source: Any = ""


@dataclass(frozen=True, slots=True)
class MapView:
    """A map on a page. Addresses are paths of our own; the page fills in `{z}/{x}/{y}` and `{code}`."""

    label: Any
    tiles: str = ""  # vector tiles with the layers hazards, hazard_points, units, settlements
    geojson: str = ""  # or one file of features
    features: dict[str, Any] | None = None  # or the features themselves
    bounds: tuple[float, float, float, float] | None = None  # west, south, east, north
    states: Sequence[str] = ()  # show these only; empty means all
    selected: str = ""
    link: str = ""  # "/hazards/{code}/"; without it a click is only told to the page
    height: str = "tall"  # tall, medium, fill
    legend: bool = True
    extra: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose."""

    value: str
    text: Any
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class FilterForm:
    """The filter of hazards as a form; `target` is the part of the page that an answer replaces."""

    path: str
    target: str
    q: str
    status: Sequence[Option]
    work: Sequence[Option]
    contamination: Sequence[Option]
    units: Sequence[tuple[int, Sequence[Option]]]  # level, and its units
    outside: bool
    donors: Sequence[Option]
    operators: Sequence[Option]
    flags: Sequence[Option]
    findings: Sequence[Option]
    days: Sequence[Option]
    selections: Sequence[Option]
    values: dict[str, str]
    kept: Sequence[tuple[str, str]] = ()
    is_more: bool = False
