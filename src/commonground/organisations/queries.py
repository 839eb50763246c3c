"""Names of organisations by code."""

from commonground.organisations.models import Organisation


def names(kind: str | None = None) -> dict[str, str]:
    """Code to name, of one kind or all."""
    rows = Organisation.objects.filter(kind=kind) if kind else Organisation.objects.all()
    return dict(rows.order_by("name").values_list("code", "name"))
