"""The first page of the exchange: who we are among others, whom we know, what was agreed, how fresh it is, what waits."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from commonground.core.decisions import require
from commonground.exchange import access
from commonground.exchange.queries import feeds, overview
from commonground.exchange.views import shown, words
from commonground.ui import parts


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Everything at a glance."""
    require(access.may(request.viewer, "exchange.see"))
    now = timezone.now()
    node, partners = overview.node(), overview.partners(now)
    context = {
        "node": node,
        "partners": [
            (p, [(shown.freshness(f.fresh), f) for f in p.incoming], [(shown.freshness(f.fresh, outgoing=True), f) for f in p.outgoing])
            for p in partners
        ],
        "agreements": shown.agreements(overview.agreements(now.date(), latest_only=True)),
        "incoming": shown.feeds([(p.name, f) for p in partners for f in p.incoming], _("What others show us")),
        "outgoing": shown.feeds([(p.name, f) for p in partners for f in p.outgoing], _("What we show others")),
        "needs": shown.needs(overview.needs(request.viewer, now)),
        "events": shown.events(overview.latest()),
        "may_send": access.may(request.viewer, "exchange.send"),
        "may_agree": access.may(request.viewer, "exchange.agree"),
    }  # fmt: skip
    return TemplateResponse(request, "exchange/overview.html", context)


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Every log held against the head that was signed, for an auditor."""
    require(access.may(request.viewer, "exchange.see"))
    found = feeds.verify()
    if request.GET.get("format") == "json":
        said = [
            {"agreement": v.agreement, "partner": v.partner, "direction": "out" if v.outgoing else "in", "epoch": v.epoch,
             "lines": v.lines, "faults": list(v.faults)}
            for v in found
        ]  # fmt: skip
        return shown.download_json({"at": timezone.now().isoformat(), "feeds": said}, "exchange-verify.json")
    return TemplateResponse(
        request, "exchange/verify.html", {"table": _verdicts(found), "faults": sum(bool(v.faults) for v in found)}
    )


def _verdicts(found: list[feeds.Verdict]) -> parts.Table:
    columns = [
        parts.Column(_("Agreement")),
        parts.Column(_("Partner")),
        parts.Column(_("Direction")),
        parts.Column(_("Epoch"), "count"),
        parts.Column(_("Lines"), "count"),
        parts.Column(_("Result")),
    ]
    rows = [
        parts.Row(
            [v.agreement, v.partner, str(_("to them") if v.outgoing else _("from them")), v.epoch, v.lines,
             shown.mark(_("holds"), "good", "seal") if not v.faults
             else shown.mark("; ".join(str(words.FAULTS.get(f, f)) for f in v.faults), "error", "error")]
        )
        for v in found
    ]  # fmt: skip
    return parts.Table(
        _("Logs and what was signed"), columns, rows, empty=parts.Empty(_("There is no log yet")), name="verdicts"
    )
