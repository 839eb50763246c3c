"""Keyed random rounding: how a count about people is made public.

Each count is rounded to a multiple of five, up or down at random, so that its expectation is the count. The chance is no dice: it comes
from the record keys of exactly those who are counted, and a key of the year that nobody outside knows. So the same people give the same number
in every table and on every day, and nobody can ask again until the noise averages out. (The cell-key method, ESSnet SDC handbook;
cross-cutting.md 1.9 has the measured reason why hiding small cells beside exact totals fails.)
"""

import hmac
from collections.abc import Iterable

BASE = 5
SMALLEST = 11  # fewer people than this are never said to be so and so many
CROSSED = 50  # a table by two dimensions needs so many people
PERCENT_OF = 50  # the least base of a percentage


def record_key(secret: bytes, kin: str, record: bytes) -> bytes:
    """What a record is called inside a rounding: the same in every table of its kin, and nothing to anybody without the secret."""
    return hmac.new(secret, kin.encode() + b"\x00" + record, "sha256").digest()[:16]


def keyed_round(members: Iterable[bytes], key: bytes, base: int = BASE) -> int:
    """A count of people as it may be printed: unbiased, at most base - 1 away from the count."""
    names = sorted(members)
    count = len(names)
    rest = count % base
    chance = int.from_bytes(hmac.new(key, b"".join(names), "sha256").digest()[:8], "big") / 2**64
    return count - rest + (base if chance < rest / base else 0)


def could_be(printed: int, base: int = BASE) -> tuple[int, int]:
    """The least and the most that a rounded count can stand for."""
    return max(0, printed - base + 1), printed + base - 1


def percent(part: int, whole: int) -> int | None:
    """A whole percentage of two rounded counts; None where the base is too small to say any."""
    return (200 * part + whole) // (2 * whole) if whole >= PERCENT_OF else None
