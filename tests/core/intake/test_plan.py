"""A plan for every row, whatever is wrong with it; read by column or by hand, with the same outcome."""

import hashlib
import json
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.core.geometry.checks import batch
from commonground.core.geometry.plane import plane_for
from commonground.core.intake import plan as planning
from commonground.core.intake import records, rows
from commonground.core.intake.cells import Columns
from commonground.core.intake.mapping import Mapping
from commonground.core.land.drafts import Draft, name_all, refusal, refusals
from commonground.core.land.entries import Account, Kind
from commonground.core.refusals import NotUsable

TODAY = date(2026, 6, 1)
PLANE = plane_for((15.75, 42.6, 19.6, 45.25))
NAMES = ["id", "class", "type", "restricted", "when", "label", "m2", "wide"]
COLUMNS = dict(
    zip(("code", "level", "contamination", "flag", "on", "name", "stated_m2", "width_m"), NAMES, strict=True)
)
SQUARE = shapely.box(17.0, 44.0, 17.004, 44.003)
BOW = shapely.Polygon([(17, 44), (17.01, 44.01), (17.01, 44), (17, 44.01)])
SHAPES = [SQUARE, shapely.box(17.1, 44, 17.104, 44.003), BOW, None, shapely.Polygon(), shapely.Point(17, 44),
          shapely.LineString([(17, 44), (17.01, 44)]), shapely.box(0, 0, 1, 1)]  # fmt: skip


def table(cells, shapes, columns=NAMES, **more):
    written = [None if s is None else shapely.to_wkb(s) for s in shapes]
    return SimpleNamespace(
        name="f.gpkg", columns=columns, cells=[list(c) for c in zip(*cells, strict=True)], shapes=written, crs="EPSG:4326",
        faults={}, **more,
    )  # fmt: skip


def made(given, mapping):
    return planning.plan(given, mapping, PLANE, None, TODAY)


CELLS = st.tuples(
    st.sampled_from(["A", "B", "C", "", " A", 7]), st.sampled_from(["SHA", "confirmed", "", None, "perhaps"]),
    st.sampled_from(["ap", "erw", "", "stones"]), st.sampled_from(["", "vojno", "what"]),
    st.sampled_from(["2020-01-02", "", "3.4.2021", "soon", "2099-01-01", None, "2020"]), st.sampled_from(["", "Polje", " Njiva "]),
    st.sampled_from([None, 12, 4.5, "1.200", "much", -3]), st.sampled_from([None, 2, "2 m"]),
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(
    given_rows=st.lists(st.tuples(CELLS, st.sampled_from(SHAPES)), min_size=1, max_size=7),
    opening=st.sampled_from(["", "2019-12-31"]), coded=st.booleans(), accept=st.booleans(),
)  # fmt: skip
def test_rows_read_by_column_become_what_they_become_by_hand(given_rows, opening, coded, accept):
    columns = COLUMNS if coded else {k: v for k, v in COLUMNS.items() if k != "code"}
    mapping = Mapping("hazards", columns, opening_on=opening, document="file f", accept_repairs=accept, prefix="XX")
    given = table([c for c, _ in given_rows], [s for _, s in given_rows])
    quick = made(given, mapping).rows

    def slowly(all_rows, which, column, mapping, shapes, today):
        for i in which:
            records.hazard(all_rows[i], i, column, mapping, shapes[i], today)

    usual, planning.hazards = planning.hazards, slowly
    try:
        by_hand = made(table([c for c, _ in given_rows], [s for _, s in given_rows]), mapping).rows
    finally:
        planning.hazards = usual
    for one, other in zip(quick, by_hand, strict=True):
        assert (one.identity, one.content, one.cells, one.hazard, one.card) == (
            other.identity, other.content, other.cells, other.hazard, other.card
        )  # fmt: skip
        assert one.findings == other.findings
        assert one.draft == other.draft
        assert one.draft is None or one.draft.hash == other.draft.hash
        assert (one.draft is None) <= bool(one.findings), "who is not booked is told why"


@settings(deadline=None)
@given(st.lists(st.tuples(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text()), st.text(max_size=3)), max_size=6))  # fmt: skip
def test_rows_are_written_down_as_json_would(cells):
    given = SimpleNamespace(
        columns=['a "b"', "č"],
        cells=[list(c) for c in zip(*cells, strict=True)] or [[], []],
        shapes=[None] * len(cells),
    )
    say = json.JSONEncoder(ensure_ascii=False, default=str).encode
    assert rows.written_down(given) == [say(dict(zip(given.columns, row, strict=True))) for row in cells]


def test_identity_is_the_code_or_the_content_and_which_of_its_kind():
    mapping = Mapping("hazards", {"code": "id"}, opening_on="2020-01-01")
    given = table([("A",), ("A",), ("",), ("",)], [SQUARE] * 4, ["id"])
    names = [r.identity for r in rows.identities(given, mapping, Columns.of(given, mapping), {})]
    content = hashlib.sha256(b'{"id": ""}' + given.shapes[0]).hexdigest()
    assert names == ["A", "A#2", f"{content[:16]}-1", f"{content[:16]}-2"]


def test_a_code_that_comes_twice_is_booked_once():
    mapping = Mapping("hazards", {"code": "id"}, opening_on="2020-01-01", document="d")
    first, second = made(table([("A",), ("A",)], [SQUARE, SHAPES[1]], ["id"]), mapping).rows
    assert first.draft is not None and second.draft is None
    assert "intake.row.code-twice" in [f.code for f in second.findings]


def test_a_large_repair_waits_until_somebody_has_looked():
    given = ([("A",)], [BOW], ["id"])
    mapping = Mapping("hazards", {"code": "id"}, opening_on="2020-01-01", document="d")
    assert made(table(*given), mapping).rows[0].draft is None
    assert made(table(*given), mapping.changed(accept_repairs=True)).rows[0].draft is not None


def test_a_width_that_makes_no_strip_keeps_its_row_back_and_no_other():
    mapping = Mapping("hazards", {"code": "id", "width_m": "wide"}, opening_on="2020-01-01", document="d")
    line, point = SHAPES[6], SHAPES[5]
    strip, wrong, spot = made(
        table([("A", 10), ("B", -10), ("C", 10)], [line, line, point], ["id", "wide"]), mapping
    ).rows
    assert strip.draft is not None and strip.draft.shape is not None
    assert wrong.draft is None and "geometry.strip.width" in [f.code for f in wrong.findings]
    assert (
        spot.draft is not None
        and spot.draft.shape is None
        and "geometry.strip.not-a-line" in [f.code for f in spot.findings]
    )


def test_an_activity_says_what_was_done_to_which_hazards():
    columns = {"kind": "kind", "on": "on", "hazards": "hazards"}
    mapping = Mapping("activities", columns, document="d")
    rows_ = [("cleared", "2021-01-02", "A; B"), ("", "2021-01-02", "A"), ("cancel", "2021-01-02", "")]
    done, nothing, nobody = made(table(rows_, [SQUARE] * 3, list(columns)), mapping).rows
    assert (done.draft.kind, done.draft.hazards, done.draft.on) == (Kind.CLEAR, ("A", "B"), date(2021, 1, 2))
    assert [f.facts["column"] for f in nothing.findings if f.code == "intake.row.cell-missing"] == ["kind"]
    assert [f.facts["column"] for f in nobody.findings if f.code == "intake.row.cell-missing"] == ["hazards"]


@pytest.mark.parametrize(
    ("columns", "code"),
    [({}, "intake.mapping.missing"), ({"kind": "a", "on": "b", "hazards": "no"}, "intake.mapping.no-column")],
)
def test_a_mapping_that_cannot_serve_is_refused(columns, code):
    with pytest.raises(NotUsable) as told:
        made(table([("x", "y")], [SQUARE], ["a", "b"]), Mapping("activities", columns))
    assert told.value.code == code


def test_many_rows_are_checked_by_two_threads_alike(monkeypatch):
    mapping = Mapping("hazards", {"code": "id"}, opening_on="2020-01-01", document="d")
    given = [(f"H{i}",) for i in range(24)], (SHAPES * 3), ["id"]
    alone = made(table(*given), mapping).rows
    monkeypatch.setattr(planning.checks, "SHARED", 1)
    monkeypatch.setattr(batch, "HALVES", 1)
    shared = made(table(*given), mapping).rows
    assert [(r.findings, r.draft, r.repair) for r in shared] == [(r.findings, r.draft, r.repair) for r in alone]


DRAFTS = st.builds(
    Draft, kind=st.sampled_from(Kind), on=st.dates(date(1890, 1, 1), TODAY + timedelta(days=3)),
    hazards=st.lists(st.sampled_from(["A", "B", " ", 'Č"']), max_size=2).map(tuple), document=st.sampled_from(["d", " ", "ž\u0301"]),
    shape=st.sampled_from([None, SQUARE, BOW, shapely.Polygon()]), level=st.sampled_from(Account), stated_m2=st.sampled_from([None, -1, 4]),
    corrects=st.sampled_from(["", "x"]), reported_on=st.sampled_from([None, TODAY]), because=st.sampled_from(["", "é"]),
    depth_cm=st.sampled_from([None, 20, -1]), whole=st.booleans(), ordinal=st.integers(0, 2),
)  # fmt: skip


@given(st.lists(DRAFTS, max_size=6))
def test_drafts_named_and_judged_together_are_named_and_judged_as_alone(drafts):
    alone = [d.changed().hash for d in drafts]
    name_all(drafts)
    assert [d.hash for d in drafts] == alone
    one_by_one = [refusal(d, TODAY) for d in drafts]
    assert [r and r.code for r in refusals(drafts, TODAY)] == [r and r.code for r in one_by_one]
