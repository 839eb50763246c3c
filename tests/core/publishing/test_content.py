"""Contents and manifests: equal is equal byte for byte, and whatever is changed is found."""

import copy
import json
from datetime import UTC, date, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.core.figures import catalogue
from commonground.core.figures.definitions import Share, Total
from commonground.core.figures.values import value, values
from commonground.core.land.statement import Column, Flow
from commonground.core.publishing import manifest
from commonground.core.publishing.content import (
    Content,
    Kind,
    Question,
    Row,
    Table,
    canonical,
    differences,
    does_not_add_up,
    other_parts,
    sha256,
)

LAND = tuple(c for c, d in catalogue.FIGURES.items() if not c.startswith(("hazards.", "entries.", "documents.")))
OPEN, RELEASED = ("suspected", "confirmed"), ("cancelled", "reduced", "cleared")
INTO = st.sampled_from(["brought-forward", "new", "extended", "reopened"])


@st.composite
def flows(draw):
    """Flows as the accounts make them: each line between accounts that it can stand between."""
    out = []
    for _ in range(draw(st.integers(0, 12))):
        unit, before, m2 = draw(st.sampled_from([1, 2, None])), draw(st.booleans()), draw(st.integers(1, 10**9))
        kind = draw(st.sampled_from(["in", "out", "between"]))
        if kind == "in":
            line, source, target = draw(INTO), "unrecorded", draw(st.sampled_from(OPEN))
        elif kind == "out":
            target = draw(st.sampled_from(RELEASED))
            line, source = target, draw(st.sampled_from(OPEN))
        else:
            line, source, target = draw(st.sampled_from([("confirmed", *OPEN), ("reclassified", *OPEN[::-1])]))
        book = draw(st.sampled_from(["both", "programme", "hazard", "stated"]))
        out.append(Flow(unit, before, book, line, source, target, m2))
    return out


def content_of(found):
    by_unit, whole = {}, Column()
    for flow in found:
        by_unit.setdefault(flow.unit, Column()).take(flow)
        whole.take(flow)
    rows = [Row(str(u or ""), f"Unit {u}", values(LAND, c)) for u, c in by_unit.items()]
    question = Question(Kind.STATEMENT, date(2024, 1, 1), date(2024, 12, 31), 7, 1, 1)
    return Content(
        "T", {"code": "SRS", "name": "Sarsan"}, question, [Table("unit", rows, Row("", "", values(LAND, whole)))]
    ).as_data()


@settings(max_examples=40)
@given(flows())
def test_whatever_flows_there_were_the_figures_add_up(found):
    assert does_not_add_up(content_of(found)) == []


@settings(max_examples=40)
@given(flows().filter(bool), st.data())
def test_no_figure_can_be_changed_alone(found, data):
    """Every figure is held by an identity, a sum or its units, so that a change of one is found."""
    said = content_of(found)
    bent = copy.deepcopy(said)
    table = bent["tables"][0]
    where = data.draw(st.sampled_from([table["total"], *(r["values"] for r in table["rows"])]))
    codes = [c for c, v in where.items() if v is not None]
    code = data.draw(st.sampled_from(codes))
    where[code] += data.draw(st.integers(1, 10**6))
    assert does_not_add_up(bent)
    assert {d.figure for d in differences(said, bent)} == {code}


def test_a_figure_that_is_missing_is_a_difference():
    said = content_of([])
    bent = copy.deepcopy(said)
    del bent["tables"][0]["total"]["share.cleared"]
    [d] = differences(said, bent)
    assert (d.table, d.row, d.figure) == ("unit", "total", "share.cleared")


def test_names_and_texts_differ_without_a_figure():
    said = content_of([Flow(1, True, "both", "new", "unrecorded", "suspected", 5)])
    bent = copy.deepcopy(said)
    bent["tables"][0]["rows"][0]["name"] = "Elsewhere"
    bent["title"] = "U"
    assert differences(said, bent) == [] and other_parts(said, bent) == ["title", "names"]


@settings(max_examples=40)
@given(flows())
def test_equal_content_is_equal_bytes(found):
    said = content_of(found)
    again = json.loads(canonical(said))
    shuffled = dict(reversed(again.items()))
    assert canonical(shuffled) == canonical(said)


def test_the_canonical_writing_is_that_of_rfc_8785():
    # Section 3.2.3 of RFC 8785: names are sorted by their UTF-16 code units.
    said = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "\u00f6": 7}
    assert canonical(said).decode() == '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}'


def test_formulas_are_made_of_figures_that_exist_and_end():
    for code, d in catalogue.FIGURES.items():
        seen, path = set(), [d]
        while path:
            formula = path.pop().formula
            terms = (
                (*formula.plus, *formula.minus)
                if isinstance(formula, Total)
                else (formula.part, formula.whole)
                if isinstance(formula, Share)
                else ()
            )
            for term in terms:
                assert term != code and term in catalogue.FIGURES
                if term not in seen:
                    seen.add(term)
                    path.append(catalogue.FIGURES[term])


def test_columns_and_codes_are_used_once():
    assert len(catalogue.BY_COLUMN) == len(catalogue.FIGURES)
    assert all(d.source and d.unknowns and d.name and d.rounding for d in catalogue.FIGURES.values())


def test_a_share_of_nothing_has_no_figure_and_halves_go_up():
    column = Column()
    assert value("share.cleared", column) is None
    column.flows |= {"cleared": 1, "cancelled": 7, "reduced": 8}
    assert value("share.cleared", column) == 63  # 1 of 16 is 6.25 %


def manifest_of(**more):
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    files = [manifest.PublishedFile("content.json", "application/json", b"{}")]
    said = manifest.manifest(
        number=1, content=content_of([]), files=files, approved_by="A", approved_at=datetime(2026, 1, 1, tzinfo=UTC), own=False,
        drafted_by="B", snapshot="0" * 64, software="0", engine={"geos": "3"}, previous=manifest.FIRST, supersedes=None,
        key=manifest.key_name(public), **more,
    )  # fmt: skip
    return said, manifest.sign(said, key), public


def test_a_signature_holds_for_this_manifest_and_no_other():
    said, signature, public = manifest_of()
    assert manifest.is_signed(said, signature, public)
    assert not manifest.is_signed(said | {"number": 2}, signature, public)
    assert not manifest.is_signed(said, signature[:-1] + bytes([signature[-1] ^ 1]), public)
    assert not manifest.is_signed(said, signature, manifest_of()[2])
    assert not manifest.is_signed(said, b"", public)


@given(
    st.lists(st.tuples(st.integers(1, 99), st.text("0123456789abcdef", min_size=4, max_size=4)), max_size=8), st.data()
)
def test_a_ledger_that_is_changed_has_another_hash(entries, data):
    if not entries:
        assert manifest.snapshot([]) == sha256(b"")
        return
    i = data.draw(st.integers(0, len(entries) - 1))
    for bent in (
        entries[:i] + entries[i + 1 :],
        [*entries, (100, "ffff")],
        [*entries[:i], (entries[i][0], "zzzz"), *entries[i + 1 :]],
    ):
        assert manifest.snapshot(bent) != manifest.snapshot(entries)


@pytest.mark.parametrize("kind", list(Kind))
def test_a_question_is_written_and_read(kind):
    question = Question(kind, date(2024, 1, 1), date(2024, 6, 30), 3, 2, 1)
    assert Question.of(json.loads(json.dumps(question.as_data()))) == question
