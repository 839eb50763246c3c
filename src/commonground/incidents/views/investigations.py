"""The investigation of one accident: its steps, what contributed, what is to be done and by whom."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from commonground.core.incidents.investigation import Stage, Step, steps_from
from commonground.core.refusals import NotNow, NotUsable, Refusal
from commonground.incidents import messages as words
from commonground.incidents.access import accidents as access
from commonground.incidents.actions import investigations as actions
from commonground.incidents.forms import ActionForm, EndForm, StepForm
from commonground.incidents.models import Accident
from commonground.incidents.queries import investigations as queries
from commonground.ui.trade import word


@require_http_methods(["GET", "HEAD", "POST"])
def investigation(request: HttpRequest, code: str) -> HttpResponse:
    """The page, and every act on it by the button that was pressed."""
    found = access.accident_for(request.viewer, code)
    if request.method != "POST":
        return _page(request, found)
    act = {"begin": _begin, "add": _add, "end": _end}.get(request.POST.get("do", ""), _step)
    try:
        form = act(request, code)
    except (NotNow, NotUsable) as refusal:
        sent = StepForm(request.POST) if act is _step else None
        return _page(request, found, told=refusal, sent=sent, status=409 if isinstance(refusal, NotNow) else 400)
    return redirect("incidents:investigation", code) if form is None else _page(request, found, sent=form, status=400)


def _begin(request: HttpRequest, code: str) -> Any:
    form = StepForm(request.POST)
    if not form.is_valid():
        return form
    said = form.cleaned_data
    actions.begin(
        code,
        on=said["on"],
        document=said["document"],
        text=said["text"],
        today=timezone.localdate(),
        by=request.viewer,
        at=timezone.now(),
    )
    return None


def _step(request: HttpRequest, code: str) -> Any:
    form = StepForm(request.POST)
    step = request.POST.get("do", "")
    if not form.is_valid() or step not in list(Step):
        return form
    version = request.POST.get("version", "")
    actions.take(
        code, Step(step), **form.cleaned_data, version=int(version) if version.isdigit() else 0, today=timezone.localdate(),
        by=request.viewer, at=timezone.now(),
    )  # fmt: skip
    return None


def _add(request: HttpRequest, code: str) -> Any:
    form = ActionForm(request.POST, auto_id="action_%s")
    if not form.is_valid():
        return form
    said = form.cleaned_data
    actions.recommend(code, said["text"], owner=said["owner"], due=said["due"], by=request.viewer, at=timezone.now())
    return None


def _end(request: HttpRequest, code: str) -> Any:
    form = EndForm(request.POST)
    number = request.POST.get("action", "")
    if not form.is_valid() or not number.isdigit():
        return form
    actions.end_action(
        code, int(number), **form.cleaned_data, today=timezone.localdate(), by=request.viewer, at=timezone.now()
    )
    return None


def _page(
    request: HttpRequest, found: Accident, *, told: Refusal | None = None, sent: Any = None, status: int = 200
) -> HttpResponse:
    today = timezone.localdate()
    card = queries.card(found, today)
    may = access.may(request.viewer, actions.PERMISSION)
    stages = list(Stage)
    context = {
        "code": found.code,
        "card": card,
        "told": told,
        "stages": [(words.STAGES[s.value], card is not None and stages.index(s) <= stages.index(card.stage), card is not None and s is card.stage) for s in stages],
        "actions": [(a, EndForm(initial={"ended_on": today}, auto_id=f"end-{a.number}_%s")) for a in card.actions] if card else [],
        "factors": [words.FACTORS[f] for f in card.factors] if card else [],
        "steps": [(s, word(words.STEPS, s.step), [words.FACTORS.get(f, f) for f in s.factors]) for s in reversed(card.steps)] if card else [],
        "next": [(t.verb.value, words.STEPS[t.verb.value]) for t in steps_from(card.stage)] if card else [],
        "may": may,
        "form": sent if isinstance(sent, StepForm) else StepForm(initial={"on": today}),
        "action": sent if isinstance(sent, ActionForm) else ActionForm(auto_id="action_%s"),
        "asks_factors": card is not None and card.stage is Stage.BOARD,
        "asks_independent": card is not None and card.stage is Stage.REPORTED,
        "recommends": card is not None and card.stage in (Stage.FOUND, Stage.RECOMMENDED, Stage.FOLLOWED),
    }  # fmt: skip
    return TemplateResponse(request, "incidents/investigation.html", context, status=status)
