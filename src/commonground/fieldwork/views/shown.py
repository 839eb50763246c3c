"""Words and small pieces that several pages of reports share."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from commonground.core.fieldwork.conflicts import Conflict
from commonground.core.fieldwork.reading import hazards_of
from commonground.core.fieldwork.types import Field, Kind, ReportType
from commonground.core.land.entries import Account
from commonground.fieldwork import messages as words
from commonground.fieldwork.forms import label_of, words_of
from commonground.fieldwork.queries.page import ReportCard
from commonground.fieldwork.queries.sides import SideCard
from commonground.land.queries.effects import Effects
from commonground.ui import parts, sentences
from commonground.ui.numbers import day as plain_day
from commonground.ui.numbers import grouped
from commonground.ui.templatetags.ui import moment, said, status
from commonground.ui.trade import KINDS, LINES, word


def type_word(code: str) -> Any:
    return word(words.TYPES, code)


def state(code: str, own: bool = False) -> SafeString:
    """How a report stands, as a word with its own mark; a report that its author approved says so."""
    mark = format_html('<span class="report-state report-{}">{}</span>', code, said(word(words.STATES, code)))
    return format_html('{} <span class="hint">{}</span>', mark, said(_("approved by its author"))) if own else mark


def label(type_: ReportType, name: str) -> Any:
    """The label of a field, whether the type has it today or had it once."""
    found = type_.field(name)
    return label_of(found) if found else words.LABELS.get(name, name)


def value(one: Field, typed: Any) -> Any:
    """What was typed into a field, as people read it."""
    if typed in (None, "", []):
        return ""
    known = dict(words_of(one))
    if one.kind is Kind.CHOICES:
        return ", ".join(str(known.get(v, v)) for v in typed)
    if one.kind is Kind.CHOICE:
        return known.get(typed, typed)
    if one.kind is Kind.DAY:
        try:
            return plain_day(date.fromisoformat(typed))
        except ValueError:
            return typed
    if one.kind is Kind.HAZARDS:
        return hazards(typed)
    if one.name == "entry" and str(typed).isdigit():
        return format_html('<a href="{}">№ {}</a>', reverse("land:entry", args=[int(typed)]), typed)
    return f"{typed} {one.unit}" if one.unit else typed


def hazards(typed: str) -> SafeString:
    """Codes of hazards as links."""
    return format_html_join(", ", '<a href="{}">{}</a>', ((hazard_at(c), c) for c in hazards_of(typed)))


def hazard_at(code: str) -> str:
    return reverse("land:hazard", args=[code])


def account(effects: Effects) -> parts.Table:
    """What every account of every hazard holds before, what moves, and what it holds after."""
    columns = [
        parts.Column(_("Hazard"), "code"), parts.Column(_("Account")), parts.Column(_("Before"), "m2", "m²"),
        parts.Column(_("Moves"), "m2", "m²"), parts.Column(_("After"), "m2", "m²"),
    ]  # fmt: skip
    rows = [
        parts.Row(
            [b.hazard, _account(b.account, b.stated), b.before, b.after - b.before, b.after], href=hazard_at(b.hazard)
        )
        for b in effects.balances
        if b.before or b.after
    ]
    empty = parts.Empty(_("It moves no land"), _("No account changes. The findings say why."))
    return parts.Table(_("What it does to the accounts of the hazards"), columns, rows, empty=empty)


def _account(name: str, stated: bool) -> SafeString:
    text = said(word(LINES, name)) if name == Account.OUTSIDE.value else status(name)
    return format_html('{} <span class="hint">{}</span>', text, said(_("without a perimeter"))) if stated else text


def flows(effects: Effects) -> parts.Table | None:
    """What it adds to the lines of the country's statement, by unit."""
    sums: dict[tuple[str, str], int] = {}
    for m in effects.moved:
        if m.book != "hazard":
            sums[m.line, m.unit] = sums.get((m.line, m.unit), 0) + m.m2
    rows = [
        parts.Row([said(word(LINES, line)), unit or _("outside any unit"), m2])
        for (line, unit), m2 in sorted(sums.items())
        if m2
    ]
    if not rows:
        return None
    columns = [
        parts.Column(_("Line of the statement")),
        parts.Column(_("Unit")),
        parts.Column(_("Square metres"), "m2", "m²"),
    ]
    return parts.Table(_("What it does to the country's statement"), columns, rows)


def conflict(one: Conflict) -> dict[str, Any]:
    """One contradiction as a page shows it: the sentence, the land in dispute, and where the other side is."""
    href, name = "", ""
    if one.other is not None and one.other.number:
        href, name = reverse("land:entry", args=[one.other.number]), f"№ {grouped(one.other.number)}"
    elif one.other is not None and one.other.code:
        href, name = reverse("fieldwork:report", args=[int(one.other.code[3:])]), one.other.code
    elif one.hazard:
        href, name = hazard_at(one.hazard), one.hazard
    return {
        "words": words.WHY[one.why.value],
        "href": href,
        "name": name,
        "m2": one.m2,
        "on": one.other.on if one.other else None,
    }


def sides(found: list[SideCard]) -> parts.Table:
    """Both sides field by field; where they differ stands in bold."""
    rows = [
        (_("What it does"), [_kind(c.kind) for c in found]),
        (_("When it was so"), [plain_day(c.on) if c.on else "" for c in found]),
        (_("Date on the paper"), [plain_day(c.reported_on) if c.reported_on else "" for c in found]),
        (_("Hazards"), [", ".join(c.hazards) for c in found]),
        (_("Area, m²"), [grouped(c.m2) if c.m2 is not None else "" for c in found]),
        (_("Organisation"), [c.organisation for c in found]),
        (_("Method"), [str(word(words.CHOICES["method"], c.method)) for c in found]),
        (_("Depth, cm"), [grouped(c.depth_cm) if c.depth_cm is not None else "" for c in found]),
        (_("Document"), [c.document for c in found]),
        (_("Reason"), [c.because for c in found]),
    ]
    columns = [parts.Column(_("Field"))] + [parts.Column(c.name) for c in found]
    made = [
        parts.Row([label, *(format_html("<b>{}</b>", v) if len(set(values)) > 1 and v else v for v in values)])
        for label, values in rows
        if any(values)
    ]
    return parts.Table(_("Both sides"), columns, made)


def _kind(code: str) -> str:
    return str(KINDS[code] if code in KINDS else type_word(code))


def faults(card: ReportCard) -> dict[str, str]:
    """Each field's fault as a sentence; that of the perimeter as it was read comes first."""
    out = {f.name: sentences.sentence(f.code, f.facts).text for f in card.faults}
    if card.shape.refusal is not None:
        out["shape"] = sentences.sentence(card.shape.refusal.code, card.shape.refusal.facts).text
    return out


def waits(since: datetime | None, state_: str) -> SafeString | str:
    """Since when a report waits for somebody; nothing where it does not."""
    return moment(since) if since and state_ in ("submitted", "conflict", "returned") else ""
