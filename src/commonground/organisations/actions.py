"""Entering organisations."""

from commonground.audit.actions import recorded
from commonground.organisations.models import Kind, Organisation


@recorded("organisations.registered", about=lambda result, *a, **k: result)
def register(code: str, *, name: str, kind: str = Kind.OPERATOR, by) -> str:
    """Enter an organisation, or its new name; returns its code."""
    Organisation.objects.update_or_create(code=code, defaults={"name": name, "kind": kind})
    return code


def ensure(codes: set[str], *, kind: str) -> None:
    """Organisations that a file names and nobody entered yet: kept under the name the file gives them."""
    known = set(Organisation.objects.filter(code__in=codes).values_list("code", flat=True))
    Organisation.objects.bulk_create([Organisation(code=c, name=c, kind=kind) for c in sorted(codes - known)])
