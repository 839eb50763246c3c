"""Probable duplicates: the list with their reasons, and one pair side by side for somebody to decide."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commonground.core.decisions import require
from commonground.core.incidents import facts
from commonground.core.incidents.duplicates import Verdict
from commonground.incidents import messages as words
from commonground.incidents.access import accidents as access
from commonground.incidents.actions import duplicates as actions
from commonground.incidents.forms import DecideForm
from commonground.incidents.queries import duplicates as queries
from commonground.incidents.views import shown
from commonground.ui import parts
from commonground.ui.numbers import grouped
from commonground.ui.templatetags.ui import said
from commonground.ui.trade import word

TABS = ("", *(v.value for v in Verdict))


@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Pairs that wait for somebody, or that somebody decided about."""
    require(access.may(request.viewer, "incidents.decide"))
    verdict = request.GET.get("verdict", "")
    verdict = verdict if verdict in TABS else ""
    text = request.GET.get("page", "")
    page = int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 6 and int(text) else 1
    found, total = queries.pairs(request.viewer, verdict, page)
    at = reverse("incidents:duplicates")
    pages = max(1, -(-total // queries.PAGE))
    first = (page - 1) * queries.PAGE + 1
    before, after = (f"{at}?verdict={verdict}&page={n}" if 1 <= n <= pages else "" for n in (page - 1, page + 1))
    context = {
        "tabs": [parts.Tab(word(words.VERDICTS, v), f"{at}?verdict={v}" if v else at, v == verdict) for v in TABS],
        "table": _table(found, verdict),
        "pager": parts.Pager(first, first + len(found) - 1, total, before, after) if pages > 1 else None,
        "may": access.may(request.viewer, "incidents.decide", unit=""),
    }
    return TemplateResponse(request, "incidents/duplicates.html", context)


def _table(found: list[queries.PairCard], verdict: str) -> parts.Table:
    columns = [
        parts.Column(_("Pair"), "code"),
        parts.Column(_("One")),
        parts.Column(_("The other")),
        parts.Column(_("Why they may be one")),
    ]
    rows = [
        parts.Row(
            [grouped(p.number), p.one, p.other, _reasons(p)], href=reverse("incidents:duplicate", args=[p.number])
        )
        for p in found
    ]
    empty = parts.Empty(_("No pair is here"), _("Look for pairs after registers of different sources came in. Rows of one source are never paired.")
                        if not verdict else "")  # fmt: skip
    return parts.Table(_("Probable duplicates"), columns, rows, empty=empty, name="duplicates")


def _reasons(pair: queries.PairCard) -> str:
    return ", ".join(str(word(words.PAIR_REASONS, r)) for r in pair.reasons)


@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Look for pairs that nobody has proposed yet."""
    found = actions.look(by=request.viewer, at=timezone.now())
    told = ngettext("One new pair was found.", "%(number)s new pairs were found.", found) % {"number": grouped(found)}
    messages.success(request, told)
    return redirect("incidents:duplicates")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """One pair, field by field, and what is to become of it."""
    found = queries.sides(request.viewer, number)
    form = DecideForm(request.POST or None, codes=[v.code for v in found.victims])
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        actions.decide(
            number,
            Verdict(chosen["verdict"]),
            keep=chosen["keep"],
            because=chosen["because"],
            by=request.viewer,
            at=timezone.now(),
        )
        return redirect("incidents:duplicates")
    context = {
        "pair": found.pair,
        "reasons": [word(words.PAIR_REASONS, r) for r in found.pair.reasons],
        "table": _sides(found),
        "form": form,
        "decided": [(d, word(words.VERDICTS, d.verdict)) for d in found.decided],
        "victims": [v.code for v in found.victims],
    }
    return TemplateResponse(request, "incidents/duplicate.html", context)


def _sides(found: queries.Sides) -> parts.Table:
    names = shown.unit_names()
    rows: list[tuple[Any, list[Any]]] = [
        (_("Accident"), [a.code for a in found.accidents]),
        (_("When"), [shown.when(a.said.since, a.said.until, a.said.precision) for a in found.accidents]),
        (_("Where"), [shown.place(a.said, names) for a in found.accidents]),
        (words.LABELS["source"], [a.said.source for a in found.accidents]),
        (words.LABELS["device"], [shown.answer("device", a.said.device, words.ACCIDENT_WORDS) for a in found.accidents]),
        (words.LABELS["outcome"], [said(word(words.OUTCOMES, v.said.outcome)) for v in found.victims]),
        (_("Age"), [shown.age(v.said) for v in found.victims]),
    ]  # fmt: skip
    rows += [
        (words.LABELS[n], [shown.answer(n, getattr(v.said, n), words.VICTIM_WORDS) for v in found.victims])
        for n in facts.VICTIM_CODES
        if n not in ("outcome", "age_class")
    ]
    rows.append((words.LABELS["standing"], [shown.standing_text(v.standing) for v in found.victims]))
    columns = [parts.Column(_("Fact")), *(parts.Column(v.code) for v in found.victims)]
    return parts.Table(_("Both sides"), columns, [parts.Row([said(label), *cells]) for label, cells in rows])
