"""Tables about people as pages show them: words for codes, signs where no number stands."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from commonground.core.privacy.door import MOST, Cell, Form, Printed, Sign, Spec, Table
from commonground.core.privacy.rounding import percent
from commonground.disclosure import messages as words
from commonground.ui import parts
from commonground.ui.numbers import grouped
from commonground.ui.templatetags.ui import nothing, said

Names = Mapping[str, str]  # of units by code


def population(spec: Spec) -> Promise | str:
    """Whom a table counts."""
    return words.POPULATIONS[spec.population]


def by(dimensions: Sequence[str]) -> Promise | str:
    """What a table is by."""
    return " × ".join(str(words.DIMENSIONS[d]) for d in dimensions) if dimensions else _("total")


def periods(spec: Spec) -> str:
    """For which time, as short as it can be said."""
    first, last = spec.periods[0], spec.periods[-1]
    return str(first) if first == last else f"{first} – {last}"


def value(dimension: str, code: str, units: Names) -> Promise | str:
    """A value of a dimension in words."""
    if code == "unknown":
        return words.UNKNOWN
    if dimension == "unit":
        return units.get(code, code)
    return words.VALUES[dimension].get(code, code)


def figure(cell: Cell) -> str:
    """A printed figure, or the sign in its place."""
    if cell.sign is not Sign.NONE:
        return format_html('<bdi class="sign">{}</bdi>', said(words.SIGNS[cell.sign.value]))
    return format_html("<bdi>{}</bdi>", grouped(cell.value or 0))


def tables(printed: Sequence[Printed], spec: Spec, units: Names) -> list[parts.Table]:
    """Every table that left: by both dimensions one for each period, by one a line for each period."""
    crossed = [t for p in printed for t in _crossed(p, spec, units)]
    return [*crossed, *(_over_time(d, printed, units) for d in spec.by), _totals(printed, spec)]


def _crossed(printed: Printed, spec: Spec, units: Names) -> list[parts.Table]:
    table = printed.table(*spec.by) if printed.form is Form.CROSS else None
    if table is None:
        return []
    first, second = spec.by
    columns = [
        parts.Column(words.DIMENSIONS[first]),
        *(parts.Column(value(second, v, units), "count") for v in printed.used[second]),
        parts.Column(_("rounded for itself"), "count"),
    ]
    rows = [
        parts.Row(
            [
                said(value(first, v, units)),
                *(_at(table, v, w) for w in printed.used[second]),
                _margin(printed, first, v),
            ]
        )
        for v in printed.used[first]
    ]
    foot = parts.Row(
        [
            _("rounded for itself"),
            *(_margin(printed, second, w) for w in printed.used[second]),
            _at(printed.table(), *()),
        ]
    )
    caption = f"{by(spec.by)}, {printed.period}"
    return [parts.Table(caption, columns, rows, foot=[foot], empty=parts.Empty(""), statement=True)]


def _margin(printed: Printed, dimension: str, code: str) -> str:
    return _at(printed.table(dimension), code)


def _at(table: Table | None, *key: str) -> str:
    cell = table.cell(*key) if table else None
    return figure(cell) if cell else nothing("")


def _over_time(dimension: str, printed: Sequence[Printed], units: Names) -> parts.Table:
    """One dimension, a line for each period, with shares where the base allows any."""
    keys = list(dict.fromkeys(c.key for p in printed if (t := p.table(dimension)) for c in t.cells))
    columns = [parts.Column(_("Period")), *(parts.Column(value(dimension, k[0], units), "count") for k in keys)]
    rows = [
        parts.Row([str(p.period), *(_share(p, dimension, k) for k in keys)])
        for p in printed
        if p.table(dimension) is not None
    ]
    empty = parts.Empty(_("Too few people"), _("There are too few people in each period to say anything by this."))
    return parts.Table(by((dimension,)), columns, rows, empty=empty, statement=True)


def _share(printed: Printed, dimension: str, key: tuple[str, ...]) -> str:
    table, whole = printed.table(dimension), printed.table()
    cell = table.cell(*key) if table else None
    if cell is None:
        return nothing("")
    total = whole.cells[0].value if whole else None
    share = percent(cell.value, total) if cell.value is not None and total else None
    if share is None:
        return figure(cell)
    return format_html('{} <span class="hint"><bdi>{} %</bdi></span>', figure(cell), grouped(share))


def _totals(printed: Sequence[Printed], spec: Spec) -> parts.Table:
    def how(one: Printed) -> Promise | str:
        alone = one.form is Form.ONE_WAY and len(spec.by) < MOST  # nobody asked for both
        return words.BASES["rounded"] if alone else words.FORMS[one.form.value]

    columns = [parts.Column(_("Period")), parts.Column(_("total"), "count"), parts.Column(_("How it could be shown"))]
    rows = [parts.Row([str(p.period), _at(p.table(), *()), said(how(p))], key="") for p in printed]
    return parts.Table(_("total"), columns, rows, empty=parts.Empty(""), statement=True)


def heading(spec: Spec) -> str:
    """What a table is called."""
    return f"{population(spec)}: {by(spec.by)}, {periods(spec)}"
