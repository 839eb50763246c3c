"""Referrals: begun, shown and sent by whoever works on the case; received and answered by the provider's own people."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from commonground.core.decisions import require
from commonground.core.incidents.assistance import PURPOSES, Kind, Priority
from commonground.core.incidents.consent import Giver
from commonground.core.incidents.injuries import BY_CODE
from commonground.core.incidents.referral import IDENTIFY, RECEIVE, State, Verb, verbs
from commonground.core.refusals import NotNow, NotUsable, Refusal
from commonground.incidents import messages
from commonground.incidents.access import identities
from commonground.incidents.access import referrals as access
from commonground.incidents.actions import referrals as actions
from commonground.incidents.forms.assistance import AgreeForm, AnswerForm, ReferForm, ToldForm
from commonground.incidents.messages import assistance as words
from commonground.incidents.models import Referral, Victim
from commonground.incidents.queries import assistance, providers
from commonground.incidents.queries import referrals as queries
from commonground.ui import parts
from commonground.ui.templatetags.ui import day, said
from commonground.ui.trade import word

FIRST = ("sex", "age")  # what is ticked to begin with


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def refer(request: HttpRequest, code: str) -> HttpResponse:
    """To whom, for which need, and what they would be told."""
    found = identities.case_for(request.viewer, code)
    asked = request.POST if request.method == "POST" else request.GET
    kind = asked.get("kind", "")
    kind = kind if kind in {k.value for k in PURPOSES} else ""
    form = _refer_form(request, found, kind)
    told = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.prepare(
                code, given["provider"], kind=Kind(kind), priority=Priority(given["priority"]), need=given["need"], chosen=given["chosen"],
                message=given["message"], today=timezone.localdate(), by=request.viewer, at=timezone.now(),
            )  # fmt: skip
            return redirect("incidents:referral", made)
        except (NotNow, NotUsable) as refusal:
            told = refusal
    context = {
        "form": form, "code": code, "kind": kind, "told": told,
        "kinds": [(k.value, words.KINDS[k.value]) for k in PURPOSES],
        "has_offers": bool(form.fields["provider"].choices),
        "may_keep_words": access.may_keep_words(found),
    }  # fmt: skip
    bad = request.method == "POST"
    return TemplateResponse(request, "incidents/refer.html", context, status=400 if bad else 200)


def _refer_form(request: HttpRequest, found: Victim, kind: str) -> ReferForm:
    today = timezone.localdate()
    card = assistance.assistance(found, today, timezone.now())
    needs = [
        (str(e.thing), f"{word(words.KINDS, e.said.kind)}, {word(words.NEED_STATES, e.said.state)}") for e in card.needs
    ]
    offers = (
        [
            (c.code, f"{c.said.name}{', ' + c.said.place if c.said.place else ''}")
            for c in providers.offering(kind, today)
        ]
        if kind
        else []
    )
    initial = {"need": request.GET.get("need", ""), "chosen": FIRST, "priority": "soon"}
    return ReferForm(request.POST if request.method == "POST" else None, offers=offers, needs=needs, initial=initial)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def referral(request: HttpRequest, code: str) -> HttpResponse:
    """One referral for whoever works on the case: what is told is looked at before it is sent."""
    found = access.referral_for(request.viewer, code)
    if request.method != "POST":
        return _page(request, found)
    act = {"show": _show, "rewrite": _rewrite, "agree": _agree}.get(request.POST.get("do", ""), _step)
    try:
        return act(request, found)
    except (NotNow, NotUsable) as refusal:
        found.refresh_from_db()
        return _page(request, found, told=refusal, status=409 if isinstance(refusal, NotNow) else 400)


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


@sensitive_variables()
def _show(request: HttpRequest, found: Referral) -> HttpResponse:
    opened = actions.show(found.code, version=_version(request), by=request.viewer, at=timezone.now())
    found.refresh_from_db()
    return _page(request, found, opened=opened)


@sensitive_variables()
def _rewrite(request: HttpRequest, found: Referral) -> HttpResponse:
    form = ToldForm(request.POST)
    if not form.is_valid():
        return _page(request, found, told_form=form, status=400)
    actions.rewrite(found.code, **form.cleaned_data, version=_version(request), by=request.viewer, at=timezone.now())
    return redirect("incidents:referral", found.code)


def _agree(request: HttpRequest, found: Referral) -> HttpResponse:
    """A consent that is written down here, or one that was there before, takes the referral further."""
    now, today = timezone.now(), timezone.localdate()
    if not access.is_covered(found, now):
        form = AgreeForm(request.POST, auto_id="agree_%s")
        if not form.is_valid():
            return _page(request, found, agree=form, status=400)
        said_ = form.cleaned_data
        actions.agree(
            found.code, given_by=Giver(said_["given_by"]), given_on=said_["given_on"], until=said_["until"], today=today, by=request.viewer,
            at=now,
        )  # fmt: skip
    if found.state == State.DRAFT.value:
        actions.take(found.code, Verb.CONSENT, version=_version(request), today=today, by=request.viewer, at=now)
    return redirect("incidents:referral", found.code)


@sensitive_variables()
def _step(request: HttpRequest, found: Referral) -> HttpResponse:
    verb, form = _answer(request)
    if verb is None or not form.is_valid():
        return _page(request, found, answered=form, status=400)
    actions.take(
        found.code,
        verb,
        **form.cleaned_data,
        version=_version(request),
        today=timezone.localdate(),
        by=request.viewer,
        at=timezone.now(),
    )
    return redirect("incidents:referral", found.code)


def _answer(request: HttpRequest) -> tuple[Verb | None, AnswerForm]:
    name = request.POST.get("do", "")
    verb = Verb(name) if name in list(Verb) else None
    return verb, AnswerForm(request.POST, verb=verb or Verb.SEND, auto_id=f"{name}_%s")


def _forms(state: State, permission: str, answered: AnswerForm | None) -> list[tuple[str, Any, AnswerForm]]:
    """What can be done next, each with its form."""
    today = timezone.localdate()
    out = []
    for verb in verbs(state, permission):
        form = answered if answered is not None and answered.auto_id == f"{verb.value}_%s" else None
        blank = AnswerForm(initial={"on": today}, verb=verb, auto_id=f"{verb.value}_%s")
        out.append((verb.value, words.VERBS[verb.value], form or blank))
    return out


@sensitive_variables()
def _page(
    request: HttpRequest, found: Referral, *, told: Refusal | None = None, opened: actions.Opened | None = None, agree: AgreeForm | None = None,
    told_form: ToldForm | None = None, answered: AnswerForm | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    now = timezone.now()
    sheet = queries.sheet(found, timezone.localdate(), now)
    state = sheet.card.state
    held = [f for f in _forms(state, IDENTIFY, answered) if f[0] not in ("consent", "send")]
    chosen = {"chosen": sheet.chosen, "message": (opened.told.get("message", "") if opened else "")}
    context = {
        "sheet": sheet,
        "card": sheet.card,
        "told": told,
        "state": word(words.STATES, state.value),
        "kind": word(words.KINDS, sheet.card.kind),
        "priority": word(words.PRIORITIES, sheet.card.priority),
        "purpose": word(messages.PURPOSES, sheet.card.purpose),
        "chosen": [words.TOLD[c] for c in sheet.chosen],
        "opened": facts(opened.told) if opened else None,
        "can_show": state is not State.WITHDRAWN or bool(found.told),
        "may_change": state in (State.DRAFT, State.CONSENTED),
        "agree": agree or AgreeForm(initial={"given_on": timezone.localdate()}, auto_id="agree_%s"),
        "told_form": told_form or ToldForm(initial=chosen),
        "send": state is State.CONSENTED,
        "today": timezone.localdate(),
        "withdraw": held,
        "answers": _forms(state, RECEIVE, answered),
        "steps": [
            _event(s, opened.notes[i] if opened and i < len(opened.notes) else "") for i, s in enumerate(sheet.steps)
        ],
    }
    return TemplateResponse(request, "incidents/referral.html", context, status=status)


def _event(one: queries.Step, note: str) -> parts.Event:
    by = _("written by the provider") if one.by_provider else one.by
    why = said(words.WHYS[one.why]) if one.why else ""
    return parts.Event(one.on, word(words.STATES, one.state), str(by), " · ".join(str(t) for t in (why, note) if t))


def facts(told: dict[str, Any]) -> list[tuple[Any, Any]]:
    """What is told, in words: each with its label."""
    out = []
    for name, value in told.items():
        label = _("A message to them") if name == "message" else words.TOLD[name]
        out.append((label, _fact(name, value)))
    return out


def _fact(name: str, value: Any) -> Any:
    if name == "injuries":
        return ", ".join(str(messages.PARTS[BY_CODE[c].part]) for c in value if c in BY_CODE)
    known = {"sex": messages.SEXES, "age": messages.AGES, "disability": messages.ANSWERS}.get(name, {})
    return word(known, value) if isinstance(value, str) else value


# --- as the provider sees it -----------------------------------------------------------------------


@never_cache
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What somebody's own organisation has been sent, that has not ended."""
    require(request.viewer.may(RECEIVE))
    found = queries.inbox(request.viewer, timezone.localdate(), timezone.now())
    columns = [
        parts.Column(words.THINGS["referral"], "code"), parts.Column(words.LABELS["kind"]), parts.Column(words.LABELS["priority"]),
        parts.Column(words.LABELS["state"]), parts.Column(_("Sent"), "text"), parts.Column(words.LABELS["provider"], priority=2),
    ]  # fmt: skip
    rows = [
        parts.Row(
            [r.code, word(words.KINDS, r.kind), word(words.PRIORITIES, r.priority), word(words.STATES, r.state.value), day(r.sent_on), r.provider],
            href=reverse("incidents:received", args=[r.code]),
        )
        for r in found
    ]  # fmt: skip
    empty = parts.Empty(
        _("No referral waits for you"),
        _("Here stands whom the centre refers to you, with their consent and as long as it holds."),
    )
    table = parts.Table(_("Referrals"), columns, rows, empty=empty, name="inbox")
    return TemplateResponse(
        request, "incidents/inbox.html", {"table": table, "late": sum(r.is_unanswered for r in found)}
    )


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def received(request: HttpRequest, code: str) -> HttpResponse:
    """A referral for the provider's own people: what it tells is opened by a button, and every opening is written down."""
    now = timezone.now()
    found = access.received_for(request.viewer, code, now)
    opened, told, answered, status = None, None, None, 200
    if request.method == "POST" and request.POST.get("do") == "read":
        opened = actions.read(code, by=request.viewer, at=now)
    elif request.method == "POST":
        verb, answered = _answer(request)
        status = 400
        if verb is not None and answered.is_valid():
            try:
                actions.take(
                    code,
                    verb,
                    **answered.cleaned_data,
                    version=_version(request),
                    today=timezone.localdate(),
                    by=request.viewer,
                    at=now,
                )
                return redirect("incidents:inbox")
            except (NotNow, NotUsable) as refusal:
                told, status = refusal, 409 if isinstance(refusal, NotNow) else 400
                found = access.received_for(request.viewer, code, now)
    card = queries.received(found, timezone.localdate(), now)
    context = {
        "card": card,
        "told": told,
        "state": word(words.STATES, card.state.value),
        "kind": word(words.KINDS, card.kind),
        "priority": word(words.PRIORITIES, card.priority),
        "opened": None if opened is None else facts(opened.told),
        "answers": _forms(card.state, RECEIVE, answered),
    }
    return TemplateResponse(request, "incidents/received.html", context, status=status)
