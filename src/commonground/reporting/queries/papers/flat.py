"""A content as CSV: every figure on a line of its own, and the units' figures with a row of HXL hashtags."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from commonground.core.tables.escape import csv_bytes

LONG = ("table", "key", "name", "figure", "edition", "unit", "value")
TOTAL = "*"  # the key of the whole; the empty key is what belongs to no unit, no operator


def long_csv(content: Mapping[str, Any]) -> bytes:
    """Every figure of every table; shares as percentages, and nothing where there is no figure."""
    defined = {f["code"]: (f["edition"], f["unit"]) for f in content["figures"]}
    rows = []
    for table in content["tables"]:
        whole = [(TOTAL, "", table["total"])] if table["total"] else []
        for key, name, values in [*((r["key"], r["name"], r["values"]) for r in table["rows"]), *whole]:
            for code, value in values.items():
                edition, unit = defined[code]
                rows.append([table["by"], key, name, code, edition, unit, plain(value, unit)])
    return csv_bytes(LONG, rows)


def plain(value: int | None, unit: str) -> int | Decimal | None:
    """A figure as other software reads it: whole, or a percentage with one decimal."""
    return Decimal(value) / 10 if value is not None and unit == "percent" else value


def hxl_csv(content: Mapping[str, Any]) -> bytes:
    """The figures by unit, without a row of the whole, which software that adds up would count again."""
    table = next(t for t in content["tables"] if t["by"] == "unit")
    question = content["question"]
    tagged = [f for f in content["figures"] if f["hxl"] and any(f["code"] in row["values"] for row in table["rows"])]
    head = ["unit_code", "unit", "from", "to", *(f["code"] for f in tagged)]
    tags = [
        f"#adm{question['level']}+code",
        f"#adm{question['level']}+name",
        "#date+start",
        "#date+end",
        *(f["hxl"] for f in tagged),
    ]
    rows = [
        [row["key"], row["name"], question["from"], question["to"], *(row["values"].get(f["code"]) for f in tagged)]
        for row in table["rows"]
    ]
    return csv_bytes(head, [tags, *rows])
