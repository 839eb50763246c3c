"""Words for claims: measures, precisions, what each reason would mean."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonground.core.claims.explaining import Explained, Tested
from commonground.core.claims.published import FACTORS, OUTSIDE, WITHOUT, Line, Measure
from commonground.core.claims.questions import Question
from commonground.core.figures.catalogue import FIGURES
from commonground.places import queries as places
from commonground.ui.figures import name as figure_name
from commonground.ui.numbers import day, grouped
from commonground.ui.trade import CONTAMINATION, FLAGS, word

MEASURES = {
    "km2": "km²", "ha": "ha", "m2": "m²", "m": "m", "count": _("a count"), "percent": _("per cent"),
    "other": _("something else"),
}  # fmt: skip
SIGNS = {"km2": "km²", "ha": "ha", "m2": "m²", "m": "m", "count": "", "percent": "%", "other": ""}
PRECISIONS = {
    "": _("as the print says"), "rounded": _("rounded"), "cut": _("cut off"), "about": _("about"), "least": _("more than, at least"),
    "exact": _("exact"),
}  # fmt: skip
FIELDS = {
    "publisher": _("Publisher"), "title": _("Title"), "source": _("Source"), "published_on": _("Published on"),
    "decimals": _("Decimals are written with"), "note": _("Remarks"), "label": _("What it is called there"), "printed": _("As printed"),
    "measure": _("Measure"), "figure": _("Our figure"), "precision": _("How precise"), "step": _("Coarser than its decimals"),
    "from": _("From"), "to": _("To, or as of"), "unit": _("Unit"), "contamination": _("Contamination"), "flag": _("Flag"),
    "operator": _("Operator"), "check": _("What should add up"), "file": _("File"),
}  # fmt: skip
WITHOUT_FLAG, OUTSIDE_UNIT = _("without a flag"), _("outside any unit")
REASONS = {
    "known-published": _("As known on the day it was published, %(day)s (entry %(number)s)"),
    "known-end": _("As known when the period ended, %(day)s (entry %(number)s)"),
    "year-end": _("As of the end of the year, %(day)s"),
    "last-year-end": _("As of the end of the year before, %(day)s"),
    "day-published": _("As of the day it was published, %(day)s"),
    "mid-year": _("As of the middle of the year, %(day)s"),
    "quarter": _("As of the end of a quarter, %(day)s"),
    "any-flag": _("With flagged land as well"),
    "no-flag": _("Without flagged land (military, inaccessible)"),
    "without-flag": _("Without land with the flag: %(flag)s"),
    "only-flag": _("Only land with the flag: %(flag)s"),
    "without-outside": _("Without land outside any unit"),
    "with-outside": _("With land outside any unit"),
    "edition": _("By the units of edition %(number)s"),
    "both": _("Confirmed and suspected land together"),
    "confirmed": _("Only confirmed land"),
    "suspected": _("Only suspected land"),
    "hazards-sum": _("The hazards added up: land in several of them counted in each"),
    "partition": _("Land in several hazards counted once"),
    "with-stated": _("With areas that are only stated, without a perimeter"),
    "without-stated": _("Without areas that are only stated"),
    "with-outside-hazards": _("With what was cleared outside recorded hazards"),
    "without-outside-hazards": _("Without what was cleared outside recorded hazards"),
    "counts-cleared-reduced": _("Technical survey counted as clearance"),
    "counts-reduced-cancelled": _("Released by survey alone, technical and other"),
    "counts-released": _("Everything released, by whatever means"),
    "counts-cleared": _("Only what was cleared"),
    "any-contamination": _("Of whatever contamination"),
    "only-contamination": _("Only land contaminated with: %(contamination)s"),
    "without-battle": _("Without battle areas (explosive remnants, cluster munitions)"),
    "cut": _("Printed cut off, not rounded"),
    "rounded": _("Printed rounded"),
    "coarse": _("Printed to a coarser place than its noughts show"),
    "measure": _("Printed under the wrong measure: %(measure)s is meant"),
    "recorded": _("What was recorded in the period, whenever it happened"),
    "gathered": _("Gathered over %(months)s months, since %(day)s"),
    "account-year": _("Another year of account, %(day)s to %(until)s"),
    "year-before": _("Of the year before"),
    "year-after": _("Of the year after"),
    "since-beginning": _("Since the beginning"),
}  # fmt: skip


def reason(tested: Tested) -> str:
    """A reason as people read it; two are joined."""
    said = [str(REASONS[v.code]) % _facts(v.facts) if v.facts else str(REASONS[v.code]) for v in tested.variations]
    return " + ".join(said)


def _facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for name, fact in facts.items():
        if name in ("day", "until"):
            out[name] = day(date.fromisoformat(fact))
        elif name == "flag":
            out[name] = word(FLAGS, fact)
        elif name == "contamination":
            out[name] = word(CONTAMINATION, fact)
        elif name == "measure":
            out[name] = SIGNS[fact]
        else:
            out[name] = grouped(fact)
    return out


def amount(value: Decimal | int | None, measure: Measure, places_: int) -> str | None:
    """An amount in whole units of the catalogue, written in the measure of a line."""
    if value is None:
        return None
    sign = SIGNS[measure.value]
    return f"{grouped(Decimal(value) / FACTORS[measure], places_)}{' ' + sign if sign else ''}"


def decimals(line: Line, mark: str) -> int:
    """To how many places figures stand beside a printed one: two more than it has, where it is no count."""
    if line.measure in (Measure.M2, Measure.COUNT, Measure.METRE):
        return 0
    if line.measure is Measure.PERCENT:
        return 1
    exponent = line.read(mark).value.as_tuple().exponent
    return min(6, (-exponent if isinstance(exponent, int) and exponent < 0 else 0) + 2)


def printed(line: Line) -> str:
    """A figure as it was printed, with the measure it was printed in."""
    sign = SIGNS[line.measure.value]
    said = line.printed if not sign or sign in line.printed else f"{line.printed} {sign}"
    return f"{said} ({PRECISIONS[line.precision.value]})" if line.precision else said


def asked(line: Line) -> str:
    """Which question a line answers, in a few words."""
    said = [str(figure_name(line.figure))] if line.figure in FIGURES else []
    if line.start and line.end:
        said.append(f"{day(line.start)} – {day(line.end)}")
    elif line.end:
        said.append(day(line.end))
    if line.unit:
        names = {u.code: u.name for u in places.units()}
        said.append(str(OUTSIDE_UNIT) if line.unit == OUTSIDE else names.get(line.unit, line.unit))
    if line.contamination:
        said.append(str(word(CONTAMINATION, line.contamination)))
    if line.flag:
        said.append(str(WITHOUT_FLAG) if line.flag == WITHOUT else str(word(FLAGS, line.flag)))
    if line.operator:
        said.append(line.operator)
    return ", ".join(said)


def part(q: Question, first: Question) -> str:
    """One answer of a sum: its figure, and in what it is not the first one's."""
    said = [str(figure_name(q.figure))]
    if q.contamination and q.contamination != first.contamination:
        said.append(str(word(CONTAMINATION, q.contamination)))
    if q.flag and q.flag != first.flag:
        said.append(str(word(FLAGS, q.flag)))
    if q.unit == OUTSIDE and first.unit != OUTSIDE:
        said.append(str(OUTSIDE_UNIT))
    if q.known is not None and q.known != first.known:
        said.append(str(_("as known at entry %(known)s") % {"known": grouped(q.known)}))
    return ", ".join(said)


def verdict(found: Explained | None) -> str:
    """What came of a line, in a few words."""
    if found is None:
        return str(_("asks for no figure of these books"))
    if found.ours is None:
        return str(_("these books cannot answer it"))
    if found.agrees:
        return str(_("agrees, as far as it is printed"))
    n = len(found.explanations)
    if not found.tested:
        return str(_("differs"))
    return (
        str(_("differs; reasons that would explain it: %(number)s") % {"number": grouped(n)})
        if n
        else str(_("differs; no reason tested explains it"))
    )
