"""Asking for many keys at once, without a parameter for each."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

HANDFUL = 8  # values that are named one by one, so that the embedded store can weigh its indexes
BETWEEN = "\x1e"  # between values that the database puts together
FEW = 1000  # keys below which it is not worth looking whether they are a range


def among(column: str, values: Iterable[Any]) -> tuple[str, list[Any]]:
    """SQL (and its parameter) for `column IN values`, for any number of integers or strings."""
    listed = list(values)
    if len(listed) > FEW and all(value.__class__ is int for value in listed):
        low, high = min(listed), max(listed)
        if high - low < len(listed) and len(set(listed)) == high - low + 1:
            return f"{column} BETWEEN %s AND %s", [low, high]
    if connection.vendor == "postgresql":
        # Of the type of keys, without which the server compares them one by one instead of by a table of hashes.
        kind = "::bigint[]" if listed and all(value.__class__ is int for value in listed) else ""
        return f"{column} = ANY(%s{kind})", [listed]
    if 0 < len(listed) <= HANDFUL:
        return f"{column} IN ({', '.join(['%s'] * len(listed))})", listed
    return f"{column} IN (SELECT value FROM json_each(%s))", [json.dumps(listed)]


def outside(column: str, values: Iterable[int]) -> tuple[str, list[Any]]:
    """SQL (and its parameter) for `column NOT IN values`, for any number of integers."""
    if connection.vendor == "postgresql":
        return f"{column} NOT IN (SELECT unnest(%s::bigint[]))", [list(values)]
    return f"{column} NOT IN (SELECT value FROM json_each(%s))", [json.dumps(list(values))]


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


def columns(
    numbers: Sequence[str], texts: Sequence[str], source: str, params: Iterable[Any] = ()
) -> tuple[list[NDArray[np.int64]], list[list[str]]] | None:
    """Columns of a query, all in one order: whole numbers and texts, none of them ever null. `source` begins with its FROM.

    The database puts each column together as one text: thousands of short rows cost half of what they cost one by one, and
    other threads go on meanwhile. None where a text holds what stands between them; `rows` is the plain twin.
    """
    put = "string_agg(CAST({} AS text), '{}')" if connection.vendor == "postgresql" else "group_concat({}, '{}')"
    wanted = [put.format(name, ",") for name in numbers] + [put.format(name, BETWEEN) for name in texts]
    ((count, *found),) = rows(f"SELECT count(*), {', '.join(wanted)} {source}", params)
    if not count:
        return [np.empty(0, np.int64) for _ in numbers], [[] for _ in texts]
    parsed = [np.fromstring(text, np.int64, sep=",") for text in found[: len(numbers)]]
    split = [text.split(BETWEEN) for text in found[len(numbers) :]]
    return (parsed, split) if all(len(column) == count for column in (*parsed, *split)) else None


def run(sql: str, params: Iterable[Any] = ()) -> int:
    """Run a statement; how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params))
        return cursor.rowcount
