"""What the browser sent: a file, and which of its columns is what."""

import hashlib
from collections.abc import Mapping as Map
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonground.core.identifiers import searchable
from commonground.core.intake.kinds import FACTS
from commonground.core.intake.mapping import REQUIRED, TARGETS, WHAT, Mapping
from commonground.intake.messages import CODES, LABELS
from commonground.intake.queries import kinds
from commonground.ui.trade import CONTAMINATION, STANDINGS

WHATS = {
    "hazards": _("hazards: surveyed areas"),
    "activities": _("activities: what was done to land"),
    "items": _("ordnance: what was found, and what became of it"),
    "reports": _("reports in draft, to be checked and handed in"),
    "accidents": _("accidents"),
    "victims": _("victims: a row for each person, without names"),
    "units": _("administrative units"),
    "settlements": _("settlements"),
}
GEOMETRY = {
    "shapes": _("the shapes of the file"),
    "lonlat": _("two columns: one place per row"),
    "wkt": _("a column of WKT"),
    "turning-points": _("two columns: one turning point per row"),
    "none": _("nowhere: there are no shapes"),
}


class UploadForm(forms.Form):
    """A file, and what its rows are."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "GeoPackage, GeoJSON, zipped Shapefile, KML, KMZ, GPX, FlatGeobuf, CSV or XLSX. Nothing is booked before you have seen what would happen."
        ),
    )
    what = forms.ChoiceField(
        label=_("What its rows are"), choices=[(w, WHATS[w]) for w in WHAT], widget=forms.RadioSelect, initial="hazards"
    )


class ProfileForm(forms.Form):
    """A name to save a mapping under."""

    name = forms.CharField(
        label=_("Save this mapping as"),
        max_length=120,
        help_text=_("Under a name that is there already it becomes its next version."),
    )


class MappingForm(forms.Form):
    """Which column is what: made for the columns of one file."""

    system = forms.CharField(
        label=_("Coordinate system"), required=False, max_length=200,
        help_text=_("Such as EPSG:32633. Empty is what the file declares, else longitude and latitude (WGS84)."),
    )  # fmt: skip
    opening_on = forms.DateField(
        label=_("Date of records that carry none"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("They are brought forward on this day, and are nobody's discovery of the year."),
    )  # fmt: skip
    default_level = forms.ChoiceField(
        label=_("Class of records that do not say"),
        required=False,
        choices=[(x, STANDINGS[x]) for x in ("suspected", "confirmed")],
    )
    default_contamination = forms.ChoiceField(
        label=_("Contamination of records that do not say"), required=False, choices=list(CONTAMINATION.items())
    )
    document_code = forms.CharField(
        label=_("Document of records that name none"),
        required=False,
        max_length=120,
        help_text=_("Empty is the file itself."),
    )
    prefix = forms.CharField(label=_("Codes made for rows without one begin with"), required=False, max_length=20)
    unit_level = forms.IntegerField(
        label=_("Level of the units, 1 the highest"), required=False, min_value=1, max_value=9
    )
    valid_from = forms.DateField(
        label=_("In force from"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Statements of periods that end before that day stay by the units there were. Empty is a better drawing of the same units."),
    )  # fmt: skip
    day_first = forms.BooleanField(label=_("05/04/2024 is the fifth of April"), required=False)
    accept_repairs = forms.BooleanField(
        label=_("Perimeters whose mending changed much have been looked at"), required=False,
        help_text=_("Without this they wait in quarantine."),
    )  # fmt: skip

    def __init__(
        self,
        what: str,
        columns: Sequence[str],
        samples: dict[str, Any],
        *args: Any,
        mapping: Mapping | None = None,
        more: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        if mapping is not None:
            kwargs["initial"] = initial_of(mapping)
        super().__init__(*args, **kwargs)
        self.what, self.initial_mapping = what, mapping
        chosen = [("", _("no column")), *((c, c) for c in columns)]
        targets: dict[str, forms.Field] = {}
        self.more = dict(more or {})
        for target in (*TARGETS[what], *self.more):
            targets[f"to_{target}"] = self._column(target, chosen, samples, mapping)
        places = {
            "geometry": forms.ChoiceField(label=_("Where the land is"), choices=list(GEOMETRY.items())),
            "x": forms.ChoiceField(label=_("Column of longitude, easting or WKT"), choices=chosen, required=False),
            "y": forms.ChoiceField(label=_("Column of latitude or northing"), choices=chosen, required=False),
            "order": forms.ChoiceField(label=_("Column of the turning points' order"), choices=chosen, required=False),
        }
        rest = dict(self.fields)
        self.fields.clear()
        self.fields.update(targets)
        if what != "settlements":
            self.fields.update(places)
        self.fields.update({k: v for k, v in rest.items() if k in BELONGS[what]})
        for target in usual_of(what):
            said = _("%(target)s, of rows that do not say") % {"target": label(what, target)}
            offered = [("", _("not said")), *codes_of(what, target).items()]
            self.fields[f"usual_{target}"] = forms.ChoiceField(label=said, required=False, choices=offered)

    def _column(self, target: str, chosen: list, samples: dict[str, Any], mapping: Mapping | None) -> forms.ChoiceField:
        """One choice of a column, with what stands in the column that is chosen."""
        column = mapping.columns.get(target, "") if mapping else ""
        seen = [str(v) for v in samples.get(column, []) if v not in (None, "")][:3]
        required = target in REQUIRED[self.what] and target not in usual_of(self.what)
        return forms.ChoiceField(
            label=label(self.what, target, self.more),
            choices=chosen,
            required=required,
            help_text=", ".join(seen)[:120],
        )

    @property
    def columns_fields(self) -> list:
        return [self[name] for name in self.fields if name.startswith("to_")]

    @property
    def place_fields(self) -> list:
        return [self[name] for name in ("geometry", "x", "y", "order", "system") if name in self.fields]

    @property
    def other_fields(self) -> list:
        return [
            self[name]
            for name in self.fields
            if not name.startswith("to_") and name not in ("geometry", "x", "y", "order", "system")
        ]

    def mapping(self, base: Mapping) -> Mapping:
        """The mapping as it was sent; the words of the one before stay."""
        said = self.cleaned_data
        opening: date | None = said.get("opening_on")
        valid_from: date | None = said.get("valid_from")
        return base.changed(
            what=self.what,
            columns={t: said[f"to_{t}"] for t in (*TARGETS[self.what], *self.more) if said.get(f"to_{t}")},
            usual={t: said[f"usual_{t}"] for t in usual_of(self.what) if said.get(f"usual_{t}")},
            geometry=said.get("geometry") or base.geometry, x=said.get("x", base.x), y=said.get("y", base.y),
            order=said.get("order", base.order), system=said.get("system", base.system),
            opening_on=opening.isoformat() if opening else "", level=said.get("default_level") or base.level,
            contamination=said.get("default_contamination") or base.contamination, document=said.get("document_code", base.document),
            prefix=said.get("prefix", base.prefix), unit_level=said.get("unit_level") or base.unit_level,
            valid_from=valid_from.isoformat() if valid_from else "",
            day_first=said.get("day_first", base.day_first), accept_repairs=said.get("accept_repairs", base.accept_repairs),
        )  # fmt: skip


class WordsForm(forms.Form):
    """What each word means that nobody knows: made for the words that a try found."""

    MOST = 80  # more different words than this in a column of codes, and it is another column

    def __init__(self, what: str, words: Sequence[dict[str, Any]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.what = what
        self.words = {self._name(w): w for w in words[: self.MOST]}
        self.left = max(0, len(words) - self.MOST)
        for name, word in self.words.items():
            initial = NOTHING if word["code"] == "" else word["code"] or ""
            self.fields[name] = forms.ChoiceField(
                label=word["text"], required=False, choices=_codes(what, word["target"]), initial=initial
            )

    @staticmethod
    def _name(word: dict[str, Any]) -> str:
        """By the word itself: a try that another window made in between cannot shift a choice to another word."""
        return f"word-{word['target']}-{hashlib.sha256(word['text'].encode()).hexdigest()[:12]}"

    @property
    def lines(self) -> list[tuple[dict[str, Any], Any, Any]]:
        """Each word with what its column is and the choice of a code."""
        return [(word, label(self.what, word["target"]), self[name]) for name, word in self.words.items()]

    def said(self, base: Mapping) -> dict[str, dict[str, str]]:
        """The words of a mapping with what was chosen; a word that is left open is taken out again."""
        out = {target: dict(words) for target, words in base.words.items()}
        for name, word in self.words.items():
            said = self.cleaned_data.get(name, "")
            words = out.setdefault(word["target"], {})
            for same in [w for w in words if searchable(w) == searchable(word["text"])]:
                del words[same]
            if said:
                words[word["text"]] = "" if said == NOTHING else said
        return {target: words for target, words in out.items() if words}


NOTHING = "-"  # the word says that there is none


def _codes(what: str, target: str) -> list[tuple[str, Any]]:
    if what in FACTS:
        none = [] if target in FACTS[what].required else [(NOTHING, _("nothing"))]
        return [("", _("not known")), *none, *codes_of(what, target).items()]
    none = [(NOTHING, _("no flag"))] if target == "flag" else []
    return [("", _("not known")), *none, *CODES[target].items()]


def label(what: str, target: str, more: Map[str, Sequence[str]] | None = None) -> Any:
    """What a target is called: by the slice that keeps such rows, or as the programme called its own field."""
    if more and target in more:
        return more[target][0]
    return kinds.destination(what).LABELS[target] if what in FACTS else LABELS[target]


def codes_of(what: str, target: str) -> dict[str, Any]:
    """The codes of a target, with their words."""
    return {code: kinds.destination(what).CODES[target].get(code, code) for code in FACTS[what].words[target]}


def usual_of(what: str) -> list[str]:
    """Targets that a file may leave to whoever brings it, where all its rows say the same."""
    return [t for t in FACTS[what].required if t in FACTS[what].words] if what in FACTS else []


BELONGS = {
    "hazards": {
        "system",
        "opening_on",
        "default_level",
        "default_contamination",
        "document_code",
        "prefix",
        "day_first",
        "accept_repairs",
    },
    "activities": {"system", "document_code", "day_first", "accept_repairs"},
    **{what: {"system", "document_code", "day_first"} for what in FACTS},
    "units": {"system", "unit_level", "valid_from"},
    "settlements": set(),
}


def initial_of(mapping: Mapping) -> dict[str, Any]:
    """A mapping as the form shows it."""
    return {
        **{f"to_{t}": c for t, c in mapping.columns.items()}, "geometry": mapping.geometry, "x": mapping.x, "y": mapping.y,
        "order": mapping.order, "system": mapping.system, "opening_on": mapping.opening_on, "default_level": mapping.level,
        "default_contamination": mapping.contamination, "document_code": mapping.document, "prefix": mapping.prefix,
        **{f"usual_{t}": code for t, code in mapping.usual.items()}, "unit_level": mapping.unit_level or 1, "valid_from": mapping.valid_from, "day_first": mapping.day_first, "accept_repairs": mapping.accept_repairs,
    }  # fmt: skip


def page_of(asked: Any) -> int:
    """A page's number; the first where none can be read."""
    text = asked.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 7 else 1
