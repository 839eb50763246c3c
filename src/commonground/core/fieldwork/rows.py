"""Rows of files that become reports in draft: each as if somebody had typed it into the form.

What is missing is nobody's fault here: a draft may be incomplete, and handing it in asks for the rest.
"""

from commonground.core.fieldwork.custom import CUSTOM
from commonground.core.fieldwork.types import DRAWN, METHODS, TYPES, UNKNOWN, Kind, Type
from commonground.core.tables.kinds import Cells, Fact, RowKind

TYPE = "type"
KINDS = {f.name: f.kind for t in TYPES.values() for f in t.fields}
CODED = ("outcome", "level", "contamination", "method", "extent", "how", "receiver")
NAMES: dict[str, tuple[str, ...]] = {
    "code": ("code", "report", "report id", "id", "number", "sifra", "broj izvjestaja"),
    "type": ("report type", "kind of report", "form", "vrsta izvjestaja"),
    "hazards": ("hazard", "hazards", "hazard code", "hazard id", "ha id", "povrsina", "oznaka povrsine"),
    "on": ("date", "on", "completed on", "end date", "datum", "datum zavrsetka"),
    "began_on": ("began on", "start date", "started", "datum pocetka"),
    "reported_on": ("reported on", "report date", "datum izvjestaja"),
    "outcome": ("outcome", "result", "ishod", "rezultat"),
    "level": ("class", "level", "klasa"),
    "contamination": ("contamination", "contamination type", "tip"),
    "stated_m2": ("area m2", "area", "stated area", "m2", "povrsina m2"),
    "depth_cm": ("depth cm", "depth", "dubina"),
    "method": ("method", "metoda", "metod"),
    "team": ("team", "tim"),
    "donor": ("donor", "donator", "funded by"),
    "document": ("document", "document no", "izvor"),
    "because": ("because", "reason", "razlog"),
    "found": ("found", "items found", "finds", "nadjeno"),
    "name": ("name", "hazard name", "naziv"),
    "remarks": ("remarks", "notes", "comment", "napomena"),
}
WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    TYPE: {
        Type.SURVEY.value: ("nts", "non technical survey", "survey", "netehnicko izvidjanje"),
        Type.TECHNICAL.value: ("ts", "technical survey", "tehnicko izvidjanje"),
        Type.PROGRESS.value: ("progress", "clearance progress", "progress report", "napredak"),
        Type.COMPLETION.value: ("completion", "clearance completion", "completion report", "clearance", "zavrsni izvjestaj"),
        Type.HAZARD.value: ("hazard report", "hazard", "prijava"),
        Type.CLOSING.value: ("closing", "closed", "zatvaranje"),
        Type.HANDOVER.value: ("handover", "handover certificate", "primopredaja"),
    },
    "outcome": {
        "record": ("record", "recorded", "new"), "extend": ("extend", "extended"), "confirm": ("confirm", "confirmed"),
        "reclassify": ("reclassify", "reclassified"), "cancel": ("cancel", "cancelled", "canceled", "otkazano"),
        "reduce": ("reduce", "reduced", "redukovano"), "clear": ("clear", "cleared", "ocisceno"), "reopen": ("reopen", "reopened"),
    },
    "level": {"suspected": ("suspected", "sha", "sumnjivo"), "confirmed": ("confirmed", "cha", "potvrdjeno")},
    "contamination": {
        "ap-mines": ("ap", "apm", "ap mines"), "av-mines": ("av", "avm", "at", "av mines"), "mines": ("mines", "mine", "mixed"),
        "cluster-munitions": ("cluster", "cmr", "cluster munitions"), "erw": ("erw", "uxo", "bac"), "ied": ("ied", "improvised"),
    },
    "method": {**{m: (m,) for m in METHODS}, "dogs": ("dogs", "dog", "mdd", "psi"), "manual": ("manual", "rucno"),
               "mechanical": ("mechanical", "machine", "masinski"), "battle-area": ("battle area", "bac")},
    "extent": {e: (e,) for e in ("drawn", "rest", "stated", "unknown")},
}  # fmt: skip


def read(cells: Cells) -> Fact | None:
    """What a row would be typed as, by field; dates as the form has them. Its kind has to be known."""
    kind = cells.word(TYPE)
    if kind is None:
        cells.fault("fieldwork.rows.no-type")
        return None
    fields = {name: said for name in KINDS if name in cells and (said := _said(cells, name))}
    fields |= {name: said for name in cells.more(CUSTOM) if (said := cells.text(name))}
    shape = cells.shape_text()
    named = {f.name for f in TYPES[Type(kind)].fields}
    if "extent" in named and "extent" not in fields:
        fields["extent"] = DRAWN if shape else "stated" if fields.get("stated_m2") else UNKNOWN
    return {"type": kind, "code": cells.text("code"), "fields": fields, "shape": shape, "organisation": cells.text("organisation")}  # fmt: skip


def _said(cells: Cells, name: str) -> str:
    """A field as it would be typed: a code where the word is known, a day as the calendar field sends it."""
    if KINDS[name] is Kind.DAY:
        day = cells.day(name)
        return day.isoformat() if day is not None else ""
    if name in CODED and name in WORDS:
        return cells.word(name) or cells.text(name)
    return cells.text(name)


REPORTS = RowKind(
    what="reports",
    targets={name: NAMES.get(name, (name.replace("_", " "),)) for name in ("type", "code", "organisation", *KINDS) if name != "shape"},
    read=read,
    required=(TYPE,),
    words=WORDS,
    days=tuple(name for name, kind in KINDS.items() if kind is Kind.DAY),
    keyed="code",
)  # fmt: skip
