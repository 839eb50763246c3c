"""One act on many hazards: what it would do to each is shown first, and nothing is done before that is confirmed."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from commonground.core.dates import Times
from commonground.core.refusals import NotNow
from commonground.land.actions import describe
from commonground.land.forms import ACTS, TogetherForm
from commonground.land.queries import hazards as found_in
from commonground.land.queries import together as plans
from commonground.land.queries.filters import MOST_CODES, filter_of, for_viewer
from commonground.land.views import shown
from commonground.ui import parts, sentences
from commonground.ui.numbers import grouped
from commonground.ui.templatetags.ui import where

MOST_UNITED = 50
WORDS = {plans.FLAG: shown.FLAGS, plans.CONTAMINATION: shown.CONTAMINATION}


@require_POST
def together(request: HttpRequest) -> HttpResponse:
    """What would happen to each; and, confirmed, what did."""
    query = request.POST.get("query", "")
    back = f"{reverse('land:hazards')}?{query}" if query else reverse("land:hazards")
    form = TogetherForm(request.POST)
    codes, beyond = _codes(request, query)
    if request.POST.get("do") == "only" and codes:
        left = [(n, v) for n, v in parse_qsl(query) if n not in ("code", "area", "page")]
        return redirect(f"{reverse('land:hazards')}?{urlencode([*left, *(('code', c) for c in codes[:MOST_CODES])])}")
    if request.POST.get("do") == "unite" and codes and (begin_at := where("fieldwork:begin")):
        return redirect(f"{begin_at}?{urlencode([('type', 'merge'), *(('hazard', c) for c in codes[:MOST_UNITED])])}")
    if not form.is_valid() or not codes:
        for fault in [e for faults in form.errors.values() for e in faults] or [_("Tick the hazards that are meant.")]:
            messages.error(request, fault)
        return redirect(back)
    act, value = form.cleaned_data["act"], form.value()
    otherwise = False
    if request.POST.get("confirmed"):
        try:
            done = describe.act_together(codes, act, value, shown=request.POST["confirmed"], by=request.viewer,
                                         at=timezone.now())  # fmt: skip
        except NotNow:
            otherwise = True
        else:
            _tell(request, done)
            return redirect(back)
    plan = plans.plan(codes, act, value, request.viewer)
    context = {
        "plan": plan, "act": act, "said": ACTS[act], "value": _word(act, value), "raw": value, "table": _table(plan),
        "back": back, "query": query, "otherwise": otherwise, "codes": codes, "beyond": beyond, "unchanged": len(codes) - len(plan.changing) - len(plan.refused),
    }  # fmt: skip
    return TemplateResponse(request, "land/together.html", context)


def _codes(request: HttpRequest, query: str) -> tuple[list[str], int]:
    """The ticked ones, or all that the filter leaves; and how many more there are than one act takes."""
    if request.POST.get("all") and not request.POST.get("confirmed"):
        seen = for_viewer(filter_of(QueryDict(query)), request.viewer)
        found = found_in.matching(seen, request.times if query else Times())
        return sorted(code for _pk, code in found)[: plans.MOST], max(0, len(found) - plans.MOST)
    return list(dict.fromkeys(c[:120] for c in request.POST.getlist("code")))[: max(plans.MOST, MOST_CODES)], 0


def _tell(request: HttpRequest, done: describe.Done) -> None:
    count = len(done.changed)
    messages.success(
        request,
        ngettext("One hazard was changed.", "%(number)s hazards were changed.", count) % {"number": grouped(count)},
    )
    if done.refused:
        count = len(done.refused)
        messages.warning(
            request, ngettext("One was refused.", "%(number)s were refused.", count) % {"number": grouped(count)}
        )


def _word(act: str, value: str) -> Any:
    if act == plans.FLAG and not value:
        return _("none")
    return shown.word(WORDS[act], value) if act in WORDS else value


def _table(plan: plans.Plan) -> parts.Table:
    columns = [
        parts.Column(gettext_lazy("Hazard"), "code"), parts.Column(gettext_lazy("Now")), parts.Column(gettext_lazy("Then")),
        parts.Column(gettext_lazy("What happens")),
    ]  # fmt: skip
    first = [*plan.refused, *plan.changing, *(one for one in plan.each if not one.refusal and not one.changes)]
    rows = [
        parts.Row(
            [
                one.code,
                _word(plan.act, one.before) if one.before else "",
                _word(plan.act, one.after) if one.changes else "",
                _what(one),
            ]
        )
        for one in first
    ]
    return parts.Table(gettext_lazy("What would happen to each"), columns, rows)


def _what(one: plans.Outlook) -> Any:
    if one.refusal:
        return _("refused: %(why)s") % {"why": sentences.sentence(one.refusal.code, one.refusal.facts).text}
    return _("changes") if one.changes else _("stays as it is")
