"""Fields of the programme's own: every change is a new version of a kind's form."""

from collections.abc import Sequence
from datetime import datetime

from commonground.audit.actions import recorded
from commonground.core.decisions import require
from commonground.core.fieldwork.custom import acceptable
from commonground.core.fieldwork.types import Field, Type
from commonground.fieldwork import access
from commonground.fieldwork.models import FormVersion
from commonground.fieldwork.queries import content


@recorded("fieldwork.form-changed", about=lambda version, type_, *a, **k: f"{type_.value} {version}")
def set_fields(type_: Type, fields: Sequence[Field], *, by, at: datetime) -> int:
    """Say which fields of its own the programme asks for in new reports of a kind; the version. The same again is none."""
    require(access.may(by, "fieldwork.forms"))
    require(acceptable(fields, content.custom_ever(type_.value)))
    version, now = content.custom_fields(type_.value)
    if tuple(fields) == now:
        return version
    said = [
        {"name": f.name, "kind": f.kind.value, "unit": f.unit, "choices": list(f.choices), "label": f.label}
        for f in fields
    ]
    FormVersion.objects.create(type=type_.value, version=version + 1, fields=said, at=at)
    return version + 1
