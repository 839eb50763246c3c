"""Views and selections that people keep."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from commonground.land import access
from commonground.land.models import Selection, View


@dataclass(frozen=True, slots=True)
class ViewCard:
    """A kept view: where it leads, and whether it is one's own."""

    id: int
    name: str
    query: str
    columns: tuple[str, ...]
    shared: bool
    own: bool


def views(viewer: Any) -> list[ViewCard]:
    """A person's own views and those that others share, by name."""
    if not viewer.is_somebody:
        return []
    found = (View.objects.filter(owner=viewer.number) | View.objects.filter(shared=True)).exclude(name="")
    rows = found.order_by("name", "pk").values_list("pk", "name", "query", "columns", "shared", "owner")
    part = access.visible(viewer) is not None  # somebody else's view may spell out codes that they may not see
    return [ViewCard(pk, name, query, tuple(columns), shared, owner == viewer.number)
            for pk, name, query, columns, shared, owner in rows
            if owner == viewer.number or not part or not {"code", "q"} & dict(parse_qsl(query)).keys()]  # fmt: skip


def columns(viewer: Any) -> tuple[str, ...]:
    """The columns as somebody last left them; empty where they never chose any."""
    if not viewer.is_somebody:
        return ()
    found = View.objects.filter(owner=viewer.number, name="").values_list("columns", flat=True).first()
    return tuple(found or ())


def selections() -> list[tuple[int, str]]:
    """Saved selections: number and name."""
    return list(Selection.objects.order_by("name").values_list("pk", "name"))
