"""How long findings have stood: by the moment at which the entry they are about came to be known."""

from dataclasses import dataclass
from datetime import datetime

from commonground.land.access import Units, among_visible
from commonground.land.models import Doubt, Moment
from commonground.store.sets import rows

DOUBT, MOMENT = Doubt._meta.db_table, Moment._meta.db_table


@dataclass(frozen=True, slots=True)
class Ages:
    """Findings of one severity: those newer than the first of some moments, then between one and the next, then older."""

    severity: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)


def ages(moments: tuple[datetime, ...], within: Units = None) -> list[Ages]:
    """Findings by severity and age; `moments` run backwards. A finding about no entry counts as the newest."""
    numbers = [rows(f"SELECT coalesce(max(last), 0) FROM {MOMENT} WHERE at <= %s", [at])[0][0] for at in moments]
    bounds = [*numbers, -1]
    sums, params, upper = [], [], None
    for lower in bounds:
        test = "entry > %s" if upper is None else "entry > %s AND entry <= %s"
        sums.append(
            f"sum(CASE WHEN {test} THEN 1 ELSE 0 END)"
            if upper is not None
            else f"sum(CASE WHEN entry IS NULL OR {test} THEN 1 ELSE 0 END)"
        )
        params += [lower] if upper is None else [lower, upper]
        upper = lower
    clause, seen = among_visible(within, "hazard_id")
    found = {
        r[0]: tuple(int(n) for n in r[1:])
        for r in rows(
            f"SELECT severity, {', '.join(sums)} FROM {DOUBT} WHERE {clause} GROUP BY severity", [*params, *seen]
        )
    }
    return [Ages(name, found.get(name, (0,) * len(bounds))) for name in ("error", "doubt", "note")]
