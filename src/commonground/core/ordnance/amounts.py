"""How many: a number and how it is meant. "More than 2,700" stays an inequality, alone and in every sum.

A sum says no more than its parts: with one part that is "at least", the sum is at least; with one that is "about", nothing is
known of the lower end any more, and the sum is about. What nobody counted is "more than 0".
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Qualifier(StrEnum):
    """How a number is meant, from the strongest to the weakest."""

    EXACT = "exact"
    AT_LEAST = "at-least"
    MORE_THAN = "more-than"
    ABOUT = "about"


RANK = {q: i for i, q in enumerate(Qualifier)}


def weaker(one: Qualifier, other: Qualifier) -> Qualifier:
    """Of two ways to mean a number the one that a sum of both is meant in."""
    return one if RANK[one] >= RANK[other] else other


@dataclass(frozen=True, slots=True)
class Amount:
    """So many, meant so."""

    number: int = 0
    qualifier: Qualifier = Qualifier.EXACT

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.number + other.number, weaker(self.qualifier, other.qualifier))

    @property
    def is_exact(self) -> bool:
        return self.qualifier is Qualifier.EXACT

    @property
    def is_nothing(self) -> bool:
        """Known to be none at all."""
        return not self.number and self.is_exact

    def __bool__(self) -> bool:
        return not self.is_nothing


NONE = Amount()
UNCOUNTED = Amount(0, Qualifier.MORE_THAN)


def total(amounts: Iterable[Amount]) -> Amount:
    """The sum of some amounts."""
    out = NONE
    for amount in amounts:
        out = out + amount
    return out


SIGNS = {Qualifier.EXACT: "", Qualifier.AT_LEAST: "≥ ", Qualifier.MORE_THAN: "> ", Qualifier.ABOUT: "~ "}


def signed(amount: Amount) -> str:
    """An amount for files: a sign and plain digits, as "> 2700"."""
    return f"{SIGNS[amount.qualifier]}{amount.number}"


WORDS = (
    (Qualifier.MORE_THAN, ("more than", "over", "mehr als", "više od", "mas de", "más de", "больше", "более", ">")),
    (Qualifier.AT_LEAST, ("at least", "najmanje", "al menos", "минимум", "не менее", "≥", ">=")),
    (Qualifier.ABOUT, ("about", "around", "approximately", "approx.", "circa", "ca.", "oko", "unos", "около", "≈", "~")),
)  # fmt: skip
PLAIN = re.compile(r"\d{1,9}|\d{1,3}(?:[ ,.'\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]\d{3}){1,2}")


def read(text: str) -> Amount | None:
    """An amount as people write it: "1,200", "more than 2,700", "> 2700", "oko 50", "2700+"; None where it is none."""
    bare = " ".join(text.casefold().split())
    qualifier = Qualifier.EXACT
    found = [(q, w) for q, words in WORDS for w in words if bare.startswith(w)]
    if found:
        qualifier, word = max(found, key=lambda pair: len(pair[1]))
        bare = bare[len(word) :].strip()
    elif bare.endswith("+"):
        qualifier, bare = Qualifier.AT_LEAST, bare[:-1].strip()
    if bare.endswith(".0"):
        bare = bare[:-2]
    if not PLAIN.fullmatch(bare):
        return None
    return Amount(int(re.sub(r"\D", "", bare)), qualifier)
