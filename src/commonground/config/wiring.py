"""What follows what, in one screen. No signals: whoever causes something calls it by its name here."""

from commonground.fieldwork import jobs as fieldwork
from commonground.fieldwork.actions import rows as reports
from commonground.geodata import actions as outlines
from commonground.identity import queries as identity
from commonground.incidents import jobs as incidents
from commonground.incidents.actions import identities as victims
from commonground.incidents.actions import rows as casualties
from commonground.incidents.queries import assisted, education, populations
from commonground.land.actions import ledger
from commonground.land.queries import entries
from commonground.ordnance.actions import rows as items
from commonground.places import queries as places


def after_init() -> None:
    """A new programme has a ledger with no entry."""
    ledger.open_ledger()


def after_units_changed() -> int:
    """Other boundaries divide the land otherwise: the atoms are written anew from the entries."""
    written = ledger.rebuild(by=identity.operator_at_the_console()) if entries.head() else 0
    outlines.forget()
    return written


def after_booking(booked, *, by, at) -> None:
    """What is on the books now may contradict reports that wait, or contradict them no more, whoever booked it."""
    if booked.first is not None:
        fieldwork.look_at_entries(booked.first, booked.last, by=by, at=at)
        incidents.look_at_entries(booked.first, booked.last, at=at)


def after_closing(code, *, by, at) -> None:
    """Reports that still work on a hazard contradict its closing."""
    fieldwork.look_at_hazards([code], by=by, at=at)


# Who keeps the rows of files that are no land. `intake.queries.kinds` asks here.
KINDS = {"reports": reports, "accidents": casualties, "victims": casualties, "items": items}

# On this act call that, after it is committed. `audit.recorded` asks here.
FOLLOWS = {"land.entries-booked": (after_booking,), "land.hazard-closed": (after_closing,)}

# Somebody was forgotten, and a copy that still knows them was brought back: each slice clears what it holds of them. Functions of a
# code, `day=` and `reason=`, which stand it that the person is not there. `store.erasures` asks here.
ERASURES = (victims.clear,)

# Whom tables about people can count: functions of the first and last day that give (key, values by dimension, day) of each, with no name.
# `disclosure.queries.people` asks here.
POPULATIONS = {"casualties": populations.casualties, "educated": education.educated,
               "assisted": assisted.people, "services": assisted.services}  # fmt: skip


def first_units() -> dict[str, str]:
    """The units of the first level by code: the smallest for which tables about people are made."""
    return {unit.code: unit.name for unit in places.units() if unit.level == 1}
