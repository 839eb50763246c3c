"""A hazard's account and history as the page's pieces."""

from typing import Any
from urllib.parse import quote

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonground.core.dates import Times
from commonground.land.queries.sheet import Sheet, Step
from commonground.land.queries.written import Written
from commonground.land.views import shown
from commonground.ui import parts
from commonground.ui.numbers import grouped
from commonground.ui.sentences import known_codes


def pieces(sheet: Sheet, times: Times) -> dict[str, Any]:
    """Everything the page needs that is not in the sheet itself."""
    last = sheet.steps[-1] if sheet.steps else None
    return {
        "standing": shown.standing(sheet.standing, _exact(sheet)),
        "contamination": shown.word(shown.CONTAMINATION, sheet.contamination),
        "flag": shown.word(shown.FLAGS, sheet.flag) if sheet.flag else "",
        "figures": _figures(sheet, last),
        "account": table(_("Account, by perimeter"), sheet.steps, times, "m²") if sheet.steps else None,
        "stated": table(_("Account without a perimeter, as stated"), sheet.stated, times, "m²")
        if sheet.stated
        else None,
        "length": table(_("Length of a line of unknown width"), sheet.length, times, "m") if sheet.length else None,
        "events": [event(one, times) for one in reversed(sheet.entries)],
        "findings": [(f, mend_of(f.code), _entry_of(f.about, times)) for f in sheet.findings],
        "neighbours": [(n, shown.hazard_at(n.code, times), shown.standing(n.standing)) for n in sheet.neighbours],
        "view": _view(sheet, times),
        "swatches": _swatches(sheet),
        "documents": _documents(sheet, times),
    }


def _exact(sheet: Sheet) -> str:
    if sheet.standing != "released":
        return ""
    found = [s for s in (*sheet.steps, *sheet.stated) if s.target in ("cancelled", "reduced", "cleared")]
    return found[-1].target if found else ""


def _figures(sheet: Sheet, last: Step | None) -> list[parts.Figure]:
    if last is not None:
        return [
            parts.Figure(_("Open"), last.open_m2, "m2", "#account"),
            parts.Figure(_("of it confirmed"), last.confirmed_m2, "m2", "#account"),
            parts.Figure(_("of it suspected"), last.suspected_m2, "m2", "#account"),
            parts.Figure(_("Released"), last.released_m2, "m2", "#account"),
        ]
    if sheet.stated:
        end = sheet.stated[-1]
        unknown = sum(((s.target in shown.OPEN) - (s.source in shown.OPEN)) * s.unknown for s in sheet.stated)
        value = None if unknown and not end.open_m2 else end.open_m2
        return [
            parts.Figure(_("Open, as stated"), value, "m2", "#account", note=_("without a perimeter")),
            parts.Figure(_("Released, as stated"), end.released_m2, "m2", "#account"),
        ]
    return (
        [parts.Figure(_("Open"), None, "m2", note=_("no perimeter and no stated area"))]
        if sheet.standing in shown.OPEN
        else []
    )


def table(caption: str, steps: list[Step], times: Times, unit: str) -> parts.Table:
    """A ledger: every line that moved land, and what stood after it."""
    columns = [
        parts.Column(_("On"), "text"),
        parts.Column(_("What happened")),
        parts.Column(_("Document"), priority=2),
        parts.Column(_("Entry"), priority=2),
        parts.Column(_("Moved"), "m2", unit),
        parts.Column(_("Suspected"), "m2", unit),
        parts.Column(_("Confirmed"), "m2", unit),
        parts.Column(_("Released"), "m2", unit),
    ]
    rows = []
    for step in steps:
        moved = None if step.unknown and not step.m2 else step.m2
        rows.append(
            parts.Row(
                [shown.day(step.on), shown.moved(step.line, step.target), step.document, shown.number(step.number), moved,
                 step.suspected_m2, step.confirmed_m2, step.released_m2],
                href=shown.entry_at(step.number, times),
            )
        )  # fmt: skip
    end = steps[-1]
    foot = [parts.Row([_("Stands"), "", "", "", "", end.suspected_m2, end.confirmed_m2, end.released_m2])]
    return parts.Table(caption, columns, rows, foot)


def event(one: Written, times: Times) -> parts.Event:
    """An entry in a history, a correction shown as a correction."""
    title = shown.word(shown.KINDS, one.kind)
    if one.corrects is not None and one.kind != "void":
        title = _("%(kind)s, replacing entry %(number)s") % {"kind": title, "number": grouped(one.corrects)}
    elif one.corrects is not None:
        title = _("Entry %(number)s voided") % {"number": grouped(one.corrects)}
    words = [one.document_title or one.document]
    if not one.stands:
        words.insert(
            0, _("No longer counts: corrected by entry %(numbers)s.") % {"numbers": _numbers(one.corrected_by)}
        )
    if one.operator:
        words.append(one.operator)
    if one.because:
        words.append(one.because)
    state = "none" if not one.stands else shown.KIND_STATE.get(one.kind, one.level)
    return parts.Event(
        one.on,
        title,
        _booked(one),
        " · ".join(str(w) for w in words if w),
        shown.entry_at(one.number, times),
        one.number,
        state,
    )


def _booked(one: Written) -> str:
    if one.booked_at is None:
        return one.booked_by
    said = {"day": shown.plain_day(one.booked_at.date()), "who": one.booked_by}
    return _("booked on %(day)s by %(who)s") % said if one.booked_by else _("booked on %(day)s") % said


def _numbers(some: tuple[int, ...]) -> str:
    return ", ".join(grouped(n) for n in some)


def mend_of(code: str) -> str:
    """The code of the sentence that says what to do about a finding; empty where there is none."""
    return f"{code}.mend" if f"{code}.mend" in _codes() else ""


def _codes() -> set[str]:
    return set(known_codes())


def _entry_of(about: str, times: Times) -> str:
    number = about.removeprefix("№ ")
    return shown.entry_at(int(number), times) if number.isdigit() else ""


def _documents(sheet: Sheet, times: Times) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Each document once, with the entries that rest on it."""
    out: dict[str, tuple[str, str, list[tuple[str, str]]]] = {}
    for one in sheet.entries:
        held = out.setdefault(one.document, (one.document, one.document_title, []))
        held[2].append((shown.entry_at(one.number, times), f"№ {grouped(one.number)}"))
    return list(out.values())


def _swatches(sheet: Sheet) -> list[parts.Swatch]:
    """What stands in each account, as a legend of the map."""
    held: dict[str, int] = {}
    for step in sheet.steps:
        for account, sign in ((step.source, -1), (step.target, 1)):
            held[account] = held.get(account, 0) + sign * step.m2
    return [parts.Swatch(state, m2=held[state]) for state in parts.LAND_STATES if held.get(state)]


def _view(sheet: Sheet, times: Times) -> parts.MapView | None:
    if not sheet.has_perimeter:
        return None
    address = shown.timed(f"{reverse('land:hazards')}{quote(sheet.code)}/shape.geojson", times)
    label = _("Where %(code)s is") % {"code": sheet.code}
    return parts.MapView(
        label,
        geojson=address,
        selected=sheet.code,
        height="medium",
        legend=False,
        link=reverse("land:hazards") + "{code}/",
    )
