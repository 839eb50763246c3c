"""The filter of hazards in words: as chips that read like a sentence, and as a form. List and map show the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from commonground.ui import parts, sentences
from commonground.ui.numbers import day, grouped
from commonground.ui.trade import CONTAMINATION, FLAGS, STANDINGS, WORKS, word

Pairs = Sequence[tuple[str, str]]
PLAIN = ("any", "none", "error", "doubt", "note")


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen: codes with names where a name is data, codes alone where it is a word of the trade."""

    kinds: Sequence[str] = ()
    flags: Sequence[str] = ()
    units: Sequence[tuple[str, str, int]] = ()  # code, name, level
    operators: Sequence[tuple[str, str]] = ()
    donors: Sequence[tuple[str, str]] = ()
    selections: Sequence[tuple[int, str]] = ()


def chips(pairs: Pairs, rest: Pairs, choices: Choices, path: str) -> list[parts.Chip]:
    """The filters in use, each with the address without it; `rest` is what else the address holds (times, order)."""
    units = {code: name for code, name, _level in choices.units}
    dated = {name: value for name, value in pairs if name in ("when", "since", "until")}
    out = []
    codes = [value for name, value in pairs if name == "code"]
    for name, value in pairs:
        if name in ("when", "since", "until") or (name == "code" and len(codes) > 3):
            continue
        left = [pair for pair in pairs if pair != (name, value)]
        out.append(parts.Chip(_said(name, value, units, choices), _address(path, [*left, *rest])))
    if len(codes) > 3:
        left = [pair for pair in pairs if pair[0] != "code"]
        out.append(
            parts.Chip(_("one of %(number)s chosen") % {"number": grouped(len(codes))}, _address(path, [*left, *rest]))
        )
    if dated:
        left = [pair for pair in pairs if pair[0] not in dated]
        out.append(parts.Chip(_days(dated), _address(path, [*left, *rest])))
    return out


def _address(path: str, pairs: Pairs) -> str:
    return f"{path}?{urlencode(pairs)}" if pairs else path


def _said(name: str, value: str, units: dict[str, str], choices: Choices) -> Any:
    """One filter as a piece of a sentence."""
    if name == "q":
        return _("named like “%(text)s”") % {"text": value}
    if name == "status":
        return status_word(value)
    if name == "work":
        return _("work: %(state)s") % {"state": word(WORKS, value)}
    if name == "contamination":
        return _("contaminated with %(kind)s") % {"kind": word(CONTAMINATION, value)}
    if name == "unit":
        return _("outside any unit") if value == "outside" else _("in %(place)s") % {"place": units.get(value, value)}
    if name == "operator":
        return _("worked on by %(operator)s") % {"operator": dict(choices.operators).get(value, value)}
    if name == "donor":
        return f"{_('Donor')}: {dict(choices.donors).get(value, value)}"
    if name == "flag":
        return word(FLAGS, value)
    if name == "least":
        return _("at least %(m2)s m² open") % {"m2": grouped(int(value))}
    if name == "most":
        return _("at most %(m2)s m² open") % {"m2": grouped(int(value))}
    if name == "findings":
        return finding_word(value)
    if name == "area":
        return _("inside the drawn area")
    if name == "selection":
        return _("in the selection %(name)s") % {"name": dict(choices.selections).get(int(value), value)}
    return value


def status_word(name: str) -> Any:
    """How hazards stand that are asked for."""
    return {
        "open": pgettext("land", "open"), "unknown": _("of unknown size"),
    }.get(name) or word(STANDINGS, name)  # fmt: skip


def finding_word(wanted: str) -> str:
    """Which findings are asked for."""
    plain = {"any": _("with findings"), "none": _("without findings"), "error": _("with errors"), "doubt": _("with doubts"),
             "note": _("with notes")}  # fmt: skip
    return plain.get(wanted) or _("with the finding: %(sentence)s") % {"sentence": sentences.sentence(wanted).text}


def _days(dated: dict[str, str]) -> str:
    first, last = (day(date.fromisoformat(dated[n])) if n in dated else "" for n in ("since", "until"))
    which = dict(days_of())[dated.get("when", "last")]
    if first and last:
        return _("%(which)s from %(first)s to %(last)s") % {"which": which, "first": first, "last": last}
    if first:
        return _("%(which)s from %(first)s on") % {"which": which, "first": first}
    return _("%(which)s until %(last)s") % {"which": which, "last": last}


def days_of() -> list[tuple[str, str]]:
    """Which day of a hazard is meant."""
    return [("last", _("latest entry")), ("first", _("first entry")), ("any", _("any entry"))]


def form(pairs: Pairs, rest: Pairs, choices: Choices, *, path: str, target: str = "") -> parts.FilterForm:
    """The filter as a form. `rest` travels along unseen; with `target` only that part of the page is replaced."""
    held: dict[str, list[str]] = {}
    for name, value in pairs:
        held.setdefault(name, []).append(value)

    def one(name: str) -> str:
        return held.get(name, [""])[0]

    def marked(options: Sequence[tuple[Any, Any]], name: str) -> list[parts.Option]:
        return [parts.Option(str(value), text, str(value) in held.get(name, [])) for value, text in options]

    findings = [(name, finding_word(name)) for name in PLAIN]
    if one("findings") and one("findings") not in PLAIN:
        findings.append((one("findings"), finding_word(one("findings"))))
    more = ("operator", "donor", "flag", "when", "since", "until", "least", "most", "selection")
    return parts.FilterForm(
        path=path,
        target=target,
        q=one("q"),
        status=marked([(s, status_word(s)) for s in STATUSES], "status"),
        work=marked(list(WORKS.items()), "work"),
        contamination=marked([(k, word(CONTAMINATION, k)) for k in choices.kinds], "contamination"),
        units=[(level, marked([(c, n) for c, n, at in choices.units if at == level], "unit"))
               for level in sorted({at for _c, _n, at in choices.units})],
        outside=one("unit") == "outside",
        operators=marked(choices.operators, "operator"),
        donors=marked(choices.donors, "donor"),
        flags=marked([(f, word(FLAGS, f)) for f in choices.flags], "flag"),
        findings=marked(findings, "findings"),
        days=marked(days_of(), "when"),
        selections=marked(choices.selections, "selection"),
        values={name: one(name) for name in ("since", "until", "least", "most", "area")},
        kept=[*rest, *(("code", code) for code in held.get("code", []))],
        is_more=any(name in held for name in more),
    )  # fmt: skip


STATUSES = ("open", "confirmed", "suspected", "released", "unrecorded", "unknown")
