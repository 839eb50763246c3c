"""Kinds of rows that files can hold besides land: which columns they have, and how one row is read.

A subject describes its rows as a `RowKind` beside its other rules; `core.intake.kinds` lists them. What is read is a
fact, plain values by name; the subject's slice takes facts in.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol


class Cells(Protocol):
    """One row's cells by what they mean. What cannot be read becomes a finding of the row that names its column."""

    ordinal: int  # from 1, as in the file
    document: str  # what the row rests on where it names no document itself: the file
    lonlat: tuple[float, float] | None  # WGS84 degrees of a row that is a point

    def __contains__(self, target: str) -> bool:
        """Whether the file has a column for it."""
        ...

    def raw(self, target: str) -> Any:
        """The cell as received; None where the column is absent."""
        ...

    def text(self, target: str) -> str:
        """The cell as text; "" where it is blank or says that nobody knows."""
        ...

    def number(self, target: str) -> float | None: ...

    def day(self, target: str) -> date | None: ...

    def word(self, target: str) -> str | None:
        """The cell as one of the kind's codes; None where it is blank, or a word that nobody knows (a doubt is told)."""
        ...

    def more(self, prefix: str) -> list[str]:
        """Targets beyond the kind's own that the file has a column for, by how they begin."""
        ...

    def shape_text(self) -> str:
        """The row's land as GeoJSON in WGS84 degrees; "" where it has none."""
        ...

    def doubt(self, code: str, **facts: Any) -> None:
        """Tell a doubt about the row; it is taken in all the same."""
        ...

    def fault(self, code: str, **facts: Any) -> None:
        """Tell what is wrong with the row; it waits in quarantine."""
        ...


Fact = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RowKind:
    """A kind of rows.

    `targets`: what columns can mean, each with the names that people give to it in several languages. `read` makes a
    fact of a row, or None where it told a fault. `required`: targets without which a file of this kind cannot be read.
    `words`: the codes of targets whose cells are codes, each with its words. `keyed`: the target whose cell names the
    row; "" is what the row says and which of the rows saying just that it is, so that equal rows all survive. `x`, `y`:
    further names of columns of longitude and latitude. `keeps_unnamed`: whether columns that no target names are kept as
    received; of rows about people they are not, since nobody knows what stands in them.
    """

    what: str
    targets: Mapping[str, tuple[str, ...]]
    read: Callable[[Cells], Fact | None]
    required: tuple[str, ...] = ()
    words: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    numbers: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    keyed: str = ""
    x: tuple[str, ...] = ()
    y: tuple[str, ...] = ()
    keeps_unnamed: bool = True
