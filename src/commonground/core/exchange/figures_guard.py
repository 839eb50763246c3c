"""The last look at a cell before it leaves: from the agreement and the exact figure, by arithmetic of its own.

It shares no function with what makes cells. Whatever it does not expect is withheld.
"""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from commonground.core.exchange.agreements import Agreement
from commonground.core.exchange.totals import TABLES, Agreed, Measure

FIVE = 5  # people are said in fives, as `disclosure` released them
FEW = ("0-4", "<11")
MEANT = {"exact", "at-least", "more-than", "about"}


def faults(
    table: str, body: Mapping[str, Any], footprint: Mapping[str, Any], values: Mapping[str, Any], day: str, agreement: Agreement
) -> list[str]:  # fmt: skip
    """Why a cell must not leave, in codes; `values` are the exact figures that it is made of, `day` when it is said."""
    agreed = agreement.totals[table]
    if sorted(body) != ["cells", "cut", "geometry", "measures", "of"]:
        return ["fields"]
    out = [] if body["geometry"] == {"kind": "none"} else ["geometry"]
    if not _is_over(body["cut"], day, agreement.delay_days) or body["cut"] != values.get("cut"):
        out.append("cut")
    if not _is_in_tree(table, body["of"], agreed, values):
        return [*out, "tree"]
    out += _of_numbers(table, body["measures"], agreed, values)
    if (body["cells"] is not None) != (len(body["of"]) == TABLES[table].least) or body["cells"] != values.get("cells"):
        out.append("cells")
    zone = body["of"].get("zone")
    if dict(footprint) != ({"kind": "none"} if zone is None else {"kind": "annex", "annex": zone}):
        out.append("footprint")
    return out


def _is_over(month: Any, day: str, delay_days: int) -> bool:
    """Whether a cut is as at the end of a month that was over, and the delay with it, when it is said."""
    if not isinstance(month, str) or re.fullmatch(r"\d{4}-(?:0[1-9]|1[0-2])", month) is None:
        return False
    year, number = divmod(int(month[:4]) * 12 + int(month[5:]), 12)  # the first day after it
    return date.fromisoformat(day) - timedelta(days=delay_days) >= date(year, number + 1, 1)


def _is_in_tree(table: str, of: Any, agreed: Agreed, values: Mapping[str, Any]) -> bool:
    """Whether a place is one of the agreed tree, from its first dimension on without a gap, and its own figure's."""
    if not isinstance(of, dict) or not TABLES[table].least <= len(of) <= len(agreed.by):
        return False
    if any(name not in of for name in agreed.by[: len(of)]):
        return False
    zone = of.get("zone")
    if "zone" in of and zone not in agreed.zones:
        return False
    return len(of) == values.get("depth") and all(name in values and of[name] == values[name] for name in of)


def _of_numbers(table: str, said: Any, agreed: Agreed, values: Mapping[str, Any]) -> list[str]:
    if not isinstance(said, dict) or sorted(said) != sorted(agreed.measures):
        return ["fields"]
    kinds = TABLES[table].measures
    return [
        f"measure-{one}" for one in agreed.measures if not _fits(one, kinds[one], said[one], agreed.step_m2, values)
    ]


def _fits(one: str, kind: Measure, said: Any, step: int, values: Mapping[str, Any]) -> bool:
    """Whether a number is that of its figure, and no finer than was agreed."""
    mine = values.get(one)
    if kind is Measure.PERSONS:
        return said == mine and (
            said in FEW if isinstance(said, str) else type(said) is int and said > 0 and not said % FIVE
        )
    if kind is Measure.AMOUNT:
        return bool(said == {"number": mine, "meant": values.get(f"{one}-meant")} and said["meant"] in MEANT)
    if type(said) is not int or type(mine) is not int or said < 0:
        return False
    if kind is Measure.AREA:
        return not said % step and 2 * abs(said - mine) <= step - (step == 1)
    return said == mine
