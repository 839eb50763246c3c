"""Keeping views, columns and selections. They change no fact about any land."""

from collections.abc import Sequence
from datetime import datetime

from commonground.audit.actions import recorded
from commonground.core.decisions import require
from commonground.core.refusals import NotThere, NotUsable
from commonground.land import access
from commonground.land.models import Selection, View


@recorded("land.view-kept", about=lambda pk, *a, **k: f"view {pk}")
def keep_view(name: str, *, query: str, columns: Sequence[str], shared: bool = False, by, at: datetime) -> int:
    """Keep a way of looking under a name; the same name again changes it. Raises NotYours where sharing is not theirs."""
    name = name.strip()[:80]
    if not name:
        raise NotUsable("land.view.no-name")
    require(access.may(by, "land.see"))
    if shared:
        require(access.may_share(by))
    row, _ = View.objects.update_or_create(
        owner=by.number,
        name=name,
        defaults={"query": query[:8000], "columns": list(columns), "shared": shared, "at": at},
    )
    return row.pk


@recorded("land.columns-chosen", about=lambda pk, *a, **k: f"view {pk}")
def keep_columns(columns: Sequence[str], *, by, at: datetime) -> int:
    """Leave the columns as they are until the next time."""
    require(access.may(by, "land.see"))
    row, _ = View.objects.update_or_create(owner=by.number, name="", defaults={"columns": list(columns), "at": at})
    return row.pk


@recorded("land.view-renamed", about=lambda pk, *a, **k: f"view {pk}")
def rename_view(pk: int, name: str, *, by, at: datetime) -> int:
    """Give one's own view another name."""
    row = _own(pk, by)
    name = name.strip()[:80]
    if not name or View.objects.filter(owner=by.number, name=name).exclude(pk=pk).exists():
        raise NotUsable("land.view.name-taken" if name else "land.view.no-name", name=name)
    View.objects.filter(pk=row.pk).update(name=name, at=at)
    return row.pk


@recorded("land.view-dropped", about=lambda pk, *a, **k: f"view {pk}")
def drop_view(pk: int, *, by) -> int:
    """Throw one's own view away."""
    _own(pk, by).delete()
    return pk


def _own(pk: int, by) -> View:
    row = View.objects.filter(pk=pk, owner=by.number).exclude(name="").first()
    if row is None:
        raise NotThere("land.view.not-there")
    return row


@recorded("land.selection-kept", about=lambda pk, *a, **k: f"selection {pk}")
def add_to_selection(name: str, codes: Sequence[str], *, by, at: datetime) -> int:
    """Put hazards into a selection, which is made where there is none of that name."""
    require(access.may(by, "land.see"))
    row, _ = Selection.objects.get_or_create(
        name=name.strip()[:80], defaults={"owner": by.number, "codes": [], "at": at}
    )
    Selection.objects.filter(pk=row.pk).update(codes=sorted({*row.codes, *codes}), at=at)
    return row.pk
