"""Assistance: what is due for whoever works on cases, and one victim's page. Words are shown after a reason, and then only."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
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
from commonground.core.incidents.assistance import Ending, FollowUp, Kind, Need, Plan, Service
from commonground.core.incidents.consent import Reason
from commonground.core.refusals import NotNow, NotUsable, Refusal
from commonground.incidents.access import identities as access
from commonground.incidents.actions import assistance as actions
from commonground.incidents.forms import ReasonForm
from commonground.incidents.forms.assistance import ThingForm
from commonground.incidents.messages import assistance as words
from commonground.incidents.models import Victim
from commonground.incidents.queries import assistance as queries
from commonground.incidents.queries import cases, providers
from commonground.incidents.queries import desk as due
from commonground.incidents.views import assisted
from commonground.ui import parts
from commonground.ui.trade import word

Opened = Mapping[tuple[str, int], str]


@never_cache
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What is due today and soon, and the cases somebody works on."""
    require(request.viewer.may(access.PERMISSION))
    found = due.desk(request.viewer, timezone.localdate(), timezone.now())
    show = request.GET.get("show", "")
    heaps = [
        (_("To be asked again"), found.follow_ups, "follow-up"),
        (_("Plans to look at again"), found.reviews, "plan"),
        (_("Goals whose day comes"), found.goals, "goal"),
        (_("Referrals without an answer"), found.unanswered, "referral"),
        (_("Consents that end soon"), found.consents, "consent"),
        (_("Referrals not sent yet"), found.drafts, "referral"),
    ]
    context = {
        "heaps": [(title, [_task(t, kind) for t in some]) for title, some, kind in heaps if some],
        "is_empty": found.is_empty,
        "show": show,
        "shows": [("", _("open cases")), ("urgent", _("with a need at once")), ("closed", _("closed cases"))],
        "table": _cases([c for c in found.cases if _is_shown(c, show)]),
    }
    return TemplateResponse(request, "incidents/desk.html", context)


def _is_shown(one: due.Case, show: str) -> bool:
    if show == "closed":
        return one.is_closed
    return not one.is_closed and (show != "urgent" or one.urgent > 0)


def _task(one: due.Task, kind: str) -> tuple[str, str, Any, Any, bool]:
    page = reverse("incidents:assistance", args=[one.victim])
    at = reverse("incidents:referral", args=[one.referral]) if one.referral else f"{page}#{kind}"
    if kind == "consent":
        at = reverse("incidents:identity", args=[one.victim])
    return at, one.victim, word(words.KINDS, one.about) if one.about else "", one.on, one.is_late


def _cases(some: list[due.Case]) -> parts.Table:
    columns = [
        parts.Column(_("Case"), "code"), parts.Column(_("Open needs"), "count"), parts.Column(words.PRIORITIES["now"], "count", priority=2),
        parts.Column(_("Open referrals"), "count"), parts.Column(words.LABELS["review_on"], "text", priority=2),
        parts.Column(words.LABELS["again_on"], "text"),
    ]  # fmt: skip
    rows = [
        parts.Row(
            [c.code, c.open_needs, c.urgent, c.open_referrals, assisted.day_or_none(c.review_on), assisted.day_or_none(c.again_on)],
            href=reverse("incidents:assistance", args=[c.code]),
        )
        for c in sorted(some, key=lambda c: (c.next_on is None, c.next_on, c.code))
    ]  # fmt: skip
    empty = parts.Empty(
        _("No case here"),
        _("Open a victim's page, then “Who this is”, and begin the case."),
        reverse("incidents:accidents"),
        _("Accidents"),
    )
    return parts.Table(_("Cases"), columns, rows, empty=empty, name="cases")


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def assistance(request: HttpRequest, code: str) -> HttpResponse:
    """One victim: what they need, what is planned, what they received, how they fare; every act by the button that was pressed."""
    found = access.case_for(request.viewer, code)
    if request.method != "POST":
        return _page(request, found)
    act = {"read": _read, "write": _write, "take-back": _take_back, "close": _close}.get(request.POST.get("do", ""))
    try:
        answer = act(request, found) if act else None
    except (NotNow, NotUsable) as refusal:
        return _page(
            request, found, told=refusal, sent=_sent(request, found), status=409 if isinstance(refusal, NotNow) else 400
        )
    return answer or _page(request, found, status=400)


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


@dataclass(frozen=True, slots=True)
class _Known:
    """What the forms of a page can choose from, asked for once: providers by code, people of the case by number."""

    providers: dict[str, str]
    team: dict[int, str]  # who works on it now
    names: dict[Any, str]  # of providers, and of everybody who ever worked on it


def _known(found: Victim) -> _Known:
    offices, members = providers.names(), cases.card(found, timezone.now()).members
    team = {m.person: m.name for m in members if m.ended_at is None}
    return _Known(offices, team, {**offices, **{m.person: m.name for m in members}})


def _form(known: _Known, name: str, *args: Any, **kwargs: Any) -> ThingForm:
    return ThingForm(*args, name=name, providers=known.providers, people=known.team, **kwargs)


def _sent(request: HttpRequest, found: Victim) -> tuple[str, int | None, ThingForm] | None:
    """The form that was sent, to be shown once more with what was typed."""
    name = "ending" if request.POST.get("do") == "close" else request.POST.get("what", "")
    if name not in queries.MODELS:
        return None
    thing = _number(request, "thing")
    form = _form(
        _known(found), name, request.POST, auto_id=assisted.ids(name, thing), with_words="words" in request.POST
    )
    form.is_valid()
    return name, thing, form


@sensitive_variables()
def _read(request: HttpRequest, found: Victim) -> HttpResponse:
    form = ReasonForm(request.POST, auto_id="read_%s")
    if not form.is_valid():
        return _page(request, found, status=400)
    opened = actions.read(found.code, Reason(form.cleaned_data["reason"]), by=request.viewer, at=timezone.now())
    return _page(request, found, opened=opened)


@sensitive_variables()
def _write(request: HttpRequest, found: Victim) -> HttpResponse | None:
    sent = _sent(request, found)
    if sent is None:
        return None
    name, thing, form = sent
    if not form.is_valid():
        return _page(request, found, sent=sent, status=400)
    actions.write(
        found.code, form.said, form.cleaned_data.get("words"), thing=thing, seen=_number(request, "seen") or 0, today=timezone.localdate(),
        by=request.viewer, at=timezone.now(),
    )  # fmt: skip
    return redirect(f"{reverse('incidents:assistance', args=[found.code])}#{name}")


def _take_back(request: HttpRequest, found: Victim) -> HttpResponse | None:
    name, thing = request.POST.get("what", ""), _number(request, "thing")
    if name not in queries.MODELS or thing is None:
        return None
    actions.take_back(found.code, name, thing, by=request.viewer, at=timezone.now())
    return redirect(f"{reverse('incidents:assistance', args=[found.code])}#{name}")


@sensitive_variables()
def _close(request: HttpRequest, found: Victim) -> HttpResponse | None:
    sent = _sent(request, found)
    if sent is None or not sent[2].is_valid():
        return _page(request, found, sent=sent, status=400)
    form = sent[2]
    actions.close(
        found.code,
        form.said,
        form.cleaned_data["words"],
        today=timezone.localdate(),
        by=request.viewer,
        at=timezone.now(),
    )
    return redirect("incidents:assistance", found.code)


@sensitive_variables()
def _page(
    request: HttpRequest, found: Victim, *, told: Refusal | None = None, opened: Opened | None = None,
    sent: tuple[str, int | None, ThingForm] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    today = timezone.localdate()
    card = queries.assistance(found, today, timezone.now())
    known = _known(found)
    by_name = {
        "need": card.needs, "plan": (card.plan,) if card.plan else (), "goal": card.goals, "service": card.services,
        "follow-up": card.follow_ups,
    }  # fmt: skip
    sections = [_section(known, name, some, card, opened, sent) for name, some in by_name.items()]
    context = {
        "code": found.code,
        "card": card,
        "told": told,
        "opened": opened,
        "reason": ReasonForm(auto_id="read_%s"),
        "sections": sections,
        "ending": assisted.item(card.ending, opened, known.names) if card.ending else None,
        "close": _blank(known, "ending", sent),
        "referrals": _referrals(card),
        "events": assisted.timeline(card, known.names),
    }
    return TemplateResponse(request, "incidents/assistance.html", context, status=status)


def _section(known: _Known, name: str, some: Any, card: queries.Assistance, opened: Opened | None, sent: Any) -> dict[str, Any]:  # fmt: skip
    items = []
    for entry in some:
        item = assisted.item(entry, opened, known.names)
        item["form"] = _correction(known, entry, opened, sent)
        item["sent"] = sent is not None and sent[:2] == (name, entry.thing)
        items.append(item)
    one = name == "plan" and bool(some)
    return {
        "name": name,
        "title": assisted.TITLES[name],
        "items": items,
        "add": None if card.ending or one else _blank(known, name, sent),
        "add_title": assisted.ADD[name],
        "is_open": sent is not None and sent[:2] == (name, None),
        "may_change": card.ending is None,
    }


def _correction(known: _Known, entry: queries.Entry, opened: Opened | None, sent: Any) -> ThingForm:
    if sent is not None and sent[:2] == (entry.name, entry.thing):
        return sent[2]
    initial = asdict(entry.said)
    with_words = opened is not None or not entry.has_words  # who has not opened the words leaves them as they are
    if opened is not None:
        initial["words"] = opened.get((entry.name, entry.thing), "")
    return _form(
        known, entry.name, initial=initial, auto_id=assisted.ids(entry.name, entry.thing), with_words=with_words
    )


def _blank(known: _Known, name: str, sent: Any) -> ThingForm:
    if sent is not None and sent[:2] == (name, None):
        return sent[2]
    today = timezone.localdate()
    first: dict[str, Any] = {
        "need": asdict(Need(Kind.REHABILITATION.value, "soon", today, "self")),
        "plan": asdict(Plan(None, today)) | {"review_on": None},
        "service": asdict(Service(Kind.REHABILITATION.value, today)),
        "follow-up": asdict(FollowUp(today, "unchanged")),
        "ending": asdict(Ending(today, "goals")),
    }
    return _form(known, name, initial=first.get(name, {}), auto_id=assisted.ids(name, None))


def _referrals(card: queries.Assistance) -> parts.Table:
    columns = [
        parts.Column(words.THINGS["referral"], "code"), parts.Column(words.LABELS["provider"]), parts.Column(words.LABELS["kind"], priority=2),
        parts.Column(words.LABELS["state"]), parts.Column(_("Sent"), "text"),
    ]  # fmt: skip
    rows = [
        parts.Row(
            [r.code, r.provider_name, word(words.KINDS, r.kind), word(words.STATES, r.state.value), assisted.day_or_none(r.sent_on)],
            href=reverse("incidents:referral", args=[r.code]),
        )
        for r in card.referrals
    ]  # fmt: skip
    empty = parts.Empty(
        _("Nobody was told of them yet"),
        _("A referral is sent only with their consent, and tells no more than you choose."),
    )
    return parts.Table(_("Referrals"), columns, rows, empty=empty, name="referrals")
