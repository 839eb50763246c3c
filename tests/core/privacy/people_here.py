"""Invented people to count, and what an attacker does with the tables about them."""

from itertools import product
from random import Random

from commonground.core.privacy import audit, bounds
from commonground.core.privacy.door import Record, Spec, printed
from commonground.core.privacy.periods import Closed
from commonground.core.privacy.rounding import record_key

YEAR = Closed(2024)
KEY = b"the key of a year, which nobody outside knows"
VALUES = {
    "outcome": ("killed", "injured", "unknown"),
    "sex": ("female", "male", "unknown"),
    "age": ("0-11", "12-17", "18-29", "30+"),
    "device": ("ap-mine", "submunition", "other-erw", "improvised-device"),
    "activity": ("farming", "herding", "scrap", "playing", "travelling", "other"),
}
LEAN = {
    "outcome": (3, 6, 1),
    "sex": (2, 8, 0.3),
    "age": (1, 2, 4, 6),
    "device": (6, 1, 3, 2),
    "activity": (5, 3, 2, 2, 1, 1),
}


def people(count: int, seed: int, start: int = 0) -> list[Record]:
    """So many people, leaning to some values, so that there are many small cells."""
    dice = Random(f"{seed} {start}")
    out = []
    for i in range(start, start + count):
        values = {d: dice.choices(VALUES[d], LEAN[d])[0] for d in VALUES}
        out.append(Record(record_key(b"secret", "victims", f"{seed}-{i}".encode()), values, dice.choice((1, 2))))
    return out


def frozen(records, name="2024") -> audit.Frozen:
    return audit.Frozen(name, records, VALUES)


def release(records, *by, name="", of="2024", key=KEY, period=YEAR) -> audit.Issued:
    """A table as the door makes it."""
    made = printed(Spec("casualties", by, (period,)), period, records, VALUES, key)
    return audit.Issued(name or "×".join(by) or "total", of, made)


def attacked(frozen_, issued) -> tuple[audit.Problem, list]:
    """The bounds that anybody can work out who has the tables."""
    asked = audit.problem(frozen_, issued)
    assert asked is not None
    return asked, bounds.solve(asked.as_data())


def recovered(asked, found) -> tuple[int, int, int]:
    """How many small counts there are, how many are known exactly, how many to two values."""
    away = audit.given_away(asked, found)
    assert all(least <= target.count <= most for target, least, most in away), "what is worked out is true"
    return len(asked.targets), sum(a == b for _, a, b in away), len(away)


# --- weaker ways, to see that the attack finds what they leave open -------------------------------------


def suppressed(records, one: str, other: str) -> audit.Problem:
    """What many offices do: print counts from five on and true totals, and hide the counts from 1 to 4."""
    cells = list(product(VALUES[one], VALUES[other]))
    counts = audit.counts(records, (one, other))
    out = audit.Problem(len(cells))

    def say(inside, least, most):
        out.sums.append((dict.fromkeys(inside, 1), least, most))

    for i, cell in enumerate(cells):
        count = counts.get(cell, 0)
        small = count in audit.SMALL
        say([i], 1 if small else count, 4 if small else count)
        if small:
            out.targets.append(audit.Target("naive", (one, other), cell, count, (i,)))
    for at, dimension in enumerate((one, other)):
        for value in VALUES[dimension]:
            inside = [i for i, cell in enumerate(cells) if cell[at] == value]
            say(inside, *[sum(counts.get(cells[i], 0) for i in inside)] * 2)
    say(range(len(cells)), len(records), len(records))
    return out
