"""Latitude and longitude as people write them, taken apart; no coordinate system is known here.

Understood: decimal degrees, degrees and minutes, degrees-minutes-seconds; signs or letters of the hemisphere
before or after; Latin N S E W, Cyrillic of Russian (С Ю В З, "с.ш. в.д.") and of Serbian (С Ј И З), and the
Latin initials of Bosnian, Croatian and Serbian (S J I Z) where a letter other than S gives them away,
because their S is north; decimal commas; the usual signs for degrees, minutes and seconds.
"""

import re

from commonground.core.refusals import NotUsable

NORTH, SOUTH, EAST, WEST = ("lat", 1), ("lat", -1), ("lon", 1), ("lon", -1)
# Cyrillic С (U+0421) looks like Latin C, В like B, Ј (U+0408) like J: they are different letters.
CYRILLIC = {"С": NORTH, "Ю": SOUTH, "Ј": SOUTH, "В": EAST, "И": EAST, "З": WEST}
LATIN = {"N": NORTH, "S": SOUTH, "E": EAST, "W": WEST}
SLAVIC = {"S": NORTH, "J": SOUTH, "I": EAST, "Z": WEST}

SIGNS = str.maketrans(
    {
        "º": "°",
        "˚": "°",
        "′": "'",
        "’": "'",
        "‘": "'",
        "´": "'",
        "`": "'",
        "″": '"',
        "”": '"',
        "“": '"',
        "−": "-",
    }
)
# Written labels say which is which without saying a sign; they become marks of our own.
LAT_MARK, LON_MARK = "\ue001", "\ue002"
LABELS = (
    (re.compile(r"\bLAT(?:ITUDE)?\b\.?\s*[:=]?|[φΦ]\s*[:=]?"), LAT_MARK),
    (re.compile(r"\b(?:LON|LONG|LNG|LONGITUDE)\b\.?\s*[:=]?|[λΛ]\s*[:=]?"), LON_MARK),
    (re.compile(r"[()\[\]]"), " "),
)
RUSSIAN = re.compile(r"([СЮВЗ])\s*\.?\s*[ШД]\s*\.?")
NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
MARK = re.compile(f"[{LAT_MARK}{LON_MARK}]")
LETTER = re.compile(r"[NSEWJIZСЮЈВИЗ]")
LEFT = re.compile(r"[\s°'\"DМM.,]*")


def read_degrees(text: str, order: str = "lat lon") -> tuple[float, float]:
    """(lon, lat) in degrees from a text. `order` counts only where no letters say which is which.

    Raises NotUsable: "geometry.position.not-understood", "geometry.position.out-of-range".
    """
    clean = text.translate(SIGNS).replace("''", '"').strip().upper()
    for label, mark in LABELS:
        clean = label.sub(mark, clean)
    clean = RUSSIAN.sub(r"\1", clean)
    first, second = _halves(clean, text)
    letters = set(LETTER.findall(clean))
    slavic = bool(letters & {"J", "I", "Z"})
    one, two = _half(first, slavic, text), _half(second, slavic, text)
    return _assign(one, two, order, text)


def _halves(clean: str, text: str) -> tuple[str, str]:
    """The two coordinates of a text, decimal commas made points."""
    for mark in (";", "/", "|", "\n", "\t"):
        if clean.count(mark) == 1:
            first, second = clean.split(mark)
            return first.replace(",", "."), second.replace(",", ".")
    # A comma parts the two where it has a space beside it or where points are the decimals.
    parts = [p for p in re.split(r",\s+|\s+,", clean) if p.strip()] if "." not in clean else clean.split(",")
    if len(parts) == 2:
        return parts[0].replace(",", "."), parts[1].replace(",", ".")
    if clean.count(",") == 1 and not re.search(r"\d,\d", clean):
        first, second = clean.split(",")
        return first, second
    if clean.count(",") > 2:
        raise NotUsable("geometry.position.not-understood", text=text, why="commas")
    clean = clean.replace(",", ".")
    letters = list(MARK.finditer(clean)) or list(LETTER.finditer(clean))
    if len(letters) == 2:
        cut = letters[1].start() if letters[0].start() < _first_digit(clean) else letters[0].end()
        return clean[:cut], clean[cut:]
    numbers = list(NUMBER.finditer(clean))
    if len(numbers) not in {2, 4, 6}:
        raise NotUsable("geometry.position.not-understood", text=text, why="numbers")
    cut = numbers[len(numbers) // 2].start()
    return clean[:cut], clean[cut:]


def _first_digit(clean: str) -> int:
    """Where the first digit stands."""
    found = re.search(r"\d", clean)
    return found.start() if found else len(clean)


def _half(part: str, slavic: bool, text: str) -> tuple[str, float]:
    """The axis ("lat", "lon" or "") and the signed degrees of one coordinate."""
    letters, marks = LETTER.findall(part), MARK.findall(part)
    numbers = NUMBER.findall(part)
    rest = LEFT.sub("", NUMBER.sub("", LETTER.sub("", MARK.sub("", part))))
    if len(letters) > 1 or len(marks) > 1 or not 1 <= len(numbers) <= 3 or rest.strip("-+"):
        raise NotUsable("geometry.position.not-understood", text=text, why="signs")
    negative = numbers[0].startswith("-")
    values = [abs(float(n)) for n in numbers]
    if any("." in n for n in numbers[:-1]) or any(n.startswith(("-", "+")) for n in numbers[1:]):
        raise NotUsable("geometry.position.not-understood", text=text, why="decimals")
    if any(v >= 60 for v in values[1:]):
        raise NotUsable("geometry.position.out-of-range", text=text, why="minutes or seconds of 60 and more")
    degrees = sum(v / 60**i for i, v in enumerate(values))
    label = {LAT_MARK: "lat", LON_MARK: "lon"}[marks[0]] if marks else ""
    if not letters:
        return label, -degrees if negative else degrees
    if negative:
        raise NotUsable("geometry.position.not-understood", text=text, why="a sign and a letter")
    axis, sign = {**LATIN, **CYRILLIC, **(SLAVIC if slavic else {})}[letters[0]]
    if label and label != axis:
        raise NotUsable("geometry.position.not-understood", text=text, why="label and letter")
    return axis, sign * degrees


def _assign(one: tuple[str, float], two: tuple[str, float], order: str, text: str) -> tuple[float, float]:
    """Which of two is the longitude, checked for range."""
    if one[0] and one[0] == two[0]:
        raise NotUsable("geometry.position.not-understood", text=text, why=f"{one[0]} twice")
    if bool(one[0]) != bool(two[0]):
        raise NotUsable("geometry.position.not-understood", text=text, why="one letter of two")
    lat_first = one[0] == "lat" if one[0] else order == "lat lon"
    lat, lon = (one[1], two[1]) if lat_first else (two[1], one[1])
    if abs(lat) > 90 or abs(lon) > 180:
        raise NotUsable("geometry.position.out-of-range", text=text, lon=lon, lat=lat)
    return lon, lat
