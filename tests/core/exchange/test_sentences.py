"""Nothing of an agreement goes unsaid: whoever hears the sentences has heard every word of it."""

import agreed
import pytest

from commonground.core.exchange import agreements, sentences
from commonground.core.exchange.agreements import CELLS, AtEnd, Geometry
from commonground.core.exchange.rows import _COMPARED
from commonground.core.exchange.vocabulary import COLLECTIONS, WAYS, Way

WHERE = {"op": "s_intersects", "args": [{"property": "geometry"}, {"annex": agreed.NAME}]}
SOME = {
    "=": {"op": "=", "args": [{"property": "status"}, "confirmed"]},
    "in": {"op": "in", "args": [{"property": "status"}, ["suspected", "confirmed"]]},
    "between": {"op": "between", "args": [{"property": "open_m2"}, 1_000, 9_000]},
    "isNull": {"op": "isNull", "args": [{"property": "unit"}]},
    "s_intersects": WHERE,
}


def clauses(said):
    return sentences.clauses(agreements.read(said))


def keys(said):
    return {one.key for one in sentences.walk(clauses(said))}


def every():
    """Agreements that together use every word there is."""
    yield agreed.said()
    yield agreed.exact(
        talk=["link", "propose", "decide"], delay_days=30, onward=["council.example.org"], at_end__mode="keep"
    )
    yield agreed.said(version=2, prev_sha256="a" * 64, collections__hazard__rows=None,
                      collections__hazard__footprint={"annex": agreed.NAME})  # fmt: skip
    whole = {"op": "or", "args": [{"op": "not", "args": [one]} for one in SOME.values()]}
    for place in ("unit", "none"):
        yield agreed.said(collections__hazard__rows=whole, collections__hazard__geometry=place,
                          collections__hazard__fields={}, collections__hazard__footprint={"annex": agreed.NAME})  # fmt: skip
    release = {"rows": None, "fields": {"day": "month", "m2": {"bucket": [100]}, "activity": "pass"}, "geometry": "none",
               "footprint": {"annex": agreed.NAME}}  # fmt: skip
    yield agreed.said(collections={"release": release})


@pytest.mark.parametrize("said", list(every()))
def test_every_part_of_a_text_has_its_clause(said):
    assert sentences.unsaid(said, clauses(said)) == []


@pytest.mark.parametrize("part", sorted({p for said in every() for p in sentences._parts(said)}))
def test_a_part_without_its_clause_is_told(part):
    """The bug to be caught: a clause left out."""
    said = next(s for s in every() if part in sentences._parts(s))
    assert part in sentences.unsaid(said, _without(clauses(said), part))


def _without(some, part):
    kept = [one for one in some if part not in one.says]
    return [sentences.Clause(c.key, c.facts, c.says, tuple(_without(c.inside, part))) for c in kept]


def test_every_word_of_an_agreement_is_a_part():
    """A word that agreements learn has to be said, too."""
    spoken = {one.partition(".")[0] for c in sentences.walk(clauses(agreed.said())) for one in c.says} - {"op"}
    assert spoken == set(agreements.WORDS) | set(agreements.LATER)


def test_every_word_of_the_vocabulary_has_a_clause():
    spoken = {key for said in every() for key in keys(said)}
    assert {f"rows-{op}" for op in (*_COMPARED, "and", "or", "not", "s_intersects")} <= spoken
    assert {f"geometry-{one.value}" for one in Geometry} <= spoken
    assert {f"field-{one.value}" for one in Way} <= spoken
    assert {f"end-{one.value}" for one in AtEnd} <= spoken


@pytest.mark.parametrize("collection", sorted(COLLECTIONS))
@pytest.mark.parametrize("geometry", ["exact", {"grid": CELLS[0]}, "unit", "none"])
def test_every_field_is_said_to_leave_or_to_stay(collection, geometry):
    for name, field in COLLECTIONS[collection].items():
        for way in WAYS[field.nature]:
            if way is Way.AS_IT_IS and field.places and geometry != "exact":
                continue
            how = {"bucket": [10, 100]} if way is Way.BUCKET else way.value
            one = {"rows": None, "fields": {name: how}, "geometry": geometry, "footprint": {"annex": agreed.NAME}}
            under = clauses(agreed.said(collections={collection: one}))
            told = {
                f: c.key for c in sentences.walk(under) for f in (c.facts.get("field"), *c.facts.get("fields", ())) if f
            }
            assert set(told) == set(COLLECTIONS[collection]), "default deny is said by name"
            assert told.pop(name) == f"field-{way.value}"
            assert set(told.values()) <= {"field-drop"}


def test_a_zone_is_told_by_its_corners():
    (zone,) = [c for c in clauses(agreed.said()) if c.key == "annex"]
    assert (zone.facts["number"], zone.facts["west"], zone.facts["north"]) == (4, 20.0, 42.5)
