"""One victim without a name: facts, what became of them, the picture of injuries."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commonground.core.decisions import require
from commonground.core.incidents import facts, injuries
from commonground.core.incidents.injuries import Group
from commonground.core.refusals import NotNow, Refusal
from commonground.incidents import messages as words
from commonground.incidents.access import accidents as access
from commonground.incidents.access import identities
from commonground.incidents.actions import victims as actions
from commonground.incidents.forms import BecauseForm, OutcomeForm, VictimForm
from commonground.incidents.models import Victim
from commonground.incidents.queries import cards
from commonground.incidents.views import body, shown
from commonground.ui import parts, sentences
from commonground.ui.templatetags.ui import said
from commonground.ui.trade import word


@never_cache
@require_safe
def victim(request: HttpRequest, code: str) -> HttpResponse:
    """One victim, by a code that says nothing."""
    return page(request, access.victim_for(request.viewer, code))


def page(
    request: HttpRequest, found: Victim, told: Refusal | None = None, status: int = 200, **more: Any
) -> HttpResponse:
    """The page of a victim; other families of pages show theirs on it."""
    card = cards.victim(found)
    accident = cards.accident(found.accident)
    context = {
        "card": card,
        "told": told,
        "outcome": said(word(words.OUTCOMES, card.said.outcome)),
        "when": shown.when(accident.said.since, accident.said.until, accident.said.precision),
        "rows": _rows(card.said),
        "picture": body.picture(marked(card.said.injuries)),
        "injuries": injury_table(card.said),
        "doubts": facts.doubts(accident.said, card.said, card.code),
        "outcomes": cards.outcomes(found),
        "outcome_words": words.OUTCOMES,
        "history": [_event(one) for one in cards.victim_history(found)],
        "may": access.may(request.viewer, "incidents.record", unit=accident.said.unit),
        "may_identify": identities.may_begin(request.viewer, found) or identities.is_member(request.viewer, found),
        "may_assist": identities.is_member(request.viewer, found),
        "outcome_form": OutcomeForm(initial={"outcome": "killed"}, auto_id="later_%s"),
        "because": BecauseForm(),
        **more,
    }
    return TemplateResponse(request, "incidents/victim.html", context, status=status)


def _rows(said_: facts.Victim) -> list[tuple[Any, Any]]:
    out: list[tuple[Any, Any]] = [
        (words.LABELS["sex"], shown.answer("sex", said_.sex, words.VICTIM_WORDS)),
        (_("Age"), shown.age(said_)),
    ]
    names = ("status", "doing", "tampered", "knew", "saw_marking", "educated", "protected", "origin", "movement", "disability_before",
             "disability_after")  # fmt: skip
    return out + [(words.LABELS[n], shown.answer(n, getattr(said_, n), words.VICTIM_WORDS)) for n in names]


def marked(codes: Iterable[str]) -> dict[str, str]:
    """The parts of the picture that are marked, and how."""
    return {part: group.value for part, group in injuries.parts(codes).items()}


def injury_table(said_: facts.Victim) -> parts.Table:
    """The picture's own table."""
    rows = [
        parts.Row([injuries.BY_CODE[c].code, said(words.PARTS[injuries.BY_CODE[c].part]), said(words.GROUPS[injuries.BY_CODE[c].group])])
        for c in said_.injuries
    ]  # fmt: skip
    columns = [parts.Column(_("Code"), "code"), parts.Column(_("Part of the body")), parts.Column(_("Injury"))]
    asked = {"": words.NOT_ASKED, "unknown": words.UNKNOWN}.get(said_.injuries_known, _("None is known."))
    return parts.Table(words.LABELS["injuries"], columns, rows, empty=parts.Empty(words.LABELS["injuries"], asked))


def _event(one: cards.Said) -> dict[str, Any]:
    changes = []
    for name, before, after in one.changes:
        pair = [shown.answer(name, " ".join(v) if isinstance(v, tuple) else v, words.VICTIM_WORDS | {"standing": words.STANDINGS})
                for v in (before, after)]  # fmt: skip
        changes.append((words.LABELS.get(name, name), *pair))
    return {
        "at": one.at,
        "words": word(words.WHATS, one.what),
        "why": one.why,
        "by": one.by,
        "number": one.number,
        "changes": changes,
    }


def _groups(form: VictimForm) -> list[tuple[Any, list[tuple[str, str, Any, bool]]]]:
    """The boxes of the injuries by group: code, id, words, whether it is ticked."""
    chosen = set(form["injuries"].value() or ())
    return [
        (
            words.GROUPS[g],
            [
                (i.code, body.box_id(i.code), words.PARTS[i.part], i.code in chosen)
                for i in injuries.INJURIES
                if i.group is g
            ],
        )
        for g in Group
    ]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, code: str) -> HttpResponse:
    """One more victim of an accident."""
    found = access.accident_for(request.viewer, code, "incidents.record")
    card = cards.accident(found)
    require(access.may(request.viewer, "incidents.record", unit=card.said.unit))
    form = VictimForm(request.POST or None, initial={"outcome": "unknown"})
    if request.method == "POST" and form.is_valid():
        form.blame(facts.victim_faults(form.said()), sentences.sentence)
        if not form.errors:
            made = actions.enter(code, form.said(), by=request.viewer, at=timezone.now())
            if access.may(request.viewer, "incidents.victims"):
                return redirect("incidents:victim", made)
            return redirect("incidents:accident", code)
    context = {
        "form": form,
        "accident": code,
        "groups": _groups(form),
        "fields": _fields(form),
        "picture": body.picture({}),
    }
    return TemplateResponse(request, "incidents/victim_form.html", context)


def _fields(form: VictimForm) -> list[Any]:
    return [form[name] for name in form.fields if name != "injuries"]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, code: str) -> HttpResponse:
    """What was said of a victim, corrected; the reason is kept with it."""
    found = access.victim_for(request.viewer, code, "incidents.record")
    card = cards.victim(found)
    form = VictimForm(request.POST or None, initial=asdict(card.said))
    because = BecauseForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and because.is_valid():
        form.blame(facts.victim_faults(form.said()), sentences.sentence)
        if not form.errors:
            try:
                actions.correct(
                    code,
                    form.said(),
                    seen=_seen(request),
                    because=because.cleaned_data["because"],
                    by=request.viewer,
                    at=timezone.now(),
                )
            except NotNow as refusal:
                return page(request, found, refusal, 409)
            return redirect("incidents:victim", code)
    context = {"form": form, "because": because, "card": card, "accident": card.accident, "groups": _groups(form), "fields": _fields(form),
               "seen": card.seen, "picture": body.picture({})}  # fmt: skip
    return TemplateResponse(request, "incidents/victim_form.html", context)


def _seen(request: HttpRequest) -> int:
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


@require_POST
def outcome(request: HttpRequest, code: str) -> HttpResponse:
    """What became of somebody later, with its own day."""
    found = access.victim_for(request.viewer, code, "incidents.record")
    form = OutcomeForm(request.POST, auto_id="later_%s")
    if not form.is_valid():
        return page(request, found, outcome_form=form, status=400)
    actions.later_outcome(code, **form.cleaned_data, today=timezone.localdate(), by=request.viewer, at=timezone.now())
    return redirect("incidents:victim", code)


@require_POST
def take_back(request: HttpRequest, code: str) -> HttpResponse:
    """A victim who was entered by mistake."""
    found = access.victim_for(request.viewer, code, "incidents.record")
    form = BecauseForm(request.POST)
    if not form.is_valid():
        return redirect("incidents:victim", code)
    actions.take_back(code, because=form.cleaned_data["because"], by=request.viewer, at=timezone.now())
    return redirect("incidents:accident", found.accident.code)
