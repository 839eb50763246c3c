"""A region of six: four countries with a border programme as there was one from 2003 to 2006, their council and a fund. All hazards are
invented; what is done with them is done by the actions that everybody uses, a step at a time in each programme's own database.

Between the steps files lie in a folder, as they would travel on a stick: cards, agreements, feeds and receipts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from commonground.core.exchange import roots
from commonground.core.exchange.agreements import PLANE, annex_name
from commonground.core.exchange.talk import Confidence, Kind
from commonground.core.geometry.cells import ground
from commonground.core.geometry.geojson import geometries
from commonground.core.geometry.overlay import Region, regions
from commonground.core.land.activities import Activity
from commonground.core.land.drafts import Draft
from commonground.core.land.entries import Kind as EntryKind
from commonground.exchange.actions import agreements, nodes, publishing, pulling, receipts, receiving, regional, talking
from commonground.exchange.queries import feeds
from commonground.exchange.queries import talk as said
from commonground.land.actions import ledger
from commonground.organisations import actions as organisations
from commonground.places import actions as places
from commonground.places import queries

Cell = tuple[int, int]
SIDE_M = 50  # of the cells that invented hazards are made of
FIGURES, FUND_FIGURES = ("al",), ("hr",)  # who tells the council, and the fund, figures and no records
DONOR, OPERATOR = "eu", "blue-spade"


@dataclass(frozen=True, slots=True)
class Member:
    """One programme of the region."""

    key: str
    node: str
    code: str
    name: str
    bounds: tuple[float, float, float, float]
    contamination: str = "mines"


MEMBERS = {
    m.key: m
    for m in (
        Member("al", "amc.example.al", "AL", "Albania (invented)", (19.0, 39.5, 21.2, 42.8), "ap-mines"),
        Member("ba", "mac.example.ba", "BA", "Bosnia and Herzegovina (invented)", (15.7, 42.5, 19.7, 45.3)),
        Member("hr", "mac.example.hr", "HR", "Croatia (invented)", (13.4, 42.3, 19.5, 46.6), "ap-mines"),
        Member("rs", "mac.example.rs", "RS", "Serbia (invented)", (18.8, 42.2, 23.1, 46.2), "cluster-munitions"),
        Member("council", "council.example.org", "SEE", "Regional council (invented)", (13.4, 39.5, 23.1, 46.6)),
        Member("fund", "fund.example.org", "FUND", "Fund (invented)", (13.4, 39.5, 23.1, 46.6)),
    )
}
COUNTRIES = ("al", "ba", "hr", "rs")
# Borders by both sides, with a cell of fifty metres near each in the plane of agreements.
BORDERS: dict[tuple[str, str], Cell] = {
    ("ba", "hr"): (96_087, 49_483), ("hr", "rs"): (100_400, 50_927), ("ba", "rs"): (101_264, 48_572), ("al", "rs"): (103_595, 43_890),
}  # fmt: skip
APART = 60  # cells between one hazard and the next
SHARED = 0  # the number of the hazard at each border that both sides recorded
CLEARED = 29  # cells of every second hazard: with six at each side of four borders 1.74 km2 together, as was published


def _border(one: str, other: str) -> tuple[str, str]:
    return (one, other) if (one, other) in BORDERS else (other, one)


def neighbours(key: str) -> list[str]:
    """Who shares a border with a country."""
    return sorted({a if b == key else b for a, b in BORDERS if key in (a, b)})


def _cells(border: tuple[str, str], side: int, number: int) -> list[Cell]:
    """Ten by six cells on one side of the line; the one that both recorded lies across it."""
    x, y = BORDERS[border]
    left = x + (4 * side if number == SHARED else (12 if side else -22))
    low = y + number * APART
    return [(left + i, low + j) for i in range(10) for j in range(6)]


def _shape(cells: list[Cell]) -> Region:
    """Cells in the plane of this programme."""
    lonlat = PLANE.to_lonlat(ground(SIDE_M, cells))
    return regions([queries.programme().plane.to_plane(lonlat)])[0]


def zone(border: tuple[str, str], hazards: int) -> dict[str, Any]:
    """The area around the line that both sides agreed, as GeoJSON."""
    x, y = BORDERS[border]
    cells = [(x // 20 + i, y // 20 + j) for i in range(-3, 4) for j in range(-1, hazards * APART // 20 + 2)]
    return geometries(regions([PLANE.to_lonlat(ground(20 * SIDE_M, cells))]))[0]


# --- what each agreement says ---


def agreed_by(key: str, hazards: int, today: date) -> dict[str, dict[str, Any]]:
    """The agreements of a country by the key of who receives: neighbours, the council, the fund."""
    out = {}
    for other in neighbours(key):
        shape = zone(_border(key, other), hazards)
        rows = {"op": "s_intersects", "args": [{"property": "geometry"}, {"annex": annex_name(shape)}]}
        open_ = {"op": "in", "args": [{"property": "status"}, ["suspected", "confirmed"]]}
        fields = dict.fromkeys(("code", "status", "contamination", "open_m2", "recorded_on"), "pass")
        hazard = _hazard(fields, "exact", {"op": "and", "args": [open_, rows]}, 1_000)
        out[other] = _text(key, other, {"hazard": hazard}, today, [shape], "safety along the border",
                           talk=["link", "propose", "decide"])  # fmt: skip
    zones = [zone(_border(key, o), hazards) for o in neighbours(key)]
    if key in FIGURES:
        out["council"] = _figures(key, "council", _tables(zones, ["contamination", "status"], ["year", "activity"]), today, zones,
                                  "regional balance and countdown")  # fmt: skip
    else:
        out["council"] = _text(key, "council", _for_council(key), today, zones, "regional balance and countdown")
    shape = zone(_border(key, neighbours(key)[0]), hazards)
    release = {
        "rows": None,
        "fields": {"activity": "pass", "day": "month", "m2": {"bucket": [1, 10_000, 100_000]}, "donor": "pass", "operator": "pass"},
        "geometry": "none", "footprint": {"annex": annex_name(shape)},
    }  # fmt: skip
    release["fields"] = {**release["fields"], "m2": "pass", "day": "pass"} if key != "rs" else release["fields"]
    release |= {"geometry": "exact", "footprint": {"grid": 1_000}} if key != "rs" else {}
    if key in FUND_FIGURES:
        table = {"released-land": {"by": ["year", "activity", "donor"], "measures": ["m2"], "step_m2": 100}}
        out["fund"] = _figures(key, "fund", table, today, [], "results of the border programme")
    else:
        out["fund"] = _text(key, "fund", {"release": release}, today, [shape], "results of the border programme")
    return out


def _tables(zones: list[dict[str, Any]], open_by: list[str], released_by: list[str]) -> dict[str, Any]:
    """Figures of the country and of its border zones, to a thousand square metres."""
    names, land = sorted(annex_name(one) for one in zones), ["m2", "without_area", "hazards"]
    return {
        "open-land": {"by": open_by, "measures": land, "step_m2": 1_000},
        "released-land": {"by": released_by, "measures": ["m2"], "step_m2": 1_000},
        "zone-land": {"by": ["zone", "status"], "measures": land, "step_m2": 1_000, "zones": names},
        "zone-released": {"by": ["zone", "year"], "measures": ["m2"], "step_m2": 1_000, "zones": names},
    }


def _figures(
    key: str, other: str, tables: dict[str, Any], today: date, shapes: list[dict[str, Any]], purpose: str
) -> dict[str, Any]:
    """The text of an agreement about figures, under which no record leaves."""
    said = _text(key, other, {}, today, shapes, purpose, kind="aggregate", totals=tables)
    del said["collections"]
    return said


def _for_council(key: str) -> dict[str, Any]:
    """Exact from two countries; Croatia tells squares and ranges of area, Serbia no releases. Albania tells figures."""
    fields: dict[str, Any] = dict.fromkeys(("status", "contamination", "same_as"), "pass")
    if key == "hr":
        coarse = {**fields, "open_m2": {"bucket": [1_000, 10_000, 100_000, 1_000_000]}}
        shared = {"hazard": _hazard(coarse, {"grid": 5_000}, None, 10_000)}
    else:
        shared = {"hazard": _hazard({**fields, "open_m2": "pass", "code": "pass"}, "exact", None, 1_000)}
    if key != "rs":
        exact = key != "hr"
        shared["release"] = {
            "rows": None,
            "fields": {"hazard": "pass", "activity": "pass", "day": "pass" if exact else "month",
                       "m2": "pass" if exact else {"bucket": [1_000, 10_000, 50_000, 100_000, 200_000]}},
            "geometry": "exact" if exact else {"grid": 5_000}, "footprint": {"grid": 10_000},
        }  # fmt: skip
    return shared


def _hazard(fields: dict[str, Any], geometry: Any, rows: Any, footprint_m: int) -> dict[str, Any]:
    return {"rows": rows, "fields": fields, "geometry": geometry, "footprint": {"grid": footprint_m}}


def _text(key: str, other: str, shared: dict[str, Any], today: date, shapes: list[dict[str, Any]], purpose: str, **more: Any) -> dict[str, Any]:  # fmt: skip
    return {
        "v": 1, "id": f"{key}-{other}", "version": 1, "prev_sha256": "", "publisher": MEMBERS[key].node, "recipient": MEMBERS[other].node,
        "kind": "records", "purpose": purpose, "legal_ref": "an invented memorandum, article 3",
        "valid_from": (today - timedelta(days=400)).isoformat(), "valid_until": (today + timedelta(days=1_500)).isoformat(), "delay_days": 0,
        "max_silence_days": 30, "onward": [], "at_end": {"mode": "purge", "within_days": 30}, "plane": PLANE.as_dict(),
        "annexes": {annex_name(one): one for one in shapes}, "collections": shared, **more,
    }  # fmt: skip


# --- the steps ---


@dataclass(frozen=True, slots=True)
class Step:
    """Who does it, where the files lie, how many hazards there are at each side of a border, and when."""

    key: str
    folder: Path
    hazards: int
    by: Any
    at: datetime
    port: int = 0  # at which the first of them is served; 0: none is

    @property
    def me(self) -> Member:
        return MEMBERS[self.key]

    def partners(self) -> list[str]:
        """Everybody with whom there is an agreement."""
        return [*neighbours(self.key), "council", "fund"] if self.key in COUNTRIES else list(COUNTRIES)

    def file(self, name: str) -> Path:
        return self.folder / "files" / name


def begin(step: Step) -> None:
    """Open the books, invent what lies along the borders, and write the card."""
    me = step.me
    places.make_programme(me.code, name=me.name, bounds=me.bounds, invented=True, by=step.by)
    ledger.open_ledger()
    nodes.make_node(me.node, by=step.by, at=step.at)
    step.file(f"{me.key}.card").write_bytes(feeds.card()[0])
    if me.key in COUNTRIES:
        organisations.register(DONOR, name="European Union", kind="donor", by=step.by)
        organisations.register(OPERATOR, name="Blue Spade", kind="operator", by=step.by)
        for other in neighbours(me.key):
            _invent(step, _border(me.key, other))


def code(border: tuple[str, str], key: str, number: int) -> str:
    """What a hazard at a border is called by one side."""
    return f"{key.upper()}-{'-'.join(border).upper()}-{number + 1:02}"


def _invent(step: Step, border: tuple[str, str]) -> None:
    """Recorded before 2003, worked on until December 2006 and a little in every year since."""
    side = border.index(step.key)
    for number in range(step.hazards):
        name, cells = code(border, step.key, number), _cells(border, side, number)
        card = ledger.HazardCard(name, f"Invented {name}", step.me.contamination)
        drafts = [
            Draft(
                kind=EntryKind.OPENING,
                on=date(2002, 6, 1),
                hazards=(name,),
                document="register of 2002",
                shape=_shape(cells),
            )
        ]
        worked = [(date(2003 + (number // 2 + side) % 4, 9, 30), cells[:CLEARED])] if number % 2 else []
        if not worked:
            worked = [
                (year, [cells[i]])
                for i, year in enumerate(date(y, 8, 1) for y in range(step.at.year - 5, step.at.year + 1))
            ]
        drafts += [
            Draft(kind=EntryKind.CLEAR, on=on, hazards=(name,), document=f"completion {name} {on.year}", shape=_shape(some), activity=Activity.CLEARANCE,
                  operator=OPERATOR, donor=DONOR, method="manual", depth_cm=20)
            for on, some in worked
            if on <= step.at.date()
        ]  # fmt: skip
        ledger.book(drafts, by=step.by, at=step.at, hazards=[card])


def agree(step: Step) -> None:
    """Know everybody by their cards, and sign what this programme shows."""
    for other in step.partners():
        raw = step.file(f"{other}.card").read_bytes()
        nodes.pin(raw, roots.fingerprint(raw), by=step.by, at=step.at)
        nodes.call(MEMBERS[other].node, MEMBERS[other].name.removesuffix(" (invented)"), by=step.by, at=step.at)
    if step.key in COUNTRIES:
        for other, text in agreed_by(step.key, step.hazards, step.at.date()).items():
            step.file(f"{step.key}-{other}.signed").write_bytes(agreements.sign(text, by=step.by, at=step.at))


def countersign(step: Step) -> None:
    """Sign what others show this programme."""
    for other in (one for one in step.partners() if one in COUNTRIES):
        raw = agreements.take(
            step.file(f"{other}-{step.key}.signed").read_bytes(), countersign=True, by=step.by, at=step.at
        )
        step.file(f"{other}-{step.key}.both").write_bytes(raw)


def publish(step: Step) -> None:
    """Say what was agreed. Serbia did so for the council ninety days ago, and has been silent since."""
    for other in step.partners() if step.key in COUNTRIES else ():
        name = f"{step.key}-{other}"
        if step.file(f"{name}.both").exists():
            agreements.take(step.file(f"{name}.both").read_bytes(), by=step.by, at=step.at)
            step.file(f"{name}.both").unlink()
        at = step.at - timedelta(days=90) if name == "rs-council" else step.at
        found = feeds.ours(name)
        if name == "rs-council" and found is not None and found.version:
            continue
        publishing.publish(name, by=step.by, at=at)
        step.file(f"{name}.smx").write_bytes(feeds.bundle(feeds.ours(name), on=at.date()))


def receive(step: Step) -> None:
    """Take in what others say, and leave a receipt."""
    for other in (one for one in step.partners() if one in COUNTRIES):
        bundle = step.file(f"{other}-{step.key}.smx")
        if bundle.exists():
            heard = receiving.receive(bundle.read_bytes(), by=step.by, at=step.at)
            step.file(f"{other}-{step.key}.receipt").write_bytes(heard.receipt)
            bundle.unlink()


def confirm(step: Step) -> None:
    """Take the receipts of what was said."""
    for other in step.partners() if step.key in COUNTRIES else ():
        receipt = step.file(f"{step.key}-{other}.receipt")
        if receipt.exists():
            receipts.confirm(receipt.read_bytes(), by=step.by, at=step.at)
            receipt.unlink()


def talk(step: Step) -> None:
    """Both sides call the hazard on the line one; Serbia's is said by Serbia alone at one border. One proposal, and one hazard that is
    released, so that its neighbour hears nothing of it any more."""
    for other in neighbours(step.key) if step.key in COUNTRIES else ():
        border = _border(step.key, other)
        theirs = said.called(MEMBERS[other].node, code(border, other, SHARED))
        if theirs and (border, step.key) != (("ba", "rs"), "ba"):
            talking.link(code(border, step.key, SHARED), theirs, Kind.SAME, Confidence.HIGH, by=step.by, at=step.at)
    if step.key == "hr":
        theirs = said.called(MEMBERS["ba"].node, code(("ba", "hr"), "ba", 1))
        if theirs:
            talking.propose(
                theirs,
                {"contamination": "ap-mines"},
                None,
                "our teams saw what was found there",
                by=step.by,
                at=step.at,
            )
    if step.key == "al":
        name = code(("al", "rs"), "al", 1)
        whole = Draft(kind=EntryKind.CLEAR, on=step.at.date(), hazards=(name,), document=f"completion {name}", activity=Activity.CLEARANCE,
                      shape=_shape(_cells(("al", "rs"), 0, 1)), operator=OPERATOR, donor=DONOR, method="manual", depth_cm=20)  # fmt: skip
        ledger.book([whole], by=step.by, at=step.at)
    if step.key == "council":
        for one in ("al", "ba", "hr"):  # what Serbia's code is in the region nobody has said yet
            term = MEMBERS[one].contamination
            regional.map_term(MEMBERS[one].node, "contamination", term, term, by=step.by, at=step.at)


def port_of(key: str, first: int) -> int:
    """At which port of this machine one of them is served, by the first of the ports."""
    return first + list(MEMBERS).index(key)


def addresses(step: Step) -> None:
    """Where the others answer on this machine while all of them are served."""
    for other in step.partners():
        pulling.set_address(
            MEMBERS[other].node, f"http://127.0.0.1:{port_of(other, step.port)}", plain=True, by=step.by, at=step.at
        )


STEPS: dict[str, Callable[[Step], None]] = {
    one.__name__: one for one in (begin, agree, countersign, publish, receive, confirm, talk, addresses)
}
# What is done together, and by whom: every side is done with one before the next begins, since files go between them. The links come to
# hold in the second round, and the council is told of them in the third.
EVERYBODY = tuple(MEMBERS)
ORDER: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("begin",), EVERYBODY), (("agree",), EVERYBODY), (("countersign",), EVERYBODY), (("publish",), COUNTRIES), (("receive",), EVERYBODY),
    (("confirm", "talk", "publish"), (*COUNTRIES, "council")), (("receive",), COUNTRIES), (("confirm", "publish"), COUNTRIES),
    (("receive",), ("council", "fund", *COUNTRIES)),
)  # fmt: skip
