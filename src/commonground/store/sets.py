"""Asking for many keys at once, without a parameter for each."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection

HANDFUL = 8  # values that are named one by one, so that the embedded store can weigh its indexes
FEW = 1000  # keys below which it is not worth looking whether they are a range


def among(column: str, values: Iterable[Any]) -> tuple[str, list[Any]]:
    """SQL (and its parameter) for `column IN values`, for any number of integers or strings."""
    listed = list(values)
    if len(listed) > FEW and all(value.__class__ is int for value in listed):
        low, high = min(listed), max(listed)
        if high - low < len(listed) and len(set(listed)) == high - low + 1:
            return f"{column} BETWEEN %s AND %s", [low, high]
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s)", [listed]
    if 0 < len(listed) <= HANDFUL:
        return f"{column} IN ({', '.join(['%s'] * len(listed))})", listed
    return f"{column} IN (SELECT value FROM json_each(%s))", [json.dumps(listed)]


def ranked(values: Iterable[int]) -> tuple[str, list[Any]]:
    """SQL (and its parameter) of a table of some integers, `value`, with their place in the order given, `rank`."""
    listed = list(values)
    if connection.vendor == "postgresql":
        return "SELECT value, rank FROM unnest(%s::bigint[]) WITH ORDINALITY AS r(value, rank)", [listed]
    return "SELECT value, key AS rank FROM json_each(%s)", [json.dumps(listed)]


def paired(values: Mapping[int, int | None]) -> tuple[str, list[Any]]:
    """SQL (and its parameters) of a table of some integers, `value`, with another one for each, `other`."""
    keys, others = list(values), list(values.values())
    if connection.vendor == "postgresql":
        return "SELECT value, other FROM unnest(%s::bigint[], %s::bigint[]) AS p(value, other)", [keys, others]
    said = json.dumps(list(zip(keys, others, strict=True)))
    return (
        "SELECT json_extract(p.value, '$[0]') AS value, json_extract(p.value, '$[1]') AS other FROM json_each(%s) p",
        [said],
    )


def rows(sql: str, params: Iterable[Any] = ()) -> list[tuple]:
    """All rows of a query, as tuples."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params))
        return cursor.fetchall()


def run(sql: str, params: Iterable[Any] = ()) -> int:
    """Run a statement; how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params))
        return cursor.rowcount
