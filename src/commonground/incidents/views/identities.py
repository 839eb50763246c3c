"""Who a victim is: a page for those who work on the case. Its address, its title and its answers to others tell nothing."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from commonground.core.incidents.consent import Basis, Erasing, Giver, Purpose, Reason
from commonground.core.refusals import NotNow, NotThere, NotUsable, Refusal
from commonground.incidents import messages as words
from commonground.incidents.access import accidents
from commonground.incidents.access import identities as access
from commonground.incidents.actions import identities as actions
from commonground.incidents.forms import ConsentForm, ErasingForm, IdentityForm, MemberForm, ReasonForm
from commonground.incidents.models import Victim
from commonground.incidents.queries import cases, providers
from commonground.ui.trade import word


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, code: str) -> HttpResponse:
    """A case: begun by whoever may, opened by whoever is of it, there for nobody else."""
    viewer = request.viewer
    if viewer.may(access.PERMISSION) and access.may_begin(viewer, found := accidents.victim_for(viewer, code)):
        if request.method == "POST" and request.POST.get("do") == "begin":
            actions.begin(code, by=viewer, at=timezone.now())
            return redirect("incidents:identity", code)
        return TemplateResponse(request, "incidents/case_begin.html", {"code": code})
    try:
        found = access.case_for(viewer, code)
    except NotThere:
        actions.note_refused(code, by=viewer, at=timezone.now())
        raise
    act = ACTS.get(request.POST.get("do", "")) if request.method == "POST" else None
    try:
        answer = act(request, found) if act else None
    except (NotNow, NotUsable) as refusal:
        return _page(request, found, told=refusal, status=409 if isinstance(refusal, NotNow) else 400)
    return answer or _page(request, found)


@sensitive_variables()
def _page(
    request: HttpRequest, found: Victim, *, told: Refusal | None = None, opened: dict[str, str] | None = None, status: int = 200, **forms: Any
) -> HttpResponse:  # fmt: skip
    now, today = timezone.now(), timezone.localdate()
    card, known = cases.card(found, now), providers.names()
    initial = {**(opened or {}), "basis": card.basis or "consent", "keep_until": card.keep_until}
    context = {
        "card": card,
        "code": found.code,
        "accident": found.accident.code,
        "told": told,
        "opened": opened,
        "writing": opened is not None or not card.is_written,
        "basis": word(words.BASES, card.basis) if card.basis else "",
        "consents": [
            (
                c,
                word(words.PURPOSES, c.said.purpose.value),
                word(words.GIVERS, c.given_by),
                known.get(c.said.recipient, c.said.recipient),
            )
            for c in card.consents
        ],
        "form": IdentityForm(initial=initial),
        "reason": ReasonForm(auto_id="read_%s"),
        "erasing": ErasingForm(auto_id="erase_%s"),
        "consent": ConsentForm(initial={"given_on": today}, auto_id="consent_%s", providers=known),
        "member": MemberForm(auto_id="member_%s", people=cases.candidates(found, today, now)),
        **forms,
    }
    return TemplateResponse(request, "incidents/case.html", context, status=status)


@sensitive_variables()
def _read(request: HttpRequest, found: Victim) -> HttpResponse:
    form = ReasonForm(request.POST, auto_id="read_%s")
    if not form.is_valid():
        return _page(request, found, reason=form, status=400)
    opened = actions.read(found.code, Reason(form.cleaned_data["reason"]), by=request.viewer, at=timezone.now())
    return _page(request, found, opened=opened)


@sensitive_variables()
def _write(request: HttpRequest, found: Victim) -> HttpResponse:
    form = IdentityForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form=form, writing=True, status=400)
    said = dict(form.cleaned_data)
    basis, until = Basis(said.pop("basis")), said.pop("keep_until")
    version = request.POST.get("version", "")
    try:
        actions.write(
            found.code, said, basis=basis, keep_until=until, version=int(version) if version.isascii() and version.isdigit() and len(version) < 10 else -1,
            today=timezone.localdate(), by=request.viewer, at=timezone.now(),
        )  # fmt: skip
    except NotUsable as refusal:  # what was typed is kept, to be sent once more
        return _page(request, found, told=refusal, form=form, writing=True, status=400)
    return redirect("incidents:identity", found.code)


def _consent(request: HttpRequest, found: Victim) -> HttpResponse:
    form = ConsentForm(request.POST, auto_id="consent_%s", providers=providers.names())
    if not form.is_valid():
        return _page(request, found, consent=form, status=400)
    said = form.cleaned_data
    actions.consent(
        found.code, said["provider"] or said["recipient"], Purpose(said["purpose"]), given_by=Giver(said["given_by"]), given_on=said["given_on"],
        until=said["until"], today=timezone.localdate(), by=request.viewer, at=timezone.now(),
    )  # fmt: skip
    return redirect("incidents:identity", found.code)


def _withdraw(request: HttpRequest, found: Victim) -> HttpResponse:
    actions.withdraw(found.code, _number(request, "consent"), by=request.viewer, at=timezone.now())
    return redirect("incidents:identity", found.code)


def _bring_in(request: HttpRequest, found: Victim) -> HttpResponse:
    actions.bring_in(found.code, _number(request, "person"), by=request.viewer, at=timezone.now())
    return redirect("incidents:identity", found.code)


def _leave(request: HttpRequest, found: Victim) -> HttpResponse:
    actions.leave(found.code, _number(request, "person"), by=request.viewer, at=timezone.now())
    if access.is_member(request.viewer, found):
        return redirect("incidents:identity", found.code)
    return redirect("incidents:victim", found.code)


def _erase(request: HttpRequest, found: Victim) -> HttpResponse:
    form = ErasingForm(request.POST, auto_id="erase_%s")
    if not form.is_valid():
        return _page(request, found, erasing=form, status=400)
    actions.erase(found.code, Erasing(form.cleaned_data["reason"]), by=request.viewer, at=timezone.now())
    return redirect("incidents:identity", found.code)


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


ACTS: dict[str, Callable[[HttpRequest, Victim], HttpResponse]] = {
    "read": _read, "write": _write, "consent": _consent, "withdraw": _withdraw, "bring-in": _bring_in, "leave": _leave, "erase": _erase,
}  # fmt: skip
