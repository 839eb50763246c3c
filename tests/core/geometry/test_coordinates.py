"""Reading positions. Expected figures are published ones, DMS worked by hand, or those of PROJ 9.1's
programs.

Where a comment says cs2cs and cct, the figures come from
`echo EASTING NORTHING | cs2cs EPSG:<grid> EPSG:<datum>` and `cct
urn:ogc:def:coordinateOperation:EPSG::<operation>`.
"""

import math
import re

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS, Geod, Transformer

from commonground.core.geometry.coordinates import guess_systems, read, reproject, to_lonlat
from commonground.core.geometry.shifts import REJECTED, SHIFTS
from commonground.core.geometry.systems import SYSTEMS, operations
from commonground.core.refusals import NotUsable

WGS84 = Geod(ellps="WGS84")
LAT, LON = 44 + 30 / 60 + 15.5 / 3600, 18 + 18 / 60


def metres(one, two):
    return WGS84.inv(*one, *two)[2]


@pytest.mark.parametrize(
    "text",
    [
        "44.504305556, 18.3",
        "44,504305556 18,3",
        "44,504305556; 18,3",
        "44,504305556, 18,3",
        "(44.504305556, 18.3)",
        "44.504305556N 18.3E",
        "18.3E 44.504305556N",
        "E 18.3, N 44.504305556",
        "lon: 18.3 lat: 44.504305556",
        "λ=18.3 φ=44.504305556",
        "44°30'15.5\"N 18°18'0\"E",
        "44° 30′ 15,5″ N, 18° 18′ 00″ E",
        "N44 30 15.5 E18 18 0",
        "44 30 15.5 18 18 0",
        "44°30.258333' N 18°18' E",
        "44 30 15.5N/18 18 00E",
        "44°30'15.5'' с.ш. 18°18'00'' в.д.",
        "С 44°30'15,5\" В 18°18'",
        "С 44°30'15,5\" И 18°18'",
        "S 44°30'15,5\" I 18°18'",
    ],
)
def test_read_degrees_as_people_write_them(text):
    got = read(text)
    assert (got.lat, got.lon) == pytest.approx((LAT, LON), abs=1e-8)
    assert got.as_entered == text


@pytest.mark.parametrize(
    ("text", "lon", "lat"),
    [
        ("44.5S 18.3W", -18.3, -44.5),
        ("-44.5 -18.3", -18.3, -44.5),
        ("Ю 44.5 З 18.3", -18.3, -44.5),
        ("Ј 44.5 З 18.3", -18.3, -44.5),
        ("J 44.5 Z 18.3", -18.3, -44.5),
        ("0 30 0 S 0 0 30 W", -30 / 3600, -0.5),
        ("-0 30 0; -0 0 30", -30 / 3600, -0.5),
    ],
)
def test_read_degrees_of_the_other_hemispheres(text, lon, lat):
    got = read(text)
    assert (got.lon, got.lat) == pytest.approx((lon, lat))


def test_read_degrees_without_letters_follows_the_declared_order():
    assert read("18.3 44.5", "wgs84-lonlat").lat == 44.5
    assert read((44.5, 18.3)).lat == 44.5
    assert read((18.3, 44.5), "wgs84-lonlat").lat == 44.5
    assert read("44.5N 18.3E", "wgs84-lonlat").lat == 44.5  # letters go before any order


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "not-understood"),
        ("somewhere near the mill", "not-understood"),
        ("44.5", "not-understood"),
        ("44.5 18.3 77", "not-understood"),
        ("44,18", "not-understood"),
        ("44,5,18,3", "not-understood"),
        ("44.5N 18.3N", "not-understood"),
        ("44.5N 18.3", "not-understood"),
        ("-44.5N 18.3E", "not-understood"),
        ("44.5 30 10 18 18 0", "not-understood"),
        ("44°61'N 18°10'E", "out-of-range"),
        ("44°30'60\"N 18°10'E", "out-of-range"),
        ("95 18", "out-of-range"),
        ("44N 181E", "out-of-range"),
        ("6523456 4856789", "out-of-range"),
        ("9" * 300, "not-understood"),
    ],
)
def test_read_degrees_refuses_with_a_code(text, code):
    with pytest.raises(NotUsable) as refused:
        read(text)
    assert refused.value.code == f"geometry.position.{code}"


def test_read_utm_published_example():
    # CN Tower, Toronto: 17T 630084 4833438 is 43 38 33.24 N, 79 23 13.7 W (Wikipedia, UTM coordinate system)
    got = read("17T 630084 4833438", "utm")
    assert metres((got.lon, got.lat), (-(79 + 23 / 60 + 13.7 / 3600), 43 + 38 / 60 + 33.24 / 3600)) < 2
    assert got.system == "utm-17N"


def test_read_utm_agrees_with_cs2cs():
    got = read("34T 412345 4856789", "utm")  # echo 412345 4856789 | cs2cs -f %.8f EPSG:32634 EPSG:4326
    assert (got.lat, got.lon) == pytest.approx((43.85898552, 19.90927472), abs=1e-8)
    south = read("300000 9000000", "utm-35S")  # EPSG:32735
    assert (south.lat, south.lon) == pytest.approx((-9.04204707, 25.18047749), abs=1e-8)


@pytest.mark.parametrize(
    "text", ["E 412345 N 4856789", "N 4856789 E 412345", "412345mE 4856789mN", "412345,0 4856789,0"]
)
def test_read_utm_by_labels_in_any_order(text):
    assert read(text, "utm-34N").lat == pytest.approx(43.85898552, abs=1e-8)


def test_read_utm_band_s_is_refused_until_the_half_is_declared():
    with pytest.raises(NotUsable) as refused:
        read("38S 445000 3688000", "utm")
    assert refused.value.code == "geometry.position.ambiguous-band"
    assert refused.value.facts["either"] == ["utm-38N", "utm-38S"]
    assert read("38S 445000 3688000", "utm-38N").lat == pytest.approx(33.33, abs=0.01)  # Baghdad


def test_read_utm_of_another_zone_than_declared_is_refused():
    with pytest.raises(NotUsable) as refused:
        read("33T 412345 4856789", "utm-34N")
    assert refused.value.code == "geometry.position.wrong-zone"


def test_read_utm_of_another_band_than_written_is_refused():
    with pytest.raises(NotUsable) as refused:
        read("34T 412345 3356789", "utm")  # 30 degrees north is band R
    assert refused.value.code == "geometry.position.outside-system"
    assert read("34R 412345 3356789", "utm").lat == pytest.approx(30.3, abs=0.1)


def test_read_mgrs_is_the_utm_square_it_names():
    # 4Q FJ 12345 67890: column F is 600 km, row J of zone 4 is 2,300 km: the square metre from UTM 612345
    # 2367890 on, whose middle is by cs2cs -f %.8f EPSG:32604 EPSG:4326
    got = read("4Q FJ 12345 67890", "mgrs")
    assert metres((got.lon, got.lat), (-157.91607632, 21.40980116)) < 0.01
    assert got.accuracy_m == 1
    assert read("4QFJ1267", "mgrs").accuracy_m == 1000


@pytest.mark.parametrize(
    "text",
    [
        "4Q FJ 123 4567",
        "1C AB",
        "34T BQ 12345 56789",
        "60X EA",
        "4I FJ 12345 67890",
        "FJ 12345 67890",
        "61Q FJ 1 1",
        "",
    ],
)
def test_read_mgrs_refuses_what_is_none(text):
    with pytest.raises(NotUsable, match=r"geometry\.position"):
        read(text, "mgrs")


@pytest.mark.parametrize(
    ("system", "text", "lat", "lon"),
    [  # cs2cs and cct
        ("mgi1901-6-ba", "6523456 4856789", 43.85518173, 18.28672450),
        ("mgi1901-6-hr", "6523456 4856789", 43.85517756, 18.28672777),
        ("mgi1901-5-hr", "5575000 5074000", 45.80618049, 15.96015707),
        ("mgi1901-7-rs", "7457000 4963000", 44.81024832, 20.45091770),
        ("mgi1901-8-rs", "8520000 4800000", 43.34426775, 24.24095130),
        ("mgi1901-7-xk", "7513000 4724000", 42.66022588, 21.15328083),
        ("mgi1901-7-mk", "7535000 4650000", 41.99325714, 21.41712108),
        ("mgi1901-6-me", "6603000 4700000", 42.43736212, 19.24679648),
        ("mgi1901-5-si", "5462000 5101000", 46.05209999, 14.50414105),
        ("pulkovo1942-8", "4600000 8485000", 41.53413217, 44.81899396),
        ("pulkovo1942-12", "4270000 12485000", 38.56238767, 68.82718184),
        ("albanian1987", "4576000 4398000", 41.31135247, 19.78036648),
        ("pulkovo1942-58-al", "4576000 4398000", 41.31135165, 19.78038106),
        ("krgjsh2010", "4576000 480000", 41.31874791, 19.76113296),
        ("htrs96", "459000 5074000", 45.80464310, 15.97251725),
    ],
)
def test_read_national_grids_agrees_with_proj(system, text, lat, lon):
    if system == "mgi1901-8-rs":  # a point of Bulgaria, past the margin: only the arithmetic is compared
        got = to_lonlat([8520000.0], [4800000.0], system)
        assert got.outside[0] and (got.lat[0], got.lon[0]) == pytest.approx((lat, lon), abs=2e-8)
        return
    got = read(text, system)
    assert (got.lat, got.lon) == pytest.approx((lat, lon), abs=2e-8)
    assert got.operation.startswith("EPSG:") and got.accuracy_m >= 1


def test_read_balkans_labels_x_is_northwards():
    plain = read("6523456 4856789", "mgi1901-6-ba")
    assert read("X=4856789 Y=6523456", "mgi1901-6-ba").lat == plain.lat
    assert read("Y 6523456,00  X 4856789,00", "mgi1901-6-ba").lat == plain.lat


def test_read_balkans_refuses_another_zone_and_says_which():
    with pytest.raises(NotUsable) as refused:
        read("7457000 4963000", "mgi1901-6-rs")
    assert refused.value.code == "geometry.position.wrong-zone"
    assert (refused.value.facts["zone"], refused.value.facts["expected"]) == (7, 6)


def test_read_balkans_refuses_an_exchanged_pair_and_says_so():
    with pytest.raises(NotUsable) as refused:
        read("4856789 6523456", "mgi1901-6-ba")
    assert refused.value.code == "geometry.position.outside-system" and refused.value.facts["exchanged"]


def test_read_refuses_a_system_that_is_none():
    with pytest.raises(NotUsable, match="unknown-system"):
        read("44 18", "gauss")


def test_guess_systems_proposes():
    assert guess_systems("44.5N 18.3E") == ["wgs84", "wgs84-lonlat"]
    assert "mgi1901-6-ba" in guess_systems("6523456 4856789")
    assert not [c for c in guess_systems("6523456 4856789") if "-7-" in c]
    assert guess_systems("33T YJ 12345 67890") == ["mgrs"]
    assert guess_systems("33T 412345 4856789") == ["utm"]
    assert guess_systems("the mill") == []


@pytest.mark.parametrize("number", sorted(SHIFTS))
def test_shifts_are_those_of_the_register(number):
    shift = SHIFTS[number]
    ours = next(s for s in SYSTEMS.values() if s.shift.epsg == number)
    register = Transformer.from_pipeline(f"urn:ogc:def:coordinateOperation:EPSG::{number}")
    assert (register.description, register.accuracy) == (shift.name, shift.accuracy_m)
    west, south, east, north = ours.area
    lon, lat = (west + east) / 2, (south + north) / 2
    geographic = Transformer.from_pipeline(
        "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad "
        f"+step {ours.projection} +ellps={shift.ellipsoid}"
    )
    expected = register.transform(lat, lon)[::-1]  # the register has latitude first
    got = ours.convert(*(np.array([v]) for v in geographic.transform(lon, lat)))
    assert [v[0] for v in got] == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("code", [c for c, s in SYSTEMS.items() if s.projection])
def test_projections_are_those_of_the_register(code):
    system = SYSTEMS[code]
    register = CRS.from_epsg(system.epsg)
    assert register.name == system.name.replace("Gauss-Kruger", "Gauss-Kruger") and not register.is_deprecated
    said = {p.name: p.value for p in register.coordinate_operation.params}
    ours = {key: float(value) for key, value in re.findall(r"\+(\w+)=([-\d.]+)", system.projection)}
    assert (ours["lon_0"], ours["k"], ours["x_0"], ours["y_0"]) == pytest.approx(
        (
            said["Longitude of natural origin"],
            said["Scale factor at natural origin"],
            said["False easting"],
            said["False northing"],
        )
    )


def test_operations_list_the_candidates_with_one_pinned():
    offered = operations("mgi1901-6-ba")
    assert [c.code for c in offered if c.pinned] == ["EPSG:8823"]
    assert {c.code: c.accuracy_m for c in offered}["EPSG:3965"] == 10
    assert len(offered) >= 5 and not any("allpark" in c.name for c in offered)
    assert operations("utm-34N") == []


@pytest.mark.parametrize("code", [c for c, s in SYSTEMS.items() if s.shift.epsg and not c.startswith("pulkovo1942-1")])
def test_every_pinned_operation_is_offered_by_the_register(code):
    assert sum(c.pinned for c in operations(code)) == 1


def test_operations_of_one_grid_lie_far_enough_apart_to_matter():
    # corners of Bosnia and Herzegovina on MGI 1901, by every operation the register offers there
    codes = [int(c.code[5:]) for c in operations("mgi1901-6-ba")]
    there = {n: Transformer.from_pipeline(f"urn:ogc:def:coordinateOperation:EPSG::{n}") for n in codes}
    apart = 0.0
    for lat, lon in ((42.6, 18.4), (45.2, 16.0), (45.0, 18.9), (43.5, 19.4)):
        placed = {n: step.transform(lat, lon)[::-1] for n, step in there.items()}
        apart = max(apart, *(metres(placed[8823], other) for other in placed.values()))
    assert 15 < apart < 20


def test_rejected_operation_of_kosovo_is_a_kilometre_from_all_others():
    # MGI 1901 of Pristina by cs2cs EPSG:6316 EPSG:3906
    lat, lon = 42.6598848595, 21.1585922977
    there = {
        n: Transformer.from_pipeline(f"urn:ogc:def:coordinateOperation:EPSG::{n}").transform(lat, lon)[::-1]
        for n in (3962, 9486, 6206, 3965, 9143)
    }
    assert 9143 in REJECTED
    assert metres(there[9143], there[3962]) > 1_500
    assert max(metres(there[3962], there[n]) for n in (9486, 6206, 3965)) < 25
    assert "EPSG:9143" not in [c.code for c in operations("mgi1901-7-xk")]


def test_to_lonlat_of_columns_reads_row_by_row():
    got = to_lonlat([6523456, float("nan"), 7523456], [4856789, 4856789, 4856789], "mgi1901-6-ba")
    assert (got.lat[0], got.lon[0]) == pytest.approx((43.85518173, 18.28672450), abs=2e-8)
    assert math.isnan(got.lat[1]) and got.outside.tolist() == [False, True, True]
    assert (got.operation, got.accuracy_m) == ("EPSG:8823 MGI 1901 to WGS 84 (13)", 1)


def test_reproject_by_our_code_and_by_chosen_operation_agree():
    shape = shapely.box(6523456, 4856789, 6523556, 4856889)
    ours = reproject([shape, None, shapely.Polygon()], "mgi1901-6-ba")
    chosen = reproject([shape], 8678, operation="EPSG:8823")
    assert ours.shapes[1] is None and ours.shapes[2].is_empty
    assert shapely.get_coordinates(ours.shapes[0]) == pytest.approx(shapely.get_coordinates(chosen.shapes[0]), abs=1e-9)
    assert ours.operation == chosen.operation == "EPSG:8823 MGI 1901 to WGS 84 (13)"


def test_reproject_has_x_first_even_where_the_register_says_north_first():
    got = reproject([shapely.Point(480000, 4576000)], "EPSG:6870")
    assert (got.shapes[0].y, got.shapes[0].x) == pytest.approx((41.31874791, 19.76113296), abs=2e-8)
    assert got.accuracy_m == 1


def test_reproject_refuses_to_choose_among_several_operations():
    with pytest.raises(NotUsable) as refused:
        reproject([shapely.Point(7513000, 4724000)], "EPSG:6316")
    assert refused.value.code == "geometry.crs.several-operations"
    listed = [one["code"] for one in refused.value.facts["operations"]]
    assert "EPSG:9486" in listed and "EPSG:9143" not in listed


@pytest.mark.parametrize(
    ("declared", "operation", "code"),
    [
        ("EPSG:999999", "", "not-understood"),
        ("LOCAL_CS nonsense", "", "not-understood"),
        (8678, "EPSG:1", "no-operation"),
        (6316, "EPSG:9143", "no-operation"),
        ("+proj=tmerc +lon_0=18 +ellps=bessel +type=crs", "", "no-operation"),
    ],
)
def test_reproject_refuses_unknown_systems_and_guesses(declared, operation, code):
    with pytest.raises(NotUsable) as refused:
        reproject([shapely.Point(0, 0)], declared, operation)
    assert refused.value.code == f"geometry.crs.{code}"


@pytest.mark.parametrize("declared", [4326, "EPSG:4326", "OGC:CRS84", "wgs84-lonlat"])
def test_reproject_of_lonlat_changes_nothing(declared):
    got = reproject([shapely.Point(18, 44)], declared)
    assert got.shapes[0].equals(shapely.Point(18, 44))


def test_reproject_of_what_is_no_place_gives_none():
    with np.errstate(invalid="ignore"):
        far = shapely.Point(1e12, float("nan"))
    assert reproject([far, shapely.Point(18, 44)], "wgs84-lonlat").shapes[0] is None


# Any text at all is nearly always refused at the first look; these get further in.
texts = st.one_of(
    st.text(max_size=40),
    st.text("0123456789 .,;-+°'\"NSEWСВ", max_size=30),
    st.from_regex(r"[0-9]{1,2}[C-X][A-V]{2}([0-9]{2}){0,5}", fullmatch=True),
    st.from_regex(r"[0-9]{1,2}[C-X] [0-9]{5,8} [0-9]{5,8}", fullmatch=True),
)


@given(texts)
def test_read_never_fails_but_by_refusal(text):
    for system in ("wgs84", "mgrs", "utm", "mgi1901-6-ba"):
        try:
            got = read(text, system)
        except NotUsable:
            continue
        assert abs(got.lon) <= 180 and abs(got.lat) <= 90


dms = st.tuples(st.integers(0, 89), st.integers(0, 59), st.integers(0, 5999))


@given(dms, dms, st.sampled_from("NS"), st.sampled_from("EW"), st.booleans(), st.booleans())
def test_read_degrees_minutes_seconds_round_trip(lat, lon, ns, ew, comma, swapped):
    def written(d, m, hundredths):
        return f"{d}°{m}'{hundredths / 100:.2f}\"".replace(".", "," if comma else ".")

    one, two = written(*lat) + ns, written(*lon) + ew
    got = read(f"{two} {one}" if swapped else f"{one} {two}")
    for (d, m, s), letter, value in ((lat, ns, got.lat), (lon, ew, got.lon)):
        sign = -1 if letter in "SW" else 1
        assert value == pytest.approx(sign * (d * 3600 + m * 60 + s / 100) / 3600, abs=1e-10)
