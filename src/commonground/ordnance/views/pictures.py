"""Pictures of a statement of ordnance, each with its table: what was found, by kind, by depth and by year."""

from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from commonground.core.dates import Period
from commonground.core.ordnance.amounts import NONE
from commonground.ordnance.queries import statement as found_in
from commonground.ui import devices
from commonground.ui.devices import KINDS, word
from commonground.ui.numbers import day, grouped
from commonground.ui.pictures.counts import Counted, counts
from commonground.ui.pictures.svg import Picture

EDGES = (0, 5, 10, 15, 20, 30, 50)  # centimetres, the upper ones of the bands
YEARS = 15


def pictures(found: found_in.Found, given: found_in.Gathered, known: int | None) -> list[dict[str, Any]]:
    """The pictures of a period; none where nothing was found in it or in the years before."""
    start, end = found.period.start, found.period.end
    said = {"start": day(start), "end": day(end)}
    kinds = found_in.statement(found.period, known=known, by="kind", given=given).lines
    by_kind = [(str(word(KINDS, line.key)), line.sums.found) for line in kinds if line.sums.found]
    years = [(line.key, line.sums.found) for line in _years(found.period, known, given)]
    depths = found_in.depths(found.period, given, EDGES)
    by_depth = [(_band(i), depths.get(str(edge), NONE)) for i, edge in enumerate(EDGES)]
    by_depth += [(_band(len(EDGES)), depths.get("-1", NONE)), (_("depth not known"), depths.get("?", NONE))]
    heads = ((_("Kind"), _("Found")), (_("Depth"), _("Found")), (_("Year"), _("Found")))
    titles = (_("Found, by kind"), _("Found, by depth"), _("Found, by year"))
    words = _("What was found from %(start)s to %(end)s.") % said
    rows = (by_kind, by_depth if depths else [], years)
    surface = _("In centimetres; what lies on the surface is at nought.")
    notes = (words, f"{words} {surface}", _("What was found in each year up to %(end)s.") % said)
    made = [
        counts([Counted(name, of.number, devices.amount(of)) for name, of in some], title, note, head, f"found-{i}")
        for i, (some, title, note, head) in enumerate(zip(rows, titles, notes, heads, strict=True))
        if some
    ]
    return [{"picture": one, "svg": SafeString(one.svg), "table": _cells(one)} for one in made]


def _cells(one: Picture) -> list[list[Any]]:
    return [list(row) for row in one.rows]


def _years(period: Period, known: int | None, given: found_in.Gathered) -> list[found_in.Line]:
    """The years up to the period's end in which anything was found, the latest of them."""
    long = Period(period.start.replace(year=max(1900, period.end.year - YEARS + 1), month=1, day=1), period.end)
    return [line for line in found_in.statement(long, known=known, by="year", given=given).lines if line.sums.found]


def _band(i: int) -> str:
    if i == 0:
        return _("on the surface")
    low = grouped(EDGES[i - 1])
    if i == len(EDGES):
        return _("deeper than %(low)s cm") % {"low": low}
    return _("%(low)s to %(high)s cm") % {"low": low, "high": grouped(EDGES[i])}
