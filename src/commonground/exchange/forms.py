"""The shape of what the browser sent: names, files, and what was heard."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonground.core.exchange import composing
from commonground.core.exchange.totals import STEPS
from commonground.ui import numbers


class NodeForm(forms.Form):
    """The name by which others know this programme."""

    name = forms.CharField(
        max_length=100, label=_("Name among others"),
        help_text=_("Like an address on the internet, for ever: small letters, digits, dots and dashes, such as amc.example.org."),
    )  # fmt: skip


class FileForm(forms.Form):
    """One file that somebody handed over."""

    file = forms.FileField(label=_("File"))

    def __init__(self, *args, label: str = "", **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.fields["file"].label = label


class AddressForm(forms.Form):
    """Where a partner is asked over a network."""

    address = forms.CharField(
        max_length=200, required=False, label=_("Address"),
        help_text=_("It begins with https. They tell it to you; nothing that a file says is ever an address. Empty: files only."),
    )  # fmt: skip
    plain = forms.BooleanField(required=False, label=_("Without encryption on the way: the line is ours alone"))


def _listed(choices: Iterable[tuple[str, Any]], label: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        choices=list(choices), required=False, label=label, widget=forms.CheckboxSelectMultiple, help_text=_("None ticked: all of them.")
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class TableChoices:
    """What can be chosen of a table of figures: dimensions in their order, and measures that may be left out."""

    label: Any
    dimensions: list[tuple[str, Any]]
    more: list[tuple[str, Any]]


def _ticked(choices: list[tuple[str, Any]], label: Any) -> forms.Field:
    """Several to be ticked, or one."""
    if len(choices) == 1:
        return forms.BooleanField(required=False, label=f"{label}: {choices[0][1]}")
    return forms.MultipleChoiceField(choices=choices, required=False, label=label, widget=forms.CheckboxSelectMultiple)


@dataclass(frozen=True, slots=True)
class RecordChoices:
    """What can be chosen of a collection: conditions by lists, and how each field is told; `labels` are those of its fields."""

    lists: Mapping[str, list[tuple[str, Any]]]
    ways: Mapping[str, list[tuple[str, Any]]]
    labels: Mapping[str, Any]


RELEASE = "release-"  # before the names of fields about releases


class AgreementForm(forms.Form):
    """A text of an agreement, as somebody chooses it. What the form has no field for travels along as it is."""

    id = forms.SlugField(
        max_length=64,
        label=_("Name of the agreement"),
        help_text=_("Small letters, digits and dashes. It never changes."),
    )
    partner = forms.ChoiceField(label=_("With whom"))
    direction = forms.ChoiceField(
        choices=(("out", _("We show, they receive")), ("in", _("They show, we receive"))), label=_("In which direction")
    )
    purpose = forms.CharField(max_length=500, label=_("What it is for"))
    legal_ref = forms.CharField(
        max_length=500, label=_("What it rests on"), help_text=_("The memorandum or law, and its article.")
    )
    valid_from = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    valid_until = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))
    in_zone = forms.BooleanField(
        required=False, initial=True, label=_("Only what lies in the area below, at least in part")
    )
    more = forms.CharField(
        required=False,
        label=_("Another condition, as CQL2 in JSON"),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "ltr"}),
    )
    geometry = forms.ChoiceField(label=_("Where each lies"))
    footprint = forms.ChoiceField(label=_("What stays on their map whatever happens"))
    delay_days = forms.IntegerField(min_value=0, max_value=3_650, initial=0, label=_("Days of delay"))
    max_silence_days = forms.IntegerField(
        min_value=1, max_value=366, initial=14, label=_("Days of silence after which it is out of date")
    )
    onward = forms.CharField(
        required=False,
        max_length=1_000,
        label=_("May be passed on to"),
        help_text=_("Names of programmes, divided by commas."),
    )
    mode = forms.ChoiceField(
        choices=(("purge", _("they forget what they received")), ("keep", _("they may keep it"))),
        label=_("When it ends"),
    )
    within_days = forms.IntegerField(min_value=0, max_value=366, initial=30, label=_("Days in which they forget it"))
    talk = forms.MultipleChoiceField(required=False, label=_("May also be sent"), widget=forms.CheckboxSelectMultiple)
    carried = forms.CharField(
        required=False, widget=forms.HiddenInput
    )  # version, hash of the one before, areas besides the zone

    def __init__(self, *args: Any, partners: list[str], hazards: RecordChoices, releases: RecordChoices | None,
                 squares: list[tuple[str, Any]], talks: list[tuple[str, Any]], areas: list[tuple[str, Any]], of_hazards: bool = True,
                 tables: Mapping[str, "TableChoices"] | None = None, **kwargs: Any) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["partner"].choices = [(name, name) for name in partners]
        self.fields["talk"].choices = talks
        self.of_hazards, self.of_releases = of_hazards, releases is not None  # a text that shares none gains none
        where = [
            *squares,
            ("exact", _("its exact perimeter")),
            ("unit", _("only its administrative unit")),
            ("none", _("not shown")),
        ]
        stays = [*squares, ("zone", _("the whole area below")), *areas]
        if releases is not None:
            self._add_releases()
        self._add_records("", hazards, where, stays, required=of_hazards)
        if releases is not None:
            whole = [(code, _("the whole agreed area") if code == "zone" else word) for code, word in stays]
            self._add_records(RELEASE, releases, where, whole, required=False)
        self.ways, self.lists, self.tables = list(hazards.ways), list(hazards.lists), list(tables or ())
        self.release_ways = list(releases.ways) if releases is not None else []
        self.release_lists = list(releases.lists) if releases is not None else []
        if tables:
            self._add_tables(tables)

    def _add_releases(self) -> None:
        self.fields["releases"] = forms.BooleanField(required=False, label=_("Releases of land are shown"))
        self.fields[f"{RELEASE}in_zone"] = forms.BooleanField(
            required=False, initial=True, label=_("Only what lies in the agreed area, at least in part")
        )
        self.fields[f"{RELEASE}geometry"] = forms.ChoiceField(label=_("Where each lies"))
        self.fields[f"{RELEASE}footprint"] = forms.ChoiceField(label=_("What stays on their map whatever happens"))

    def _add_records(
        self, prefix: str, of: RecordChoices, where: list[Any], stays: list[Any], *, required: bool
    ) -> None:
        for name, choices in (("geometry", where), ("footprint", stays)):
            one = self.fields[f"{prefix}{name}"]
            one.choices, one.required, one.initial = (
                choices,
                required,
                "grid-1000",
            )  # finer is chosen, and never left as it was found
        for name, choices in of.lists.items():
            self.fields[f"{prefix}list-{name}"] = _listed(choices, of.labels[name])
        for name, choices in of.ways.items():
            self.fields[f"{prefix}way-{name}"] = forms.ChoiceField(
                choices=choices, label=of.labels[name], initial="drop", required=False
            )
            if any(code == "bucket" for code, _word in choices):
                self.fields[f"{prefix}bounds-{name}"] = forms.CharField(
                    required=False, label=_("Bounds"), initial="1000, 10000, 100000", widget=forms.TextInput(attrs={"dir": "ltr"})
                )  # fmt: skip

    def _add_tables(self, tables: Mapping[str, "TableChoices"]) -> None:
        """Figures in the place of records: which tables, how each is cut, what stands in a cell beside what always does, and the step."""
        del self.fields["talk"]  # nothing is said of records
        for name, one in tables.items():
            self.fields[f"table-{name}"] = forms.BooleanField(required=False, label=one.label)
            for part, choices, label in (
                ("by", one.dimensions, _("Cut by, one within the other")),
                ("more", one.more, _("And in each cell")),
            ):
                if choices:
                    self.fields[f"{part}-{name}"] = _ticked(choices, label)
        steps = [(str(n), numbers.grouped(n)) for n in STEPS]
        self.fields["step_m2"] = forms.ChoiceField(
            choices=steps, initial="1000", label=_("Square metres are rounded to the nearest")
        )

    def ticked(self, part: str, name: str, known: Iterable[str]) -> list[str]:
        """Which of some words of a table were ticked, in their order."""
        said = self.cleaned_data.get(f"{part}-{name}", ())
        return list(known) if said is True else [one for one in known if said and one in said]

    def rows_of_tables(self) -> list[list[Any]]:
        """Each table: whether it is shown, how it is cut, what else stands in it."""
        return [
            [self[f"{part}-{n}"] for part in ("table", "by", "more") if f"{part}-{n}" in self.fields]
            for n in self.tables
        ]

    def rows_of_fields(self) -> list[tuple[Any, Any]]:
        """Every field of a hazard: how it is told, and its bounds where it has some."""
        return self._fields("", self.ways)

    def rows_of_release_fields(self) -> list[tuple[Any, Any]]:
        """The same of a release."""
        return self._fields(RELEASE, self.release_ways)

    def _fields(self, prefix: str, names: list[str]) -> list[tuple[Any, Any]]:
        bounds = {n: f"{prefix}bounds-{n}" for n in names}
        return [(self[f"{prefix}way-{n}"], self[bounds[n]] if bounds[n] in self.fields else None) for n in names]

    def rows_of_lists(self) -> list[Any]:
        """The conditions that are chosen from lists."""
        return self._lists("", self.lists)

    def rows_of_release_lists(self) -> list[Any]:
        """The same of releases."""
        return self._lists(RELEASE, self.release_lists)

    def _lists(self, prefix: str, names: list[str]) -> list[Any]:
        found = [f"{prefix}list-{n}" for n in names]
        return [self[one] for one in found if self.fields[one].choices]  # no units: nothing to tick

    def release_zone(self) -> Any:
        """Whether only releases in the area are shown."""
        return self[f"{RELEASE}in_zone"]

    def release_place(self) -> list[Any]:
        """Where a release lies, and what stays of it."""
        return [self[f"{RELEASE}geometry"], self[f"{RELEASE}footprint"]]

    def clean(self) -> dict[str, Any]:
        """What stays of a release is chosen where releases are shown, and asked of nobody else."""
        said = super().clean() or {}
        for name in (f"{RELEASE}geometry", f"{RELEASE}footprint"):
            if said.get("releases") and not said.get(name):
                self.add_error(name, _("Choose one."))
        return said

    def clean_more(self) -> Any:
        try:
            return composing.condition(self.cleaned_data["more"])
        except ValueError as error:
            raise forms.ValidationError(_("This is no JSON.")) from error
