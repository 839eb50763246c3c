"""Rows of files that tell of ordnance: a find, or a piece of work with numbers by kind and the area that it searched.

Both shapes occur: one row for one find, with its model and number; or one row for a month of work in a municipality, with a column
for each kind. A row of the second shape is one piece of work and a find for each kind; its total is a checksum, never added.
"""

from datetime import date
from decimal import Decimal, InvalidOperation

from commonground.core.ordnance.accounts import Pot
from commonground.core.ordnance.amounts import Amount, read, signed
from commonground.core.ordnance.kinds import Activity, Condition, Exactness, Method
from commonground.core.tables.kinds import Cells, Fact, RowKind

# Columns that count one kind: what they are called, and the word of the catalogue that such a find is written down as.
COUNTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "ap": (
        "ap-mine",
        ("map", "ap mines", "ap", "apm", "anti personnel mines", "minas antipersonal", "ppm", "protupjesacke mine"),
    ),
    "iap": ("iap-mine", ("improvised ap mines", "improvised mines", "map improvisadas")),
    "av": (
        "av-mine",
        ("av mines", "av", "avm", "at mines", "anti vehicle mines", "anti tank mines", "ptm", "minas antivehiculo"),
    ),
    "sub": ("submunition", ("submunitions", "cluster submunitions", "cmr", "submuniciones", "podmunicija")),
    "uxo": ("uxo", ("muse", "mse", "uxo", "erw", "unexploded ordnance", "municion sin explotar", "nus")),
    "axo": ("axo", ("axo", "abandoned ordnance", "municion abandonada")),
    "ied": ("ied", ("aei", "ied", "ieds", "improvised devices", "artefactos explosivos improvisados")),
}
NAMES: dict[str, tuple[str, ...]] = {
    "code": ("code", "find", "find id", "item id", "id", "sifra", "codigo"),
    "on": ("date", "on", "found on", "date found", "datum", "fecha"),
    "year": ("year", "ano", "anio", "godina"),
    "month": ("month", "mes", "mjesec", "mesec"),
    "said": ("model", "device", "item", "type", "ordnance", "what", "tip", "vrsta", "artefacto"),
    "number": ("number", "quantity", "count", "qty", "kolicina", "broj", "cantidad"),
    "destroyed": (
        "destroyed",
        "items destroyed",
        "total destroyed",
        "totalartefactosdestruidos",
        "total artefactos destruidos",
        "unisteno",
    ),
    "total": ("total", "total items", "items", "ukupno"),
    "outcome": ("outcome", "disposal", "status", "what became of it", "ishod"),
    "disposed_on": ("disposed on", "destroyed on", "date destroyed", "datum unistavanja"),
    "method": ("method", "disposal method", "metoda"),
    "activity": ("activity", "tipodesminado", "tipo desminado", "work", "aktivnost"),
    "upper": ("department", "departamento", "region", "province", "kanton", "district"),
    "unit": ("unit", "municipality", "municipio", "opcina", "opstina"),
    "place": ("place", "location", "site", "mjesto", "lugar"),
    "accuracy_m": ("accuracy", "accuracy m", "tacnost"),
    "depth_cm": ("depth", "depth cm", "dubina", "profundidad"),
    "condition": ("condition", "stanje", "estado"),
    "area_m2": ("area", "area m2", "areadespejada", "area despejada", "cleared m2", "povrsina"),
    "organisation": ("organisation", "organization", "operator", "operador", "organizacija"),
    "document": ("document", "report", "dokument", "izvjestaj"),
    **{target: names for target, (_, names) in COUNTS.items()},
}
WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "activity": {
        Activity.CLEARANCE.value: ("clearance", "comunidades", "bases militares", "demining", "desminado", "ciscenje"),
        Activity.TECHNICAL_SURVEY.value: ("technical survey", "ts", "tehnicko izvidjanje"),
        Activity.SURVEY.value: ("survey", "nts", "non technical survey"),
        Activity.CALL_OUT.value: ("call out", "callout", "spot task", "eod spot task", "eod", "poziv"),
        Activity.STOCKPILE.value: ("stockpile", "storage", "zalihe"),
    },
    "outcome": {
        Pot.DESTROYED.value: ("destroyed", "unisteno", "destruido"),
        Pot.RETAINED.value: ("retained", "kept", "zadrzano", "retenido"),
        Pot.HANDED_OVER.value: ("handed over", "transferred", "predato", "entregado"),
        Pot.AWAITING.value: ("awaiting", "waiting", "not yet", "ceka"),
    },
    "method": {m.value: (m.value.replace("-", " "),) for m in Method if m is not Method.UNKNOWN} | {"in-place": ("in place", "in situ", "bip")},
    "condition": {c.value: (c.value,) for c in Condition if c is not Condition.UNKNOWN},
}  # fmt: skip
FIRST_YEAR, LAST_MONTH = 1900, 12


def read_row(cells: Cells) -> Fact | None:
    """What a row tells: its day, its work and the finds of it. A row that counted nothing is a piece of work all the same."""
    day = _day(cells)
    if day is None:
        return None
    finds = _finds(cells)
    if finds is None:
        return None
    on, exactness = day
    lon, lat = cells.lonlat or (None, None)
    accuracy = cells.number("accuracy_m") if "accuracy_m" in cells else None
    place = " / ".join(t for t in (cells.text("upper"), cells.text("unit"), cells.text("place")) if t)
    if lon is not None and not accuracy:
        cells.doubt("ordnance.rows.no-accuracy")
        place, lon, lat = f"{place} ({lat}, {lon})".strip(), None, None
    depth = cells.number("depth_cm") if "depth_cm" in cells else None
    disposed = cells.day("disposed_on") if "disposed_on" in cells else None
    return {
        "code": cells.text("code"), "on": on.isoformat(), "exactness": exactness.value, "finds": finds, "target": _target(cells, finds),
        "disposed_on": disposed.isoformat() if disposed else "", "method": _word(cells, "method"), "activity": _word(cells, "activity"),
        "upper": cells.text("upper"), "unit": cells.text("unit"), "place": place[:200], "lon": lon, "lat": lat,
        "accuracy_m": round(accuracy) if accuracy else None, "depth_cm": round(depth) if depth is not None else None,
        "condition": _word(cells, "condition"), "area_m2": _area(cells), "organisation": cells.text("organisation")[:60],
        "document": (cells.text("document") or cells.document)[:120],
    }  # fmt: skip


def _word(cells: Cells, target: str) -> str:
    return (cells.word(target) or "") if target in cells else ""


def _day(cells: Cells) -> tuple[date, Exactness] | None:
    """The row's day; the last one of its month or year where nobody says more. None where the row tells a fault."""
    if "on" in cells and cells.text("on"):
        day = cells.day("on")
        return None if day is None else (day, Exactness.DAY)
    year = cells.number("year") if "year" in cells else None
    if year is None or not FIRST_YEAR <= year <= 9998:
        cells.fault("ordnance.rows.no-day")
        return None
    month = cells.number("month") if "month" in cells else None
    if month is None:
        return date(int(year), 12, 31), Exactness.YEAR
    if not 1 <= month <= LAST_MONTH or month != int(month):
        cells.fault("ordnance.rows.no-day")
        return None
    first_of_next = date(int(year) + int(month) // 12, int(month) % 12 + 1, 1)
    return date.fromordinal(first_of_next.toordinal() - 1), Exactness.MONTH


def _amount(cells: Cells, target: str) -> Amount | None:
    """A cell that counts; None where it is blank, or where the row tells a fault because it counts nothing that can be read."""
    text = cells.text(target)
    if not text:
        return None
    found = read(text)
    if found is None:
        cells.fault("ordnance.rows.no-number", value=text[:40])
    return found


def _finds(cells: Cells) -> list[dict[str, str]] | None:
    """The finds of a row, each with its word, its code of the catalogue and its number; None where the row tells a fault."""
    out = []
    for target, (device, _) in COUNTS.items():
        amount = _amount(cells, target) if target in cells else None
        if amount is not None and not amount.is_nothing:
            out.append({"said": "", "device": device, "amount": signed(amount)})
    counted = any(target in cells and cells.text(target) for target in COUNTS)
    said = cells.text("said")
    if said or ("number" in cells and cells.text("number")):
        amount = _amount(cells, "number") if "number" in cells and cells.text("number") else Amount(1)
        if amount is None:
            return None
        if not said:
            cells.fault("ordnance.rows.no-word")
            return None
        if not amount.is_nothing:
            out.append({"said": said[:200], "device": "", "amount": signed(amount)})
    elif not counted and not (cells.text("area_m2") if "area_m2" in cells else ""):
        cells.fault("ordnance.rows.no-word")
        return None
    _check(cells, out)
    return out


def _check(cells: Cells, finds: list[dict[str, str]]) -> None:
    """A total beside numbers by kind is a checksum: where it does not hold, a doubt says so, and it is added to nothing."""
    parts = [a for f in finds if (a := read(f["amount"]))]
    whole = sum(a.number for a in parts)
    for target in ("total", "destroyed"):
        stated = read(cells.text(target)) if target in cells else None
        if stated is not None and stated.is_exact and all(a.is_exact for a in parts) and stated.number != whole:
            cells.doubt("ordnance.rows.sum-differs", stated=stated.number, sum=whole)


def _target(cells: Cells, finds: list[dict[str, str]]) -> str:
    """What became of the row's finds, where it says so of all of them."""
    said = _word(cells, "outcome")
    if said:
        return said
    destroyed = read(cells.text("destroyed")) if "destroyed" in cells else None
    parts = [a for f in finds if (a := read(f["amount"]))]
    whole = destroyed is not None and parts and destroyed.number == sum(a.number for a in parts)
    return Pot.DESTROYED.value if whole else ""


def _area(cells: Cells) -> str:
    """The area that was searched, to the hundredth of a square metre; "" where nobody says."""
    area = cells.number("area_m2") if "area_m2" in cells and cells.text("area_m2") else None
    if area is None:
        return ""
    try:
        found = Decimal(repr(area)).quantize(Decimal("0.01"))
    except InvalidOperation:
        found = Decimal(-1)
    if not 0 <= found < Decimal(10) ** 13:
        cells.fault("ordnance.rows.no-area")
        return ""
    return str(found)


ITEMS = RowKind(
    what="items",
    targets=NAMES,
    read=read_row,
    words=WORDS,
    numbers=("year", "month", "depth_cm", "accuracy_m", "area_m2"),
    days=("on", "disposed_on"),
    keyed="code",
)
