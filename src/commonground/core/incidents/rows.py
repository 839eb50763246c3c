"""Rows of registers: victims, a row for each person, and accidents, a row or a point for each.

A register without ids says the same of several people: equal rows are as many people. Which of them were hurt by one accident it does
not say, and nothing here guesses it: each row is an accident of its own with one victim. "No information" is an answer: unknown,
which is told from a column that nobody filled or that is not there. Columns that no target names are not kept: ethnic group, names.
"""

from dataclasses import asdict, replace
from datetime import date
from typing import Any

from commonground.core.incidents import facts
from commonground.core.incidents.codes import (
    UNKNOWN,
    AgeClass,
    Answer,
    AreaType,
    Device,
    Doing,
    Kind,
    Marking,
    Outcome,
    Precision,
    Sex,
    Status,
    Where,
)
from commonground.core.tables.kinds import Cells, Fact, RowKind
from commonground.core.tables.unknowns import is_unknown

NOBODY_KNOWS = ("", "-", "--", "—", "–")  # of the words for "unknown", those that say nothing at all

DEVICES: dict[str, tuple[str, ...]] = {
    Device.AP_MINE: (
        "ap mine",
        "apm",
        "anti-personnel mine",
        "map",
        "accidente por map",
        "mina antipersonal",
        "pp mina",
    ),
    Device.IMPROVISED_AP_MINE: ("improvised mine", "improvised anti-personnel mine", "victim operated ied"),
    Device.AV_MINE: ("av mine", "avm", "at mine", "anti-vehicle mine", "anti-tank mine", "pt mina"),
    Device.MINE: ("mine", "mines", "landmine", "mina"),
    Device.SUBMUNITION: ("submunition", "cluster", "cluster munition", "bomblet", "kasetna"),
    Device.OTHER_UXO: ("uxo", "unexploded ordnance", "muse", "accidente por muse", "nus", "grenade", "shell"),
    Device.ABANDONED: ("axo", "abandoned ordnance"),
    Device.OTHER_ERW: ("erw", "other erw"),
    Device.IMPROVISED_DEVICE: ("ied", "improvised device", "aei", "accidente por aei"),
}
DOINGS: dict[str, tuple[str, ...]] = {
    Doing.FARMING: ("farming", "agriculture", "agricultura", "poljoprivreda"),
    Doing.HERDING: ("herding", "cuidado de animales", "animal care", "cuvanje stoke"),
    Doing.GATHERING: ("collecting wood", "collecting food", "collecting wood food or water", "recogiendo comida, agua ó  madera",
                      "recogiendo comida, agua o madera", "sakupljanje drva"),
    Doing.SCRAP: ("scrap", "scrap collection", "collecting scrap", "sakupljanje metala"),
    Doing.TRAVELLING: ("travelling", "traveling", "viajando", "transito por via usual", "transito por trocha atajo", "putovanje"),
    Doing.HUNTING: ("hunting", "fishing", "caza, pesca", "lov"),
    Doing.PLAYING: ("playing", "jugando", "igra"),
    Doing.NEARBY: ("passing", "standing nearby", "bystander", "pasando, estando cerca"),
    Doing.TAMPERING: ("tampering", "handling", "manipulación", "manipulacion"),
    Doing.HOUSEHOLD: ("household", "trabajos de casa", "mantenimiento de infraestructura", "construction"),
    Doing.ERADICATION: ("eradication", "erradicador manual - pci", "erradicacion de cultivos ilicitos", "erradicación - ponal"),
    Doing.RESCUE: ("rescue", "labores de rescate"),
    Doing.FORCES: ("military", "fuerza pública", "fuerza publica", "actividades fuerza pública", "actividades fuerza publica"),
    Doing.DEMINING: ("demining", "labores de desminado", "deminiranje"),
    Doing.OTHER: ("other", "otra", "otro", "ostalo"),
}  # fmt: skip
OUTCOMES: dict[str, tuple[str, ...]] = {
    Outcome.KILLED: ("killed", "dead", "muerto", "fallecido", "poginuo", "smrt", "погиб"),
    Outcome.INJURED: ("injured", "wounded", "herido", "ranjen", "povrijedjen", "ранен"),
}
SEXES: dict[str, tuple[str, ...]] = {
    Sex.FEMALE: ("f", "female", "femenino", "mujer", "woman", "girl", "zensko", "z"),
    Sex.MALE: ("m", "male", "masculino", "hombre", "man", "boy", "musko"),
}
AGES: dict[str, tuple[str, ...]] = {
    AgeClass.CHILD: ("child", "minor", "under 18", "menor de 18 años", "menor de edad", "dijete"),
    AgeClass.ADULT: ("adult", "over 18", "18+", "mayor de 18 años", "mayor de edad", "odrasli"),
}
STATUSES: dict[str, tuple[str, ...]] = {
    Status.CIVILIAN: ("civilian", "civil"),
    Status.FORCES: ("military", "police", "security forces", "fuerza pública", "fuerza publica", "vojnik"),
    Status.DEMINER: ("deminer", "desminador", "sapper"),
}
AREAS: dict[str, tuple[str, ...]] = {
    AreaType.RURAL: ("rural",), AreaType.URBAN: ("urban", "urbana", "urbano"), AreaType.FIELD: ("field", "njiva"),
    AreaType.FOREST: ("forest", "suma"), AreaType.ROAD: ("road", "cesta", "put"), AreaType.PASTURE: ("pasture", "pasnjak"),
    AreaType.PATH: ("path", "staza"), AreaType.HOUSES: ("houses", "village"), AreaType.WATER: ("river", "water"),
}  # fmt: skip
ANSWERS: dict[str, tuple[str, ...]] = {
    Answer.YES: ("yes", "y", "si", "sí", "da", "1"),
    Answer.NO: ("no", "n", "ne", "0"),
}
MARKINGS: dict[str, tuple[str, ...]] = {
    Marking.MARKED: ("marked", "yes", "da"),
    Marking.UNMARKED: ("unmarked", "not marked", "no", "ne"),
}
KINDS: dict[str, tuple[str, ...]] = {
    Kind.ORDNANCE: ("mine/erw", "mine erw", "incidents", "incident", "accident"),
    Kind.DEMINING: ("demining accident",),
}
OF_ACCIDENT: dict[str, tuple[str, ...]] = {
    "kind": ("kind", "accident type", "typearea", "vrsta nesrece"),
    "since": ("date", "accident date", "day", "fecha", "datum"),
    "year": ("year", "ano", "año", "godina"),
    "month": ("month", "mes", "mjesec"),
    "unit": ("unit", "municipality code", "codigodanemunicipio", "admin2 pcode", "pcode"),
    "upper": ("upper unit", "department code", "codigodanedepartamento", "admin1 pcode"),
    "unit_name": ("municipality", "municipio", "district", "opcina", "opstina"),
    "place": ("place", "site", "sitio", "village", "location", "mjesto", "naselje"),
    "accuracy_m": ("accuracy", "accuracy m", "tacnost"),
    "area_type": ("area type", "tipoarea", "tipo area", "vrsta podrucja"),
    "marking": ("marking", "area marked", "obiljezeno"),
    "device": ("device", "device type", "tipoevento", "tipo evento", "sredstvo"),
    "hazard": ("hazard", "hazard code"),
    "organisation": ("organisation", "organization", "operator"),
    "reference": ("reference", "accident id", "record id", "fileid", "broj"),
    "source": ("source", "information source", "izvor"),
}
OF_VICTIM: dict[str, tuple[str, ...]] = {
    "outcome": ("outcome", "killed or injured", "estado", "ishod", "status"),
    "sex": ("sex", "gender", "genero", "género", "spol", "pol"),
    "age": ("age", "edad", "dob", "starost"),
    "age_class": ("age class", "age group", "rangoedad", "rango edad", "dobna grupa"),
    "status": ("civilian status", "condition", "condicion", "condición"),
    "doing": ("activity", "actividad", "activity at time", "aktivnost"),
    "tampered": ("tampered", "tampered with device"),
    "knew": ("knew dangerous", "knew area dangerous"),
    "saw_marking": ("saw marking", "saw object"),
    "educated": ("risk education", "had re", "mine awareness trained"),
}
COUNTS: dict[str, tuple[str, ...]] = {
    "killed": ("killed", "number killed", "poginulo"),
    "injured": ("injured", "number injured", "ranjeno"),
}
CODED: dict[str, dict[str, tuple[str, ...]]] = {
    "kind": KINDS, "area_type": AREAS, "marking": MARKINGS, "device": DEVICES, "outcome": OUTCOMES, "sex": SEXES, "age_class": AGES,
    "status": STATUSES, "doing": DOINGS, "tampered": ANSWERS, "knew": ANSWERS, "saw_marking": ANSWERS, "educated": ANSWERS,
}  # fmt: skip
DOING_OF_ACCIDENT = {"doing": OF_VICTIM["doing"]}


def _answer(cells: Cells, target: str) -> str:
    """A coded cell: its code, unknown where it says that nobody knows or in words that nobody here knows, empty where nobody asked."""
    if target not in cells:
        return ""
    raw = cells.raw(target)
    if is_unknown(raw):
        return UNKNOWN if str(raw or "").strip() not in NOBODY_KNOWS else ""
    return cells.word(target) or UNKNOWN


def _when(cells: Cells) -> tuple[date | None, str]:
    """The day, as exact as the row says it."""
    day = cells.day("since") if "since" in cells else None
    if day is not None:
        return day, Precision.DAY.value
    year = cells.number("year") if "year" in cells else None
    if year is None or not 1900 <= year <= 9999 or year != int(year):
        return None, Precision.UNKNOWN.value
    month = cells.number("month") if "month" in cells else None
    if month is None or not 1 <= month <= 12:
        return date(int(year), 1, 1), Precision.YEAR.value
    return date(int(year), int(month), 1), Precision.MONTH.value


def padded(unit: str, upper: str) -> tuple[str, bool]:
    """A unit's code with the nought that a spreadsheet took from its front, and whether it had lost one.

    It is told by the code of the upper unit, which every code begins with and which is short of a digit too: of two digits and
    three, "5313" below "5" is "05313". Any other code is left as it is.
    """
    lost = unit.isdigit() and upper.isdigit() and len(upper) == 1 and len(unit) == 4 and unit.startswith(upper)
    return (f"0{unit}", True) if lost else (unit, False)


def _accident(cells: Cells) -> facts.Accident:
    since, precision = _when(cells)
    unit, mended = padded(cells.text("unit"), cells.text("upper"))
    if mended:
        cells.doubt("incidents.rows.nought-lost", unit=unit)
    accuracy = cells.number("accuracy_m") if "accuracy_m" in cells else None
    lon, lat = cells.lonlat or (None, None)
    # Beside a unit's code, a point without an accuracy may be that of the unit's seat: it is kept, and not taken for the place.
    exact = lon is not None and (accuracy is not None or not unit)
    place = ", ".join(t for t in (cells.text("place"), cells.text("unit_name")) if t)
    said = facts.Accident(
        kind=cells.word("kind") or Kind.ORDNANCE.value, since=since, precision=precision,
        where=Where.POINT.value if exact else Where.UNIT.value if unit else Where.UNKNOWN.value,
        lon=lon, lat=lat, accuracy_m=None if accuracy is None else round(accuracy), unit=unit, place=place[:200],
        device=_answer(cells, "device"), doing=_answer(cells, "doing"), area_type=_answer(cells, "area_type"),
        marking=_answer(cells, "marking"), hazard=cells.text("hazard")[:120], organisation=cells.text("organisation")[:60],
        source=(cells.text("source") or cells.document)[:200], reference=cells.text("reference")[:120],
    )  # fmt: skip
    return facts.settled(said)


def _fit(cells: Cells, said: facts.Accident) -> bool:
    """Whether an accident can be kept; each fault is told."""
    if said.since is None and said.where == Where.UNKNOWN and not said.place:
        cells.fault("incidents.rows.nothing")
        return False
    found = facts.accident_faults(said, date.max)
    for fault in found:
        cells.fault(fault.code, **fault.facts)
    return not found


def read_victim(cells: Cells) -> Fact | None:
    """A row of a register of victims: a person, and the accident that hurt them."""
    accident = _accident(cells)
    age = cells.number("age") if "age" in cells else None
    coded: dict[str, Any] = {n: _answer(cells, n) for n in OF_VICTIM if n not in ("age", "outcome")}
    outcome = _answer(cells, "outcome") or UNKNOWN
    victim = facts.Victim(outcome=outcome, age=None if age is None else int(age), **coded)
    for fault in facts.victim_faults(victim):
        cells.fault(fault.code, **fault.facts)
    if not _fit(cells, accident):
        return None
    return {"accident": asdict(accident), "victims": [asdict(victim)]}


def read_accident(cells: Cells) -> Fact | None:
    """A row or a point of a file of accidents, with how many it hurt where that is said."""
    accident = _accident(cells)
    if not _fit(cells, accident):
        return None
    people: list[facts.Victim] = []
    for target, outcome in (("killed", Outcome.KILLED), ("injured", Outcome.INJURED)):
        count = cells.number(target) if target in cells else None
        if count is not None and (count < 0 or count != int(count) or count > MOST):
            cells.fault("incidents.rows.count", most=MOST)
            return None
        people += [facts.Victim(outcome=outcome.value)] * int(count or 0)
    return {"accident": asdict(accident), "victims": [asdict(one) for one in people]}


MOST = 500  # people hurt by one accident; more is a slip


def accident_of(fact: Fact) -> facts.Accident:
    return facts.Accident(**fact["accident"])


def victims_of(fact: Fact) -> list[facts.Victim]:
    return [replace(facts.Victim(**one), injuries=tuple(one["injuries"])) for one in fact["victims"]]


PLACES_X = ("longitudcabecera", "longitud", "lon wgs84")
PLACES_Y = ("latitudcabecera", "latitud", "lat wgs84")
VICTIMS = RowKind(
    what="victims", targets={**OF_ACCIDENT, **OF_VICTIM}, read=read_victim, required=("outcome",), words=CODED,
    numbers=("year", "month", "accuracy_m", "age"), days=("since",), x=PLACES_X, y=PLACES_Y, keeps_unnamed=False,
)  # fmt: skip
ACCIDENTS = RowKind(
    what="accidents", targets={**OF_ACCIDENT, **DOING_OF_ACCIDENT, **COUNTS}, read=read_accident, words=CODED,
    numbers=("year", "month", "accuracy_m", "killed", "injured"), days=("since",), x=PLACES_X, y=PLACES_Y, keeps_unnamed=False,
)  # fmt: skip
