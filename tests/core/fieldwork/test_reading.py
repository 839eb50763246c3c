"""Fields as typed: read where they can be, a fault at the field where not, and nothing lost."""

from datetime import date
from decimal import Decimal

import pytest

from commonground.core.fieldwork.reading import hazards_of, read
from commonground.core.fieldwork.types import TAKEN, TYPES, Field, Kind, Type, with_custom

TODAY = date(2026, 6, 2)
GOOD = {"hazards": "H1", "began_on": "2026-05-01", "on": "2026-06-01", "extent": "drawn", "depth_cm": "20", "method": "manual",
        "certified": "manager"}  # fmt: skip


def faults(type_=Type.COMPLETION, has_shape=True, **typed):
    said = {k: v for k, v in {**GOOD, **typed}.items() if v is not None}
    return {
        (f.name, f.code.rpartition(".")[2]) for f in read(TYPES[type_], said, has_shape=has_shape, today=TODAY).faults
    }


def test_a_whole_report_has_no_fault():
    assert faults() == set()
    assert read(TYPES[Type.COMPLETION], GOOD, has_shape=True, today=TODAY).values["depth_cm"] == Decimal(20)


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"depth_cm": None}, ("depth_cm", "missing")),
        ({"depth_cm": "deep"}, ("depth_cm", "number")),
        ({"depth_cm": "-3"}, ("depth_cm", "negative")),
        ({"on": "2026-06-03"}, ("on", "future")),
        ({"on": "yesterday"}, ("on", "day")),
        ({"on": "1800-01-01"}, ("on", "too-old")),
        ({"began_on": "2026-06-02"}, ("began_on", "began-after")),
        ({"method": "magic"}, ("method", "choice")),
        ({"hazards": " ; \n"}, ("hazards", "missing")),
        ({"certified": "x" * 201}, ("certified", "long")),
        ({"extent": "stated"}, ("stated_m2", "missing")),
    ],
)
def test_a_fault_is_at_its_field(typed, fault):
    assert fault in faults(**typed)


def test_a_perimeter_is_needed_where_the_land_is_drawn():
    assert faults(has_shape=False) == {("shape", "missing")}
    assert faults(has_shape=False, extent="rest") == set()


def test_hazards_are_listed_in_any_manner_and_once():
    assert hazards_of("H1; H2,H3\nH1\n\n h 4 ") == ("H1", "H2", "H3", "h 4")


def test_fields_of_the_programmes_own_are_read_like_the_others():
    own = (
        Field("x_dogs", Kind.NUMBER, custom=True, label="Dogs"),
        Field("x_soil", Kind.CHOICES, choices=("clay", "sand"), custom=True),
    )
    type_ = with_custom(Type.COMPLETION, own)
    said = read(type_, {**GOOD, "x_dogs": "4", "x_soil": ["clay"]}, has_shape=True, today=TODAY)
    assert said.values["x_dogs"] == 4 and said.values["x_soil"] == ("clay",) and not said.faults
    wrong = read(type_, {**GOOD, "x_dogs": "four", "x_soil": ["mud"]}, has_shape=True, today=TODAY)
    assert {f.name for f in wrong.faults} == {"x_dogs", "x_soil"}


@pytest.mark.parametrize("type_", list(Type))
def test_every_kind_of_report_names_its_standard_and_its_fields_once(type_):
    names = [f.name for f in TYPES[type_].fields]
    assert len(names) == len(set(names)) and set(names) <= TAKEN and TYPES[type_].source.startswith("IMAS ")
    assert read(TYPES[type_], {}, has_shape=False, today=TODAY).faults
