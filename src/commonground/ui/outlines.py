"""Coasts and borders of the world as the maps have them, for drawings that are made here."""

import json
from functools import lru_cache
from typing import Any

from commonground.ui.assets import VENDOR


@lru_cache(maxsize=1)
def world() -> tuple[dict[str, Any], ...]:
    """GeoJSON features of land and borders; none where the page assets were not built."""
    path = VENDOR / "world.json"
    return tuple(json.loads(path.read_text("utf-8"))["features"]) if path.exists() else ()
