"""Countries of the regions the project works in: ISO 3166 codes, short names, and bounds in WGS84 degrees.

Bounds are west, south, east, north, rounded outwards to a tenth, from Natural Earth 1:10m (public domain). They choose a
programme's plane and catch swapped or misplaced coordinates; they are no statement about any border.
"""

COUNTRIES: dict[str, tuple[str, tuple[float, float, float, float]]] = {
    "AF": ("Afghanistan", (60.4, 29.3, 74.9, 38.5)),
    "AL": ("Albania", (19.2, 39.6, 21.1, 42.7)),
    "AM": ("Armenia", (43.4, 38.8, 46.6, 41.3)),
    "AT": ("Austria", (9.5, 46.3, 17.2, 49.1)),
    "AZ": ("Azerbaijan", (44.7, 38.3, 50.7, 41.9)),
    "BA": ("Bosnia and Herzegovina", (15.7, 42.5, 19.7, 45.3)),
    "BG": ("Bulgaria", (22.3, 41.2, 28.7, 44.3)),
    "CO": ("Colombia", (-81.8, -4.3, -66.8, 13.4)),
    "GE": ("Georgia", (39.9, 41.0, 46.7, 43.6)),
    "GR": ("Greece", (19.6, 34.8, 28.3, 41.8)),
    "HR": ("Croatia", (13.5, 42.4, 19.5, 46.6)),
    "HU": ("Hungary", (16.0, 45.7, 22.9, 48.6)),
    "IR": ("Iran", (44.0, 25.0, 63.4, 39.8)),
    "IT": ("Italy", (6.6, 35.4, 18.6, 47.1)),
    "KG": ("Kyrgyzstan", (69.2, 39.1, 80.3, 43.3)),
    "KZ": ("Kazakhstan", (46.4, 40.5, 87.4, 55.5)),
    "MD": ("Moldova", (26.6, 45.4, 30.2, 48.5)),
    "ME": ("Montenegro", (18.4, 41.8, 20.4, 43.6)),
    "MK": ("North Macedonia", (20.4, 40.8, 23.1, 42.4)),
    "PK": ("Pakistan", (60.8, 23.6, 77.1, 37.1)),
    "RO": ("Romania", (20.2, 43.6, 29.7, 48.3)),
    "RS": ("Serbia", (18.8, 42.2, 23.0, 46.2)),
    "RU": ("Russia", (-180.0, 41.1, 180.0, 81.9)),
    "SI": ("Slovenia", (13.3, 45.4, 16.6, 46.9)),
    "TJ": ("Tajikistan", (67.3, 36.6, 75.2, 41.1)),
    "TM": ("Turkmenistan", (52.4, 35.1, 66.7, 42.8)),
    "TR": ("Turkey", (25.6, 35.8, 44.9, 42.1)),
    "UA": ("Ukraine", (22.1, 45.2, 40.2, 52.4)),
    "UZ": ("Uzbekistan", (55.9, 37.1, 73.2, 45.6)),
    "XK": ("Kosovo", (20.0, 41.8, 21.8, 43.3)),
}
