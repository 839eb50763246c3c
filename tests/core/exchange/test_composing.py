"""A form says what a text says, and a difference is told for what it is."""

import dataclasses

import agreed
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.core.exchange import agreements, composing, places
from commonground.core.exchange.comparing import Change, change
from commonground.core.exchange.projection import Projection

BY_STATUS = {"op": "in", "args": [{"property": "status"}, ["confirmed"]]}
ODD = {"op": "not", "args": [{"op": "isNull", "args": [{"property": "unit"}]}]}


@pytest.mark.parametrize(
    "said",
    [
        agreed.said(), agreed.exact(talk=["link"]), agreed.said(collections__hazard__rows=None),
        agreed.said(collections__hazard__rows=ODD), agreed.said(collections__hazard__rows=BY_STATUS, annexes={}),
        agreed.said(collections__hazard__rows={"op": "and", "args": [BY_STATUS, ODD]}),
        agreed.said(collections__hazard__footprint={"annex": agreed.NAME}, collections__hazard__geometry="none",
                    collections__hazard__fields={}),
        agreed.said(collections__hazard__rows={"op": "or", "args": [BY_STATUS, ODD]}),
    ],
)  # fmt: skip
def test_a_text_that_was_taken_apart_is_composed_again(said):
    assert composing.text(composing.draft(said)) == said
    agreements.read(composing.text(composing.draft(said)))


@given(st.lists(st.sampled_from(["status", "contamination", "unit"]), unique=True), st.booleans(), st.booleans())
@settings(max_examples=30)
def test_every_choice_of_rows_comes_back(lists, in_zone, odd):
    chosen = composing.Choices(
        {name: ["suspected"] for name in lists}, in_zone, ODD if odd else None, {}, "none", {"grid": 100}
    )
    said = composing.text(composing.Draft({}, agreed.ZONE, {}, {"hazard": chosen}))
    assert composing.draft(said).collections["hazard"] == chosen


def shown(said, **values):
    return Projection(agreements.read(said), b"s" * 32).shown(agreed.hazard(**values))


FIELDS = "collections__hazard__fields"


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ({}, {}, Change.SAME),
        ({}, {"collections__hazard__geometry": {"grid": 500}}, Change.FINER),
        ({}, {"collections__hazard__geometry": {"grid": 2_000}}, Change.COARSER),
        ({}, {f"{FIELDS}__recorded_on": "drop"}, Change.COARSER),
        ({}, {f"{FIELDS}__open_m2": {"bucket": [1_000, 10_000, 40_000, 100_000]}}, Change.FINER),
        ({}, {f"{FIELDS}__open_m2": {"bucket": [1_000]}}, Change.COARSER),
        ({}, {f"{FIELDS}__recorded_on": "drop", "collections__hazard__geometry": {"grid": 500}}, Change.BOTH),
        ({f"{FIELDS}__contamination": "drop"}, {}, Change.FINER),
        ({}, {"collections__hazard__rows": BY_STATUS}, Change.GONE),
        ({"collections__hazard__rows": BY_STATUS}, {}, Change.NEW),
    ],
)  # fmt: skip
def test_what_a_version_changes_is_told(before, after, found):
    assert change(shown(agreed.said(**before)), shown(agreed.said(**after))) is found


def test_exact_is_finer_than_any_square():
    assert change(shown(agreed.said()), shown(agreed.exact())) is Change.FINER
    assert change(shown(agreed.exact()), shown(agreed.said())) is Change.COARSER
    assert change(None, None) is None


def test_a_footprint_is_drawn_no_smaller_than_it_was_said():
    one = shown(agreed.said())
    (square,) = places.outlines([one.footprint], agreements.PLANE, {})
    west, south, east, north = places.box_of([square])
    assert west <= 20.2 and east >= 20.202 and south <= 42.2 and north >= 42.202
    assert east - west > 0.04, "a square of five kilometres"
    assert places.outlines(
        [{"kind": "annex", "annex": agreed.NAME}, {"kind": "none"}], agreements.PLANE, {agreed.NAME: agreed.ZONE}
    ) == [agreed.ZONE, None]


def test_all_footprints_of_a_record_stay_on_the_map():
    """The bug to be caught: only the last one is drawn, and where the hazard was before looks safe."""
    first, then = (shown(agreed.said(), lon=lon).footprint for lon in (20.1, 20.4))
    joined = places.warned([first, then], [agreements.PLANE], {})
    west, _south, east, _north = places.box_of([joined])
    assert west <= 20.1 and east >= 20.402
    far = {"type": "Polygon", "coordinates": [[[21, 43], [21.1, 43], [21.1, 43.1], [21, 43.1], [21, 43]]]}
    both = places.warned([first, {"kind": "annex", "annex": "a"}], [agreements.PLANE], {"a": far, "b": agreed.ZONE})
    west, _south, east, _north = places.box_of([both])
    assert west <= 20.1 and 21.09 < east < 21.11, "squares and the area that was agreed, and no other area"
    assert places.warned([], [agreements.PLANE], {}) is None


def test_squares_of_another_plane_are_drawn_in_each():
    """Which plane a footprint was said in stands in no line: both places are warned of."""
    other = dataclasses.replace(
        agreements.PLANE, code="other", definition=agreements.PLANE.definition.replace("lon_0=10", "lon_0=20")
    )
    footprint = shown(agreed.said(), lon=20.1).footprint
    west, _south, east, _north = places.box_of([places.warned([footprint], [agreements.PLANE, other], {})])
    assert west < 20.102 and east > 30, "ten degrees apart"
    assert places.box_of([None]) is None
