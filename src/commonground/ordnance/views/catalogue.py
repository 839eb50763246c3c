"""The catalogue: what things are called and counted as, and words that nobody knows yet."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from commonground.core.ordnance.catalogue import Device, folded
from commonground.core.ordnance.kinds import TreatyKind
from commonground.core.refusals import NotNow, NotUsable, Refusal
from commonground.ordnance import access
from commonground.ordnance.actions import catalogue as actions
from commonground.ordnance.forms import CountForm, DeviceForm, MergeForm, NameForm, SpellingForm
from commonground.ordnance.queries import catalogue as queries
from commonground.ordnance.queries import words
from commonground.ui import parts
from commonground.ui.devices import CATEGORIES, KINDS, word


@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """Every word and model; a new one; words of papers that mean nothing yet."""
    told: Refusal | None = None
    form = DeviceForm(request.POST if request.POST.get("do") == "add" else None)
    if request.method == "POST":
        try:
            code = _act_on_list(request, form)
        except (NotUsable, NotNow) as refusal:
            told = refusal
        else:
            if code:
                return redirect("ordnance:catalogue")
    text = request.GET.get("q", "").strip()[:100]
    kind = request.GET.get("kind", "")
    context = {
        "table": _table(queries.catalogue(), text, kind),
        "unknown": words.unknown(access.visible(request.viewer)),
        "choices": queries.choices(),
        "kinds": [parts.Option(k.value, KINDS[k.value], k.value == kind) for k in TreatyKind],
        "q": text,
        "form": form,
        "told": told,
        "may": access.may(request.viewer, "ordnance.catalogue"),
    }
    wrong = told is not None or bool(form.errors)
    return TemplateResponse(request, "ordnance/catalogue.html", context, status=400 if wrong else 200)


def _act_on_list(request: HttpRequest, form: DeviceForm) -> str:
    """Add a model, or say what a word means; empty where the form says what is wrong."""
    if request.POST.get("do") == "means":
        said, code = request.POST.get("said", "")[:200], request.POST.get("device", "")[:80]
        actions.spell_device(code, said, by=request.viewer, at=timezone.now())
        return code
    if not form.is_valid():
        return ""
    return actions.add_device(**form.facts(), by=request.viewer, at=timezone.now())


def _table(book: queries.Catalogue, text: str, kind: str) -> parts.Table:
    columns = [
        parts.Column(_("Name")), parts.Column(_("Counts as")), parts.Column(_("Category"), priority=2),
        parts.Column(_("Sub-category"), priority=2), parts.Column(_("Also written"), priority=2),
    ]  # fmt: skip
    found = [d for d in book.devices.values() if d.code not in book.into and _is_meant(d, text, kind)]
    rows = [
        parts.Row([d.name, word(KINDS, d.kind.value), word(CATEGORIES, d.category.value), d.subcategory, ", ".join(d.spellings()[1:])],
                  href=reverse("ordnance:device", args=[d.code]))
        for d in sorted(found, key=lambda d: (d.is_model, d.name.casefold()))
    ]  # fmt: skip
    empty = parts.Empty(
        _("Nothing is called so"),
        _("Look for a part of the name, in any language."),
        reverse("ordnance:catalogue"),
        _("Show everything"),
    )
    return parts.Table(_("Catalogue"), columns, rows, empty=empty, name="catalogue")


def _is_meant(device: Device, text: str, kind: str) -> bool:
    wanted = folded(text)
    return (not kind or device.kind.value == kind) and (
        not wanted or any(wanted in folded(n) for n in device.spellings())
    )


@require_http_methods(["GET", "HEAD", "POST"])
def device(request: HttpRequest, code: str) -> HttpResponse:
    """One model: its spellings, what it counts as and since when, and how to change that."""
    one = queries.device_for(code)
    forms = _forms(one, request.POST if request.method == "POST" else None)
    told: Refusal | None = None
    if request.method == "POST":
        try:
            done = _act(request, one, forms)
        except (NotUsable, NotNow) as refusal:
            told = refusal
        else:
            if done:
                return redirect("ordnance:device", code=code)
    book = queries.catalogue()
    context = {
        "one": one,
        "kind": word(KINDS, one.kind.value),
        "category": word(CATEGORIES, one.category.value),
        "spellings": one.spellings()[1:],
        "merged": book.device(book.means(code)) if code in book.into else None,
        "others": [book.device(c).name for c in book.meaning(code)[1:]],
        "history": [(s, _said(s, book)) for s in queries.said_of(code)],
        "found": words.number_of_finds(book.meaning(code), access.visible(request.viewer)),
        "told": told,
        "may": access.may(request.viewer, "ordnance.catalogue"),
        **forms,
    }
    return TemplateResponse(request, "ordnance/device.html", context, status=400 if told is not None else 200)


def _forms(one: Device, sent: Any) -> dict[str, Any]:
    do = sent.get("do", "") if sent is not None else ""
    others = [(c, n) for c, n in queries.choices() if c != one.code]

    def of(name: str) -> Any:
        return sent if do == name else None

    return {
        "rename": NameForm(of("rename"), initial={"name": one.name}),
        "spelling": SpellingForm(of("spelling")),
        "count": CountForm(of("count"), initial={"kind": one.kind.value}),
        "merge": MergeForm(others, of("merge")),
    }


def _act(request: HttpRequest, one: Device, forms: dict[str, Any]) -> bool:
    """Do what was asked; False where its form says what is wrong."""
    do = request.POST.get("do", "")
    if do not in forms or not forms[do].is_valid():
        return False
    said, asking = forms[do].cleaned_data, {"by": request.viewer, "at": timezone.now()}
    if do == "rename":
        actions.rename_device(one.code, said["name"], **asking)
    elif do == "spelling":
        actions.spell_device(one.code, said["name"], **asking)
    elif do == "count":
        actions.count_device(one.code, TreatyKind(said["kind"]), because=said["because"], **asking)
    else:
        actions.merge_device(one.code, said["into"], because=said["because"], **asking)
    return True


def _said(one: Any, book: queries.Catalogue) -> Any:
    """What was said of a model, in words."""
    words_of = {
        queries.ADD: _("Added as %(name)s"), queries.SPELL: _("Also written %(name)s"), queries.RENAME: _("Called %(name)s"),
        queries.COUNT: _("Counts as: %(kind)s"), queries.MERGE: _("The same as %(into)s"),
    }  # fmt: skip
    facts = {"name": one.name, "kind": word(KINDS, one.kind), "into": book.device(one.into).name}
    return words_of[one.says] % facts
