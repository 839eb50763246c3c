"""What contradicts a report, on squares whose overlap anybody can work out."""

from datetime import date

import pytest
import shapely

from commonground.core.fieldwork.conflicts import Side, Why, conflicts
from commonground.core.land.entries import Kind

DAY, LATER = date(2024, 5, 1), date(2024, 6, 1)


def side(kind=Kind.CLEAR, on=DAY, box=(0, 0, 100, 100), hazards=("H1",), **more):
    return Side(kind, on, frozenset(hazards), box and shapely.box(*box), **more)


@pytest.mark.parametrize(
    ("mine", "other", "why", "m2"),
    [
        (side(), side(number=1, box=(50, 0, 150, 100)), Why.TWICE, 5_000),
        (side(), side(Kind.CANCEL, number=1, box=(90, 0, 150, 100)), Why.OTHERWISE, 1_000),
        (side(), side(code="FR-000002", box=(50, 0, 150, 100), hazards=("H2",)), Why.TWICE, 5_000),
        (side(), side(Kind.RECORD, on=LATER, number=1), Why.OLDER, 0),
        (side(), side(number=1, box=(99.7, 0, 199.7, 100), on=DAY), None, 0),  # 30 m2: the width of a measurement
        (side(box=(0, 0, 10, 10)), side(number=1, box=(9, 0, 19, 10)), Why.TWICE, 10),  # a tenth of a small one is not
        (side(), side(number=1, box=(100, 0, 200, 100)), None, 0),  # a border is no land
        (side(), side(Kind.RECORD, number=1), None, 0),  # the survey that recorded it
        (side(), side(Kind.RECORD, on=LATER, number=1, hazards=("H2",)), None, 0),  # another hazard's later day
        (side(), side(on=LATER, code="FR-000002", box=(500, 0, 600, 100)), None, 0),  # a later report that waits
        (side(None, box=None), side(code="FR-000002"), Why.CLOSED, 0),  # closed by one, worked on by the other
        (side(), side(None, box=None, code="FR-000002"), Why.CLOSED, 0),
        (side(None, box=None), side(number=1), None, 0),  # what is booked on a hazard is no reason not to close it
    ],
)  # fmt: skip
def test_two_sides_contradict_each_other_or_do_not(mine, other, why, m2):
    found = conflicts(mine, [other])
    assert [(c.why, c.m2) for c in found] == ([(why, m2)] if why else [])


def test_work_on_a_closed_hazard_contradicts_its_closing_and_evidence_does_not():
    closed = [("H1", DAY)]
    assert [c.why for c in conflicts(side(), [], closed)] == [Why.CLOSED]
    assert conflicts(side(Kind.REOPEN), [], closed) == []


def test_the_gravest_comes_first():
    others = [side(Kind.RECORD, on=LATER, number=3), side(number=2), side(Kind.REDUCE, number=1)]
    assert [c.why for c in conflicts(side(), others)] == [Why.OTHERWISE, Why.TWICE, Why.OLDER]
