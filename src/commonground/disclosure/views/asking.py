"""Asking for a table, seeing what it would say and what the audit found, and letting it out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commonground.core.decisions import require
from commonground.core.privacy.states import Verb
from commonground.core.refusals import NotUsable, Refusal
from commonground.disclosure import access, actions
from commonground.disclosure import messages as words
from commonground.disclosure.forms import AskForm
from commonground.disclosure.queries import ledger, people
from commonground.disclosure.views import shown
from commonground.ui import parts, sentences


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The form: first whom, then what."""
    require(access.may_prepare(request.viewer))
    known = ledger.populations()
    chosen = request.POST.get("population") or request.GET.get("population") or (known[0] if known else "")
    form = None
    if chosen in known:
        year = request.GET.get("year", "")
        last = int(year) if year.isascii() and year.isdigit() and len(year) == 4 else timezone.localdate().year - 1
        initial = {"since": last, "until": last, "basis": "rounded", "first": request.GET.get("first", "")}
        form = AskForm(request.POST or None, population=chosen, initial=initial)
    if request.method == "POST" and form is not None and form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.ask(form.spec, said["reason"], anew=said["anew"], by=request.viewer, at=timezone.now())
            return redirect("disclosure:asked", made.pk)
        except NotUsable as refusal:
            form.add_error(None, sentences.sentence(refusal.code, refusal.facts).text)
    context = {
        "form": form,
        "chosen": chosen,
        "populations": [(key, words.POPULATIONS[key]) for key in known],
        "empty": parts.Empty(
            _("There is nobody to count yet"), _("Tables come of records: enter or import them first.")
        ),
    }
    return TemplateResponse(request, "disclosure/ask.html", context)


@require_safe
def asked(request: HttpRequest, number: int) -> HttpResponse:
    """A table that was asked for: what it would say, and what the audit found."""
    return _page(request, number)


def _page(request: HttpRequest, number: int, told: Refusal | None = None) -> HttpResponse:
    row = access.asked_for(request.viewer, number)
    found = ledger.wanted(row)
    viewer = request.viewer
    context = {
        "found": found,
        "told": told,
        "heading": shown.heading(found.spec),
        "tables": shown.tables(found.printed, found.spec, people.units()),
        "basis": words.BASES[found.spec.basis.value],
        "exact": found.spec.basis.value != "rounded",
        "state": words.STATES[found.state.value],
        "open": found.state.value == "asked",
        "release": access.may_do(viewer, row, Verb.RELEASE, name="x"),
        "refuse": access.may_do(viewer, row, Verb.REFUSE, because="x"),
        "withdraw": access.may_do(viewer, row, Verb.WITHDRAW),
        "typed": request.POST,
    }
    return TemplateResponse(request, "disclosure/asked.html", context, status=200 if told is None else 409)


@require_POST
def act(request: HttpRequest, number: int) -> HttpResponse:
    """Let it out, refuse it, or take it back."""
    row = access.asked_for(request.viewer, number)
    by, at, said = request.viewer, timezone.now(), request.POST
    try:
        match said.get("act"):
            case "release":
                made = actions.release(row, said.get("name", ""), by=by, at=at)
                if made is not None:
                    return redirect("disclosure:release", made.number)
            case "refuse":
                actions.refuse(row, said.get("because", ""), by=by, at=at)
            case "withdraw":
                actions.withdraw(row, by=by, at=at)
    except Refusal as refusal:
        return _page(request, number, refusal)
    return redirect("disclosure:asked", number)
