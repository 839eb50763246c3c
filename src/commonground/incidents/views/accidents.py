"""The list of accidents, and one accident: entered, corrected, taken back."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commonground.core.decisions import require
from commonground.core.incidents import facts
from commonground.core.refusals import NotNow, Refusal
from commonground.core.tables.escape import csv_bytes
from commonground.incidents import messages as words
from commonground.incidents.access import accidents as access
from commonground.incidents.actions import accidents as actions
from commonground.incidents.actions import alarms as alarm_actions
from commonground.incidents.forms import AccidentForm, BecauseForm, filters_of
from commonground.incidents.queries import alarms, cards, investigations
from commonground.incidents.queries import listing as found_in
from commonground.incidents.views import shown
from commonground.places import queries as places
from commonground.ui import parts, sentences
from commonground.ui.templatetags.ui import nothing, said
from commonground.ui.trade import word

HEADINGS = (
    "accident",
    "kind",
    "first day",
    "last day",
    "precision",
    "place",
    "unit",
    "device",
    "killed",
    "injured",
    "unknown outcome",
)


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The accidents that somebody may see, the latest first."""
    filters = filters_of(request.GET)
    below = _below(filters.unit)
    if request.GET.get("format") == "csv":
        require(access.may(request.viewer, "incidents.export"))
        return _file(found_in.sheet(request.viewer, filters, below))
    found = found_in.listing(request.viewer, filters, below)
    context = {
        "filters": filters,
        "table": _table(found, filters.is_filtered),
        "pager": _pager(request, found),
        "found": found,
        "together": shown.people(found.killed, found.injured, found.unknown),
        "kinds": list(words.KINDS.items()),
        "devices": [("-", words.NOT_ASKED), *words.DEVICES.items()],
        "outcomes": list(words.OUTCOMES.items()),
        "units": [(u.code, u.name) for u in places.units()],
        "may": access.may(request.viewer, "incidents.record"),
        "may_decide": bool(access.may(request.viewer, "incidents.decide", unit="")),
        "may_export": bool(access.may(request.viewer, "incidents.export")),
    }
    return TemplateResponse(request, "incidents/accidents.html", context)


def _below(code: str) -> set[str]:
    """A unit's code with those of all units below it."""
    units = places.units() if code not in ("", "-") else []
    inside = {u.id for u in units if u.code == code}
    for unit in units:
        if unit.upper in inside:
            inside.add(unit.id)
    return {u.code for u in units if u.id in inside}


def _table(found: found_in.Listing, is_filtered: bool) -> parts.Table:
    columns = [
        parts.Column(_("Accident"), "code"), parts.Column(_("When")), parts.Column(_("Where")), parts.Column(_("Device")),
        parts.Column(words.OUTCOMES["killed"], "count"), parts.Column(words.OUTCOMES["injured"], "count"),
        parts.Column(words.OUTCOMES["unknown"], "count", priority=2),
    ]  # fmt: skip
    names = shown.unit_names()
    rows = [
        parts.Row(
            [r.code, shown.when(r.since, r.until, r.precision), shown.place(facts.Accident(place=r.place, unit=r.unit), names),
             shown.answer("device", r.device, words.ACCIDENT_WORDS), r.killed, r.injured, r.unknown],
            href=reverse("incidents:accident", args=[r.code]),
        )
        for r in found.rows
    ]  # fmt: skip
    empty = parts.Empty(
        _("No accident has been written down"),
        _("Enter one by hand, or import a register."),
        reverse("incidents:enter"),
        _("Enter an accident"),
    )
    if is_filtered:
        empty = parts.Empty(_("No accident is like this"), _("Take a filter away."))
    return parts.Table(_("Accidents"), columns, rows, empty=empty, name="accidents")


def _pager(request: HttpRequest, found: found_in.Listing) -> parts.Pager | None:
    if found.pages < 2:
        return None

    def at(page: int) -> str:
        asked = request.GET.copy()
        asked["page"] = str(page)
        return f"{request.path}?{asked.urlencode()}" if 1 <= page <= found.pages else ""

    return parts.Pager(found.first, found.last, found.total, at(found.page - 1), at(found.page + 1))


def _file(rows: list[found_in.Row]) -> HttpResponse:
    """What is seen, all pages of it, without anything of single people."""
    cells = [["" if v is None else str(v) for v in asdict(r).values()] for r in rows]
    response = HttpResponse(csv_bytes(HEADINGS, cells), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="accidents.csv"'
    return response


@never_cache
@require_safe
def accident(request: HttpRequest, code: str) -> HttpResponse:
    """One accident with what is known of it and whom it hurt."""
    return _page(request, code)


def _page(request: HttpRequest, code: str, told: Refusal | None = None, status: int = 200) -> HttpResponse:
    viewer = request.viewer
    found = access.accident_for(viewer, code)
    card = cards.accident(found)
    sees_victims = access.may(viewer, "incidents.victims", unit=card.said.unit or None)
    names = shown.unit_names()
    inquiry = investigations.card(found, timezone.localdate())
    outcomes = [v.said.outcome for v in card.victims if v.standing == "counts"]
    context = {
        "card": card,
        "told": told,
        "when": shown.when(card.said.since, card.said.until, card.said.precision),
        "place": shown.place(card.said, names),
        "kind": word(words.KINDS, card.said.kind),
        "together": shown.people(*(outcomes.count(o) for o in ("killed", "injured", "unknown"))),
        "rows": _rows(card.said, names),
        "victims": _victims(card) if sees_victims else None,
        "sees_victims": sees_victims,
        "alarms": alarms.of(found),
        "investigated": inquiry is not None,
        "stage": words.STAGES[inquiry.stage.value] if inquiry else "",
        "history": [_event(one) for one in cards.history(found)],
        "may": access.may(viewer, "incidents.record", unit=card.said.unit),
        "because": BecauseForm(),
    }
    return TemplateResponse(request, "incidents/accident.html", context, status=status)


def _rows(said_: facts.Accident, names: dict[str, str]) -> list[tuple[Any, Any]]:
    """Label and value of every fact that the page's head does not say."""
    out: list[tuple[Any, Any]] = []
    for name in ("device", "doing", "area_type", "marking"):
        out.append((words.LABELS[name], shown.answer(name, getattr(said_, name), words.ACCIDENT_WORDS)))
    out.append((words.LABELS["where"], said(word(words.WHERES, said_.where))))
    if said_.lon is not None and said_.lat is not None:
        out.append((_("Point"), f"{said_.lat:.5f}, {said_.lon:.5f}"))
        metres = f"{said_.accuracy_m} m" if said_.accuracy_m is not None else said(words.UNKNOWN)
        out.append((words.LABELS["accuracy_m"], metres))
    out.append((words.LABELS["unit"], nothing(names.get(said_.unit, said_.unit))))
    for name in ("hazard", "organisation", "source", "reference"):
        if getattr(said_, name):
            out.append((words.LABELS[name], getattr(said_, name)))
    return out


def _victims(card: cards.AccidentCard) -> parts.Table:
    columns = [
        parts.Column(_("Victim"), "code"), parts.Column(words.LABELS["outcome"]), parts.Column(words.LABELS["sex"]),
        parts.Column(_("Age")), parts.Column(words.LABELS["status"]), parts.Column(words.LABELS["doing"], priority=2),
        parts.Column(words.LABELS["standing"], priority=2),
    ]  # fmt: skip
    rows = [
        parts.Row(
            [v.code, said(word(words.OUTCOMES, v.said.outcome)), shown.answer("sex", v.said.sex, words.VICTIM_WORDS), shown.age(v.said),
             shown.answer("status", v.said.status, words.VICTIM_WORDS), shown.answer("doing", v.said.doing, words.VICTIM_WORDS),
             shown.standing_text(v.standing)],
            href=reverse("incidents:victim", args=[v.code]),
        )
        for v in card.victims
    ]  # fmt: skip
    empty = parts.Empty(_("Nobody has been written down"), _("Nobody was hurt, or nobody has said who."))
    return parts.Table(_("Victims"), columns, rows, empty=empty, name="victims")


def _event(one: cards.Said) -> dict[str, Any]:
    changes = [
        (words.LABELS.get(name, name), shown.answer(name, before, words.ACCIDENT_WORDS), shown.answer(name, after, words.ACCIDENT_WORDS))
        for name, before, after in one.changes
    ]  # fmt: skip
    return {
        "at": one.at,
        "words": word(words.WHATS, one.what),
        "why": one.why,
        "by": one.by,
        "number": one.number,
        "changes": changes,
    }


def _unit_choices(request: HttpRequest) -> list[tuple[str, str]]:
    """The lowest units in which somebody may write accidents down."""
    mine = access.visible(request.viewer, "incidents.record")
    found = places.units(places.lowest_level())
    return [(u.code, f"{u.name} ({u.code})") for u in found if mine is None or u.code in mine]


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """A new accident."""
    require(access.may(request.viewer, "incidents.record"))
    form = AccidentForm(
        request.POST or None, units=_unit_choices(request), initial={"kind": "ordnance", "precision": "day"}
    )
    if request.method == "POST" and form.is_valid():
        today = timezone.localdate()
        form.blame(facts.accident_faults(facts.settled(form.said()), today), sentences.sentence)
        if not form.errors:
            code = actions.enter(form.said(), today=today, by=request.viewer, at=timezone.now())
            return redirect("incidents:accident", code)
    return TemplateResponse(request, "incidents/accident_form.html", {"form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, code: str) -> HttpResponse:
    """What was said of an accident, corrected; the reason is kept with it."""
    found = access.accident_for(request.viewer, code, "incidents.record")
    card = cards.accident(found)
    require(access.may(request.viewer, "incidents.record", unit=card.said.unit))
    form = AccidentForm(request.POST or None, units=_unit_choices(request), initial=asdict(card.said))
    because = BecauseForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and because.is_valid():
        today = timezone.localdate()
        form.blame(facts.accident_faults(facts.settled(form.said()), today), sentences.sentence)
        if not form.errors:
            try:
                actions.correct(
                    code, form.said(), seen=_seen(request), because=because.cleaned_data["because"], today=today,
                    by=request.viewer, at=timezone.now(),
                )  # fmt: skip
            except NotNow as refusal:
                return _page(request, code, refusal, 409)
            return redirect("incidents:accident", code)
    context = {"form": form, "because": because, "code": code, "seen": card.seen}
    return TemplateResponse(request, "incidents/accident_form.html", context)


def _seen(request: HttpRequest) -> int:
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


@require_POST
def settle(request: HttpRequest, code: str) -> HttpResponse:
    """Somebody has looked at an accident on released land."""
    text = request.POST.get("alarm", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
    because = request.POST.get("because", "")[:1000]
    alarm_actions.settle(code, number, because=because, by=request.viewer, at=timezone.now())
    return redirect("incidents:accident", code)


@require_POST
def take_back(request: HttpRequest, code: str) -> HttpResponse:
    """An accident that never happened."""
    form = BecauseForm(request.POST)
    if not form.is_valid():
        return redirect("incidents:accident", code)
    actions.take_back(code, because=form.cleaned_data["because"], by=request.viewer, at=timezone.now())
    return redirect("incidents:accidents")
