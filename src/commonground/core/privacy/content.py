"""A release as plain JSON: what leaves, and what it is hashed by. Read again it is the same tables."""

from collections.abc import Mapping, Sequence
from typing import Any

from commonground.core.privacy.door import Basis, Cell, Form, Printed, Sign, Spec, Table
from commonground.core.privacy.periods import Closed, period
from commonground.core.privacy.rounding import BASE

SCHEMA = "commonground.release/1"
FIRST = "0" * 64  # stands before the first release


def tables_as_data(printed: Sequence[Printed]) -> list[dict[str, Any]]:
    """The tables of some periods."""
    return [
        {
            "period": str(p.period),
            "form": p.form.value,
            "crossed": {d: list(v) for d, v in p.used.items()},
            "tables": [
                {
                    "by": list(t.by),
                    "cells": [{"key": list(c.key), "value": c.value, "sign": c.sign.value} for c in t.cells],
                }
                for t in p.tables
            ],
        }
        for p in printed
    ]


def tables_of(said: Sequence[Mapping[str, Any]]) -> list[Printed]:
    """The same read again."""
    return [
        Printed(
            _period(p["period"]),
            Form(p["form"]),
            tuple(
                Table(tuple(t["by"]), tuple(Cell(tuple(c["key"]), c["value"], Sign(c["sign"])) for c in t["cells"]))
                for t in p["tables"]
            ),
            {d: tuple(v) for d, v in p["crossed"].items()},
        )
        for p in said
    ]


def _period(text: str) -> Closed:
    found = period(text)
    assert found is not None, text
    return found


def content(
    spec: Spec, printed: Sequence[Printed], *, number: int, reason: str, frozen: Sequence[Mapping[str, Any]], name: str, at: str,
    previous: str,
) -> dict[str, Any]:  # fmt: skip
    """All that a release says."""
    exact = spec.basis is not Basis.ROUNDED
    return {
        "schema": SCHEMA, "number": number, "population": spec.population, "by": list(spec.by), "basis": spec.basis.value,
        "rounded_to": None if exact else BASE, "adds_up": exact, "reason": reason, "frozen": [dict(f) for f in frozen],
        "periods": tables_as_data(printed), "approved": {"by": name, "at": at}, "previous": previous,
    }  # fmt: skip
