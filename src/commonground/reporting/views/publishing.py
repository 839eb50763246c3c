"""Publishing an approved report: what would be published, under which title and in whose name; and doing it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language_info, to_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonground.core.decisions import require
from commonground.core.publishing.content import Kind, does_not_add_up
from commonground.core.refusals import Refusal
from commonground.core.treaty.states import Verb
from commonground.land.queries import entries as ledger
from commonground.places import queries as places
from commonground.reporting import access
from commonground.reporting.actions import publishing
from commonground.reporting.messages import PUBLICATIONS
from commonground.reporting.models import Return
from commonground.reporting.queries import contents, returns
from commonground.reporting.views.contents import shown
from commonground.ui import catalogues, sentences


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, number: int) -> HttpResponse:
    """Look at what would be published, then publish it for good."""
    found = access.return_for(request.viewer, number)
    require(access.may_do(request.viewer, found, Verb.PUBLISH, access.circumstances(request.viewer, found)))
    said = request.POST
    if request.method == "POST":
        chosen = [code for code in said.getlist("language") if code in dict(_languages())]
        try:
            done = publishing.publish_return(
                number, version=_number(said.get("version", "")), title=said.get("title", "")[:200],
                signed_as=said.get("signed_as", ""), languages=chosen or ["en"], by=request.viewer, at=timezone.now(),
            )  # fmt: skip
        except Refusal as refusal:
            return _page(request, found, told=sentences.sentence(refusal.code, refusal.facts).text, status=409)
        messages.success(request, _("Published."))
        return redirect("reporting:publication", done.number)
    return _page(request, found)


def _page(request: HttpRequest, found: Return, *, told: str = "", status: int = 200) -> HttpResponse:
    question = contents.question(Kind(found.kind), found.start, found.end, found.known or ledger.head(), found.level)
    content = contents.content(question, "", sections=returns.sections_of(found))
    title = request.POST.get("title") or f"{PUBLICATIONS[found.kind]} {_years(found)}"
    chosen = request.POST.getlist("language") or [request.LANGUAGE_CODE]
    total = next(t["total"] for t in content["tables"] if t["by"] == "unit")
    context = {
        "number": found.pk,
        "version": found.version,
        "title": title,
        "signed_as": request.POST.get("signed_as", request.viewer.name),
        "offered": [(code, name, code in chosen) for code, name in _languages()],
        "question": question,
        "closing": total["land.closing"],
        "released": total["land.released"],
        "restates": [r["publication"] for r in content["restatements"]],
        "wrong": does_not_add_up(content),
        "sections": len(returns.filled(found)),
        "told": told,
        "shown": shown(content, request),
    }
    return TemplateResponse(request, "reporting/publish.html", context, status=status)


def _years(found: Return) -> str:
    first, last = found.start.year, found.end.year
    return str(first) if first == last else f"{first}–{last}"


def _languages() -> list[tuple[str, Any]]:
    """The languages that a form can be in: the programme's first, then the other complete ones."""
    own = places.programme().languages
    complete = ["en", *(to_language(folder) for folder in catalogues.COMPLETE)]
    ordered = dict.fromkeys([*(c for c in own if c in complete), *complete])
    return [(code, get_language_info(code)["name_local"]) for code in ordered]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
