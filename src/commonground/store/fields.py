"""The geometry field: WKB bytes in Python; a BLOB in the embedded store, `geometry` in PostGIS."""

from typing import Any

from django.db import models


class GeometryField(models.Field):
    """A shape as little-endian WKB (ISO, two dimensions), in the programme's plane unless its help text says otherwise.

    The value in Python is `bytes` or None. Nothing here knows what a polygon is: `core.geometry` does.
    """

    description = "Geometry as WKB"

    def db_type(self, connection) -> str:
        return "geometry" if connection.vendor == "postgresql" else "blob"

    def get_internal_type(self) -> str:
        return "GeometryField"

    def from_db_value(self, value: Any, expression, connection) -> bytes | None:
        return as_wkb(value)

    def get_db_prep_value(self, value: bytes | None, connection, prepared: bool = False) -> Any:
        if value is None:
            return None
        return value.hex() if connection.vendor == "postgresql" else bytes(value)

    def get_placeholder(self, value: Any, compiler, connection) -> str:
        return "%s::geometry" if connection.vendor == "postgresql" else "%s"

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return value.hex() if value else ""


def as_wkb(value: Any) -> bytes | None:
    """What a driver hands back for a geometry, as WKB bytes."""
    if value is None:
        return None
    if isinstance(value, str):
        return bytes.fromhex(value)
    return bytes(value)
