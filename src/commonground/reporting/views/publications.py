"""What was published: the list with what today's knowledge would change, one publication, its files, and verifying it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from commonground.core.decisions import require
from commonground.core.figures.catalogue import FIGURES
from commonground.core.publishing.content import Difference
from commonground.land.queries import bridge
from commonground.land.queries import entries as ledger
from commonground.reporting import access
from commonground.reporting.messages import PUBLICATIONS
from commonground.reporting.queries import bundle, kept, restating, verifying
from commonground.reporting.queries.kept import Published
from commonground.reporting.views import contents
from commonground.ui import parts, sentences
from commonground.ui.figures import name as figure_name
from commonground.ui.numbers import day, grouped, km2

NONE = mark_safe("")  # a cell with nothing in it, not a figure that is unknown
ORDER = {code: place for place, code in enumerate(dict.fromkeys(("land.closing", "land.opening", *FIGURES)))}


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Every publication, and which of those that stand today's knowledge would change."""
    require(access.may_see(request.viewer))
    found = kept.publications()
    head = ledger.head()
    restated = {p.number: restating.today(p, head) for p in found if p.superseded_by is None}
    changed = [p for p in found if restated.get(p.number)]
    context = {
        "table": _listed(found, restated),
        "changed": [(p, _told(restated[p.number]), reverse("reporting:today", args=[p.number])) for p in changed],
        "head": head,
    }
    return TemplateResponse(request, "reporting/publications.html", context)


def _listed(found: list[Published], restated: dict[int, list[Difference]]) -> parts.Table:
    columns = [
        parts.Column(_("Number"), "count"),
        parts.Column(_("Title")),
        parts.Column(_("Period")),
        parts.Column(_("What it is"), priority=2),
        parts.Column(_("As known at entry"), "count", priority=2),
        parts.Column(_("Approved by"), priority=2),
        parts.Column(_("Stands")),
    ]
    rows = [
        parts.Row(
            [p.number, p.title, _period(p), PUBLICATIONS[p.question.kind.value], p.question.known, p.approved_by, _stands(p, restated)],
            href=reverse("reporting:publication", args=[p.number]),
        )
        for p in found
    ]  # fmt: skip
    empty = parts.Empty(
        _("Nothing is published yet"),
        _(
            "A publication is a statement or a treaty report that somebody approves with their name: numbered, signed, never changed."
        ),
    )
    return parts.Table(_("Publications"), columns, rows, empty=empty, name="publications")


def _period(p: Published) -> str:
    return _("%(start)s to %(end)s") % {"start": day(p.question.start), "end": day(p.question.end)}


def _stands(p: Published, restated: dict[int, list[Difference]]) -> Any:
    if p.superseded_by is not None:
        return _("superseded by %(number)s") % {"number": grouped(p.superseded_by)}
    n = len(restated.get(p.number, ()))
    if not n:
        return _("stands, as published")
    return ngettext("stands; one figure would change", "stands; %(number)s figures would change", n) % {
        "number": grouped(n)
    }


def _told(found: list[Difference]) -> str:
    """The open land at the end, then and now, where it is among what changed; else how many figures did."""
    for d in found:
        if (d.table, d.row, d.figure) == ("unit", "total", "land.closing"):
            return _("Open land at the end: published %(old)s km², as known now %(new)s km².") % {
                "old": km2(d.old or 0), "new": km2(d.new or 0),
            }  # fmt: skip
    n = len(found)
    return ngettext("One figure would change.", "%(number)s figures would change.", n) % {"number": grouped(n)}


@require_safe
def publication(request: HttpRequest, number: int) -> HttpResponse:
    """One publication: what it says, who approved it, its forms, its place in the row."""
    require(access.may_see(request.viewer))
    found = kept.publication(number)
    content = found.content
    context = {
        "p": found,
        "kind": PUBLICATIONS[found.question.kind.value],
        "content": content,
        "shown": contents.shown(content, request, reverse("reporting:publication", args=[number]) + "pictures/"),
        "manifest": found.manifest,
    }
    return TemplateResponse(request, "reporting/publication.html", context)


@require_safe
def picture(request: HttpRequest, number: int, name: str, kind: str) -> HttpResponse:
    """A picture of a publication as a file."""
    require(access.may_see(request.viewer))
    return contents.picture(kept.publication(number).content, name, kind)


def _bridges(title: Any, found: list[tuple[str, Any, Any, Any]], documents: dict[int, str], known: int) -> parts.Table:
    """(figure, old, new, causes) as blocks of a table, in the order of the catalogue."""
    rows: list[parts.Row] = []
    for code, old, new, items in sorted(found, key=lambda one: ORDER.get(one[0], 0)):
        unit = "m²" if code.startswith("land.") and FIGURES[code].unit.value == "m2" else ""
        rows.append(parts.Row([figure_name(code), "", "", ""], group=True))
        rows.append(parts.Row([_("published"), NONE, NONE, _amount(old, unit)]))
        rows += [parts.Row([_entry(n), documents.get(n, ""), _amount(m2, unit, signed=True), NONE],
                           href=reverse("land:entry", args=[n])) for n, m2 in items]  # fmt: skip
        rows.append(
            parts.Row([_("as known at entry %(number)s") % {"number": grouped(known)}, NONE, NONE, _amount(new, unit)])
        )
    columns = [parts.Column(_("Figure and cause")), parts.Column(_("Document")), parts.Column(_("Difference"), "count"),
               parts.Column(_("Figure"), "count")]  # fmt: skip
    empty = parts.Empty(_("Nothing would change"), _("Everything that became known since leaves the figures of this publication as they are."))  # fmt: skip
    return parts.Table(title, columns, rows, empty=empty, statement=True)


def _amount(value: int | None, unit: str, signed: bool = False) -> str:
    if value is None:
        return ""
    return format_html('<bdi dir="ltr">{}{}</bdi> {}', "+" if signed and value > 0 else "", grouped(value), unit)


def _entry(number: int) -> str:
    return _("entry %(number)s") % {"number": grouped(number)}


@require_safe
def today(request: HttpRequest, number: int) -> HttpResponse:
    """What today's knowledge would change of a publication, each figure with the entries that do it."""
    require(access.may_see(request.viewer))
    require(request.viewer.may("land.see", unit=""))
    found = kept.publication(number)
    head = ledger.head()
    changes = restating.changes(found, head)
    told = bridge.told(dict.fromkeys(sorted({n for c in changes for n, _amount in c.items or ()}), 0))
    documents = {i.number: i.document for i in told}
    whole = [
        (c.difference.figure, c.difference.old, c.difference.new, c.items)
        for c in changes
        if c.items is not None and c.difference.row == "total" and c.difference.table == "unit"
    ]
    context = {
        "p": found,
        "head": head,
        "table": _bridges(_("What would change"), whole, documents, head),
        "others": [_cell(c.difference) for c in changes if c.difference.row != "total"][:500],
        "count": len(changes),
    }
    return TemplateResponse(request, "reporting/publication_today.html", context)


def _cell(d: Difference) -> tuple[str, str, Any, int | None, int | None]:
    return d.table, d.row.removeprefix(":"), figure_name(d.figure), d.old, d.new


@require_safe
def verify(request: HttpRequest, number: int) -> HttpResponse:
    """A publication verified now: its signature, its hashes, and its figures made again from the books."""
    require(access.may_see(request.viewer))
    found = kept.publication(number)
    verdict = verifying.verify(number)
    context = {
        "p": found,
        "verdict": verdict,
        "faults": [sentences.sentence(f.code, f.facts).text for f in verdict.faults],
        "differences": [_cell(d) for d in verdict.differences[:500]],
    }
    return TemplateResponse(request, "reporting/publication_verified.html", context)


@require_safe
def file(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """A form of a publication as it was published."""
    require(access.may_see(request.viewer))
    card, path = kept.file(number, name)
    response = HttpResponse(path.read_bytes(), content_type=card.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="publication-{number}-{name}"'
    return response


@require_safe
def zipped(request: HttpRequest, number: int) -> HttpResponse:
    """A publication with everything that a stranger needs to verify it."""
    require(access.may_see(request.viewer))
    response = HttpResponse(bundle.bundle(number), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="publication-{number}.zip"'
    return response


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """The public keys of this programme, to be told to others by another way than this page."""
    require(access.may_see(request.viewer))
    return TemplateResponse(request, "reporting/keys.html", {"keys": kept.signing_keys()})
