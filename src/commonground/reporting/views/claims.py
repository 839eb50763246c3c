"""What others print: the list of claims, and one claim beside the books with every reason tested."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from commonground.core.claims.explaining import Explained, Tested
from commonground.core.claims.published import Line
from commonground.core.claims.questions import Question, Terms
from commonground.core.dates import Times
from commonground.core.decisions import require
from commonground.core.figures.catalogue import FIGURES
from commonground.core.figures.definitions import Atoms
from commonground.places import queries as places
from commonground.reporting import access
from commonground.reporting.queries import claim_sheets, claims
from commonground.reporting.views import claim_words as words
from commonground.reporting.views.addresses import timed
from commonground.ui import parts
from commonground.ui.numbers import day, grouped

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX}
NEAREST = 6  # so many reasons that do not explain a gap stand open; the rest unfold


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Every claim, by publisher, by words, by year."""
    require(access.may_see(request.viewer))
    found = claims.claims()
    text, publisher = request.GET.get("q", "").strip().casefold(), request.GET.get("publisher", "")
    shown = [k for k in found if _matches(k, text) and publisher in ("", k.published.publisher)]
    context = {
        "table": _listed(shown, is_filtered=bool(found)),
        "publishers": sorted({k.published.publisher for k in found}),
        "any": bool(found),
        "may": access.may_claim(request.viewer),
    }
    return TemplateResponse(request, "reporting/claims.html", context)


def _matches(kept: claims.Kept, text: str) -> bool:
    p = kept.published
    said = " ".join((p.publisher, p.title, p.source, str(p.published_on or ""), *(x.label for x in p.lines)))
    return text in said.casefold()


def _listed(found: list[claims.Kept], *, is_filtered: bool) -> parts.Table:
    columns = [
        parts.Column(_("Claim"), "count"),
        parts.Column(_("Title")),
        parts.Column(_("Publisher")),
        parts.Column(_("Published on"), "day"),
        parts.Column(_("Figures"), "count", priority=2),
        parts.Column(_("Against itself"), "count", priority=2),
        parts.Column(_("Entered on"), "day", priority=2),
    ]
    rows = [
        parts.Row(
            [k.number, k.published.title, k.published.publisher, k.published.published_on, len(k.published.lines),
             sum(f.severity.value == "error" for f in claims.faults_of(k.published)), k.entered_on],
            href=reverse("reporting:claim", args=[k.number]),
        )
        for k in found
    ]  # fmt: skip
    empty = parts.Empty(_("No claim is like this"), _("Take a word away, or choose another publisher."))
    if not is_filtered:
        empty = parts.Empty(
            _("No published table has been entered yet"),
            _(
                "Enter what a monitor, a treaty report or an operator prints: it is checked for itself and set beside these books."
            ),
        )
    return parts.Table(_("What others print"), columns, rows, empty=empty, name="claims")


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One claim beside the books: the gap of each figure, the table's own faults, the reasons tested."""
    require(access.may_see(request.viewer))
    kept = claims.claim(pk, _number(request.GET.get("version", "")))
    kind = request.GET.get("format", "")
    chosen = _number(request.GET.get("line", "")) or 0
    every = range(1, len(kept.published.lines) + 1)
    is_plain, is_file = request.GET.get("of") == "entered", kind in TYPES
    tested = () if is_plain else (chosen,) if claims.is_large() and not is_file else every
    found = claims.compared(kept, reasons=tested, pairs=every if is_file and not is_plain else (chosen,))
    if kind in TYPES:
        make = claim_sheets.entered if is_plain else claim_sheets.beside
        response = HttpResponse(make(found, kind), content_type=TYPES[kind])
        response.headers["Content-Disposition"] = f'attachment; filename="claim-{kept.number}.{kind}"'
        return response
    published = kept.published
    context = {
        "kept": kept,
        "p": published,
        "link": published.source if published.source.startswith(("https://", "http://")) else "",
        "table": _beside(found),
        "faults": found.faults,
        "reasons": [_reasons(n, one, published.mark, n == chosen) for n, one in enumerate(found.lines, start=1) if one and one.tested],
        "left_out": found.left_out,
        "others": _others(kept),
        "earlier": range(1, kept.versions),
        "may": access.may_claim(request.viewer),
    }  # fmt: skip
    return TemplateResponse(request, "reporting/claim.html", context)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def _beside(found: claims.Compared) -> parts.Table:
    columns = [
        parts.Column(_("Line"), "count"),
        parts.Column(_("What it is called there")),
        parts.Column(_("As printed"), "m2"),
        parts.Column(_("Our figure"), "m2"),
        parts.Column(_("Gap"), "m2"),
        parts.Column(_("What was asked"), priority=2),
        parts.Column(_("What came of it")),
    ]
    mark = found.kept.published.mark
    rows = []
    for n, (line, one) in enumerate(zip(found.kept.published.lines, found.lines, strict=True), start=1):
        rows.append(
            parts.Row(
                [
                    n,
                    line.label,
                    _plain(words.printed(line)),
                    *_ours(line, one, mark),
                    words.asked(line),
                    _verdict(n, one),
                ]
            )
        )
    return parts.Table(
        _("The table as printed, beside these books"), columns, rows, empty=parts.Empty(""), name="claim"
    )


def _plain(text: object) -> str:
    return format_html("<bdi>{}</bdi>", text)


NOTHING = format_html('<span class="nothing">{}</span>', "–")


def _ours(line: Line, one: Explained | None, mark: str) -> tuple[str, str]:
    """Our figure, leading to what it is made of, and the printed one less it."""
    if one is None or one.ours is None:
        return NOTHING, NOTHING
    places_ = words.decimals(line, mark)
    ours = format_html(
        '<a href="{}"><bdi>{}</bdi></a>', opens(one.question), words.amount(one.ours, line.measure, places_)
    )
    return ours, _plain(words.amount(one.gap, line.measure, places_))


def _verdict(n: int, one: Explained | None) -> str:
    """What came of a line, leading to its reasons; in large books they are tested for the line that is pressed."""
    said = words.verdict(one)
    if one is None or one.ours is None or one.agrees:
        return format_html("{}", said)
    return format_html('<a href="{}#line-{}">{}</a>', "" if one.tested else f"?line={n}", n, said)


def _reasons(n: int, one: Explained, mark: str, is_chosen: bool) -> dict[str, object]:
    """The reasons tested for one line: those that would explain the gap, the nearest others, and the rest."""
    holding = [t for t in one.tested if t.holds and not t.idle]
    others = [t for t in one.tested if not t.holds and not t.idle]
    return {
        "n": n,
        "line": one.line,
        "printed": words.printed(one.line),
        "ours": words.amount(one.ours, one.line.measure, words.decimals(one.line, mark)),
        "table": _tested(n, one, [*holding, *others[:NEAREST]], mark, f"{_('Reasons tested')} ({grouped(n)})"),
        "rest": _tested(n, one, others[NEAREST:], mark, f"{_('Further from it')} ({grouped(n)})")
        if others[NEAREST:]
        else None,
        "explained": bool(holding),
        "pairs_tried": is_chosen,
        "idle": sum(t.idle for t in one.tested),
    }


def _tested(n: int, one: Explained, some: list[Tested], mark: str, caption: object) -> parts.Table:
    columns = [
        parts.Column(_("If it is this")),
        parts.Column(_("Our figure would be"), "m2"),
        parts.Column(_("Gap that remains"), "m2"),
        parts.Column(_("Would explain it")),
    ]
    places_ = words.decimals(one.line, mark)
    rows = [
        parts.Row(
            [format_html("{}", words.reason(t)), _linked(t.terms, str(words.amount(t.ours, one.line.measure, places_))),
             _plain(words.amount(t.gap, one.line.measure, places_)), _("yes, as far as it is printed") if t.holds else _("no")],
            selected=t.holds,
        )
        for t in some
    ]  # fmt: skip
    return parts.Table(
        caption, columns, rows, empty=parts.Empty(_("No reason applies to this figure")), name=f"reasons-{n}"
    )


def _linked(terms: Terms, text: str) -> str:
    """A figure with the way to each answer that it is the sum of."""
    if len(terms) == 1:
        return format_html('<a href="{}"><bdi>{}</bdi></a>', opens(terms[0][1]), text)
    links = format_html_join(
        " ", '<a href="{}"><bdi>{} {}</bdi></a>', ((opens(q), "−" if sign < 0 else "+", words.part(q, terms[0][1])) for sign, q in terms)
    )  # fmt: skip
    return format_html('<span class="summed"><bdi>{}</bdi> <span class="terms">{}</span></span>', text, links)


def opens(q: Question) -> str:
    """What a figure is made of, or the statement that it stands in."""
    formula = FIGURES[q.figure].formula
    scope = {
        "contamination": q.contamination,
        "flag": "none" if q.flag == "" else q.flag,
        "operator": q.operator,
        "edition": q.edition,
    }
    said = {"from": q.start.isoformat(), "to": q.end.isoformat(), **scope}
    level = _level(q)
    if not isinstance(formula, Atoms):
        return timed(reverse("reporting:statement"), Times(known=q.known), level=level, **said)
    unit = {"unit": q.unit, "level": level} if q.unit else {}
    return timed(
        reverse("reporting:atoms"), Times(known=q.known), line=formula.line, book=formula.book, **{"class": formula.of}, **unit, **said
    )  # fmt: skip


def _level(q: Question) -> int | None:
    edition = q.edition if q.edition is not None else places.edition_on(q.end).number
    return next((u.level for u in places.units(of=edition) if u.code == q.unit), None)


def _others(kept: claims.Kept) -> parts.Table | None:
    """What other claims print for the same questions."""
    found = claims.others(kept)
    if not found:
        return None
    columns = [
        parts.Column(_("What it is called there")),
        parts.Column(_("As printed here"), "m2"),
        parts.Column(_("Who prints it otherwise")),
        parts.Column(_("As printed there"), "m2"),
        parts.Column(_("Gap"), "m2"),
        parts.Column(_("What came of it")),
    ]
    rows = [
        parts.Row(
            [
                c.one.label, _plain(words.printed(c.one)), _named(other), _plain(words.printed(c.other)),
                _plain(words.amount(c.gap, c.one.measure, words.decimals(c.one, kept.published.mark))),
                _("the two agree, as far as they are printed") if c.remaining == 0 else _("the two cannot both be right"),
            ]
        )
        for other, c in found
    ]  # fmt: skip
    return parts.Table(_("The same question, printed by others"), columns, rows, name="others", empty=parts.Empty(""))


def _named(other: claims.Kept) -> str:
    p = other.published
    when = f", {day(p.published_on)}" if isinstance(p.published_on, date) else ""
    return format_html(
        '<span class="summed"><a href="{}"><bdi>{}. {}</bdi></a>{}</span>',
        reverse("reporting:claim", args=[other.number]),
        grouped(other.number),
        p.publisher,
        when,
    )
