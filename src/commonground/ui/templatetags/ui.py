"""Tags and filters every template has without loading them: figures, dates, sentences, components."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zlib import crc32

from django import template
from django.http import QueryDict
from django.template.loader_tags import BLOCK_CONTEXT_KEY, BlockNode
from django.urls import NoReverseMatch, reverse
from django.utils.html import conditional_escape, escape, format_html, json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_bidi, ngettext, pgettext
from django.utils.translation import gettext as _

from commonground.ui import drawings, help, numbers, parts, reviewed, sentences, words

register = template.Library()


# --- figures and dates -----------------------------------------------------------------------------


def _unknown() -> SafeString:
    return format_html('<span class="unknown">{}</span>', said(words.UNKNOWN))


def _is_unknown(value: Any) -> bool:
    return value is None or value == ""


@register.filter
def m2(value: Any) -> str:
    """An area in square metres, grouped; the word where it is unknown."""
    return _unknown() if _is_unknown(value) else numbers.grouped(value)


@register.filter
def km2(value_m2: Any, places: int = 2) -> str:
    """An area given in square metres, written in square kilometres."""
    return _unknown() if _is_unknown(value_m2) else numbers.km2(value_m2, int(places))


@register.filter
def ha(value_m2: Any, places: int = 1) -> str:
    """An area given in square metres, written in hectares."""
    return _unknown() if _is_unknown(value_m2) else numbers.ha(value_m2, int(places))


@register.filter
def count(value: Any, places: int = 0) -> str:
    """A number of things, grouped; the word where it is unknown."""
    return _unknown() if _is_unknown(value) else numbers.grouped(value, int(places))


@register.filter
def day(value: date | None) -> str:
    """A day of the calendar with its machine-readable form."""
    if _is_unknown(value):
        return _unknown()
    return format_html('<time datetime="{}">{}</time>', value.isoformat()[:10], numbers.day(value))


@register.filter
def moment(value: datetime | None) -> str:
    """A moment in the programme's time zone."""
    if _is_unknown(value):
        return _unknown()
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), numbers.moment(value))


@register.filter
def nothing(value: Any) -> str:
    """The value, or an honest dash that is read out as "none"; for what is known to be empty, not unknown."""
    if not _is_unknown(value):
        return value
    return format_html(
        '<span class="nothing" title="{0}"><span aria-hidden="true">–</span><span class="hush">{1}</span></span>',
        str(words.NONE),
        said(words.NONE),
    )


WRITERS = {
    "m2": m2,
    "km2": km2,
    "ha": ha,
    "count": count,
    "day": day,
    "moment": moment,
    "text": nothing,
    "code": nothing,
}


@register.filter
def written(value: Any, kind: str = "text") -> str:
    """A value written by the kind of its column; what a page has written itself stays as it is."""
    if isinstance(value, SafeString):
        return value
    if kind == "status":
        return status(value)
    if kind == "severity":
        return severity(value)
    return WRITERS[kind](value)


# --- words -----------------------------------------------------------------------------------------


def _shown(said: sentences.Said) -> str:
    if not said.fallback and said.english:
        return format_html(
            '{} <span lang="en" dir="ltr" class="english">({})</span>', conditional_escape(said.text), said.english
        )
    if not said.fallback:
        return said.text
    return format_html('<span lang="en" dir="ltr" class="fallback">{}</span>', said.text)


@register.simple_tag
def say(text: str, plural: str = "", number: Any = None, **facts: Any) -> str:
    """A text of the page in the reader's language; English, and marked as such, where it has none.

    {% say "Hazards" %}   {% say "One finding" plural="%(number)s findings" number=n %}
    """
    translated = ngettext(text, plural, number or 0) if plural else _(text)
    if plural:
        facts.setdefault("number", numbers.grouped(number or 0))
    elif number is not None:
        facts["number"] = number
    facts = {name: sentences.marked(fact) for name, fact in facts.items()}
    if any(isinstance(fact, SafeString) for fact in facts.values()):  # a day or a figure already written
        filled = SafeString(escape(translated) % {name: conditional_escape(fact) for name, fact in facts.items()})
    else:
        filled = translated % facts if facts else translated
    filled, beside = sentences.once_stopped(filled), sentences.once_stopped(text % facts if facts else text)
    english = beside if reviewed.stands_beside(text) else ""
    return _shown(sentences.Said(filled, not sentences.is_translated(text, bool(plural)), english))


@register.simple_tag
def machine_made() -> bool:
    """Whether the page's language was translated by machine and read through by nobody."""
    return reviewed.by_machine()


@register.filter
def said(text: Any) -> str:
    """A label made in code, marked where it had to fall back to English."""
    return _shown(sentences.said(text))


@register.simple_tag
def sentence(code: str, facts: Any = None) -> str:
    """The sentence of a finding's or a refusal's code."""
    return _shown(sentences.sentence(code, facts))


@register.filter
def sentence_of(thing: Any) -> str:
    """The same for anything that has a code and facts."""
    return _shown(sentences.sentence(thing.code, thing.facts))


# --- states ----------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, label: str = "") -> str:
    """An icon of the sprite; with a label it speaks, without one it is silent."""
    if label:
        return format_html('<svg class="icon" role="img"><title>{}</title><use href="#i-{}"/></svg>', label, name)
    return format_html('<svg class="icon" aria-hidden="true"><use href="#i-{}"/></svg>', name)


@register.filter
def severity(value: Any) -> str:
    """The severity of a finding: its own icon and its word."""
    if _is_unknown(value):
        return _unknown()
    return format_html(
        '<span class="severity severity-{0}"><svg class="icon" aria-hidden="true"><use href="#i-{0}"/></svg>{1}</span>',
        str(value),
        said(words.severity(str(value))),
    )


@register.filter
def swatch(state: str) -> str:
    """The mark of a state of land: colour and pattern, as on the map."""
    name = state if state in parts.LAND_STATES or state == "unexplained" else "unknown"
    return format_html('<svg class="swatch" viewBox="0 0 18 14" aria-hidden="true"><use href="#s-{}"/></svg>', name)


@register.filter
def status(state: str | None) -> str:
    """A state of land with its swatch and its word."""
    name = str(state) if state else "unknown"
    return format_html('<span class="status">{}{}</span>', swatch(name), said(words.state(name)))


@register.filter
def state_word(state: str) -> str:
    return said(words.state(str(state)))


# --- addresses -------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def query(context: template.Context, *clear: str, **changes: Any) -> str:
    """This page's address with some query parameters changed and the rest kept, so both times stay.

    {% query page=2 %} sets, {% query "page" %} or page=None takes away, {% query state=[...] %} repeats.
    """
    asked: QueryDict = context["request"].GET.copy()
    for name in clear:
        asked.pop(name, None)
    for name, value in changes.items():
        if value is None or value == "":
            asked.pop(name, None)
        elif isinstance(value, list | tuple):
            asked.setlist(name, [str(item) for item in value])
        else:
            asked[name] = str(value)
    return context["request"].path + ("?" + asked.urlencode() if asked else "")


@register.simple_tag(takes_context=True)
def timed(context: template.Context, address: str) -> str:
    """An address of ours that keeps the two times of this page."""
    asked = context["request"].GET
    kept = QueryDict(mutable=True)
    for name in ("on", "known"):
        if asked.get(name):
            kept[name] = asked[name]
    if not kept:
        return address
    return address + ("&" if "?" in address else "?") + kept.urlencode()


@register.simple_tag
def where(*routes: str, **about: str) -> str:
    """The address of the first of these routes that exists; empty where none does."""
    for route in routes:
        try:
            return reverse(route, kwargs=about or None)
        except NoReverseMatch:
            continue
    return ""


@register.simple_tag
def dialect() -> dict[str, str]:
    """The page's language and direction."""
    return {"lang": get_language() or "en", "dir": "rtl" if get_language_bidi() else "ltr"}


# --- the frame -------------------------------------------------------------------------------------


@register.inclusion_tag("ui/components/rail.html", takes_context=True)
def rail(context: template.Context) -> dict:
    """The rail: every place that has a route today. A context `nav` of (route, label, icon) replaces it."""
    request = context.get("request")
    items = []
    for route, label, icon_name, *needs in context.get("nav") or words.NAV:
        address = where(route)
        viewer = context.get("viewer")
        if not address or (needs and not (viewer and all(viewer.may(permission) for permission in needs))):
            continue
        path = request.path if request else ""
        current = path == address if address == "/" else path.startswith(address)
        items.append(
            {
                "href": timed(context, address) if request else address,
                "label": label,
                "icon": icon_name,
                "current": current,
            }
        )
    return {"items": items}


@register.inclusion_tag("ui/components/times.html", takes_context=True)
def two_times(context: template.Context) -> dict:
    """The two times, always in sight: as of, and as known."""
    request = context["request"]
    times = context.get("times") or getattr(request, "times", None)
    kept = [
        (name, value) for name, values in request.GET.lists() if name not in ("on", "known", "page") for value in values
    ]
    now = query(context, "on", "known")
    return {
        "request": request,
        "times": times,
        "kept": kept,
        "now": now,
        "is_now": times is None or times.is_now,
    }


@register.inclusion_tag("ui/components/help.html", takes_context=True, name="help")
def page_help(context: template.Context) -> dict:
    """What this page is for and what its words mean, by the name of its route."""
    match = getattr(context.get("request"), "resolver_match", None)
    return {"help": help.of(match.view_name) if match else None}


@register.simple_tag(takes_context=True)
def part(context: template.Context, name: str) -> str:
    """What a page put into a block: the frame uses it twice (title) or leaves its box out (aside)."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    found = blocks.get_block(name) if blocks else None
    if found is None:
        return ""
    block = BlockNode(found.name, found.nodelist)
    block.context = context
    with context.push(block=block):
        return mark_safe(found.nodelist.render(context).strip())  # noqa: S308 already escaped by its own rendering


@register.simple_tag(takes_context=True)
def frame_class(context: template.Context) -> str:
    """The frame changes colour while either time is not now."""
    times = context.get("times") or getattr(context.get("request"), "times", None)
    return "" if times is None or times.is_now else "is-past"


# --- components ------------------------------------------------------------------------------------


@register.inclusion_tag("ui/components/figure.html", takes_context=True)
def figure(context: template.Context, of: parts.Figure) -> dict:
    return {"figure": of, "unit": {"m2": "m²", "km2": "km²", "ha": "ha"}.get(of.kind, "")}


@register.inclusion_tag("ui/components/table.html", takes_context=True)
def table(context: template.Context, of: parts.Table) -> dict:
    """A table; sorting keeps every other parameter of the address."""
    heads = []
    for column in of.columns:
        direction = ""
        href = ""
        if column.sort:
            current = of.sorted_by.lstrip("-") == column.sort
            direction = ("descending" if of.sorted_by.startswith("-") else "ascending") if current else ""
            href = query(context, "page", sort=f"-{column.sort}" if direction == "ascending" else column.sort)
        heads.append({"column": column, "direction": direction, "href": href})

    def paired(rows: Iterable[parts.Row]) -> list:
        return [(row, list(zip(of.columns, row.cells, strict=True)) if not row.group else row.cells) for row in rows]

    return {
        "table": of,
        "heads": heads,
        "rows": paired(of.rows),
        "foot": paired(of.foot),
        "span": len(of.columns),
    }


@register.inclusion_tag("ui/components/chips.html")
def chips(items: Iterable[parts.Chip], clear: str = "") -> dict:
    return {"chips": list(items), "clear": clear}


@register.inclusion_tag("ui/components/pager.html")
def pager(of: parts.Pager) -> dict:
    return {"pager": of}


@register.inclusion_tag("ui/components/empty.html")
def empty(of: parts.Empty) -> dict:
    return {"empty": of}


@register.inclusion_tag("ui/components/finding.html")
def finding(of: Any, href: str = "") -> dict:
    """A core Finding: its severity, its sentence, what it is about."""
    return {"finding": of, "href": href}


@register.inclusion_tag("ui/components/progress.html")
def progress(of: parts.Progress) -> dict:
    return {"progress": of}


@register.inclusion_tag("ui/components/tabs.html")
def tabs(items: Iterable[parts.Tab], label: str = "") -> dict:
    return {"tabs": list(items), "label": label or pgettext("of a record", "Parts")}


@register.inclusion_tag("ui/components/legend.html")
def legend(items: Iterable[parts.Swatch]) -> dict:
    return {"swatches": list(items)}


@register.inclusion_tag("ui/components/balance.html")
def balance(of: parts.Balance, name: str = "balance") -> dict:
    return {"balance": of, "picture": drawings.balance(of), "name": name}


@register.inclusion_tag("ui/components/series.html")
def series(of: parts.Series, name: str = "series") -> dict:
    return {"series": of, "picture": drawings.series(of), "name": name}


@register.inclusion_tag("ui/components/life.html")
def life(of: parts.Life) -> dict:
    return {
        "life": of, "picture": drawings.life(of),
        "on_a_stop": any(s.on == of.on for s in of.stops), "known_a_moment": any(n == of.known for n, _ in of.moments),
    }  # fmt: skip


@register.filter
def figure_of(value: float | None, kind: str) -> str:
    """A value of a series, already in its unit; no more digits than are there."""
    if value is None:
        return _unknown()
    places = 0 if float(value).is_integer() else min(3, len(repr(round(float(value), 3)).split(".")[1]))
    return numbers.grouped(value, places)


@register.inclusion_tag("ui/components/timeline.html")
def timeline(events: Iterable[parts.Event]) -> dict:
    return {"events": list(events)}


@register.filter
def is_moment(value: Any) -> bool:
    return isinstance(value, datetime)


@register.inclusion_tag("ui/components/statement.html")
def statement(of: parts.Statement) -> dict:
    return {"statement": of}


@register.inclusion_tag("ui/components/field.html")
def field(bound: Any, unit: str = "", wide: bool = False, meaning: bool = True) -> dict:
    """One field of a form: label above, what it means below, its fault at it."""
    return {"field": bound, "unit": unit, "wide": wide, "meaning": meaning}


@register.inclusion_tag("ui/components/faults.html")
def faults(form: Any) -> dict:
    """The faults of a form in a list on top, each a link to its field."""
    return {"form": form}


@register.inclusion_tag("ui/components/off.html")
def off(label: str, decision: Any, name: str = "") -> dict:
    """A button that is off, with its reason beside it (a core Decision that says no)."""
    refusal = getattr(decision, "refusal", decision)
    return {"label": label, "refusal": refusal, "name": name or f"why-{crc32(label.encode())}"}


@register.inclusion_tag("ui/components/button.html")
def button(label: str, decision: Any, kind: str = "", name: str = "", value: str = "", picture: str = "") -> dict:
    """A button of a form that is on where a core Decision says yes, and off with its reason where it says no."""
    why = f"why-{crc32(f'{label}{name}{value}'.encode())}"
    said = {"label": label, "decision": decision, "kind": kind, "name": name, "value": value, "picture": picture}
    return said | {"on": bool(decision), "why": why}


@register.inclusion_tag("ui/components/map.html", takes_context=True)
def map_view(context: template.Context, of: parts.MapView, name: str = "map") -> dict:
    """A map; everything it needs to know is in its data attributes, so that no script is inline."""
    settings = {
        "words": words.map_words(),
        "states": {state: str(words.state(state)) for state in parts.LAND_STATES},
        "language": get_language() or "en",
    }
    return {
        "map": of,
        "name": name,
        "tiles": timed(context, of.tiles) if of.tiles else "",
        "settings": json_script(settings, f"{name}-settings"),
        "features": json_script(of.features, f"{name}-features") if of.features is not None else "",
        "bounds": json.dumps(of.bounds) if of.bounds else "",
        "states": " ".join(of.states),
    }


@register.simple_tag
def sprite() -> str:
    """All icons, swatches and patterns of the page, once."""
    return mark_safe(template.loader.render_to_string("ui/components/sprite.html"))  # noqa: S308


@register.inclusion_tag("ui/components/filters.html")
def filters(of: parts.FilterForm) -> dict:
    return {"form": of}
