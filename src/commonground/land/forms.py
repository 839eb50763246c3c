"""What the browser sent: the list's order, columns and page, kept views, acts on many. What makes no sense is left out."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from commonground.land.queries import columns, hazards
from commonground.land.queries.filters import Filter, filter_of, pairs_of
from commonground.ui.trade import CONTAMINATION, FLAGS, RECEIVERS, RESULTS


def page_of(asked: QueryDict) -> int:
    """A page's number; the first where none can be read."""
    text = asked.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 7 else 1


@dataclass(frozen=True, slots=True)
class ListAsked:
    """What an address asks of the list: the filter that it shares with map and export, and how to show it."""

    chosen: Filter
    sort: str
    page: int
    columns: tuple[str, ...]
    own_columns: bool  # the address says which

    def rest(self, *, page: bool = False) -> list[tuple[str, str]]:
        """What the address says besides the filter and the times."""
        out = [("sort", self.sort)] if self.sort != "code" else []
        out += [("columns", ",".join(self.columns))] if self.own_columns else []
        return out + ([("page", str(self.page))] if page and self.page > 1 else [])

    def pairs(self) -> list[tuple[str, str]]:
        """The whole address but its page and its times."""
        return [*pairs_of(self.chosen), *self.rest()]


def list_of(asked: QueryDict, kept: tuple[str, ...] = ()) -> ListAsked:
    """The list as an address asks for it; `kept` are the columns where it names none."""
    sort = asked.get("sort", "code")
    named = asked.get("columns", "")
    return ListAsked(
        chosen=filter_of(asked),
        sort=sort if sort.lstrip("-") in hazards.SORTS else "code",
        page=page_of(asked),
        columns=columns.chosen(named.split(",") if named else kept),
        own_columns=bool(named),
    )


class ColumnsForm(forms.Form):
    """Which columns, in which order: a tick and a place for each."""

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        for name in columns.COLUMNS:
            self.fields[f"show-{name}"] = forms.BooleanField(required=False)
            self.fields[f"place-{name}"] = forms.IntegerField(required=False, min_value=0, max_value=99)

    def columns(self) -> tuple[str, ...]:
        """The ticked ones by their places; equal places stand in the usual order."""
        said = self.cleaned_data
        ticked = [n for n in columns.COLUMNS if said.get(f"show-{n}")]
        return columns.chosen(sorted(ticked, key=lambda n: said.get(f"place-{n}") or 99))


class ViewForm(forms.Form):
    """A view to be kept: its name, and whether everybody sees it."""

    name = forms.CharField(max_length=80)
    shared = forms.BooleanField(required=False)


FLAG, KIND, SELECT = "flag", "contamination", "selection"
ACTS = {FLAG: _("Set the flag"), KIND: _("Set the contamination"), SELECT: _("Put into a selection")}


class TogetherForm(forms.Form):
    """One act on many hazards: which act, and its value."""

    act = forms.ChoiceField(label=_("What to do"), choices=list(ACTS.items()))
    flag = forms.ChoiceField(label=_("Flag"), required=False, choices=[("", _("none")), *FLAGS.items()])
    contamination = forms.ChoiceField(label=_("Contamination"), required=False, choices=list(CONTAMINATION.items()))
    selection = forms.CharField(label=_("Name of the selection"), required=False, max_length=80)

    def value(self) -> str:
        """The value that the act sets."""
        return self.cleaned_data[self.cleaned_data["act"]]

    def clean(self) -> dict:
        said = super().clean() or {}
        if said.get("act") == SELECT and not said.get("selection", "").strip():
            self.add_error("selection", _("Give the selection a name."))
        return said


class OnOnePage(forms.Form):
    """One of several forms on a page: its fields carry its own name, so that each label belongs to one field only."""

    called = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"{self.called}-%s", **kwargs)


class ClosingForm(OnOnePage):
    """Closing a hazard: the day, and the document it rests on."""

    called = "closing"

    on = forms.DateField(label=_("Closed on"), widget=forms.DateInput(attrs={"type": "date"}))
    document = forms.CharField(
        label=_("Document"), max_length=120, help_text=_("The completion report or the certificate.")
    )


class WorkForm(OnOnePage):
    """What is being done about a hazard: the day, the reason, and for a handover its certificate."""

    called = "work"

    on = forms.DateField(label=_("On"), widget=forms.DateInput(attrs={"type": "date"}))
    because = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=500,
        help_text=_("A suspension needs one: weather, access, funds."),
    )
    document = forms.CharField(
        label=_("Document"),
        required=False,
        max_length=120,
        help_text=_("For a handover: the number of its certificate."),
    )
    receiver = forms.ChoiceField(
        label=_("Received by"), required=False, choices=[("", "—"), *RECEIVERS.items()],
        help_text=_("For a handover: in what role the land was received. No names."),
    )  # fmt: skip


class QualityForm(OnOnePage):
    """What quality control found."""

    called = "quality"

    on = forms.DateField(label=_("On"), widget=forms.DateInput(attrs={"type": "date"}))
    result = forms.ChoiceField(label=_("Result"), choices=list(RESULTS.items()))
    document = forms.CharField(label=_("Document"), max_length=120, help_text=_("The number of the control's report."))
    because = forms.CharField(label=_("What was found"), required=False, max_length=500)


class UndoForm(forms.Form):
    """Taking back that a hazard was divided, or that hazards were united."""

    first = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    document = forms.CharField(label=_("Document"), max_length=120)
    because = forms.CharField(label=_("Reason"), max_length=500)
