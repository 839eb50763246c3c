"""Who did what: searched, and page by page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from commonground.audit import access, queries
from commonground.audit.forms import SoughtForm
from commonground.audit.messages import VERBS
from commonground.core.decisions import require
from commonground.ui import parts
from commonground.ui.templatetags.ui import nothing, said


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """Every act, the newest first."""
    require(access.may_see(request.viewer))
    form = SoughtForm(request.GET or None)
    sought = queries.Sought(**form.cleaned_data) if form.is_valid() else queries.Sought()
    asked = request.GET.get("page", "")
    page = queries.log(sought, int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1)
    number, digest = queries.tip()
    return TemplateResponse(
        request,
        "audit/log.html",
        {"form": form, "table": _table(page), "pager": _pager(request, page), "number": number, "digest": digest},
    )


def _table(page: queries.Page) -> parts.Table:
    columns = [
        parts.Column(_("Number"), "count"),
        parts.Column(_("When"), "moment"),
        parts.Column(_("Who")),
        parts.Column(_("What was done")),
        parts.Column(_("About what")),
        parts.Column(_("Before and after"), priority=2),
        parts.Column(_("Digest"), "code", priority=3),
    ]
    rows = [
        parts.Row([one.number, one.at, one.who, _what(one.what), one.about, _change(one), one.digest[:12]])
        for one in page.lines
    ]
    empty = parts.Empty(_("Nothing like this was done"), _("Ask for less, or for another time."))
    return parts.Table(_("Acts"), columns, rows, empty=empty, name="audit")


def _what(verb: str) -> SafeString:
    """What was done in words, and its code; a verb of an older programme has its code alone."""
    code = format_html('<code class="hint">{}</code>', verb)
    return format_html("{} {}", said(VERBS[verb]), code) if verb in VERBS else code


def _change(one: queries.Told) -> SafeString | str:
    """What an act changed, name by name, and its other facts."""
    told: list[tuple[str, Any, Any]] = []
    before, after = one.before or {}, one.after or {}
    for name in [*before, *(n for n in after if n not in before)]:
        if (before.get(name) or None) != (after.get(name) or None):
            told.append((name, before.get(name), after.get(name)))
    changes = format_html_join(
        "", "<li><code>{}</code>: {} → {}</li>", ((n, _written(b), _written(a)) for n, b, a in told)
    )
    facts = format_html_join("", "<li><code>{}</code>: {}</li>", ((n, _written(v)) for n, v in one.facts.items()))
    return format_html('<ul class="plain">{}{}</ul>', changes, facts) if changes or facts else ""


def _written(value: Any) -> Any:
    if value is None or value == "" or value == []:
        return nothing("")
    if isinstance(value, bool):
        return said(_("yes")) if value else said(_("no"))
    return ", ".join(str(v) for v in value) if isinstance(value, list) else str(value)


def _pager(request: HttpRequest, page: queries.Page) -> parts.Pager | None:
    if page.pages < 2:
        return None
    first = (page.number - 1) * queries.PAGE + 1
    return parts.Pager(
        first,
        first + len(page.lines) - 1,
        page.total,
        _at(request, page.number - 1) if page.number > 1 else "",
        _at(request, page.number + 1) if page.number < page.pages else "",
    )


def _at(request: HttpRequest, page: int) -> str:
    asked = request.GET.copy()
    asked["page"] = str(page)
    return f"{request.path}?{asked.urlencode()}"
