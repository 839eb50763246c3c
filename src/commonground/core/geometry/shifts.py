"""Changes of datum to WGS84: the ones in use, written out by EPSG code with their parameters, and the
rejected.

The parameters are copied from the EPSG register (v12); a test holds them to the register that pyproj
carries. None needs a grid.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shift:
    """An EPSG operation from a datum to WGS84: its code and name, ellipsoid, PROJ Helmert parameters,
    accuracy.
    """

    epsg: int
    name: str
    ellipsoid: str
    helmert: str  # "" where the two are one to within the accuracy
    accuracy_m: float


NONE = Shift(0, "WGS 84 as it is", "WGS84", "", 0.0)

_PV, _CF = "+convention=position_vector", "+convention=coordinate_frame"
# EPSG code, name, ellipsoid, parameters, accuracy: as in the register.
SHIFTS: dict[int, Shift] = {
    shift.epsg: shift
    for shift in (
        Shift(
            8823,
            "MGI 1901 to WGS 84 (13)",
            "bessel",
            f"+x=489.88 +y=183.912 +z=533.711 +rx=5.76545 +ry=4.69994 +rz=-12.58211 +s=1.00646 {_PV}",
            1,
        ),
        Shift(
            3964,
            "MGI 1901 to WGS 84 (4)",
            "bessel",
            f"+x=551.7 +y=162.9 +z=467.9 +rx=6.04 +ry=1.96 +rz=-11.38 +s=-4.82 {_PV}",
            1,
        ),
        Shift(
            9486,
            "MGI 1901 to WGS 84 (15)",
            "bessel",
            f"+x=577.84843 +y=165.45019 +z=390.43652 +rx=-4.93131 +ry=0.96052 +rz=13.05072 +s=7.86546 {_CF}",
            1,
        ),
        Shift(3965, "MGI 1901 to WGS 84 (6)", "bessel", "+x=695.5 +y=-216.6 +z=491.1", 10),
        Shift(
            6206,
            "MGI 1901 to WGS 84 (10)",
            "bessel",
            f"+x=521.748 +y=229.489 +z=590.921 +rx=-4.029 +ry=-4.488 +rz=15.521 +s=-9.78 {_CF}",
            2,
        ),
        Shift(3962, "MGI 1901 to WGS 84 (1)", "bessel", "+x=682 +y=-203 +z=480", 5),
        Shift(
            8688,
            "MGI 1901 to WGS 84 (16)",
            "bessel",
            f"+x=476.08 +y=125.947 +z=417.81 +rx=-4.610862 +ry=-2.388137 +rz=11.942335 +s=9.896638 {_CF}",
            1,
        ),
        Shift(
            15865,
            "Pulkovo 1942 to WGS 84 (16)",
            "krass",
            f"+x=25 +y=-141 +z=-78.5 +rx=0 +ry=-0.35 +rz=-0.736 +s=0 {_CF}",
            4.5,
        ),
        Shift(15999, "Pulkovo 1942(58) to WGS 84 (8)", "krass", "+x=24 +y=-130 +z=-92", 6),
        Shift(
            7834,
            "Albanian 1987 to WGS 84 (1)",
            "krass",
            f"+x=-44.183 +y=-0.58 +z=-38.489 +rx=-2.3867 +ry=-2.7072 +rz=3.5196 +s=-8.2703 {_CF}",
            1,
        ),
        Shift(15967, "HTRS96 to WGS 84 (1)", "GRS80", "", 1),
        Shift(1149, "ETRS89 to WGS 84 (1)", "GRS80", "", 1),
    )
}


# Operations of the register that are not to be used, and why. A test holds each reason to figures.
REJECTED: dict[int, str] = {
    9143: "MGI 1901 to WGS 84 (14), Kosovo: stated to 1 m, but puts Pristina 1.6 km from where those "
    "of Serbia, North Macedonia, Montenegro and Yugoslavia do, which agree within 25 m",
}
