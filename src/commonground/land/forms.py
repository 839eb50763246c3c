"""What the browser sent: the filters of the list and of the findings board. What makes no sense is left out."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from commonground.land.queries import hazards
from commonground.ui.trade import RECEIVERS, RESULTS


def page_of(asked: QueryDict) -> int:
    """A page's number; the first where none can be read."""
    text = asked.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 7 else 1


def filters_of(asked: QueryDict) -> hazards.Filters:
    """The list's filters as its address says them."""
    sort = asked.get("sort", "code")
    return hazards.Filters(
        q=asked.get("q", "").strip()[:100],
        status=asked.get("status", "") if asked.get("status") in (*hazards.STANDINGS, "open", "unknown") else "",
        contamination=asked.get("contamination", "")[:60],
        unit=asked.get("unit", "")[:40],
        flag=asked.get("flag", "")[:20],
        findings=asked.get("findings", "")[:80],
        sort=sort if sort.lstrip("-") in hazards.SORTS else "code",
        page=page_of(asked),
    )


class ClosingForm(forms.Form):
    """Closing a hazard: the day, and the document it rests on."""

    on = forms.DateField(label=_("Closed on"), widget=forms.DateInput(attrs={"type": "date"}))
    document = forms.CharField(
        label=_("Document"), max_length=120, help_text=_("The completion report or the certificate.")
    )


class WorkForm(forms.Form):
    """What is being done about a hazard: the day, the reason, and for a handover its certificate."""

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


class QualityForm(forms.Form):
    """What quality control found."""

    on = forms.DateField(label=_("On"), widget=forms.DateInput(attrs={"type": "date"}))
    result = forms.ChoiceField(label=_("Result"), choices=list(RESULTS.items()))
    document = forms.CharField(label=_("Document"), max_length=120, help_text=_("The number of the control's report."))
    because = forms.CharField(label=_("What was found"), required=False, max_length=500)
