"""The shape of what the browser sent: which table is asked for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonground.core.privacy.door import Basis, Spec
from commonground.core.privacy.periods import Closed
from commonground.core.privacy.populations import POPULATIONS
from commonground.disclosure import messages as words

MOST_YEARS = 60
HALVES = (("", _("Whole years")), ("1", _("First halves of the years")), ("2", _("Second halves of the years")))


class AskForm(forms.Form):
    """A table of one population, by up to two of its dimensions, for closed years."""

    first = forms.ChoiceField(required=False, label=_("By"))
    second = forms.ChoiceField(required=False, label=_("And by"))
    since = forms.IntegerField(min_value=1900, max_value=2200, label=_("First year"))
    until = forms.IntegerField(min_value=1900, max_value=2200, label=_("Last year"))
    half = forms.ChoiceField(choices=HALVES, required=False, label=_("Part of the year"))
    basis = forms.ChoiceField(
        choices=list(words.BASES.items()),
        label=_("How it is printed"),
        help_text=_("True totals are for treaties and claims only; somebody opens them with a reason."),
    )
    reason = forms.CharField(
        max_length=500, label=_("What it is for"), widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Who asked for it, or which treaty or claim it answers. No names of people."),
    )  # fmt: skip
    anew = forms.BooleanField(
        required=False, label=_("Count the records as they are now"),
        help_text=_("A restatement: released tables stay. It is let out only where it differs from them by nobody, or by more than ten people."),
    )  # fmt: skip

    def __init__(self, *args: Any, population: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.population = population
        dimensions = POPULATIONS[population].dimensions
        self.fields["first"].choices = [
            ("", _("the total alone")),
            *((d.key, words.DIMENSIONS[d.key]) for d in dimensions),
        ]
        self.fields["second"].choices = [
            ("", _("nothing else")),
            *((d.key, words.DIMENSIONS[d.key]) for d in dimensions if d.crossed),
        ]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        since, until = said.get("since"), said.get("until")
        if since and until and not 0 <= until - since < MOST_YEARS:
            self.add_error("until", _("The last year comes after the first, and not more than sixty years."))
        return said

    @property
    def spec(self) -> Spec:
        """What was asked for."""
        said = self.cleaned_data
        order = [d.key for d in POPULATIONS[self.population].dimensions]
        by = sorted((d for d in (said["first"], said["second"]) if d), key=order.index)
        years = range(said["since"], said["until"] + 1)
        periods = tuple(Closed(year, int(said["half"] or 0)) for year in years)
        return Spec(self.population, tuple(by), periods, Basis(said["basis"]))
