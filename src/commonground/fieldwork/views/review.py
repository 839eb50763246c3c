"""A report as whoever checks it sees it: what it says, what it would do, what contradicts it, how it came to be."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from commonground.core.fieldwork.states import State, Verb
from commonground.core.fieldwork.types import DRAWN_KINDS
from commonground.core.findings import Finding, Severity
from commonground.core.refusals import NotNow, Refusal
from commonground.fieldwork import access
from commonground.fieldwork import messages as words
from commonground.fieldwork.actions import approving, reviewing, writing
from commonground.fieldwork.models import Report
from commonground.fieldwork.queries import contradictions, page, sides
from commonground.fieldwork.views import shown
from commonground.land.queries import reach
from commonground.ui import drawings, parts
from commonground.ui.trade import WORKS

ACCEPTS = (approving.AS_IT_IS, approving.REPLACE)


@require_safe
def report(request: HttpRequest, number: int) -> HttpResponse:
    """A report, and for whoever may decide about it what approving it would do."""
    return _page(request, access.report_for(request.viewer, number))


def _page(request: HttpRequest, row: Report, *, told: Refusal | None = None, status: int = 200) -> HttpResponse:
    viewer, now = request.viewer, timezone.now()
    card = page.card(viewer, row, timezone.localdate())
    accept = request.GET.get("accept", "") if request.GET.get("accept") in ACCEPTS else ""
    within = reach.visible(viewer)
    found = contradictions.of(row, now.date()) if card.state in ("submitted", "conflict") else []
    told_of = sides.seen(found, within)
    said = access.circumstances(viewer, row, contradictions=len(found), accepted=bool(accept), because="…")
    waiting = card.state in (State.SUBMITTED.value, State.CONFLICT.value)
    preview = approving.preview(row.pk, by=viewer, at=now, accept=accept) if waiting else None
    if preview and preview.effects and within is not None:
        codes = reach.codes_visible(within, {one.hazard for one in (*preview.effects.moved, *preview.effects.balances)})
        preview = replace(preview, effects=preview.effects.only(codes))
    may_approve = access.may_do(viewer, row, Verb.APPROVE, said)
    may_approve = access.may_there(viewer, row) if may_approve else may_approve
    if may_approve and preview and preview.planned:
        may_approve = access.may_carry(viewer, preview.planned, accept == approving.REPLACE)
    context = {
        "card": card,
        "title": shown.type_word(card.type.code.value),
        "state": shown.state(card.state, card.self_approved),
        "rows": _rows(card),
        "general": [r for r in card.remarks if not r.field],
        "found": [shown.conflict(c) for c in told_of],
        "conflicting": bool(found),
        "sides": shown.sides(sides.sides(row, told_of, now.date())) if any(c.other for c in told_of) else None,
        "picture": drawings.land(sides.picture(row, told_of, now.date())),
        "accept": accept,
        "waiting": waiting,
        "preview": preview,
        "told": told,
        "may_edit": access.may_do(viewer, row, Verb.SAVE, said),
        "may_withdraw": access.may_do(viewer, row, Verb.WITHDRAW, said),
        "may_return": access.may_do(viewer, row, Verb.RETURN, said),
        "may_approve": may_approve,
        "own": row.author == viewer.number,
        "events": [_event(card, r) for r in card.revisions],
        "view": parts.MapView(card.code, features=card.features, height="medium", legend=False)
        if card.features
        else None,
        **(_effects(preview) if preview and preview.effects else {}),
    }
    return TemplateResponse(request, "fieldwork/report.html", context, status=status)


def _rows(card: page.ReportCard) -> list[tuple[Any, str, Any, list[page.RemarkCard]]]:
    """(label, name, value, remarks) of every field that says something or has a remark, in the order of the form."""
    out = []
    for one in card.type.fields:
        remarks = [r for r in card.remarks if r.field == one.name]
        typed = card.typed.get(one.name)
        if one.kind in DRAWN_KINDS:
            typed = card.entered.get("text", "") and "…"
        out.append((shown.label(card.type, one.name), one.name, shown.value(one, typed), remarks))
    return out


def _effects(preview: approving.Preview) -> dict[str, Any]:
    effects = preview.effects
    assert effects is not None
    findings = [
        (
            Finding(f.code, Severity(f.severity), f.hazard, {} if f.m2 is None else {"m2": f.m2}),
            shown.hazard_at(f.hazard),
            f.m2,
        )
        for f in effects.findings
        if f.new
    ]
    others = sum(not f.new for f in effects.findings)
    acts = [
        _("%(hazard)s is closed.") % {"hazard": code} for code in (preview.planned.closes if preview.planned else ())
    ]
    succeeds = preview.planned.succeeds if preview.planned else None
    if succeeds:
        said = {"formers": ", ".join(succeeds.formers), "heirs": ", ".join(succeeds.heirs)}
        acts.append(_("%(formers)s: the land and its history pass to %(heirs)s, each entry from its own day.") % said)
        acts.append(_("The country's figures stay as they are, on every day."))
    acts += [
        _("%(hazard)s: %(work)s.") % {"hazard": s.hazard, "work": WORKS[s.work.value]}
        for s in (preview.planned.steps if preview.planned else ())
    ]
    return {
        "account": shown.account(effects),
        "flows": shown.flows(effects),
        "findings": findings,
        "others": others,
        "acts": acts,
    }


def _event(card: page.ReportCard, one: page.RevisionCard) -> dict[str, Any]:
    changes = [(shown.label(card.type, c.field), _plain(c.before), _plain(c.after)) for c in one.changes]
    return {"version": one.version, "at": one.at, "by": one.by, "words": words.VERBS.get(one.why, one.why), "because": one.because,
            "changes": changes}  # fmt: skip


def _plain(value: Any) -> str:
    text = ", ".join(value) if isinstance(value, list) else str(value)
    return text if len(text) < 200 else f"{text[:200]} …"


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdigit() else 0


@require_POST
def send_back(request: HttpRequest, number: int) -> HttpResponse:
    """Return a report with remarks at its fields."""
    remarks = {name.removeprefix("remark-"): text for name, text in request.POST.items() if name.startswith("remark-")}
    because = request.POST.get("because", "")
    remarks[""] = because  # the author reads it where the report is mended, above its fields
    reviewing.return_with_remarks(
        number, version=_version(request), remarks=remarks, because=because, by=request.viewer, at=timezone.now()
    )
    return redirect("fieldwork:report", number)


@require_POST
def approve(request: HttpRequest, number: int) -> HttpResponse:
    """Approve a report, and book it; where that would do anything else than was shown, show what it would do now."""
    row = access.report_for(request.viewer, number)
    accept = request.POST.get("accept", "") if request.POST.get("accept") in ACCEPTS else ""
    if row.state == State.SUBMITTED.value:  # something may contradict it by now: into the queue with it, never past it
        reviewing.look_again(number, by=request.viewer, at=timezone.now())
        if access.report_for(request.viewer, number).state == State.CONFLICT.value:
            return redirect("fieldwork:report", number)
    try:
        approving.approve(
            number, version=_version(request), stamp=request.POST.get("stamp", ""), accept=accept,
            because=request.POST.get("because", ""), by=request.viewer, at=timezone.now(),
        )  # fmt: skip
    except NotNow as refusal:
        if refusal.code != "fieldwork.approve.world-changed":
            raise
        return _page(request, row, told=refusal, status=409)
    return redirect("fieldwork:report", number)


@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take one's own report back for good."""
    writing.withdraw(
        number, version=_version(request), because=request.POST.get("because", ""), by=request.viewer, at=timezone.now()
    )
    return redirect("fieldwork:report", number)
