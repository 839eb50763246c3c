"""The shape of what the browser sent: the facts of accidents and victims, and the list's filters."""

from collections.abc import Iterable, Mapping
from dataclasses import fields as fields_of
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from commonground.core.incidents import education, facts, injuries
from commonground.core.incidents.investigation import Factor
from commonground.incidents import messages as words
from commonground.incidents.queries.listing import Filters

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
LONG = {"told": 3}
LENGTHS = {
    "place": 200,
    "told": facts.LONGEST,
    "hazard": 120,
    "organisation": 60,
    "source": 200,
    "reference": 120,
    "unit": 40,
}


def choices(name: str, known: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The answers to a question; what was not asked stands first, and is no answer."""
    return [*known.items()] if name in facts.MUST else [("", words.NOT_ASKED), *known.items()]


class _Facts(forms.Form):
    """Labels and meanings come from the words of the slice."""

    def named(self) -> None:
        for name, one in self.fields.items():
            one.label = words.LABELS.get(name, one.label)
            one.help_text = words.HELPS.get(name, one.help_text)

    def blame(self, faults: Iterable[facts.Fault], sentence: Any) -> None:
        """Faults of the facts, each at its field."""
        for fault in faults:
            self.add_error(fault.at if fault.at in self.fields else None, sentence(fault.code, fault.facts).text)


class AccidentForm(_Facts):
    """The facts of an accident."""

    def __init__(self, *args: Any, units: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in fields_of(facts.Accident):
            self.fields[field.name] = self._field(field.name, list(units))
        self.named()

    def _field(self, name: str, units: list[tuple[str, str]]) -> forms.Field:
        if name in words.ACCIDENT_WORDS:
            known = choices(name, words.ACCIDENT_WORDS[name])
            return forms.ChoiceField(choices=known, required=name in facts.MUST)
        if name in ("since", "until"):
            return forms.DateField(required=False, widget=DAY)
        if name in ("lon", "lat"):
            return forms.FloatField(required=False)
        if name == "accuracy_m":
            return forms.IntegerField(required=False, min_value=0)
        if name == "unit" and units:
            kept = self.initial.get("unit", "")
            other = [(kept, kept)] if kept and kept not in dict(units) else []
            return forms.ChoiceField(choices=[("", _("from the point, or not known")), *other, *units], required=False)
        widget = forms.Textarea(attrs={"rows": LONG[name]}) if name in LONG else forms.TextInput
        return forms.CharField(required=False, max_length=LENGTHS[name], widget=widget)

    def said(self) -> facts.Accident:
        return facts.Accident(
            **{n: v for n, v in self.cleaned_data.items() if n in facts.Accident.__dataclass_fields__}
        )


class VictimForm(_Facts):
    """The facts of a victim."""

    injuries_known = forms.ChoiceField(
        required=False, choices=[("", words.NOT_ASKED), ("yes", words.ANSWERS["yes"]), ("unknown", words.UNKNOWN)]
    )
    injuries = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, choices=[(one.code, one.code) for one in injuries.INJURIES]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in fields_of(facts.Victim):
            if field.name in words.VICTIM_WORDS:
                known = choices(field.name, words.VICTIM_WORDS[field.name])
                self.fields[field.name] = forms.ChoiceField(choices=known, required=field.name in facts.MUST)
            elif field.name == "age":
                self.fields["age"] = forms.IntegerField(required=False, min_value=0, max_value=facts.OLDEST)
        self.order_fields([f.name for f in fields_of(facts.Victim)])
        self.named()

    def said(self) -> facts.Victim:
        given = dict(self.cleaned_data)
        given.pop("because", None)
        return facts.Victim(**(given | {"injuries": injuries.known(given["injuries"])}))


class BecauseForm(forms.Form):
    """A reason that is asked for."""

    because = forms.CharField(label=_("Because"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class OutcomeForm(forms.Form):
    """What became of somebody later."""

    outcome = forms.ChoiceField(label=words.LABELS["outcome"], choices=list(words.OUTCOMES.items()))
    on = forms.DateField(label=_("On which day"), widget=DAY)


class StepForm(forms.Form):
    """One step of an investigation."""

    on = forms.DateField(label=_("On which day"), widget=DAY)
    document = forms.CharField(label=_("Number of the paper"), required=False, max_length=120)
    text = forms.CharField(
        label=_("What is written down"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("No names: write the role of whoever it was."),
    )
    factors = forms.MultipleChoiceField(
        label=_("Contributing factors"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(f.value, words.FACTORS[f.value]) for f in Factor],
    )
    independent = forms.BooleanField(
        label=_("Whoever leads the board is not of the organisation concerned"), required=False
    )


class ActionForm(forms.Form):
    """Something that is to be done so that it does not happen again."""

    text = forms.CharField(label=_("What is to be done"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    owner = forms.CharField(label=_("Whom it falls to"), max_length=120, help_text=_("A role or an organisation."))
    due = forms.DateField(label=_("Until"), widget=DAY)


class EndForm(forms.Form):
    """How something that was recommended ended."""

    ended_on = forms.DateField(label=_("On which day"), widget=DAY)
    given_up = forms.BooleanField(label=_("It was given up"), required=False)
    because = forms.CharField(label=_("What was done, or why not"), max_length=1000)


class DecideForm(forms.Form):
    """What becomes of two victims that may be one."""

    verdict = forms.ChoiceField(
        label=_("Are they the same person?"), choices=[(v, w) for v, w in words.VERDICTS.items() if v]
    )
    because = forms.CharField(label=_("Because"), required=False, max_length=1000)

    def __init__(self, *args: Any, codes: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keep"] = forms.ChoiceField(
            label=_("If they are, this one counts"), required=False, choices=[("", "—"), *((c, c) for c in codes)]
        )
        self.order_fields(["verdict", "keep", "because"])


QUIET = {"autocomplete": "off", "spellcheck": "false"}  # a browser keeps nothing of it


class IdentityForm(forms.Form):
    """Who somebody is."""

    basis = forms.ChoiceField(label=_("Why it may be kept"), choices=list(words.BASES.items()))
    keep_until = forms.DateField(label=_("Kept until"), widget=DAY, help_text=_("Erased by itself on the day after."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in words.IDENTITY_LABELS.items():
            long = name in ("told", "address")
            widget = forms.Textarea(attrs={"rows": 3, **QUIET}) if long else forms.TextInput(attrs=QUIET)
            self.fields[name] = forms.CharField(
                label=label, required=False, max_length=4000 if long else 200, widget=widget
            )
        self.order_fields([*words.IDENTITY_LABELS, "basis", "keep_until"])


class ReasonForm(forms.Form):
    """Why somebody reads who a person is."""

    reason = forms.ChoiceField(label=_("What do you read it for?"), choices=list(words.REASONS.items()))


class ErasingForm(forms.Form):
    """Why somebody is forgotten."""

    reason = forms.ChoiceField(label=_("Why"), choices=list(words.ERASINGS.items()))
    sure = forms.BooleanField(label=_("It cannot be brought back, by nobody"))


class ConsentForm(forms.Form):
    """One recipient, one purpose. A provider of the directory is chosen, anybody else is written."""

    provider = forms.ChoiceField(label=_("Provider"), required=False)
    recipient = forms.CharField(
        label=_("Recipient"), required=False, max_length=120, help_text=_("An organisation or an authority.")
    )
    purpose = forms.ChoiceField(label=_("Purpose"), choices=list(words.PURPOSES.items()))
    given_by = forms.ChoiceField(label=_("Given by"), choices=list(words.GIVERS.items()))
    given_on = forms.DateField(label=_("On which day"), widget=DAY)
    until = forms.DateField(label=_("Until"), widget=DAY, required=False)

    def __init__(self, *args: Any, providers: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provider"].choices = [("", _("none of the directory")), *providers.items()]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("provider") and not given.get("recipient"):
            self.add_error("recipient", _("Say who is to be told."))
        return given


class MemberForm(forms.Form):
    """Somebody who is brought into a case."""

    def __init__(self, *args: Any, people: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = forms.TypedChoiceField(label=_("Person"), choices=list(people.items()), coerce=int)


def filters_of(asked: QueryDict) -> Filters:
    """The list's filters as its address says them."""
    said = {f.name: asked.get(f.name, "").strip()[:120] for f in fields_of(Filters) if f.name != "page"}
    for name in ("since", "until"):
        said[name] = said[name] if _is_day(said[name]) else ""
    page = asked.get("page", "")
    return Filters(**said, page=int(page) if page.isascii() and page.isdigit() and 0 < len(page) < 7 else 1)


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


class SessionForm(forms.Form):
    """A session of risk education."""

    def __init__(self, *args: Any, units: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        number = {"min_value": 0, "max_value": education.LONGEST_AUDIENCE}
        self.fields["on"] = forms.DateField(widget=DAY)
        self.fields["campaign"] = forms.CharField(
            max_length=120, widget=forms.TextInput(attrs={"list": "campaigns", "autocomplete": "off"})
        )
        self.fields["method"] = forms.ChoiceField(choices=list(words.METHODS.items()))
        self.fields["unit"] = forms.ChoiceField(choices=list(units))
        self.fields["place"] = forms.CharField(max_length=120, required=False)
        self.fields["messages"] = forms.MultipleChoiceField(
            choices=list(words.RE_MESSAGES.items()), required=False, widget=forms.CheckboxSelectMultiple
        )
        for name in (*education.GROUPS, "again"):
            self.fields[name] = forms.IntegerField(**number)
        for name in ("disability", "indirect", "materials"):
            self.fields[name] = forms.IntegerField(required=False, **number)
        for name, field in self.fields.items():
            field.label, field.help_text = words.SESSION[name], words.SESSION_HELPS.get(name, "")

    @property
    def session(self) -> education.Session:
        """What was written."""
        said = {k: v for k, v in self.cleaned_data.items() if k not in ("unit", "place")}
        return education.Session(**said | {"messages": tuple(said["messages"])})
