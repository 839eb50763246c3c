"""An agreement is understood word by word, or not at all."""

import sqlite3
from datetime import timedelta

import agreed
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.core.exchange import agreements
from commonground.core.exchange.agreements import Geometry
from commonground.core.exchange.rows import holds
from commonground.core.exchange.vocabulary import Way
from commonground.core.refusals import NotUsable


def refused(said):
    with pytest.raises(NotUsable) as found:
        agreements.read(said)
    return found.value.code.removeprefix("exchange.agreement.")


def test_it_is_read_as_it_was_meant():
    found = agreements.read(agreed.said())
    hazard = found.collections["hazard"]
    assert hazard.geometry is Geometry.GRID and hazard.grid_m == 1_000 and hazard.footprint.grid_m == 5_000
    assert hazard.ways["recorded_on"] == (Way.MONTH, ()) and "name" not in hazard.ways, "what is dropped does not leave"
    assert hazard.ways["open_m2"] == (Way.BUCKET, (1_000, 10_000, 100_000))
    day = timedelta(days=1)
    assert found.is_in_force(found.valid_from) and found.is_in_force(found.valid_until)
    assert not found.is_in_force(found.valid_from - day) and not found.is_in_force(found.valid_until + day)
    assert len(found.sha256) == 64 == len(agreements.read(agreed.exact()).sha256)
    assert found.sha256 != agreements.read(agreed.said(purpose="another")).sha256


PLACES = ["", "collections__hazard", "at_end", "plane"]


@pytest.mark.parametrize("where", PLACES)
def test_a_word_nobody_knows_makes_it_unusable(where):
    path = f"{where}__surprise" if where else "surprise"
    assert refused(agreed.said(**{path: True})) == "unknown-word"


@pytest.mark.parametrize("word", sorted(agreements.WORDS))
def test_a_word_that_is_missing_makes_it_unusable(word):
    said = agreed.said()
    del said[word]
    assert refused(said) == "missing-word"


ROWS = "collections__hazard__rows"
FIELDS = "collections__hazard__fields"


@pytest.mark.parametrize(
    "changes, code",
    [
        ({"v": 2}, "unknown-word"), ({"kind": "everything"}, "unknown-word"), ({"version": 0}, "value"),
        ({"version": True}, "value"), ({"version": 2}, "value"), ({"prev_sha256": "a" * 64}, "value"),
        ({"recipient": "amc.example.al"}, "with-itself"), ({"publisher": "Not A Name"}, "value"), ({"purpose": "  "}, "value"),
        ({"valid_until": "2026-01-01"}, "ends-before"), ({"valid_from": "20261201"}, "value"), ({"valid_from": "soon"}, "value"),
        ({"max_silence_days": 0}, "value"), ({"delay_days": -1}, "value"), ({"onward": ["Two Words"]}, "value"),
        ({"at_end__mode": "forget"}, "unknown-word"), ({"at_end__within_days": 1.5}, "value"), ({"collections": {}}, "nothing-shared"),
        ({"collections": {"victim": {}}}, "unknown-word"), ({"plane__operation": "+proj=noop"}, "plane"),
        ({"plane__definition": "+proj=merc"}, "plane"), ({"annexes": {"a" * 64: agreed.ZONE}}, "annex"),
        ({f"{FIELDS}__informant": "pass"}, "unknown-field"), ({f"{FIELDS}__status": "blur"}, "way"),
        ({f"{FIELDS}__status": "month"}, "way"), ({f"{FIELDS}__open_m2": "pass"}, "finds-the-place"),
        ({f"{FIELDS}__recorded_on": "pass"}, "finds-the-place"), ({f"{FIELDS}__code": "pass"}, "finds-the-place"),
        ({f"{FIELDS}__open_m2": {"bucket": [10, 5]}}, "bucket"), ({f"{FIELDS}__open_m2": {"bucket": []}}, "bucket"),
        ({f"{FIELDS}__status": {"bucket": [5]}}, "bucket"), ({f"{FIELDS}__open_m2": {"bucket": [5], "more": 1}}, "unknown-word"),
        ({"collections__hazard__geometry": "about"}, "unknown-word"), ({"collections__hazard__geometry": {"grid": 7}}, "cell"),
        ({"collections__hazard__footprint": {"grid": 500}}, "finer-than-geometry"), ({"collections__hazard__footprint": None}, "footprint"),
        ({"collections__hazard__geometry": "none"}, "finer-than-geometry"), ({"collections__hazard__geometry": "unit"}, "finer-than-geometry"),
        ({"collections__hazard__footprint": {"annex": "b" * 64}}, "annex-missing"),
        ({ROWS: {"op": [], "args": []}}, "unknown-word"), ({ROWS: {"op": {}, "args": []}}, "unknown-word"),
        ({ROWS: {"op": "s_intersects", "args": [{"property": "geometry"}, {"annex": []}]}}, "annex-missing"),
        ({ROWS: {"op": "like", "args": []}}, "unknown-word"), ({ROWS: {"op": "="}}, "not-a-predicate"),
        ({ROWS: {"op": "=", "args": [{"property": "informant"}, "x"]}}, "unknown-field"),
        ({ROWS: {"op": "=", "args": [{"property": "status"}, "perhaps"]}}, "value"),
        ({ROWS: {"op": "=", "args": [{"property": "open_m2"}, "5"]}}, "value"), ({ROWS: {"op": "not", "args": []}}, "operands"),
        ({ROWS: {"op": "in", "args": [{"property": "status"}, []]}}, "operands"),
        ({ROWS: {"op": "s_intersects", "args": [{"property": "geometry"}, {"annex": "c" * 64}]}}, "annex-missing"),
        ({ROWS: {"op": "s_intersects", "args": [{"property": "other"}, {"annex": agreed.NAME}]}}, "operands"),
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_agreed_is_refused_by_its_word(changes, code):
    assert refused(agreed.said(**changes)) == code


def test_a_predicate_without_an_end_is_refused():
    rows = {"op": "isNull", "args": [{"property": "status"}]}
    for _ in range(40):
        rows = {"op": "not", "args": [rows]}
    assert refused(agreed.said(**{ROWS: rows})) == "too-deep"


@pytest.mark.parametrize("ring", [
    [[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]], [[0, 0], [1, 1]], [[0, 0], [200, 0], [200, 1], [0, 0]], "not a ring",
])  # fmt: skip
def test_a_zone_that_encloses_nothing_is_refused(ring):
    shape = {"type": "Polygon", "coordinates": [ring]}
    assert refused(agreed.said(annexes={agreed.NAME: agreed.ZONE, agreements.annex_name(shape): shape})) == "annex"


@pytest.mark.parametrize("said", [None, [], "agreement", 5, float("nan"), {"v": float("inf")}])
def test_what_is_no_agreement_at_all_is_refused(said):
    refused(said)


VALUES = st.fixed_dictionaries(
    {"status": st.sampled_from(["suspected", "confirmed", None]), "open_m2": st.sampled_from([1, 5, 9, None])}
)
LEAVES = st.one_of(
    st.sampled_from([
        {"op": "=", "args": [{"property": "status"}, "suspected"]}, {"op": "in", "args": [{"property": "open_m2"}, [1, 9]]},
        {"op": "between", "args": [{"property": "open_m2"}, 2, 8]}, {"op": "isNull", "args": [{"property": "status"}]},
        {"op": "s_intersects", "args": [{"property": "geometry"}, {"annex": agreed.NAME}]},
    ])
)  # fmt: skip
PREDICATES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda a: {"op": "not", "args": [a]}, inner),
        st.builds(
            lambda op, some: {"op": op, "args": some},
            st.sampled_from(["and", "or"]),
            st.lists(inner, min_size=2, max_size=3),
        ),
    ),
    max_leaves=6,
)


@given(PREDICATES, VALUES, st.sampled_from([True, False, None]))
def test_predicates_mean_what_they_mean_in_a_database(said, values, meets):
    """Beside SQLite's own three-valued logic, which knows nothing of ours."""

    def sql(one):
        op, args = one["op"], one["args"]
        if op == "not":
            return f"(NOT {sql(args[0])})"
        if op in ("and", "or"):
            return "(" + f" {op.upper()} ".join(sql(a) for a in args) + ")"
        if op == "s_intersects":
            return {True: "(1=1)", False: "(1=0)", None: "(NULL=1)"}[meets]
        name = args[0]["property"]
        if op == "isNull":
            return f"({name} IS NULL)"
        if op == "=":
            return f"({name} = '{args[1]}')"
        if op == "in":
            return f"({name} IN ({', '.join(map(str, args[1]))}))"
        return f"({name} BETWEEN {args[1]} AND {args[2]})"

    with sqlite3.connect(":memory:") as db:
        (expected,) = db.execute(
            f"SELECT {sql(said)} FROM (SELECT ? AS status, ? AS open_m2)", [values["status"], values["open_m2"]]
        ).fetchone()
    assert holds(said, values, lambda name: meets) is (None if expected is None else bool(expected))
