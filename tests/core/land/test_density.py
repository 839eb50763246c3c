"""Density is what there is by the area it lies in."""

from hypothesis import given
from hypothesis import strategies as st

from commonground.core.land import density

KM2 = 1_000_000


def test_square_metres_per_square_kilometre_and_hazards_per_hundred():
    assert density.land(3 * KM2, 60 * KM2) == 50_000
    assert density.hazards(6, 60 * KM2) == 100, "ten for every hundred, in tenths"
    assert density.land(1, 2 * KM2) == 1, "half up"
    assert density.land(5, 0) is None and density.hazards(1, 0) is None


@given(st.integers(0, 10**12), st.integers(1, 10**12))
def test_a_unit_wholly_open_is_a_million_and_a_part_is_its_share(part, whole):
    found = density.land(part, whole)
    assert found is not None and abs(found * whole - part * KM2) * 2 <= whole
