"""The shape of what the browser sent: assistance written down, providers, referrals."""

from collections.abc import Iterable, Mapping
from dataclasses import fields as fields_of
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonground.core.incidents import assistance as core
from commonground.core.incidents.assistance import Kind
from commonground.core.incidents.providers import MOST_PLACES, Offer
from commonground.core.incidents.referral import ASKED_OF_PEOPLE, Told, Verb
from commonground.incidents import messages
from commonground.incidents.forms import DAY, QUIET
from commonground.incidents.messages import assistance as words

VALUES: dict[str, type] = {
    "need": core.Need,
    "plan": core.Plan,
    "goal": core.Goal,
    "service": core.Service,
    "follow-up": core.FollowUp,
    "ending": core.Ending,
}
MAY_BE_EMPTY = {"until", "again_on", "provider", "cost", "currency"}
DAYS = {"on", "by", "since", "until", "review_on", "again_on"}


class ThingForm(forms.Form):
    """A need, a plan, a goal, a service, a follow-up, or the end of a case; its fields follow from what it is."""

    def __init__(self, *args: Any, name: str, providers: Mapping[str, str], people: Mapping[int, str], with_words: bool = True, **kwargs: Any) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.value = VALUES[name]
        for one in fields_of(self.value):
            self.fields[one.name] = _field(name, one.name, providers, people)
            self.fields[one.name].label = words.LABELS[one.name]
        if with_words:
            self.fields["words"] = forms.CharField(
                label=words.LABELS["words"], required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3, **QUIET}),
                help_text=_("Sealed with their own key. Write no more than is needed."),
            )  # fmt: skip

    @property
    def said(self) -> Any:
        """What was written, without its words."""
        return self.value(**{k: v for k, v in self.cleaned_data.items() if k != "words"})


def _field(name: str, field: str, providers: Mapping[str, str], people: Mapping[int, str]) -> forms.Field:
    required = field not in MAY_BE_EMPTY
    known = words.WORDS[name].get(field)
    if known is not None:
        return forms.ChoiceField(choices=list(known.items()), required=required)
    if field in DAYS:
        return forms.DateField(widget=DAY, required=required)
    if field == "provider":
        return forms.ChoiceField(choices=[("", _("none of the directory")), *providers.items()], required=False)
    if field == "responsible":
        return forms.TypedChoiceField(choices=list(people.items()), coerce=int)
    if field == "cost":
        return forms.IntegerField(required=False, min_value=0, max_value=core.MOST_COST)
    return forms.CharField(required=False, max_length=3)


class ProviderForm(forms.Form):
    """What the directory says of a provider."""

    def __init__(self, *args: Any, units: Iterable[tuple[str, str]], organisations: Mapping[str, str], **kwargs: Any) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        many = {"widget": forms.CheckboxSelectMultiple}
        special: dict[str, forms.Field] = {
            "kinds": forms.MultipleChoiceField(choices=[(k, w) for k, w in words.KINDS.items() if k != Kind.UNKNOWN], **many),
            "units": forms.MultipleChoiceField(choices=list(units), required=False, widget=forms.SelectMultiple(attrs={"size": 8})),
            "reach": forms.MultipleChoiceField(choices=list(words.REACHES.items()), required=False, **many),
            "organisation": forms.ChoiceField(choices=[("", _("none that signs in here")), *organisations.items()], required=False),
            "cost": forms.ChoiceField(choices=list(words.COSTS.items())),
            "capacity": forms.IntegerField(required=False, min_value=0, max_value=MOST_PLACES),
            "told": forms.CharField(required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})),
            "mail": forms.EmailField(required=False, max_length=120),
        }  # fmt: skip
        lengths = {"address": 200, "phone": 60}
        for one in fields_of(Offer):
            if one.name in ("since", "until", "checked_on"):
                field: forms.Field = forms.DateField(required=False, widget=DAY)
            else:
                field = special.get(one.name) or forms.CharField(
                    required=one.name == "name", max_length=lengths.get(one.name, 120)
                )
            field.label, field.help_text = words.PROVIDER[one.name], words.PROVIDER_HELPS.get(one.name, "")
            self.fields[one.name] = field
            if one.name == "organisation":
                self.fields["new"] = forms.CharField(label=words.PROVIDER["new"], required=False, max_length=60)

    @property
    def offer(self) -> Offer:
        """What was written."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "new"}
        return Offer(**said | {name: tuple(said[name]) for name in ("kinds", "units", "reach")})


class ToldForm(forms.Form):
    """What a provider is to be told."""

    chosen = forms.MultipleChoiceField(
        label=_("What they are told"), required=False, widget=forms.CheckboxSelectMultiple, choices=[(t.value, words.TOLD[t.value]) for t in Told],
        help_text=_("Tick what they need, and no more. What service it is about is always told."),
    )  # fmt: skip
    message = forms.CharField(
        label=_("A message to them"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3, **QUIET})
    )


class ReferForm(ToldForm):
    """A referral that is begun."""

    def __init__(
        self, *args: Any, offers: Iterable[tuple[str, str]], needs: Iterable[tuple[str, Any]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provider"] = forms.ChoiceField(label=words.LABELS["provider"], choices=list(offers))
        self.fields["priority"] = forms.ChoiceField(
            label=words.LABELS["priority"], choices=list(words.PRIORITIES.items())
        )
        self.fields["need"] = forms.TypedChoiceField(
            label=words.THINGS["need"], required=False, empty_value=None, coerce=int, choices=[("", _("none that is written down")), *needs]
        )  # fmt: skip
        self.order_fields(["provider", "need", "priority", "chosen", "message"])


class AgreeForm(forms.Form):
    """A consent to one referral."""

    given_by = forms.ChoiceField(label=_("Given by"), choices=list(messages.GIVERS.items()))
    given_on = forms.DateField(label=_("On which day"), widget=DAY)
    until = forms.DateField(label=_("Until"), widget=DAY, required=False)


class AnswerForm(forms.Form):
    """A step of a referral."""

    def __init__(self, *args: Any, verb: Verb, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"] = forms.DateField(label=_("On which day"), widget=DAY)
        if verb in ASKED_OF_PEOPLE:
            known = [(w.value, words.WHYS[w.value]) for w in ASKED_OF_PEOPLE[verb]]
            self.fields["why"] = forms.ChoiceField(label=_("Why"), choices=known)
        if verb is Verb.COMPLETE:
            self.fields["outcome"] = forms.ChoiceField(
                label=words.LABELS["result"], choices=list(words.RESULTS.items())
            )
        if verb not in (Verb.SEND, Verb.CONSENT):
            self.fields["words"] = forms.CharField(
                label=words.LABELS["words"],
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2, **QUIET}),
            )
