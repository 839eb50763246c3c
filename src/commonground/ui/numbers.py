"""Figures and dates as each language writes them (CLDR)."""

from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from django.utils import timezone
from django.utils.translation import get_language

from commonground.core.quantities import M2_PER_HA, M2_PER_KM2

LEFT_TO_RIGHT = "\N{LEFT-TO-RIGHT MARK}"  # keeps the minus before its figure in a line that runs the other way
CLDR = {"en": "en_GB", "sr-latn": "sr_Latn", "sr": "sr_Cyrl"}


@lru_cache(maxsize=32)
def _locale(language: str) -> Locale:
    return Locale.parse(CLDR.get(language, language.replace("-", "_")))


def locale() -> Locale:
    return _locale(get_language() or "en")


def grouped(value: int | float | Decimal, places: int = 0) -> str:
    """A number grouped by the locale with exactly this many decimals; a true minus sign."""
    exact = Decimal(value) if isinstance(value, int | Decimal) else Decimal(repr(value))
    rounded = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)
    pattern = "#,##0" + ("." + "0" * places if places else "")
    written = format_decimal(abs(rounded), format=pattern, locale=locale())
    if rounded >= 0:
        return written
    mark = LEFT_TO_RIGHT if locale().text_direction == "rtl" else ""
    return f"{mark}\N{MINUS SIGN}{written}"


def km2(value_m2: int, places: int = 2) -> str:
    return grouped(Decimal(value_m2) / M2_PER_KM2, places)


def ha(value_m2: int, places: int = 1) -> str:
    return grouped(Decimal(value_m2) / M2_PER_HA, places)


def day(value: date) -> str:
    return format_date(value, "d MMM y" if str(locale()).startswith("en") else "medium", locale=locale())


def moment(value: datetime) -> str:
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    pattern = "d MMM y, HH:mm" if str(locale()).startswith("en") else "medium"
    if pattern == "medium":
        return f"{format_date(local, 'medium', locale=locale())} {local:%H:%M}"
    return format_datetime(local, pattern, locale=locale())
