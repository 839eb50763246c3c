"""The first page: the country's balance, and what needs somebody."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from commonground.exchange.queries import overview as exchange
from commonground.fieldwork.queries import waiting as reports
from commonground.reporting.queries import day
from commonground.reporting.queries import home as found_in
from commonground.reporting.views.addresses import figure_at, statement_at, timed
from commonground.ui import parts
from commonground.ui.numbers import day as plain_day
from commonground.ui.numbers import grouped, km2


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """How the country stands."""
    found = found_in.home(request.viewer, request.times, timezone.localdate())
    context = {
        "country": found,
        "figures": _figures(request, found),
        "balance": _balance(found),
        "series": _series(found),
        "waiting": [*_reports(request), *_exchange(request), *(_work(w, request) for w in found.waiting)],
        "events": [_commit(c, request) for c in found.latest],
        "statement": statement_at(request, found.period),
        "map": _map(request),
        "empty": _empty(),
    }
    return TemplateResponse(request, "reporting/home.html", context)


def _empty() -> parts.Empty:
    return parts.Empty(
        _("The books are open, and empty"),
        _("Bring the boundaries of the country first, then the hazards: any spreadsheet, GeoPackage, GeoJSON or KML. "
          "Nothing is booked before you have seen what would happen."),
        reverse("intake:imports"), _("Import a file"),
    )  # fmt: skip


def _map(request: HttpRequest) -> str:
    try:
        return timed(reverse("geodata:map"), request.times)
    except NoReverseMatch:
        return ""


def _figures(request: HttpRequest, found: found_in.Home) -> list[parts.Figure]:
    total = found.statement.figures()
    hazards = reverse("land:hazards")
    open_hazards = sum(found.standings.get(s, 0) for s in ("suspected", "confirmed"))
    year = str(found.period.end.year)
    return [
        parts.Figure(_("Open land"), total["land.closing"], "km2", figure_at(request, found.period, "land.closing"), found.unknown),
        parts.Figure(_("of it confirmed"), total["land.closing.confirmed"], "km2", figure_at(request, found.period, "land.closing.confirmed")),
        parts.Figure(_("of it suspected"), total["land.closing.suspected"], "km2", figure_at(request, found.period, "land.closing.suspected")),
        parts.Figure(_("Open hazards"), open_hazards, "count", timed(hazards, request.times, status="open"),
                     note=_("of %(all)s on the books") % {"all": grouped(sum(found.standings.values()))}),
        parts.Figure(_("Released in %(year)s") % {"year": year}, total["land.released"], "km2", statement_at(request, found.period)),
    ]  # fmt: skip


def _balance(found: found_in.Home) -> parts.Balance:
    total = found.statement.figures()
    opening, closing = total["land.opening"] or 0, total["land.closing"] or 0
    lines = [
        ("brought-forward", _("Brought in"), "suspected", 1), ("new", _("New"), "suspected", 1),
        ("extended", _("Extended"), "suspected", 1), ("reopened", _("Reopened"), "suspected", 1),
        ("cancelled", _("Cancelled"), "cancelled", -1), ("reduced", _("Reduced"), "reduced", -1), ("cleared", _("Cleared"), "cleared", -1),
    ]  # fmt: skip
    pieces = [
        parts.Part(label, state, sign * m2) for line, label, state, sign in lines if (m2 := total[f"land.{line}"])
    ]
    facts = {
        "start": plain_day(found.period.start),
        "end": plain_day(found.period.end),
        "opening": km2(opening),
        "closing": km2(closing),
    }
    return parts.Balance(
        _("Open land from %(start)s to %(end)s") % facts, opening, pieces, closing,
        _("Open land went from %(opening)s to %(closing)s km².") % facts,
    )  # fmt: skip


def _series(found: found_in.Home) -> parts.Series | None:
    if len(found.years) < 3:
        return None
    points = [parts.Point(str(y.year), y.open_m2 / 1_000_000, not y.complete) for y in found.years]
    facts = {
        "first": found.years[0].year,
        "last": found.years[-1].year,
        "a": km2(found.years[0].open_m2),
        "b": km2(found.years[-1].open_m2),
    }
    return parts.Series(
        _("Open land at the end of each year"), points,
        description=_("From %(a)s km² in %(first)s to %(b)s km² in %(last)s; the last year may still be running.") % facts,
    )  # fmt: skip


def _work(work: found_in.Work, request: HttpRequest) -> tuple[str, str, str]:
    """(severity, sentence, where to go) of something that waits."""
    n = {"number": grouped(work.number)}
    findings = reverse("land:findings")
    return {
        "open-books": lambda: ("error", _("The statement of this year does not close. Run the deep check."), reverse("reporting:statement")),
        "errors": lambda: ("error", ngettext("One finding is an error: the record is wrong as it stands.",
                                             "%(number)s findings are errors: the records are wrong as they stand.", work.number) % n,
                           timed(findings, request.times, severity="error")),
        "quarantined": lambda: ("doubt", ngettext("One row of a file waits in quarantine.", "%(number)s rows of files wait in quarantine.",
                                                  work.number) % n, reverse("intake:imports")),
        "doubts": lambda: ("doubt", ngettext("One finding is a doubt: somebody should look.",
                                             "%(number)s findings are doubts: somebody should look.", work.number) % n,
                           timed(findings, request.times, severity="doubt")),
    }[work.what]()  # fmt: skip


def _reports(request: HttpRequest) -> list[tuple[str, str, str]]:
    """What waits of the reports, and above it open land in hazards that were closed."""
    out = [
        (
            "error",
            _("Open land in a hazard that was closed: %(hazard)s") % {"hazard": alarm.hazard},
            hazard_at(alarm.hazard),
        )
        for alarm in day.alarms(request.viewer)[:5]
    ]
    waiting = reports.waiting(request.viewer, most=0)
    for heap, words in (
        (waiting.conflicts, lambda n: ngettext("One report is in conflict.", "%(number)s reports are in conflict.", n)),
        (
            waiting.to_check,
            lambda n: ngettext("One report waits to be checked.", "%(number)s reports wait to be checked.", n),
        ),
        (
            waiting.returned,
            lambda n: ngettext("One report was returned to you.", "%(number)s reports were returned to you.", n),
        ),
    ):
        if heap is not None and heap.number:
            out.append(("doubt", words(heap.number) % {"number": grouped(heap.number)}, reverse("reporting:day")))
    return out


def _exchange(request: HttpRequest) -> list[tuple[str, str, str]]:
    """What waits of the exchange, for whoever may see it: the errors, and that there is more."""
    needs = exchange.needs(request.viewer, timezone.now())
    if not needs:
        return []
    severity = "error" if any(n.severity == "error" for n in needs) else "doubt"
    said = ngettext("One thing waits in the exchange.", "%(number)s things wait in the exchange.", len(needs))
    return [(severity, said % {"number": grouped(len(needs))}, reverse("exchange:home"))]


def hazard_at(code: str) -> str:
    return reverse("land:hazard", args=[code])


def _commit(commit, request: HttpRequest) -> parts.Event:
    n = commit.last - commit.first + 1
    title = ngettext("One entry", "%(number)s entries", n) % {"number": grouped(n)}
    return parts.Event(
        commit.at, title, "", commit.why, timed(reverse("land:entry", args=[commit.last]), request.times), commit.last
    )
