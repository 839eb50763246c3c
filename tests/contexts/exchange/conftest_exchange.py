"""Who acts in these tests, and what is booked."""

import agreed
from peers import AT

from commonground.core.geometry.overlay import regions
from commonground.core.land.drafts import Draft
from commonground.core.land.entries import Kind
from commonground.core.viewers import Viewer
from commonground.land.actions import ledger
from commonground.places import queries as places

WHO = Viewer(None, "who", frozenset({"exchange.see", "exchange.agree", "exchange.send", "exchange.keep", "land.book", "land.correct",
                                  "land.see", "land.rebuild", "places.change"}))  # fmt: skip
RECORDED = AT.date().replace(year=2019)


def book(code, lon, lat=42.2, size=0.002, kind=Kind.RECORD, on=RECORDED, at=AT, **more):
    plane = places.programme().plane
    shape = plane.to_plane(agreed.box(lon, lat, size))
    draft = Draft(kind=kind, on=on, hazards=(code,), document="R-1", shape=regions([shape])[0], **more)
    return ledger.book([draft], by=WHO, at=at, hazards=[ledger.HazardCard(code, f"Livadhi {code}", "ap-mines")])
