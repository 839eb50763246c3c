"""Words and small pieces that several pages of assistance share."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from commonground.incidents.messages import assistance as words
from commonground.incidents.queries.assistance import Assistance, Entry
from commonground.ui import parts
from commonground.ui.numbers import grouped
from commonground.ui.templatetags.ui import day, nothing, said
from commonground.ui.trade import word

TITLES = {
    "need": _("Needs"),
    "plan": words.THINGS["plan"],
    "goal": _("Goals"),
    "service": _("Services received"),
    "follow-up": _("Follow-up"),
}
ADD = {
    "need": _("Write a need down"),
    "plan": _("Make a plan"),
    "goal": _("Set a goal"),
    "service": _("Write a service down"),
    "follow-up": _("Write down how they fare"),
}
FIRST = {"need": "kind", "goal": "kind", "service": "kind", "follow-up": "fares", "ending": "reason"}


def ids(name: str, thing: int | None) -> str:
    """How the fields of a form on a page with many are called."""
    return f"{name}-{thing or 'new'}_%s"


def day_or_none(value: date | None) -> Any:
    """A day, or the dash that says there is none."""
    return nothing("") if value is None else day(value)


def title(entry: Entry) -> Any:
    """What something is called in a list."""
    if entry.name == "plan":
        return words.THINGS["plan"]
    field = FIRST[entry.name]
    return word(words.WORDS[entry.name][field], getattr(entry.said, field))


def line(entry: Entry, known: Mapping[Any, str]) -> Any:
    """The rest of what is said of it, in one line."""
    return facts_line(entry, entry.said, known)


def facts_line(entry: Entry, value: Any, known: Mapping[Any, str]) -> Any:
    """Each fact with its label, but the one that is the title, and what is empty."""
    out = []
    for name in value.__dataclass_fields__:
        fact = getattr(value, name)
        if name == FIRST.get(entry.name) or fact in ("", None) or name == "currency":
            continue
        out.append((said(words.LABELS[name]), _fact(entry.name, name, fact, value, known)))
    return format_html_join(" · ", "{}: {}", out)


def _fact(kind: str, name: str, fact: Any, value: Any, known: Mapping[Any, str]) -> Any:
    if isinstance(fact, date):
        return day(fact)
    if name in words.WORDS[kind]:
        return said(word(words.WORDS[kind][name], fact))
    if name == "cost":
        return f"{grouped(fact)} {value.currency}"
    return known.get(fact, fact)


def item(entry: Entry, opened: Mapping[tuple[str, int], str] | None, known: Mapping[Any, str]) -> dict[str, Any]:
    """Something as a page shows it; its words only where they were opened."""
    return {
        "thing": entry.thing,
        "name": entry.name,
        "seen": entry.seen,
        "title": title(entry),
        "line": line(entry, known),
        "words": (opened or {}).get((entry.name, entry.thing), ""),
        "is_sealed": entry.has_words and opened is None,
        "at": entry.at,
        "by": entry.by,
        "before": [facts_line(entry, value, known) for value in entry.before],
        "kind": getattr(entry.said, "kind", ""),
        "may_refer": entry.name == "need" and entry.said.state in ("open", "partly") and entry.said.kind != "unknown",
    }


def timeline(card: Assistance, known: Mapping[Any, str]) -> list[parts.Event]:
    """Everything with its day, the latest first."""
    every = [*card.needs, *card.services, *card.follow_ups, *([card.ending] if card.ending else [])]
    events = [
        parts.Event(
            _day(e), words.THINGS[e.name], e.by, format_html_join(" · ", "{}", [(said(title(e)),), (line(e, known),)])
        )
        for e in every
    ]
    for one in card.referrals:
        told = [
            (one.provider_name,),
            (said(word(words.KINDS, one.kind)),),
            (said(word(words.STATES, one.state.value)),),
        ]
        events.append(
            parts.Event(
                one.ended_on or one.sent_on or one.made_at.date(),
                words.THINGS["referral"],
                "",
                format_html_join(" · ", "{}", told),
            )
        )
    return sorted(events, key=lambda e: str(e.on), reverse=True)


def _day(entry: Entry) -> date:
    return getattr(entry.said, "since", None) or entry.said.on
