"""Codes become sentences here: every slice hands in the MESSAGES of its `messages.py`."""

import re
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_noop as _
from django.utils.translation.trans_real import translation

from commonground.ui import numbers, reviewed

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# Many languages end a day with a full stop of its own ("1. 1. 2025."), and so may anything that people have typed.
STOPPED = re.compile(rf"\.(?=(?:</\w+>|{numbers.END})*$)")
_MET = "\x00"  # where a fact ends that has a full stop already: one that follows at once is the sentence's own
BARE = ("year", "row", "line", "known", "number")  # numbers that name something are not grouped

_SENTENCES: dict[str, Any] = {}


def register(messages: Mapping[str, Any]) -> None:
    """Make these codes known; a code means one thing, so a second sentence for it is a bug."""
    for code, text in messages.items():
        assert code not in _SENTENCES or _SENTENCES[code] is text, f"{code} has two sentences"
        _SENTENCES[code] = text


def known_codes() -> list[str]:
    return sorted(_SENTENCES)


@dataclass(frozen=True, slots=True)
class Said:
    """A text for the reader, and whether it had to fall back to English."""

    text: str
    fallback: bool = False
    english: str = ""  # to stand beside it, where somebody's safety depends on the words


def is_translated(msgid: str, plural: bool = False) -> bool:
    """Whether the language in use has this text itself, without falling back."""
    language = get_language()
    if not language or language.split("-")[0] == "en":
        return True
    catalogue = translation(language)._catalog  # the language's own; the fallback lies behind it
    return ((msgid, 0) if plural else msgid) in catalogue


class _Number(int):
    """A whole number that is written grouped wherever a sentence names it without a format."""

    def __str__(self) -> str:
        return numbers.grouped(int(self))

    def __format__(self, spec: str) -> str:
        return int.__format__(self, spec) if spec else str(self)


class _Facts(dict):
    """A fact nobody gave reads as an ellipsis, so that a sentence is never lost over it."""

    def __missing__(self, key: str) -> str:
        return "…"


def _fact(name: str, value: Any) -> Any:
    """Whole numbers grouped and ISO days written as the language writes them; the rest as given."""
    if isinstance(value, int) and not isinstance(value, bool) and not name.endswith(BARE):
        return _Number(value)
    if isinstance(value, str) and DAY.fullmatch(value):
        try:
            return numbers.day(date.fromisoformat(value))
        except ValueError:
            return value
    return numbers.day(value) if isinstance(value, date) else value


def marked(fact: Any) -> Any:
    """A fact that ends with a full stop, marked so that the sentence's own can be left out behind it (`once_stopped`)."""
    if not isinstance(fact, str) or not STOPPED.search(fact):
        return fact
    return type(fact)(fact + _MET) if isinstance(fact, SafeString) else fact + _MET


def once_stopped(text: str) -> str:
    """A filled sentence in which no full stop follows one that a fact brought with it."""
    if _MET not in text:
        return text
    once = text.replace(f"{_MET}.", "").replace(_MET, "")
    return SafeString(once) if isinstance(text, SafeString) else once


def _source(text: Any) -> str:
    """The key in the catalogue that a text was or will be made from."""
    arguments = getattr(text, "_args", None)
    if arguments is None:
        return str(text)
    return arguments[0] if len(arguments) == 1 else "\x04".join(arguments[:2])


def sentence(code: str, facts: Mapping[str, Any] | None = None) -> Said:
    """The sentence of a code in the reader's language; an unknown code is shown as it is, never hidden.

    Sentences take their facts as `%(name)s` or `{name}`.
    """
    text = _SENTENCES.get(code)
    if text is None:
        return Said(code, fallback=True)
    fallback = not is_translated(_source(text))
    beside = not fallback and reviewed.stands_beside(_source(text))
    with override("en") if fallback else nullcontext():  # an English sentence has English figures in it
        filled = _filled(text, facts or {})
    if not beside:
        return Said(filled, fallback)
    with override("en"):
        return Said(filled, fallback, _filled(text, facts or {}))


def _filled(text: Any, facts: Mapping[str, Any]) -> str:
    filled = gettext(text) if isinstance(text, str) else str(text)
    values = _Facts({name: marked(_fact(name, value)) for name, value in facts.items()})
    if "%(" in filled:
        filled = filled % values
    return once_stopped(filled.format_map(values) if "{" in filled else filled)


def said(text: Any) -> Said:
    """A lazy text of ours as the reader will see it."""
    if not isinstance(text, Promise):
        return Said(str(text))
    source = _source(text)
    return Said(str(text), not is_translated(source), source if reviewed.stands_beside(source) else "")


# Said by the frame itself, whichever slice refused.
register(
    {
        "ui.not-found": _("There is no page at this address."),
        "ui.forbidden": _("You may not see this page with the role you have."),
        "ui.broken": _("Something here is broken. It has been written down; your work up to the last save is kept."),
        "ui.csrf": _(
            "This form was open for too long, or in another window. Go back, load the page again and send it once more."
        ),
    }
)
