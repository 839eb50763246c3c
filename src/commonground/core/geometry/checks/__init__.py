"""The checks of perimeters: an ordered list of named functions over a batch of rows.

Each check takes a `Batch` and yields (row, Finding); all are vectorised, so that 200,000 perimeters pass
through all of them in a few seconds. Coverage: every check of the GICHD's geocheck that concerns shapes, and
what it does not look at (`domain.md` 3.1). The codes are in `core.geometry.codes`, the limits in
`core.geometry.thresholds`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from commonground.core.findings import Finding
from commonground.core.geometry.checks import areas, neighbours, places, positions, rings, shapes
from commonground.core.geometry.checks.batch import Batch, Check
from commonground.core.geometry.checks.containment import containment, outside_m2

__all__ = ["ALL", "PLACED", "Batch", "Check", "containment", "outside_m2", "run"]

Progress = Callable[[int, int, str], None]
SHARED = 10_000  # rows from which a second thread is worth its while

# What cannot be read first, then what is wrong with a shape, then with its place, its area, its neighbours.
ALL: tuple[Check, ...] = (
    shapes.shape_absent,
    shapes.shape_empty,
    shapes.shape_not_polygon,
    positions.coordinate_not_a_number,
    positions.coordinate_out_of_range,
    positions.coordinate_zero,
    rings.ring_few_points,
    shapes.shape_invalid,
    rings.ring_closed_twice,
    rings.ring_repeated_point,
    rings.ring_revisited_point,
    rings.ring_spike,
    rings.edge_long,
    rings.ring_orientation,
    shapes.shape_many_points,
    rings.parts_duplicate,
    areas.parts_overlap,
    shapes.shape_collapsed,
    shapes.repair_waits,
    places.place_country,
    places.place_unit,
    areas.area_differs,
    areas.area_not_positive,
    areas.area_implausible,
    neighbours.shape_duplicate,
    neighbours.records_overlap,
)

# Of what is no hazard: whether its place can be read, and lies where it should.
PLACED: tuple[Check, ...] = (
    shapes.shape_empty,
    positions.coordinate_not_a_number,
    positions.coordinate_out_of_range,
    positions.coordinate_zero,
    rings.ring_few_points,
    shapes.shape_invalid,
    shapes.shape_collapsed,
    shapes.repair_waits,
    places.place_country,
)


def run(batch: Batch, checks: Sequence[Check] = ALL, progress: Progress | None = None) -> list[list[Finding]]:
    """The findings of every row, in the order of the checks.

    `progress(done, total, name)` is called before each check and once at the end.
    """
    told: list[list[Finding]] = [[] for _ in range(len(batch))]
    for done, (check, found) in enumerate(zip(checks, _found(batch, checks), strict=True)):
        if progress:
            progress(done, len(checks), check.__name__)
        for row, news in found:
            told[row].append(news)
    if progress:
        progress(len(checks), len(checks), "")
    return told


def _found(batch: Batch, checks: Sequence[Check]) -> Iterator[Iterable[tuple[int, Finding]]]:
    """What each check finds, in order; of many rows all but the rings are looked at meanwhile, since GEOS lets both run."""
    if len(batch) < SHARED:
        yield from (check(batch) for check in checks)
        return
    with ThreadPoolExecutor(1) as pool:
        others = {c: pool.submit(_all, c, batch) for c in checks if c.__module__ != rings.__name__}
        if len(others) < len(checks):
            _ = batch.rings.repeats  # what most of those of the rings rest on
        for check in checks:
            yield others[check].result() if check in others else check(batch)


def _all(check: Check, batch: Batch) -> list[tuple[int, Finding]]:
    return list(check(batch))
