"""The sections of a content: what people wrote and what records filled, as paragraphs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Section:
    """A section by its heading, a line for each paragraph."""

    title: str
    lines: Sequence[str]


def sections(content: Mapping[str, Any]) -> list[Section]:
    """Every section, in its order."""
    return [Section(str(s.get("title") or s.get("code", "")), _lines(s)) for s in content["sections"]]


def _lines(section: Mapping[str, Any]) -> list[str]:
    """What was written, whichever part of the section it stands in; headings and codes are not said again."""
    return [line for part, inside in section.items() if part not in ("title", "code") for line in _said(inside)]


def _said(value: Any) -> list[str]:
    if isinstance(value, str):
        return [line for line in value.splitlines() if line.strip()]
    if isinstance(value, Mapping):
        return [f"{name}: {'; '.join(_said(inside))}" for name, inside in value.items() if _said(inside)]
    if isinstance(value, list | tuple):
        return [line for inside in value for line in _said(inside)]
    return [] if value is None else [str(value)]
