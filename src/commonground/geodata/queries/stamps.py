"""How fresh the outlines are: asked before every tile, so it must cost next to nothing."""

from dataclasses import dataclass

from commonground.audit import queries as audit
from commonground.geodata.models import Sync
from commonground.land.queries import shapes as land
from commonground.places import queries as places
from commonground.store.sets import rows

Version = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Stamp:
    """Up to where the outlines are drawn, and up to where they should be."""

    head: int  # the ledger's last number
    seen: str  # what else outlines are made of, as it is
    number: int  # the ledger number up to which outlines are drawn
    drawn: str  # what else they were made of, as it was
    edition: int
    places: Version

    @property
    def is_fresh(self) -> bool:
        return self.head == self.number and self.seen == self.drawn

    @property
    def drawn_places(self) -> Version:
        """The version of the places that the outlines were made with."""
        return tuple(int(n) for n in self.drawn.split("/")[-3:] if n)

    @property
    def drawn_acts(self) -> int:
        """The newest line of the audit when the outlines were made; 0 where that is not known."""
        first = self.drawn.split("/")[0]
        return int(first) if first.isdigit() else 0

    @property
    def version(self) -> Version:
        """Two tiles asked for at the same version are the same."""
        return (self.edition, *self.places)


SYNC = Sync._meta.db_table
OURS = tuple(
    f"coalesce((SELECT {name} FROM {SYNC} WHERE id = 1), {default})"
    for name, default in (("number", "0"), ("drawn_of", "''"), ("edition", "0"))
)
QUESTION = f"SELECT {', '.join((*land.STAMP, *OURS, *audit.STAMP, *places.STAMP))}"


def stamp() -> Stamp:
    """The state of the outlines and of what they are made of, in one question."""
    ((head, number, drawn, edition, *seen),) = rows(QUESTION)
    return Stamp(head, "/".join(map(str, seen)), number, drawn, edition, tuple(seen[len(audit.STAMP) :]))
