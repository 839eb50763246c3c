"""Places as people write them: what is written is read back, to the accuracy that it says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.core.geometry.coordinates import read
from commonground.core.geometry.spoken import WAYS, national_system, speak, utm_system
from commonground.core.refusals import NotUsable

METRE = 1 / 111_000


def near(one, other, metres):
    assert abs(one.lat - other[1]) <= metres * METRE * 1.1 and abs(one.lon - other[0]) <= metres * METRE * 1.6


@given(st.floats(15.8, 19.5), st.floats(42.7, 45.2), st.sampled_from(WAYS))
def test_what_is_written_is_read_back_where_it_was(lon, lat, way):
    said = speak(lon, lat, way, "BA")
    system = "utm" if way == "utm" else said.system
    near(read(said.text, system), (lon, lat), 1.0)


@given(st.floats(-179.9, 179.9), st.floats(0.1, 83.9), st.sampled_from(["wgs84", "dms", "mgrs"]))
def test_it_holds_over_the_northern_half_of_the_world(lon, lat, way):
    if way == "mgrs" and lat > 56:
        return  # zones of odd widths around Norway; `read` says why it does not judge them
    near(read(speak(lon, lat, way).text, speak(lon, lat, way).system), (lon, lat), 1.0 / max(0.1, 1 - lat / 90))


def test_a_place_in_sarajevo_by_other_software():
    """EPSG:8823, UTM 34 and MGRS as cs2cs and GEOTRANS give them for 43.8563 N, 18.4131 E."""
    assert speak(18.4131, 43.8563, "dms").text == "43°51'22.68\"N 18°24'47.16\"E"
    assert speak(18.4131, 43.8563, "utm").text.startswith("34N 2920")
    assert speak(18.4131, 43.8563, "mgrs").text.startswith("34T BP 920")
    assert speak(18.4131, 43.8563, "national", "BA").system == "mgi1901-6-ba"


def test_never_sixty_minutes_or_seconds():
    assert speak(18.999999999, -0.0000000001, "dms").text == "0°00'00.00\"S 19°00'00.00\"E"


def test_the_zone_of_a_national_grid_is_the_one_of_the_place():
    assert [national_system("BA", lon, 44).code for lon in (15.9, 17.9, 19.6)] == [
        "mgi1901-5-ba", "mgi1901-6-ba", "mgi1901-7-ba"
    ]  # fmt: skip
    assert national_system("TJ", 69, 38.5).code == "pulkovo1942-12"
    assert national_system("AL", 20, 41).order == "northing easting"
    assert national_system("BA", 2, 48) is None and national_system("SRS", 17, 44) is None


@pytest.mark.parametrize(
    "lon, lat, way, code",
    [(0, 85, "utm", "outside-system"), (0, -85, "mgrs", "outside-system"), (2, 48, "national", "outside-system"),
     (0, 0, "feet", "unknown-system"), (0, 95, "wgs84", "out-of-range")],
)  # fmt: skip
def test_where_a_way_of_writing_ends_it_says_so(lon, lat, way, code):
    with pytest.raises(NotUsable, match=code):
        speak(lon, lat, way, "BA")


@pytest.mark.parametrize(("lon", "lat", "zone"), [(15.2, 44.1, "utm-33N"), (-75.0, 4.0, "utm-18N"), (14.0, -9.0, "utm-33S"), (-179.9, 1.0, "utm-1N"), (180.0, 1.0, "utm-60N")])  # fmt: skip
def test_a_place_lies_in_one_zone_of_utm(lon, lat, zone):
    assert utm_system(lon, lat).code == zone
