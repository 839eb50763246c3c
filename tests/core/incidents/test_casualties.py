"""Published totals of the Monitor add up by its own definitions, the restated year included; shares are over the known."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.core.figures import casualties as catalogue
from commonground.core.incidents.casualties import Casualties, Cell, counted, percent
from commonground.core.incidents.codes import AgeClass, Outcome, Sex, Status

# domain.md 8.8, LM-1 to LM-5: killed, injured, unknown, as printed; and the printed total.
PUBLISHED = {
    "2018": (3_059, 3_837, 1, 6_897),
    "2017": (2_793, 4_431, 15, 7_239),
    "2016, as first published": (2_089, 6_491, 25, 8_605),
    "2016, restated a year later": (2_472, 6_937, 28, 9_437),
    "1999-2008": (17_867, 51_711, 3_998, 73_576),
    "2023": (1_983, 3_663, 111, 5_757),
}


def cells(killed: int, injured: int, unknown: int) -> list[Cell]:
    said = (Outcome.KILLED, killed), (Outcome.INJURED, injured), (Outcome.UNKNOWN, unknown)
    return [Cell(outcome, "", "", "", count) for outcome, count in said]


@pytest.mark.parametrize("year", PUBLISHED)
def test_a_published_total_is_killed_and_injured_and_unknown(year):
    *parts, total = PUBLISHED[year]
    assert counted(cells(*parts)).total == total


def test_the_restated_year_is_832_more():
    first, later = (
        counted(cells(*PUBLISHED[k][:3])) for k in ("2016, as first published", "2016, restated a year later")
    )
    assert later.total - first.total == 832


def test_2023_is_22_percent_more_than_2022():
    assert percent(Fraction(PUBLISHED["2023"][3] - 4_710, 4_710)) == 22


def test_shares_are_over_those_of_whom_it_is_known():
    found = counted([
        Cell("killed", "male", "adult", "civilian", 3), Cell("injured", "female", "child", "forces", 1),
        Cell("injured", "", "", "", 10), Cell("unknown", "unknown", "unknown", "unknown", 6),
    ])  # fmt: skip
    assert (found.civilian_share, found.child_share) == (Fraction(3, 4), Fraction(1, 4))
    assert (found.total, found.sex_unknown) == (20, 16)
    assert counted([]).civilian_share is None and percent(None) is None


@given(st.lists(st.builds(Cell, st.sampled_from([*Outcome, ""]), st.sampled_from([*Sex, ""]), st.sampled_from([*AgeClass, ""]),
                          st.sampled_from([*Status, ""]), st.integers(0, 50))))  # fmt: skip
def test_everybody_is_in_one_outcome_and_parts_add_up(some):
    whole = counted(some)
    assert whole.total == sum(c.count for c in some)
    assert whole == counted(some[::2]) + counted(some[1::2])
    assert whole.civilians <= whole.status_known <= whole.total
    assert whole.children <= whole.age_known <= whole.total
    assert whole.women + whole.men + whole.sex_unknown == whole.total
    assert isinstance(whole, Casualties)


def test_the_catalogue_says_what_the_monitor_says():
    found = counted([*cells(1_983, 3_663, 111), Cell("killed", "female", "child", "civilian", 1)])
    values = {code: catalogue.value(code, found) for code in catalogue.FIGURES}
    assert (values["casualties.total"], values["casualties.child-share"], values["casualties.female"]) == (
        5_758,
        100,
        1,
    )
    for whole, parts in catalogue.SPLITS.items():
        assert values[whole.split(",")[0]] == sum(values[p] for p in parts), whole
    assert catalogue.value("casualties.civilian-share", counted([])) is None
    assert len(catalogue.digest()) == 64
