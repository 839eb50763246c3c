"""The least and the most that each sum of unknowns can be: linear programming, by HiGHS in scipy.

Run as a script it reads problems as JSON from the file it is given and writes the bounds beside it, so that the process which answers
pages never loads scipy. Nothing of ours is imported: it can be run in a process that is given nothing.
"""

import json
import sys
from collections.abc import Mapping
from math import ceil, floor
from pathlib import Path
from time import sleep
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

NEAR = 1e-6
WAIT = 0.005  # seconds between looks for the next problem
ROUNDS = 12  # attempts that clear many sums at once
ENOUGH = 3  # a sum that can take so many values needs no closer look


def solve(asked: Mapping[str, Any], *, exact: bool = False) -> list[tuple[int, int]]:
    """The bounds of every target as whole numbers.

    Unless `exact`, a target that is seen to take three values is not looked at any closer: its bounds are then those that were seen.
    Raises ValueError where nothing fits: what was printed contradicts itself.
    """
    targets = [np.array(t, dtype=int) for t in asked["targets"]]
    if not targets:
        return []
    limits = _limits(asked)
    size = asked["unknowns"]
    least = np.full(len(targets), np.inf)
    most = np.full(len(targets), -np.inf)
    if not exact:
        _look_at_many(limits, size, targets, least, most)
    out = []
    for i, terms in enumerate(targets):
        if not _is_open(least[i], most[i]):
            one = np.zeros(size)
            one[terms] = 1
            least[i], most[i] = one @ _best(one, limits), one @ _best(-one, limits)
        out.append((ceil(least[i] - NEAR), floor(most[i] + NEAR)))
    return out


def _look_at_many(limits: dict[str, Any], size: int, targets: list[Any], least: Any, most: Any) -> None:
    """Points that fit everything, far apart from each other: what a sum takes in them it can take."""
    dice = np.random.default_rng(1)
    for round_ in range(ROUNDS):
        open_ = [t for t, a, b in zip(targets, least, most, strict=True) if not _is_open(a, b)]
        if not open_:
            return
        direction = np.zeros(size)
        for terms in open_:
            direction[terms] += dice.choice([-1.0, 1.0]) if round_ > 1 else (1.0, -1.0)[round_]
        for sign in (1, -1):
            point = _best(sign * direction, limits)
            for i, terms in enumerate(targets):
                found = point[terms].sum()
                least[i], most[i] = min(least[i], found), max(most[i], found)


def _is_open(least: float, most: float) -> bool:
    """Whether three whole numbers at least lie between what was seen."""
    return bool(np.isfinite(most - least)) and floor(most + NEAR) - ceil(least - NEAR) >= ENOUGH - 1


def _limits(asked: Mapping[str, Any]) -> dict[str, Any]:
    same = [(s, a) for *s, a, b in asked["sums"] if a == b]
    apart = [(s, a, b) for *s, a, b in asked["sums"] if a != b]
    over = [(s, b) for s, _, b in apart if b is not None]
    under = [((s[0], [-x for x in s[1]]), -a) for s, a, _ in apart if a > 0]
    size = asked["unknowns"]
    out: dict[str, Any] = {}
    if same:
        out["A_eq"], out["b_eq"] = _matrix([s for s, _ in same], size), np.array([a for _, a in same], float)
    if over or under:
        out["A_ub"] = _matrix([s for s, _ in [*over, *under]], size)
        out["b_ub"] = np.array([b for _, b in [*over, *under]], float)
    return out


def _matrix(rows: list[Any], size: int) -> Any:
    indices = [i for at, _ in rows for i in at]
    data = [x for _, by in rows for x in by]
    ends = np.cumsum([0, *(len(at) for at, _ in rows)])
    return csr_array((np.array(data, float), np.array(indices, dtype=np.int32), ends), shape=(len(rows), size))


def _best(direction: Any, limits: dict[str, Any]) -> Any:
    found = linprog(direction, bounds=(0, None), method="highs", **limits)
    if found.status == 3:  # without end: nothing bounds it from above
        found = linprog(direction, bounds=(0, 1e6), method="highs", **limits)
    if found.status != 0:
        raise ValueError(f"nothing fits what was printed: {found.message}")
    return found.x


def main(name: str) -> None:
    """Read problems 0, 1, 2 … from a folder as they come, until it is said that no more do; write the bounds of each."""
    folder, found, number = Path(name), [], 0
    while True:
        ended = (folder / "end.json").exists()  # looked for first: whatever is there then was all of it
        file = folder / f"{number}.json"
        if file.exists():
            text = file.read_text("utf-8")
            found.append(solve(json.loads(text)) if text else [])
            number += 1
        elif ended:
            break
        else:
            sleep(WAIT)
    (folder / "bounds.json").write_text(json.dumps(found), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
