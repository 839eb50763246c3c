"""Checks of single coordinates, before anything is made of them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonground.core.geometry.checks.batch import Batch, News, Rows, place
from commonground.core.geometry.codes import finding


def coordinate_not_a_number(batch: Batch) -> News:
    """Rows with a coordinate that is NaN or infinite."""
    coords, owner = batch.coordinates
    for row, own in _rows(owner, np.asarray(~np.isfinite(coords).all(axis=1))):
        yield row, finding("geometry.coordinate.not-a-number", batch.ids[row], times=len(own))


def coordinate_out_of_range(batch: Batch) -> News:
    """Rows with a longitude past 180 or a latitude past 90 degrees; shows the first."""
    coords, owner = batch.coordinates
    with np.errstate(invalid="ignore"):
        past = (np.abs(coords[:, 0]) > 180) | (np.abs(coords[:, 1]) > 90)
    for row, own in _rows(owner, past & np.isfinite(coords).all(axis=1)):
        facts = {"times": len(own), "lon": float(coords[own[0], 0]), "lat": float(coords[own[0], 1])}
        yield row, finding("geometry.coordinate.out-of-range", batch.ids[row], **facts)


def coordinate_zero(batch: Batch) -> News:
    """Rows with a longitude or latitude of exactly nought, which is what a blank becomes in many programs."""
    coords, owner = batch.coordinates
    for row, own in _rows(owner, (coords == 0).any(axis=1)):
        facts: dict[str, Any] = {"times": len(own), "both": bool((coords[own] == 0).all(axis=1).any())}
        yield row, finding("geometry.coordinate.zero", batch.ids[row], place(*coords[own[0]]), **facts)


def _rows(owner: Rows, bad: NDArray[np.bool_]) -> list[tuple[int, Rows]]:
    """The rows that own a bad coordinate, each with the positions of its bad ones."""
    positions = np.flatnonzero(bad)
    if len(positions) == 0:
        return []
    rows, begin = np.unique(owner[positions], return_index=True)
    return [(int(row), own) for row, own in zip(rows, np.split(positions, begin[1:]), strict=True)]
