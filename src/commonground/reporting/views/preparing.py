"""A report in preparation: completed section by section, reviewed, approved."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from commonground.core.findings import Finding, Severity
from commonground.core.refusals import NotNow, NotThere, Refusal
from commonground.core.treaty.filling import FilledSection, State, progress
from commonground.core.treaty.parts import Basis, By
from commonground.core.treaty.states import State as Standing
from commonground.core.treaty.states import Verb
from commonground.reporting import access, forms
from commonground.reporting.actions import returns as actions
from commonground.reporting.models import Return
from commonground.reporting.queries import returns as found_in
from commonground.reporting.views import cells
from commonground.reporting.views.return_words import FILLED, KINDS, NEXT, STATES, VERBS
from commonground.reporting.views.returns import period_words
from commonground.ui.trade import CONTAMINATION, word

COUNTED = (State.RECORDS, State.WRITTEN, State.NIL, State.EMPTY, State.CARRIED, State.MISSING)
DOING = ("send", "remark", "return", "approve", "withdraw")


@require_safe
def page(request: HttpRequest, number: int) -> HttpResponse:
    """One section of a report at a time, with how far the whole has come and what comes next."""
    return _page(request, access.return_for(request.viewer, number))


def _page(
    request: HttpRequest, found: Return, *, told: Refusal | None = None, typed: Any = None, status: int = 200
) -> HttpResponse:
    reported = found_in.before_of(found)
    filled = found_in.filled(found, reported)
    code = request.POST.get("section") or request.GET.get("section", "")
    at = next((i for i, s in enumerate(filled) if s.section.code == code), _first_open(filled))
    section, before = filled[at], reported[at] if reported else None
    done = progress(filled)
    viewer = request.viewer
    remarks = found_in.remarks(found)
    people = found_in.reviewers(timezone.localdate(), timezone.now())
    context = {
        "card": found_in.cards([found], viewer)[0],
        "title": KINDS[found.kind],
        "period": period_words(found_in.period_of(found)),
        "known": found.known,
        "contamination": word(CONTAMINATION, found.contamination) if found.contamination else "",
        "done": done,
        "counts": [(FILLED[s.value], done.by_state[s], s.value) for s in COUNTED if done.by_state[s]],
        "sections": [_line(s, remarks) for s in filled],
        "section": section,
        "section_title": cells.title(section.section.title),
        "to_check": section.section.source.check,
        "is_known": section.section.source.basis is Basis.KNOWN,
        "parts": cells.shown(found, section, before, typed),
        "findings": [*section.findings, *_scope(found, section)],
        "before": found_in.cards([found.before])[0] if found.before else None,
        "before_period": period_words(found_in.period_of(found.before)) if found.before else "",
        "next": filled[at + 1].section.code if at + 1 < len(filled) else "",
        "remarks": [r for r in remarks if r.section == section.section.code],
        "general": [r for r in remarks if not r.section and not r.resolved],
        "may_write": _may(viewer, found, Verb.WRITE),
        "told": told,
        "state": STATES[found.state],
        "what_next": NEXT[found.state],
        "may": _acts(viewer, found, done),
        "reviewers": people if found.state == Standing.DRAFT.value else [],
        "asked": [name for n, name in people if n in found.reviewers],
        "revisions": [(r, VERBS[r.why], _title_of(filled, r.section)) for r in found_in.revisions(found)[:30]],
    }  # fmt: skip
    return TemplateResponse(request, "reporting/return.html", context, status=status)


def _scope(found: Return, section: FilledSection) -> list[Finding]:
    """A treaty is about one type; figures of all land say so where they stand."""
    form = found_in.form_of(found)
    figures = any(not p.part.by.is_written and p.part.by not in (By.PEOPLE, By.SESSIONS) for p in section.parts)
    if form.contamination and not found.contamination and figures:
        return [Finding("reporting.return.other-land", Severity.NOTE)]
    return []


def _first_open(filled: list[FilledSection]) -> int:
    """The first section that waits for something; the first of all where none does."""
    return next((i for i, s in enumerate(filled) if not s.is_complete), 0)


def _title_of(filled: list[FilledSection], code: str) -> Any:
    return next((cells.title(s.section.title) for s in filled if s.section.code == code), "")


def _line(filled: FilledSection, remarks: list[found_in.RemarkCard]) -> dict[str, Any]:
    s = filled.section
    return {
        "code": s.code, "treaty": s.treaty, "letter": s.old, "title": cells.title(s.title), "state": filled.state.value,
        "word": FILLED[filled.state.value], "complete": filled.is_complete, "voluntary": s.is_voluntary,
        "findings": len(filled.findings), "remarks": sum(r.section == s.code and not r.resolved for r in remarks),
    }  # fmt: skip


def _may(viewer: Any, found: Return, verb: Verb, **more: int) -> Any:
    return access.may_do(viewer, found, verb, access.circumstances(viewer, found, **more))


def _acts(viewer: Any, found: Return, done: Any) -> dict[str, Any]:
    """What may be done now, each with its reason where it may not."""
    missing = done.sections - done.complete
    return {
        "send": _may(viewer, found, Verb.SEND, missing=missing),
        "remark": _may(viewer, found, Verb.REMARK),
        "return": _may(viewer, found, Verb.RETURN, reasons=1),
        "approve": _may(viewer, found, Verb.APPROVE, missing=missing),
        "publish": _may(viewer, found, Verb.PUBLISH),
        "withdraw": _may(viewer, found, Verb.WITHDRAW),
    }


def _version(request: HttpRequest) -> int:
    return forms.number_of(request.POST.get("version", "")) or 0


@require_POST
def write(request: HttpRequest, number: int) -> HttpResponse:
    """Save a section; or confirm that a part has nothing to report, or that all of it is as last year."""
    found = access.return_for(request.viewer, number)
    form = found_in.form_of(found)
    section = form.section(request.POST.get("section", ""))
    if section is None:
        raise NotThere("reporting.return.no-section", section=request.POST.get("section", "")[:20])
    do, _, part = request.POST.get("do", "save").partition(":")
    said = {"version": _version(request), "section": section.code, "by": request.viewer, "at": timezone.now()}
    try:
        if do in ("nil", "not-nil"):
            actions.confirm_nil(number, part=part, nil=do == "nil", **said)
        elif do in ("same", "not-same"):
            actions.mark_unchanged(number, same=do == "same", **said)
        else:
            actions.write_answer(number, typed=forms.typed_of(section, request.POST), **said)
    except NotNow as refusal:
        if refusal.code != "reporting.return.changed":
            raise
        typed = forms.typed_of(section, request.POST)
        return _page(request, access.return_for(request.viewer, number), told=refusal, typed=typed, status=409)
    codes = [s.code for s in form.sections]
    after = codes[min(codes.index(section.code) + 1, len(codes) - 1)] if do == "next" else section.code
    return redirect(f"{reverse('reporting:return', args=[number])}?section={after}#section")


@require_POST
def act(request: HttpRequest, number: int) -> HttpResponse:
    """Send to review, remark, send back, approve, withdraw."""
    found = access.return_for(request.viewer, number)
    do = request.POST.get("do", "")
    said = {"version": _version(request), "by": request.viewer, "at": timezone.now()}
    because, section = request.POST.get("because", ""), request.POST.get("section", "")
    asked = [n for n in map(forms.number_of, request.POST.getlist("reviewer")) if n]
    acts = {
        "send": lambda: actions.send_to_review(number, reviewers=asked, **said),
        "remark": lambda: actions.remark(number, section=section, text=because, **said),
        "return": lambda: actions.send_back(number, because=because, **said),
        "approve": lambda: actions.approve(number, **said),
        "withdraw": lambda: actions.withdraw(number, because=because, **said),
    }
    if do not in DOING:
        raise NotThere("reporting.return.not-there", number=number)
    try:
        acts[do]()
    except Refusal as refusal:
        if isinstance(refusal, NotThere):
            raise
        return _page(request, access.return_for(request.viewer, found.pk), told=refusal, status=409)
    back = reverse("reporting:return", args=[number])
    return redirect(f"{back}?section={section}" if section else back)
