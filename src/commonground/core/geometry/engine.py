"""With what shapes and coordinates are computed, for whoever has to compute the same again."""

import pyproj
import shapely


def versions() -> dict[str, str]:
    """The versions of the libraries that decide about a square metre, by name."""
    return {
        "geos": ".".join(map(str, shapely.geos_version)), "shapely": shapely.__version__, "proj": pyproj.proj_version_str,
    }  # fmt: skip
