"""Small shapes for the tests: metres on a plane at 44 N 18 E, turned into lon/lat."""

import shapely

from commonground.core.geometry.checks import Batch, run
from commonground.core.geometry.codes import sentence
from commonground.core.geometry.plane import EqualAreaPlane

PLANE = EqualAreaPlane("laea:44:18", "+proj=laea +lat_0=44 +lon_0=18 +datum=WGS84 +units=m +no_defs +type=crs")


def at(*corners):
    """A polygon in lon/lat degrees whose corners are given in metres from 44 N 18 E."""
    return PLANE.to_lonlat(shapely.Polygon(corners))


def square(x=0, y=0, side=100.0):
    """A square in lon/lat degrees, counter-clockwise, by its lower left corner in metres."""
    return at((x, y), (x + side, y), (x + side, y + side), (x, y + side))


def told(*shapes, **more):
    """The findings of every row; each of their sentences is filled in on the way, so none lacks a fact."""
    rows = run(Batch.of([f"H-{i}" for i in range(len(shapes))], list(shapes), PLANE, **more))
    for news in (news for row in rows for news in row):
        assert "{" not in sentence(news)
    return rows


def codes(*shapes, **more):
    """The codes of every row."""
    return [[news.code for news in row] for row in told(*shapes, **more)]


def only(code, rows):
    """The one finding with a code."""
    [news] = [news for row in rows for news in row if news.code == code]
    return news
