"""How fresh the outlines are: asked before every tile, so it must cost next to nothing."""

from dataclasses import dataclass

from commonground.audit import queries as audit
from commonground.land.queries import entries as ledger
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
    def version(self) -> Version:
        """Two tiles asked for at the same version are the same."""
        return (self.edition, *self.places)


def stamp() -> Stamp:
    """The state of the outlines and of what they are made of."""
    here = places.stamp()
    seen = "/".join(map(str, (*audit.stamp(), *here)))
    found = rows("SELECT number, drawn_of, edition FROM geodata_sync WHERE id = 1") or [(0, "", 0)]
    number, drawn, edition = found[0]
    return Stamp(ledger.head(), seen, number, drawn, edition, here)
