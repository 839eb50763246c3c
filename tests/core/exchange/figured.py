"""An agreement about figures between the invented programmes."""

import copy

import agreed

from commonground.core.exchange import totals
from commonground.core.exchange.projection import Record
from commonground.core.exchange.totals import Leaf

TOTALS = {
    "open-land": {"by": ["contamination", "status"], "measures": ["m2", "without_area", "hazards"], "step_m2": 1_000},
    "released-land": {"by": ["year", "activity", "donor"], "measures": ["m2"], "step_m2": 100},
    "zone-land": {"by": ["zone", "status"], "measures": ["m2", "without_area", "hazards"], "step_m2": 1_000, "zones": [agreed.NAME]},
    "zone-released": {"by": ["zone", "year"], "measures": ["m2"], "step_m2": 100, "zones": [agreed.NAME]},
    "destroyed": {"by": ["year", "kind"], "measures": ["items"]},
    "casualties": {"by": ["year", "outcome"], "measures": ["persons"]},
}  # fmt: skip


def figures(**changes):
    """The text; a path of words is joined by two underscores."""
    said = agreed.said(id="figures-2026", kind="aggregate", valid_from="2026-01-01", purpose="regional balance")
    del said["collections"]
    said["totals"] = copy.deepcopy(TOTALS)
    for path, value in changes.items():
        *way, last = path.split("__")
        at = said
        for word in way:
            at = at[word]
        at[last] = value
    return said


LEAVES = {
    "open-land": [
        Leaf(("ap-mines", "confirmed"), {"m2": 36_000, "hazards": 2, "without_area": 0}),
        Leaf(("plava", "suspected"), {"m2": 10_049, "hazards": 1, "without_area": 0}),
    ],
    "released-land": [
        *(Leaf((str(y), "cleared", "itf"), {"m2": m2}) for y, m2 in zip(range(2021, 2026), (1_000, 2_000, 500, 1_000, 4_000), strict=True)),
        Leaf(("2026", "cleared", "itf"), {"m2": 700}), Leaf(("2026", "reduced", "eu"), {"m2": 300}),
    ],
    "zone-land": [Leaf((agreed.NAME, "confirmed"), {"m2": 36_000, "hazards": 2, "without_area": 0})],
    "zone-released": [Leaf((agreed.NAME, str(y)), {"m2": 900}) for y in range(2021, 2027)],
    "destroyed": [Leaf(("2025", "ap-mine"), {"items": 12, "items-meant": "at-least"}), Leaf(("2025", None), {"items": 3, "items-meant": "exact"})],
    "casualties": [Leaf(("2025",), {"persons": 15}), Leaf(("2025", "killed"), {"persons": "0-4"}), Leaf(("2025", "injured"), {"persons": 10}),
                   Leaf(("2024",), {"persons": "<11"})],
}  # fmt: skip


def cells(agreement, cut="2026-11", leaves=LEAVES, m2=0):
    """Every cell of one cut as a publisher has it; `m2` more open land than there is."""
    out = []
    for name, one in sorted(agreement.totals.items()):
        some = leaves[name]
        if m2 and name == "open-land":
            some = [*some, Leaf(some[0].of, {"m2": m2, "hazards": 0, "without_area": 0})]
        for node in totals.tree(name, one, cut, some):
            out.append(Record(name, node.key, totals.values_of(node)))
    return out
