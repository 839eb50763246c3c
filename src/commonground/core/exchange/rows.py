"""Which rows an agreement is about: a small part of CQL2 (OGC 21-065r2) in its JSON writing.

`and`, `or`, `not`, `=`, `in`, `between`, `isNull` over the fields of a collection, and `s_intersects` of the geometry with a
polygon that the agreement holds. Anything else is refused, not passed over. As in SQL, a comparison with what is not known is
neither true nor false, and only what is true is shared.
"""

from collections.abc import Callable, Mapping
from typing import Any

from commonground.core.exchange.vocabulary import Field, Nature
from commonground.core.refusals import NotUsable

DEEPEST, MOST = 8, 200  # levels of a predicate, and words in it
GEOMETRY = "geometry"
Meets = Callable[
    [str], bool | None
]  # whether the record's land meets an annexed polygon, by its hash; None where it has none


def wrong(said: Any, code: str, **facts: Any) -> NotUsable:
    """A refusal that names the word."""
    return NotUsable(f"exchange.agreement.{code}", word=str(said)[:80], **facts)


def check(said: Any, fields: Mapping[str, Field], annexes: frozenset[str] | set[str]) -> None:
    """Whether a predicate says only what can be asked. Raises NotUsable naming the word that cannot."""
    _check(said, fields, annexes, 0, [0])


def _check(
    said: Any, fields: Mapping[str, Field], annexes: frozenset[str] | set[str], depth: int, count: list[int]
) -> None:
    count[0] += 1
    if depth > DEEPEST or count[0] > MOST:
        raise wrong("rows", "too-deep")
    if not isinstance(said, dict) or set(said) != {"op", "args"} or not isinstance(said["args"], list):
        raise wrong(said, "not-a-predicate")
    op, args = said["op"], said["args"]
    if op in ("and", "or", "not"):
        if (op == "not" and len(args) != 1) or (op != "not" and len(args) < 2):
            raise wrong(op, "operands")
        for one in args:
            _check(one, fields, annexes, depth + 1, count)
    elif op == "s_intersects":
        _check_place(args, annexes)
    elif op in list(_COMPARED):
        _check_compared(op, args, fields)
    else:
        raise wrong(op, "unknown-word")


def _check_place(args: list[Any], annexes: frozenset[str] | set[str]) -> None:
    if (
        len(args) != 2
        or args[0] != {"property": GEOMETRY}
        or not isinstance(args[1], dict)
        or set(args[1]) != {"annex"}
    ):
        raise wrong("s_intersects", "operands")
    if args[1]["annex"] not in list(annexes):
        raise wrong(args[1]["annex"], "annex-missing")


def _check_compared(op: str, args: list[Any], fields: Mapping[str, Field]) -> None:
    if len(args) != _COMPARED[op] or not isinstance(args[0], dict) or set(args[0]) != {"property"}:
        raise wrong(op, "operands")
    field = fields.get(args[0]["property"]) if isinstance(args[0]["property"], str) else None
    if field is None:
        raise wrong(args[0]["property"], "unknown-field")
    values = args[1] if op == "in" else args[1:]
    if not isinstance(values, list) or (op == "in" and not values) or len(values) > MOST:
        raise wrong(op, "operands")
    for value in values:
        expected = int if field.nature is Nature.NUMBER else str
        if type(value) is not expected or (field.codes and value not in field.codes):
            raise wrong(value, "value", field=field.name)


_COMPARED = {"=": 2, "in": 2, "between": 3, "isNull": 1}


def holds(said: Mapping[str, Any], values: Mapping[str, Any], meets: Meets) -> bool | None:
    """Whether a record is one of the rows; None where that cannot be known. The predicate has been checked."""
    op, args = said["op"], said["args"]
    if op == "not":
        inner = holds(args[0], values, meets)
        return None if inner is None else not inner
    if op in ("and", "or"):
        found = [holds(one, values, meets) for one in args]
        decided = op == "or"
        return decided if decided in found else None if None in found else not decided
    if op == "s_intersects":
        return meets(args[1]["annex"])
    value = values.get(args[0]["property"])
    if op == "isNull":
        return value is None
    if value is None:
        return None
    if op == "=":
        return bool(value == args[1])
    if op == "in":
        return value in args[1]
    return bool(args[1] <= value <= args[2])


def annexes_of(said: Mapping[str, Any]) -> set[str]:
    """The polygons that a predicate asks about."""
    if said["op"] == "s_intersects":
        return {said["args"][1]["annex"]}
    if said["op"] in ("and", "or", "not"):
        return set().union(*(annexes_of(one) for one in said["args"]))
    return set()
