"""Figures and dates as each language writes them (CLDR)."""

from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from django.utils import timezone
from django.utils.translation import get_language

from commonground.core.quantities import M2_PER_HA, M2_PER_KM2

# Around a figure or a date, so that what stands beside it cannot turn it round in a line that runs the other way.
FIGURE, DATE, END = "\N{LEFT-TO-RIGHT ISOLATE}", "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
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
    return _apart(written if rounded >= 0 else f"\N{MINUS SIGN}{written}", FIGURE)


def _apart(text: str, begin: str) -> str:
    """A figure or date by itself in a language that runs from right to left; as it is in any other."""
    return f"{begin}{text}{END}" if locale().text_direction == "rtl" else text


def km2(value_m2: int, places: int = 2) -> str:
    """Square metres as square kilometres, half up as the catalogue of figures says."""
    exact = Decimal(value_m2) / M2_PER_KM2
    return grouped(exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP), places)


def percent(thousandths: int) -> str:
    """A share in thousandths as a percentage with one decimal."""
    return grouped(Decimal(thousandths) / 10, 1)


def ha(value_m2: int, places: int = 1) -> str:
    return grouped(Decimal(value_m2) / M2_PER_HA, places)


def day(value: date) -> str:
    pattern = "d MMM y" if str(locale()).startswith("en") else "medium"
    return _apart(format_date(value, pattern, locale=locale()), DATE)


def moment(value: datetime) -> str:
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    pattern = "d MMM y, HH:mm" if str(locale()).startswith("en") else "medium"
    if pattern == "medium":
        return _apart(f"{format_date(local, 'medium', locale=locale())} {local:%H:%M}", DATE)
    return format_datetime(local, pattern, locale=locale())
