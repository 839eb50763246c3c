"""Mapping profiles: which column is what, guessed from a file and changed by its user."""

from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from commonground.core.identifiers import searchable
from commonground.core.intake.kinds import FACTS
from commonground.core.refusals import NotUsable

LAND = ("hazards", "activities")  # what is booked on the land
PLACES = ("units", "settlements")
WHAT = (*LAND, *FACTS, *PLACES)

# What each kind of file can say, with the names people give to it in several languages.
TARGETS: dict[str, dict[str, tuple[str, ...]]] = {
    "hazards": {
        "code": ("code", "id", "hazard id", "hazard code", "localid", "local id", "ha id", "sifra", "oznaka", "kod", "broj"),
        "name": ("name", "hazard name", "naziv", "ime", "area name"),
        "level": ("class", "level", "status", "typearea", "type area", "hazard class", "klasa", "vrsta povrsine", "sha cha"),
        "contamination": ("contamination", "type", "hazard type", "contamination type", "tip", "vrsta"),
        "flag": ("flag", "military", "vojno", "inaccessible"),
        "on": ("date", "recorded on", "report date", "date of survey", "datum", "date recorded"),
        "stated_m2": ("area m2", "area", "size", "povrsina", "area size", "m2", "stated area", "povrsina m2"),
        "length_m": ("length m", "length", "duzina"),
        "width_m": ("width m", "width", "sirina"),
        "unit": ("unit", "municipality", "opcina", "opstina", "district", "rayon"),
        "document": ("document", "report", "report id", "file id", "fileid", "izvjestaj"),
    },
    "activities": {
        "document": ("document", "report", "report id", "completion report", "izvjestaj", "code", "id"),
        "hazards": ("hazard", "hazards", "hazard id", "hazard code", "sifra", "ha id"),
        "kind": ("kind", "product", "result", "type", "vrsta", "entry"),
        "activity": ("activity", "activity type", "aktivnost"),
        "on": ("date", "completed on", "end date", "datum", "date completed"),
        "reported_on": ("reported on", "report date", "datum izvjestaja"),
        "level": ("class", "level", "becomes", "klasa"),
        "operator": ("operator", "organisation", "organization", "organizacija", "company"),
        "donor": ("donor", "donator", "funded by"),
        "method": ("method", "metoda", "metod"),
        "team": ("team", "tim"),
        "depth_cm": ("depth cm", "depth", "dubina"),
        "stated_m2": ("area m2", "area", "povrsina", "m2", "stated area"),
        "because": ("because", "reason", "remarks", "napomena", "comment"),
        "sequence": ("sequence", "order", "redni broj"),
        "corrects": ("corrects", "corrects document", "ispravlja"),
    },
    "units": {
        "code": ("code", "shapeid", "id", "pcode", "shapeiso", "sifra", "iso"),
        "name": ("name", "shapename", "naziv", "ime"),
    },
    "settlements": {
        "code": ("code", "geonameid", "id"),
        "name": ("name", "naziv", "ime"),
        "lon": ("lon", "longitude", "x", "lng"),
        "lat": ("lat", "latitude", "y"),
        "population": ("population", "stanovnika"),
    },
}  # fmt: skip
TARGETS |= {what: dict(kind.targets) for what, kind in FACTS.items()}
REQUIRED: dict[str, tuple[str, ...]] = {
    "hazards": (),
    "activities": ("hazards", "kind", "on"),
    "units": ("name",),
    "settlements": ("name",),
}
REQUIRED |= {what: kind.required for what, kind in FACTS.items()}

WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "level": {
        "suspected": ("suspected", "sha", "sumnjiva", "sumnjivo", "suspected minefield", "suspected hazardous area", "rsp", "msp"),
        "confirmed": ("confirmed", "cha", "potvrdjena", "confirmed hazardous area", "minefield", "minirano", "defined"),
    },
    "contamination": {
        "ap-mines": ("ap", "apm", "ap mines", "anti personnel", "antipersonnel mines", "anti personnel mines", "protivpjesacke"),
        "av-mines": ("av", "avm", "at", "atm", "anti vehicle", "anti tank", "anti vehicle mines", "anti tank mines", "antitank mines", "protivtenkovske"),
        "mines": ("mines", "mined area", "minefield", "mine", "mixed"),
        "cluster-munitions": ("cluster", "cmr", "cluster munition", "cluster munitions", "cluster munition remnants", "submunitions", "kasetna"),
        "erw": ("erw", "uxo", "explosive remnants of war", "unexploded ordnance", "battle area", "bac", "nus"),
        "ied": ("ied", "ieds", "improvised", "improvised mines", "improvised explosive devices"),
    },
    "flag": {"military": ("military", "yes", "true", "1", "vojno", "da"), "inaccessible": ("inaccessible", "nepristupacno")},
    "kind": {
        "record": ("record", "recorded", "new", "nts record"),
        "opening": ("opening",),
        "extend": ("extend", "extended", "extension"),
        "confirm": ("confirm", "confirmed"),
        "reclassify": ("reclassify", "reclassified"),
        "cancel": ("cancel", "cancelled", "canceled", "nts cancel", "otkazano", "ponisteno"),
        "reduce": ("reduce", "reduced", "reduction", "redukovano"),
        "clear": ("clear", "cleared", "clearance", "bac", "ocisceno", "deminirano"),
        "reopen": ("reopen", "reopened"),
        "void": ("void", "voided"),
    },
    "activity": {
        "nts": ("nts", "non technical survey", "survey", "netehnicko izvidjanje", "desk assessment"),
        "ts": ("ts", "technical survey", "tehnicko izvidjanje"),
        "clearance": ("clearance", "demining", "bac", "battle area clearance", "deminiranje", "ciscenje"),
        "spot": ("spot", "eod", "spot task"),
        "qc": ("qc", "quality control"),
        "correction": ("correction", "ispravka"),
    },
}  # fmt: skip


def words_of(what: str) -> Map[str, Map[str, tuple[str, ...]]]:
    """The words of the codes of a kind of rows."""
    return FACTS[what].words if what in FACTS else WORDS


# As cells are folded before they are compared: "izviđanje" and "izvidjanje" are one word.
_FOLDED = {
    what: {
        target: {code: frozenset(map(searchable, words)) for code, words in codes.items()}
        for target, codes in words_of(what).items()
    }
    for what in WHAT
}


@dataclass(frozen=True, slots=True)
class Mapping:
    """What the columns of a file are. Kept with every import, so that it can be read the same way again."""

    what: str
    columns: dict[str, str] = field(default_factory=dict)  # target -> column of the file
    words: dict[str, dict[str, str]] = field(default_factory=dict)  # target -> cell -> our code
    geometry: str = "shapes"  # "shapes", "lonlat", "wkt", "turning-points", "none"
    x: str = ""
    y: str = ""
    order: str = ""
    system: str = ""  # of the coordinates; "" is what the file declares, else WGS84
    day_first: bool = True
    opening_on: str = ""  # the date of records that carry none: they are openings, not this year's discoveries
    level: str = "suspected"  # of records that do not say
    contamination: str = "unknown"
    document: str = ""  # what records rest on that name no document: the file itself
    prefix: str = ""  # of codes made for rows without one
    unit_level: int = 0  # for units: their level, 1 the highest
    valid_from: str = ""  # for units: the day from which they are in force
    usual: dict[str, str] = field(default_factory=dict)  # target -> what rows say that do not say it themselves
    accept_repairs: bool = False  # a person has looked at the large repairs
    languages: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON, for saving and exporting."""
        return asdict(self) | {"languages": list(self.languages)}

    @classmethod
    def from_dict(cls, values: Map[str, Any]) -> "Mapping":
        """A mapping from plain JSON. Raises NotUsable for one that is not ours."""
        unknown = set(values) - set(cls.__dataclass_fields__)
        if unknown or values.get("what") not in WHAT:
            raise NotUsable("intake.mapping.not-ours", fields=", ".join(sorted(unknown)) or "what")
        return cls(**{**values, "languages": tuple(values.get("languages", ()))})

    def changed(self, **changes: Any) -> "Mapping":
        """This mapping with some of it changed."""
        return replace(self, **changes)

    def missing(self) -> list[str]:
        """Targets that this kind of file must say and no column does."""
        return [t for t in REQUIRED[self.what] if t not in self.columns and not self.usual.get(t)]

    def word(self, target: str, cell: Any) -> str | None:
        """A cell as one of our codes, by the mapping's own words first; None where nobody knows the word."""
        said = searchable(str(cell))
        own = {searchable(k): v for k, v in self.words.get(target, {}).items()}
        if said in own:
            return own[said]
        for code, words in _FOLDED[self.what].get(target, {}).items():
            if said == code or said in words or said.replace("-", " ").replace("_", " ") in words:
                return code
        return None


def guess(
    what: str, columns: Sequence[str], *, has_shapes: bool, more: Map[str, tuple[str, ...]] | None = None
) -> Mapping:
    """A first mapping from the names of the columns; shown before anything is done with it.

    `more`: targets that a programme has added to this kind of rows, each with the names that columns of it have.
    """
    if what not in WHAT:
        raise NotUsable("intake.what.unknown", what=what, known=", ".join(WHAT))
    names = {plain(c): c for c in reversed(columns)}
    found: dict[str, str] = {}
    taken: set[str] = set()
    for target, words in (*TARGETS[what].items(), *(more or {}).items()):
        for word in (target.replace("_", " "), *words):
            column = names.get(searchable(word))
            if column is not None and column not in taken:
                found[target] = column
                taken.add(column)
                break
    kind = FACTS.get(what)
    x = next(
        (
            names[w]
            for w in (*(map(plain, kind.x) if kind else ()), "lon", "longitude", "long", "x", "easting", "istok")
            if w in names
        ),
        "",
    )
    y = next(
        (
            names[w]
            for w in (*(map(plain, kind.y) if kind else ()), "lat", "latitude", "y", "northing", "sjever")
            if w in names
        ),
        "",
    )
    wkt = next((names[w] for w in ("wkt", "geometry", "geom", "the geom", "shape") if w in names), "")
    order = next((names[w] for w in ("point", "order", "point no", "tp", "turning point", "tacka") if w in names), "")
    if has_shapes:
        return Mapping(what, found)
    if wkt:
        return Mapping(what, found, geometry="wkt", x=wkt)
    if x and y:
        turning = order and what not in ("settlements", *(k for k in FACTS if not FACTS[k].keyed))
        return Mapping(what, found, geometry="turning-points" if turning else "lonlat", x=x, y=y, order=order)
    return Mapping(what, found, geometry="none")


def plain(name: str) -> str:
    """A column's name folded for comparison: "Area_m2 " and "area m2" are the same."""
    text = "".join(" " if not c.isalnum() else c for c in searchable(name))
    return " ".join(text.split())
