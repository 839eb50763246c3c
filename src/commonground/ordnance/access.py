"""Who may see and write down what was found."""

from typing import Any

from django.db.models import Q, QuerySet

from commonground.core.decisions import Decision
from commonground.core.refusals import NotThere
from commonground.ordnance.models import Entry

# What touches the books of the whole country at once is not for somebody who holds a part of it.
WHOLE = frozenset({"ordnance.catalogue", "ordnance.import"})
Units = tuple[str, ...] | None  # codes of units; None is the whole country


def may(viewer: Any, permission: str, unit: str | None = None) -> Decision:
    """Whether a viewer has a permission of this slice; in a unit, where one is named ("" is the whole country)."""
    if permission in WHOLE:
        return viewer.may(permission, unit="", organisation="")
    return viewer.may(permission) if unit is None else viewer.may(permission, unit=unit)


def visible(viewer: Any, permission: str = "ordnance.see") -> Units:
    """The units whose finds a viewer may see and, with another permission, do that with; None is the whole country."""
    seen, more = viewer.units("ordnance.see"), viewer.units(permission)
    both = more if seen is None else seen if more is None else seen & more
    return None if both is None else tuple(sorted(both))


def among_visible(units: Units) -> Q:
    """Entries that are seen from some units. What nobody can place is for the whole country."""
    return Q() if units is None else Q(unit__in=units)


def entries_of(viewer: Any, code: str) -> QuerySet[Entry]:
    """The only way to lay hands on a find: all its entries. Raises NotThere, for hidden and absent alike."""
    found = Entry.objects.filter(code=code).order_by("number")
    if not viewer.may("ordnance.see") or not found.exists():
        raise NotThere("ordnance.find.not-there", code=code)
    units = visible(viewer)
    last = found.filter(does__in=("find", "work")).last()
    if units is not None and (last is None or last.unit not in units):
        raise NotThere("ordnance.find.not-there", code=code)
    return found
