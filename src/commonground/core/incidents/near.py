"""How far an accident happened from land, in bands: a distance is never more exact than the place it is measured from."""

from collections.abc import Sequence

BANDS_M = (0, 100, 500, 1_000, 5_000)  # inside, up to each, and beyond the last


def band(distance_m: float | None) -> int | None:
    """Which band a distance lies in: 0 is inside, the number of bands is beyond the last; None where it is not known."""
    if distance_m is None:
        return None
    return next((i for i, most in enumerate(BANDS_M) if distance_m <= most), len(BANDS_M))


def counted(distances: Sequence[float | None]) -> tuple[list[int], int]:
    """How many lie in each band, and of how many the distance is not known."""
    out = [0] * (len(BANDS_M) + 1)
    unknown = 0
    for one in distances:
        found = band(one)
        if found is None:
            unknown += 1
        else:
            out[found] += 1
    return out, unknown
