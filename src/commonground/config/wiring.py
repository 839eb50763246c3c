"""What follows what, in one screen. No signals: whoever causes something calls it by its name here."""

from commonground.geodata import actions as outlines
from commonground.identity import queries as identity
from commonground.land.actions import ledger
from commonground.land.queries import entries


def after_init() -> None:
    """A new programme has a ledger with no entry."""
    ledger.open_ledger()


def after_units_changed() -> int:
    """Other boundaries divide the land otherwise: the atoms are written anew from the entries."""
    written = ledger.rebuild(by=identity.operator_at_the_console()) if entries.head() else 0
    outlines.forget()
    return written
