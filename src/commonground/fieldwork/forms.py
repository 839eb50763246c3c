"""The shape of what the browser sent: the fields of a report as typed, and its perimeter as entered."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from commonground.core.fieldwork.custom import KINDS as CUSTOM_KINDS
from commonground.core.fieldwork.custom import LONGEST
from commonground.core.fieldwork.shapes import MOST, Entered
from commonground.core.fieldwork.types import DRAWN_KINDS, Field, Kind, ReportType
from commonground.fieldwork.messages import CHOICES, HELPS, KINDS, LABELS

PREFIX = "f-"


def words_of(one: Field) -> list[tuple[str, Any]]:
    """The choices of a field with their words; those of custom fields are their own words."""
    known = CHOICES.get(one.name, {})
    return [(c, known.get(c, c)) for c in one.choices]


def label_of(one: Field) -> Any:
    if one.kind is Kind.LINE:
        return _("Line of division")
    return one.label if one.custom else LABELS.get(one.name, one.name)


class ReportForm(forms.Form):
    """The fields of one kind of report. It asks for nothing: a draft is kept whatever is missing."""

    use_required_attribute = False  # or the browser would keep a draft from being saved

    def __init__(self, type_: ReportType, typed: dict[str, Any], faults: dict[str, str] | None = None) -> None:
        # A bound form shows what was typed, and its faults at the fields.
        data = {PREFIX + name: value for name, value in typed.items()}
        super().__init__(data if faults else None, initial=data)
        self.type = type_
        for one in type_.fields:
            if one.kind not in DRAWN_KINDS:
                self.fields[PREFIX + one.name] = _field(one)
        if faults:
            self.errors.clear()  # what is missing is said by the rules of the report, once
            for name, sentence in faults.items():
                if PREFIX + name in self.fields:
                    self.add_error(PREFIX + name, sentence)

    def rows(self) -> list[tuple[Any, str, str, bool]]:
        """(bound field or None for the perimeter, name, unit, wide) in the order of the paper form."""
        out = []
        for one in self.type.fields:
            wide = one.kind in (Kind.LONG, Kind.HAZARDS, *DRAWN_KINDS)
            bound = None if one.kind in DRAWN_KINDS else self[PREFIX + one.name]
            out.append((bound, one.name, one.unit, wide))
        return out


def _field(one: Field) -> forms.Field:
    said = {"label": label_of(one), "help_text": HELPS.get(one.name, ""), "required": False}
    if one.kind is Kind.DAY:
        made: forms.Field = forms.CharField(widget=forms.DateInput(attrs={"type": "date"}), **said)
    elif one.kind is Kind.NUMBER:
        made = forms.CharField(widget=forms.TextInput(attrs={"inputmode": "decimal"}), **said)
    elif one.kind is Kind.CHOICE:
        made = forms.CharField(widget=forms.Select(choices=[("", "—"), *words_of(one)]), **said)
    elif one.kind is Kind.CHOICES:
        made = forms.MultipleChoiceField(choices=words_of(one), widget=forms.CheckboxSelectMultiple, **said)
    elif one.kind in (Kind.LONG, Kind.HAZARDS):
        made = forms.CharField(widget=forms.Textarea(attrs={"rows": 3 if one.kind is Kind.LONG else 2}), **said)
    else:
        made = forms.CharField(widget=forms.TextInput, **said)
    made.required = one.needed is not None  # the label of what may stay empty says so
    return made


def typed_of(type_: ReportType, sent: QueryDict) -> dict[str, Any]:
    """What was typed into the fields of a report."""
    out: dict[str, Any] = {}
    for one in type_.fields:
        if one.kind in DRAWN_KINDS:
            continue
        name = PREFIX + one.name
        out[one.name] = (
            sent.getlist(name) if one.kind is Kind.CHOICES else sent.get(name, "").replace("\r\n", "\n").strip()
        )
    return {k: v for k, v in out.items() if v not in ("", [])}


def entered_of(sent: QueryDict, files: Any) -> dict[str, str]:
    """The perimeter as it was entered; a text file takes the place of what was typed."""
    out = {name: sent.get(f"shape-{name}", "").replace("\r\n", "\n").strip() for name in Entered.__dataclass_fields__}
    file = files.get("shape-file")
    if file is not None and file.size <= MOST:
        out["text"] = file.read().decode("utf-8-sig", errors="replace")
    return {k: v for k, v in out.items() if v} if out["text"] else {}


class BeginForm(forms.Form):
    """What kind of report, and about which hazard."""

    def __init__(
        self, types: list[tuple[str, Any]], organisations: list[tuple[str, str]], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type"] = forms.ChoiceField(label=_("Kind of report"), choices=types, widget=forms.RadioSelect)
        self.fields["organisation"] = forms.ChoiceField(
            label=LABELS["organisation"], choices=organisations, required=False, help_text=HELPS["organisation"]
        )
        self.fields["hazard"] = forms.CharField(label=_("Hazard"), required=False, max_length=4000)


class FieldForm(forms.Form):
    """A field of the programme's own."""

    label = forms.CharField(label=_("What it is called"), max_length=LONGEST)
    kind = forms.ChoiceField(label=_("What it holds"), choices=[(k.value, KINDS[k.value]) for k in CUSTOM_KINDS])
    unit = forms.CharField(label=_("Unit"), required=False, max_length=20, help_text=_("Of a number: m, cm, hours."))
    choices = forms.CharField(
        label=_("Choices"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One to a line."),
    )


def page_of(asked: QueryDict) -> int:
    """A page's number; the first where none can be read."""
    text = asked.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 7 else 1
