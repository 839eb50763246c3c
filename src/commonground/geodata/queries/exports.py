"""What an export holds: hazards' land by account, hazards without a perimeter, units; only what the asker may see."""

from typing import Any

from commonground.core.decisions import require
from commonground.core.geometry.overlay import regions, wkbs
from commonground.core.viewers import Viewer
from commonground.fieldwork.queries import listing
from commonground.geodata import access
from commonground.geodata.gateway import Layer
from commonground.land.queries import reach
from commonground.land.queries import shapes as land
from commonground.places import queries as places

LONLAT = "EPSG:4326"
PLAIN = (listing.OWN.index("m2"), listing.OWN.index("approved_by_author"))  # numbers stay numbers


def layers(viewer: Viewer) -> list[Layer]:
    """The layers of a GeoPackage, in WGS84 longitude and latitude."""
    require(access.may_export(viewer))
    plane = places.programme().plane
    cards = {c.id: c for c in land.cards(within=reach.visible(viewer, "land.export"))}
    lands = sorted(land.held(cards), key=lambda x: (cards[x.hazard].code, x.account))
    blank = sorted(land.without_perimeter(cards), key=lambda h: cards[h].code)
    said = [cards[x.hazard] for x in lands]
    land_layer = Layer(
        "hazard_land",
        {
            "code": [c.code for c in said],
            "account": [str(x.account) for x in lands],
            "m2": [x.m2 for x in lands],
            "contamination": [c.contamination for c in said],
            "flag": [c.flag for c in said],
        },
        wkbs(plane.to_lonlat(regions([x.shape for x in lands]))) if lands else [],
        LONLAT,
    )
    columns: dict[str, list[Any]] = {
        "code": [cards[h].code for h in blank],
        "standing": [cards[h].standing for h in blank],
        "contamination": [cards[h].contamination for h in blank],
        "note": ["no perimeter: place and size unknown, assume hazardous" for _ in blank],
    }
    return [land_layer, Layer("hazards_without_perimeter", columns, [None] * len(blank), LONLAT),
            *_reports(viewer, plane), *_units(plane)]  # fmt: skip


def _reports(viewer: Viewer, plane: Any) -> list[Layer]:
    """The reports that the asker may see, with every field as typed and the land that they draw; none for whoever sees none."""
    if not viewer.may("fieldwork.see"):
        return []
    found = listing.sheet(viewer)
    lands = listing.shapes(found.numbers)
    columns = {
        head: [None if row[i] in (None, "") else row[i] if i in PLAIN else str(row[i]) for row in found.rows]
        for i, head in enumerate(found.headings)
    }
    shapes = wkbs(plane.to_lonlat(regions([lands.get(n) for n in found.numbers]))) if found.numbers else []
    return [Layer("reports", columns, shapes, LONLAT)]


def _units(plane: Any) -> list[Layer]:
    found = places.outlines()
    return [
        Layer(
            f"units_level_{level}",
            {"code": [u.code for u, _ in some], "name": [u.name for u, _ in some]},
            wkbs(plane.to_lonlat(regions([shape for _, shape in some]))),
            LONLAT,
        )
        for level, some in found.items()
    ]
