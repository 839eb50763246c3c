"""A small programme for the map: two units of Bosnia, a town, and hazards as squares in lon/lat degrees."""

from datetime import UTC, date, datetime

import numpy as np
import shapely

from commonground.core.land.activities import Activity
from commonground.core.land.drafts import Draft
from commonground.core.land.entries import Account, Kind
from commonground.core.viewers import Viewer
from commonground.land.actions import ledger
from commonground.places import actions as places
from commonground.places import queries

NOW = datetime(2026, 6, 1, tzinfo=UTC)
DAY = date(2020, 1, 1)
OFFICER = Viewer(None, "officer", frozenset({"land.see", "land.book", "land.correct", "land.rebuild", "places.change"}))
ACTIVITY = {
    Kind.CANCEL: Activity.NTS,
    Kind.REDUCE: Activity.TS,
    Kind.CLEAR: Activity.CLEARANCE,
    Kind.VOID: Activity.CORRECTION,
}


def box(west, south, east, north):
    """A box of degrees on the programme's plane."""
    shape = shapely.box(west, south, east, north)
    return queries.programme().plane.to_plane(np.array([shape], dtype=object))[0]


def programme():
    """The programme BA: unit A west of 18 degrees, unit B east of it, and one town with its name in Cyrillic."""
    places.make_programme("BA", by=OFFICER)
    names = {"A": (("sr-Cyrl", "Запад"),), "B": ()}
    units = [
        places.UnitDraft(code, name, box(west, 43, west + 1, 45), names[code])
        for code, name, west in (("A", "Zapad", 17), ("B", "Istok", 18))
    ]
    places.bring_units(units, level=1, by=OFFICER)
    places.bring_settlements(
        [places.SettlementDraft("1", "Brod", 17.5, 44.5, 300_000, (("sr-Cyrl", "Брод"),))], by=OFFICER
    )


def draft(kind, shape, *, on=DAY, hazards=("H1",), **more):
    return Draft(
        kind=kind,
        on=on,
        hazards=hazards,
        document="R-1",
        shape=shape,
        activity=ACTIVITY.get(kind, Activity.NONE),
        **more,
    )


def book(*drafts, cards=()):
    return ledger.book(drafts, by=OFFICER, at=NOW, hazards=cards)


def three_hazards():
    """H1, 2 km wide, suspected; H2, 20 m wide, confirmed; H3 without a perimeter, in unit B; H4 nobody knows where."""
    return book(
        draft(Kind.OPENING, box(17.50, 44.00, 17.525, 44.015)),
        draft(Kind.OPENING, box(18.50, 44.00, 18.50025, 44.0002), hazards=("H2",), level=Account.CONFIRMED),
        draft(Kind.OPENING, None, hazards=("H3",), stated_m2=5000),
        draft(Kind.OPENING, None, hazards=("H4",)),
        cards=[
            ledger.HazardCard("H1", contamination="mines"),
            ledger.HazardCard("H2", contamination="clusters"),
            ledger.HazardCard("H3", stated_unit="Istok"),
        ],
    )
