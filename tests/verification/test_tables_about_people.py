"""The attack over the tables that a ministry would publish of a whole national register of victims."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from commonground.core.privacy import audit, bounds
from commonground.core.privacy.door import Form, Record, Spec, printed
from commonground.core.privacy.periods import Closed
from commonground.core.privacy.rounding import record_key

REGISTER = Path("/work/shared/data/colombia-victims/victimas_2021.csv")
TABLES = (("outcome", "age"), ("outcome", "sex"), ("age", "sex"), ("status", "outcome"), ("unit",))
pytestmark = pytest.mark.skipif(not REGISTER.exists(), reason="the Colombian register is not on this machine")


@pytest.fixture(scope="module")
def years():
    """The register by year, in coarse values; the record key is the row."""
    out = defaultdict(list)
    with REGISTER.open(encoding="utf-8-sig", newline="") as stream:
        for n, row in enumerate(csv.DictReader(stream)):
            values = {"outcome": row["estado"], "sex": row["genero"], "age": row["rangoedad"], "status": row["condicion"],
                      "unit": row["departamento"]}  # fmt: skip
            half = 1 if row["mes"].isdigit() and int(row["mes"]) <= 6 else 2
            out[int(row["ano"])].append(Record(record_key(b"secret", "victims", b"%d" % n), values, half))
    return out


def test_no_small_count_of_the_colombian_register_comes_out_of_its_tables(years):
    everybody = [r for people in years.values() for r in people]
    values = {d: tuple(sorted({r.values[d] for r in everybody})) for d in everybody[0].values}
    small = crossed = 0
    for year, people in sorted(years.items()):
        issued = []
        for by in TABLES:
            made = printed(Spec("casualties", by, (Closed(year),)), Closed(year), people, values, b"key of %d" % year)
            crossed += made.form is Form.CROSS
            issued.append(audit.Issued("×".join(by), str(year), made))
        asked = audit.problem([audit.Frozen(str(year), people, values)], issued)
        assert audit.given_away(asked, bounds.solve(asked.as_data())) == [], year
        small += len(asked.targets)
    assert len(everybody) > 10_000 and crossed > 50 and small > 250
