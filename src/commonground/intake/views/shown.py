"""Words and small pieces that the pages of imports share."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from commonground.core.findings import RANK, Finding
from commonground.core.refusals import Refusal
from commonground.intake.forms import WHATS
from commonground.intake.queries.loads import RowCard
from commonground.ui import parts, sentences
from commonground.ui.templatetags.ui import severity

BREAK = SafeString("<br>")
STATES = {"imported": _("imported"), "undone": _("undone"), "tried": _("tried"), "failed": _("failed")}
OUTCOMES = {
    "new": _("new"), "changed": _("changed"), "unchanged": _("unchanged"),
    "doubtful": _("doubtful"), "quarantined": _("in quarantine"),
}  # fmt: skip


def whats() -> list[tuple[str, Any]]:
    """What rows can be, for choosing."""
    return list(WHATS.items())


def sentence(refusal: Refusal) -> str:
    """A refusal in words."""
    return sentences.sentence(refusal.code, refusal.facts).text


def state(name: str) -> Any:
    return STATES.get(name, name)


def findings(some: list[Finding]) -> SafeString | str:
    """What was found about a row, the gravest first, each with its sentence."""
    if not some:
        return ""
    out = SafeString("")
    for i, one in enumerate(sorted(some, key=lambda f: -RANK[f.severity])[:4]):
        said = sentences.sentence(one.code, one.facts).text
        out += format_html("{}{} {}", BREAK if i else "", severity(one.severity.value), said)
    if len(some) > 4:
        out += format_html("{}{}", BREAK, _("and %(number)s more") % {"number": len(some) - 4})
    return format_html("<span>{}</span>", out)  # one thing, where a phone sets a row's cells beside their names


def rows_table(
    rows: list[RowCard], caption: Any, columns: list[str] | None = None, *, booked: bool = True
) -> parts.Table:
    """Rows of a file with what became of them, and a few of their cells; links only to hazards that are there."""
    named = columns or list(rows[0].cells if rows else ())
    few = [c for c in named if any(str(row.cells.get(c)) != row.identity for row in rows)][
        :3
    ]  # the code stands there already
    heads = [
        parts.Column(_("Row"), "count"),
        parts.Column(_("Becomes"), priority=1),
        parts.Column(_("Hazard"), "code"),
        parts.Column(_("What was found")),
        *(parts.Column(name, priority=2) for name in few),
    ]
    body = [
        parts.Row(
            [
                row.ordinal,
                OUTCOMES.get(row.outcome, row.outcome),
                hazard(row.hazard) if booked else row.hazard,
                findings(row.findings),
                *(cell(row.cells.get(c)) for c in few),
            ]
        )
        for row in rows
    ]
    return parts.Table(caption, heads, body, empty=parts.Empty(_("No row is like this")))


def hazard(code: str) -> SafeString | str:
    """A hazard's code as a link to its page."""
    return format_html('<a href="{}{}/">{}</a>', reverse("land:hazards"), code, code) if code else ""


def cell(value: Any) -> str:
    """A cell as received, short enough for a table."""
    text = "" if value is None else str(value)
    return text if len(text) < 60 else text[:57] + "…"


def heaps(found: list[dict[str, Any]], href: str = "") -> parts.Table:
    """The findings of a report by code."""
    columns = [parts.Column(_("Finding")), parts.Column(_("Severity"), "severity"), parts.Column(_("Rows"), "count")]
    rows = [
        parts.Row(
            [sentences.sentence(f["code"]).text, f["severity"], f["rows"]], href=f"{href}{f['code']}" if href else ""
        )
        for f in found
    ]
    return parts.Table(
        _("Findings by kind"),
        columns,
        rows,
        empty=parts.Empty(_("Nothing was found"), _("No row is doubtful or wrong.")),
    )


def counts(report: dict[str, Any], address: str = "") -> list[parts.Figure]:
    """Rows by what becomes of them; they add up to the rows of the file."""
    said = report.get("counts", {})
    names = [
        ("new", _("New")),
        ("changed", _("Changed")),
        ("unchanged", _("Unchanged")),
        ("quarantined", _("In quarantine")),
    ]
    out = [parts.Figure(_("Rows"), report.get("rows"), "count", address)]
    out += [
        parts.Figure(label, said.get(name, 0), "count", f"{address}?outcome={name}" if address else "")
        for name, label in names
    ]
    out.append(
        parts.Figure(
            _("Doubtful"),
            report.get("doubtful"),
            "count",
            f"{address}?outcome=doubtful" if address else "",
            note=_("booked all the same"),
        )
    )
    return out


def units(report: dict[str, Any]) -> parts.Table | None:
    """Open land after the import: each square metre once, and as the hazards add up."""
    said = report.get("by_unit") or []
    if not said:
        return None
    columns = [
        parts.Column(_("Unit")),
        parts.Column(_("Each square metre once"), "m2", "m²"),
        parts.Column(_("As the hazards add up"), "m2", "m²"),
    ]
    rows = [parts.Row([u["name"] or _("outside any unit"), u["once"], u["added"]]) for u in said if u["code"] != "*"]
    foot = [parts.Row([_("Together"), u["once"], u["added"]]) for u in said if u["code"] == "*"]
    return parts.Table(_("Open land afterwards"), columns, rows, foot)
