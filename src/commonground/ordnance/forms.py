"""What the browser sent: a find, a disposal, a reason, a filter."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from commonground.core.geometry.coordinates import read as read_position
from commonground.core.ordnance import amounts
from commonground.core.ordnance.accounts import Pot
from commonground.core.ordnance.drafts import DisposalDraft, FindDraft, Where
from commonground.core.ordnance.kinds import Activity, Category, Condition, Method, TreatyKind
from commonground.core.refusals import NotUsable
from commonground.ordnance.queries.finds import SORTS, Filter, filter_of
from commonground.ui.devices import CATEGORIES, CONDITIONS, FOUND_BY, KINDS, METHODS, POTS

BLANK = [("", "—")]
DAY = {"type": "date"}
TARGETS = [(p.value, POTS[p.value]) for p in (Pot.DESTROYED, Pot.RETAINED, Pot.HANDED_OVER)]


class AmountField(forms.CharField):
    """How many, as people write it: "12", "more than 2,700", "about 50"."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found = amounts.read(text)
        if found is None:
            raise forms.ValidationError(_("This is no number. Write 12, more than 2,700, at least 5 or about 50."))
        return found


class OnOnePage(forms.Form):
    """One of several forms on a page: its fields carry its own name, so that each label belongs to one field only."""

    called = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"{self.called}-%s", **kwargs)


class FindForm(OnOnePage):
    """A find: what, how many, when, where, in which work; and what became of it where that is known already."""

    called = "find"

    said = forms.CharField(label=_("What was found"), max_length=200, widget=forms.TextInput(attrs={"list": "devices"}),
                           help_text=_("A model or a word, in any language: PMA-2, MUSE, mortar."))  # fmt: skip
    amount = AmountField(
        label=_("How many"), max_length=60, initial="1", help_text=_("12, more than 2,700, at least 5, about 50.")
    )
    on = forms.DateField(label=_("Found on"), widget=forms.DateInput(attrs=DAY))
    activity = forms.ChoiceField(label=_("In which work"), choices=list(FOUND_BY.items()))
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    place = forms.CharField(label=_("Place in words"), required=False, max_length=200)
    position = forms.CharField(
        label=_("Position"), required=False, max_length=100, help_text=_("Latitude and longitude, as 44.2031, 17.9077.")
    )
    accuracy_m = forms.IntegerField(label=_("Exact to, in metres"), required=False, min_value=1, max_value=100_000)
    depth_cm = forms.IntegerField(label=_("Depth, in centimetres"), required=False, min_value=0, max_value=10_000)
    condition = forms.ChoiceField(label=_("Condition"), required=False, choices=list(CONDITIONS.items()))
    organisation = forms.CharField(label=_("By which organisation"), required=False, max_length=60)
    document = forms.CharField(label=_("Document"), required=False, max_length=120)
    within = forms.CharField(label=_("Part of find"), required=False, max_length=120,
                             help_text=_("The code of a larger find that this one is already counted in. It is shown there and never added."))  # fmt: skip

    def __init__(self, units: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [*BLANK, *units]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        text = said.get("position", "").strip()
        said["point"] = None
        if text:
            try:
                at = read_position(text)
            except NotUsable:
                self.add_error("position", _("This position cannot be read. Write latitude and longitude in degrees."))
            else:
                said["point"] = (at.lon, at.lat)
                if not said.get("accuracy_m") and "accuracy_m" not in self.errors:
                    self.add_error("accuracy_m", _("Say how exact the position is, in metres."))
        return said

    def draft(self, unit_at: Any) -> FindDraft:
        """The find, once the form is valid; `unit_at` says in which unit a point lies."""
        said = self.cleaned_data
        lon, lat = said["point"] or (None, None)
        unit = said["unit"] or (unit_at(lon, lat) if lon is not None else "")
        return FindDraft(
            on=said["on"], amount=said["amount"], said=said["said"], activity=Activity(said["activity"]),
            where=Where(unit, said["place"], lon, lat, said["accuracy_m"] if lon is not None else None),
            condition=Condition(said["condition"] or "unknown"), depth_cm=said["depth_cm"],
            organisation=said["organisation"].strip(), document=said["document"].strip(), within=said["within"].strip(),
        )  # fmt: skip


class ReasonForm(OnOnePage):
    """Why an entry is taken back or corrected."""

    called = "reason"
    because = forms.CharField(label=_("Reason"), max_length=500)


class DisposalForm(OnOnePage):
    """What became of a find, or of some of it."""

    called = "disposal"

    target = forms.ChoiceField(label=_("What became of it"), choices=TARGETS)
    amount = AmountField(label=_("How many"), required=False, max_length=60, help_text=_("Empty for all that is left."))
    on = forms.DateField(label=_("On"), widget=forms.DateInput(attrs=DAY))
    method = forms.ChoiceField(label=_("How"), required=False, choices=list(METHODS.items()))
    source = forms.ChoiceField(
        label=_("Out of"), required=False, choices=[(p.value, POTS[p.value]) for p in (Pot.AWAITING, Pot.RETAINED)]
    )
    organisation = forms.CharField(label=_("By which organisation"), required=False, max_length=60)
    document = forms.CharField(label=_("Document"), required=False, max_length=120)

    def draft(self) -> DisposalDraft:
        """The disposal, once the form is valid."""
        said = self.cleaned_data
        return DisposalDraft(
            said["on"], Pot(said["target"]), said["amount"], Pot(said["source"] or "awaiting"), Method(said["method"] or "unknown"),
            said["organisation"].strip(), said["document"].strip(),
        )  # fmt: skip


class AtOnceForm(DisposalForm):
    """The same beside a new find, where it may stay empty."""

    called = "at-once"

    target = forms.ChoiceField(label=_("What became of it"), required=False, choices=[("", POTS["awaiting"]), *TARGETS])
    on = forms.DateField(
        label=_("On"), required=False, widget=forms.DateInput(attrs=DAY), help_text=_("Empty for the day it was found.")
    )

    def draft_for(self, found: FindDraft) -> DisposalDraft | None:
        """What became of a find at once; None where it waits."""
        said = self.cleaned_data
        if not said["target"]:
            return None
        return DisposalDraft(said["on"] or found.on, Pot(said["target"]), None, Pot.AWAITING, Method(said["method"] or "unknown"), found.organisation, found.document)  # fmt: skip


class DeviceForm(OnOnePage):
    """A model that the catalogue lacks."""

    called = "device"
    name = forms.CharField(label=_("Name"), max_length=200)
    category = forms.ChoiceField(label=_("Category"), choices=list(CATEGORIES.items()))
    subcategory = forms.CharField(label=_("Sub-category"), required=False, max_length=60)
    kind = forms.ChoiceField(label=_("Counts as"), choices=list(KINDS.items()))

    def facts(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {**said, "category": Category(said["category"]), "kind": TreatyKind(said["kind"])}


class NameForm(OnOnePage):
    """Another name or spelling."""

    called = "name"
    name = forms.CharField(label=_("Name"), max_length=200)


class SpellingForm(NameForm):
    """A word, and what it means."""

    called = "spelling"
    name = forms.CharField(label=_("Also written"), max_length=200)


class CountForm(OnOnePage):
    """What a model counts as."""

    called = "count"
    kind = forms.ChoiceField(label=_("Counts as"), choices=list(KINDS.items()))
    because = forms.CharField(label=_("Reason"), max_length=500)


class MergeForm(OnOnePage):
    """Which other model it is."""

    called = "merge"
    into = forms.ChoiceField(label=_("It is the same as"))
    because = forms.CharField(label=_("Reason"), max_length=500)

    def __init__(self, devices: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = devices


@dataclass(frozen=True, slots=True)
class Asked:
    """A list as its address asks for it."""

    chosen: Filter
    sort: str
    page: int
    known: int | None


def number_of(text: str) -> int | None:
    """A whole number as an address has it; None where there is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def asked_of(asked: QueryDict) -> Asked:
    """What an address asks of the list. What makes no sense is left out."""
    chosen = filter_of(asked)
    sort = asked.get("sort", "")
    return Asked(
        chosen,
        sort if sort.lstrip("-") in SORTS else "",
        number_of(asked.get("page", "")) or 1,
        number_of(asked.get("upto", "")),
    )
