"""Published tables beside books built for them: series reproduced to the printed digit, gaps explained by their reasons."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal

import pytest
import shapely

from commonground.config import wiring
from commonground.core.claims.published import Line, Measure, Published
from commonground.core.land.activities import USUAL
from commonground.core.land.drafts import Draft
from commonground.core.land.entries import Account, Kind
from commonground.core.refusals import NotNow, NotThere, NotUsable, NotYours
from commonground.core.viewers import Viewer
from commonground.land.actions import ledger
from commonground.land.queries import former
from commonground.places import actions as places
from commonground.places import queries as place_queries
from commonground.reporting.actions import claims as acts
from commonground.reporting.queries import claims
from factories import country
from factories.claims import CAMBODIA, HR1, OFF

pytestmark = pytest.mark.django_db
CLERK = Viewer(None, "clerk", frozenset({"reporting.see", "land.see", "reporting.claim"}))
KM2, M2 = Measure.KM2, Measure.M2
WIDE, CELL = 5_000, 30_000


@pytest.fixture(autouse=True)
def no_units_remembered():
    """Units are kept in memory by how many there are; each of these tests has others."""
    place_queries._units.clear()
    former._states.clear()


def land(column, row, m2, *, within=0):
    """A piece of land of exactly so many square metres, in the corner of a cell of its own."""
    x, y = column * CELL, row * CELL
    full, rest = divmod(int(m2), WIDE)
    parts = [shapely.box(x, y + within, x + WIDE, y + within + full)] if full else []
    if rest:
        parts.append(shapely.box(x, y + within + full, x + rest, y + within + full + 1))
    return shapely.union_all(parts)


def programme(*units):
    places.make_programme("PUB", bounds=country.BOUNDS, by=country.OFFICER)
    places.bring_units(
        [places.UnitDraft(code, name, shape) for code, name, shape in units], level=1, by=country.OFFICER
    )


def cell(column, rows=(0, 3)):
    return shapely.box(column * CELL, rows[0] * CELL, (column + 1) * CELL, rows[1] * CELL)


def at(year, month=6, day=1):
    return datetime(year, month, day, 12, tzinfo=UTC)


def record(code, shape, on, level=Account.SUSPECTED, kind=Kind.RECORD, **more):
    return Draft(kind=kind, on=on, hazards=(code,), document=f"S-{code}", shape=shape, level=level, **more)


def release(kind, code, shape, on, document="", **more):
    return Draft(
        kind=kind,
        on=on,
        hazards=(code,),
        document=document or f"R-{code}-{on}",
        shape=shape,
        activity=USUAL[kind],
        **more,
    )


def book(drafts, when, **more):
    cards = [ledger.HazardCard(code, **card) for code, card in more.items()]
    return ledger.book(drafts, by=country.OFFICER, at=when, hazards=cards)


def claim(*lines, checks=(), published_on=date(2025, 4, 30), mark="."):
    return Published(
        "Example monitor",
        "A yearly table",
        "https://example.org/1",
        tuple(lines),
        tuple(checks),
        published_on,
        None,
        mark,
    )


def entered(published, when=None):
    return claims.claim(acts.enter_claim(published, by=CLERK, at=when or at(2026)))


def as_printed(found, printed, factor):
    """Our figure to the decimals of the print, rounded half up."""
    text = printed.replace(",", "")
    return str((Decimal(found) / factor).quantize(Decimal(text), ROUND_HALF_UP)) == text


# --- series that add up, reproduced from entries built out of their rows -----------------------------------------------------


def reproduced(published):
    found = claims.compared(entered(published))
    assert found.faults == ()
    for line, one in zip(published.lines, found.lines, strict=True):
        assert one.agrees, (line, one)
        assert as_printed(one.ours, line.printed, 1_000_000 if line.measure is KM2 else 1), (line, one.ours)
    return found


def test_hr_1_ten_counties_by_class():
    programme(*((f"C{n}", f"County {n}", cell(n)) for n in range(10)))
    drafts, lines = [], []
    for n, row in enumerate(HR1):
        for level, printed, y in zip((Account.SUSPECTED, Account.CONFIRMED), row.split("/"), (0, 1), strict=True):
            m2 = int(Decimal(printed) * 1_000_000)
            drafts.append(record(f"{n}-{level.value}", land(n, y, m2), date(2014, 3, 1), level))
            lines.append(
                Line(f"County {n}", printed, KM2, f"land.closing.{level.value}", end=date(2014, 12, 31), unit=f"C{n}")
            )
    lines += [Line("Total", "244.82", KM2, "land.closing.suspected", end=date(2014, 12, 31)),
              Line("Total", "285.35", KM2, "land.closing.confirmed", end=date(2014, 12, 31))]  # fmt: skip
    book(drafts, at(2015))
    odd, even = (" + ".join(map(str, range(first, 21, 2))) for first in (1, 2))
    reproduced(claim(*lines, checks=(f"{odd} = 21", f"{even} = 22")))


def test_ba_14_a_year_by_method():
    programme(("W", "West", cell(0)))
    whole = land(0, 0, 20_000_000)
    pieces = {Kind.CLEAR: (300_000, 0), Kind.REDUCE: (2_480_000, 500), Kind.CANCEL: (2_450_000, 1_500)}
    drafts = [record("A", whole, date(2016, 1, 1))]
    drafts += [release(kind, "A", land(0, 0, m2, within=y), date(2017, 6, 1)) for kind, (m2, y) in pieces.items()]
    book(drafts, at(2018))
    year = {"start": date(2017, 1, 1), "end": date(2017, 12, 31)}
    lines = [Line(name, printed, KM2, f"land.{name}", **year) for name, printed in
             (("cleared", "0.30"), ("reduced", "2.48"), ("cancelled", "2.45"), ("released", "5.23"))]  # fmt: skip
    reproduced(claim(*lines, checks=("1 + 2 + 3 = 4",)))


def test_cambodia_five_years_by_contamination_to_the_square_metre():
    programme(("K", "Country", cell(0, (0, 40))))
    kinds = ("ap-mines", "av-mines", "erw")
    drafts, lines, checks = [], [], []
    row = 0
    for year, (_, total, parts, *_) in CAMBODIA.items():
        period = {"start": date(int(year), 1, 1), "end": date(int(year), 12, 31)}
        first = len(lines) + 1
        some = (parts[0], "", parts[1]) if len(parts) == 2 else parts
        for kind, printed in zip(kinds, some, strict=True):
            if printed:
                shape = land(row // 30, row % 30, printed.replace(",", ""))
                code = f"{year}-{kind}"
                drafts += [
                    record(code, shape, date(2009, 1, 1)),
                    release(Kind.CLEAR, code, shape, date(int(year), 5, 1)),
                ]
                lines.append(Line(f"{kind} {year}", printed, M2, "land.cleared", contamination=kind, **period))
                row += 1
        lines.append(Line(f"Achieved {year}", total, M2, "land.cleared", **period))
        checks.append(f"{first}..{len(lines) - 1} = {len(lines)}")
    cards = {d.hazards[0]: {"contamination": d.hazards[0][5:]} for d in drafts}
    book(drafts, at(2015), **cards)
    found = reproduced(claim(*lines, checks=checks))
    assert len(found.lines) == 19


def test_xk_1_holds_at_the_precision_of_the_print():
    """2.7 less 0.245 is printed as 2.5; with an opening of 2.73 the books say the same at every printed digit."""
    programme(("K", "Country", cell(0)))
    drafts = [record("A", land(0, 0, 2_730_000), date(2014, 1, 1)),
              release(Kind.CLEAR, "A", land(0, 0, 220_000), date(2015, 4, 1)),
              release(Kind.CANCEL, "A", land(0, 0, 25_000, within=400), date(2015, 9, 1))]  # fmt: skip
    book(drafts, at(2016))
    year = {"start": date(2015, 1, 1), "end": date(2015, 12, 31)}
    lines = [Line(name, printed, KM2, f"land.{name}", **year) for name, printed in
             (("opening", "2.7"), ("cleared", "0.22"), ("cancelled", "0.025"), ("closing", "2.5"))]  # fmt: skip
    found = claims.compared(entered(claim(*lines, checks=("1 - 2 - 3 = 4",))))
    assert [f.code for f in found.faults] == ["land.published.rounded"]
    assert all(
        one.agrees and as_printed(one.ours, x.printed, 1_000_000) for x, one in zip(lines, found.lines, strict=True)
    )


# --- gaps of the domain reference, and the reasons that are given there ------------------------------------------------------


def test_hr_4_the_military_land_that_one_figure_counts_and_the_other_does_not():
    """443.2 without 32 km2 of military land, 475.2 with it: the scope flag explains the gap, and nothing simpler does."""
    programme(("H", "Country", cell(0, (0, 3))))
    book([record("A", land(0, 0, 443_200_000 // 3), date(2016, 1, 1)), record("B", land(1, 0, 443_200_000 - 443_200_000 // 3), date(2016, 1, 1)),
          record("MIL", land(2, 0, 32_000_000), date(2016, 1, 1))], at(2017), A={}, B={}, MIL={"flag": "military"})  # fmt: skip
    line = Line("Mined area", "443.2", KM2, "land.closing", end=date(2016, 12, 31))
    (one,) = claims.compared(entered(claim(line, published_on=date(2017, 11, 1)))).lines
    assert (one.ours, one.gap) == (475_200_000, -32_000_000)
    assert one.explanations[0].variations[0].code == "no-flag"
    assert one.explanations[0].ours == 443_200_000


def test_ba_17_the_scope_that_changed_from_suspected_and_confirmed_to_suspected():
    """1,091 less 5.23 makes 1,085.77, printed 1,061: 24.77 off as printed; without the 23.46 confirmed, 1.31 remain."""
    programme(("B", "Country", cell(0, (0, 3))))
    book([record("S", land(0, 0, 1_067_540_000), date(2015, 1, 1)), record("C", land(2, 0, 23_460_000), date(2015, 1, 1), Account.CONFIRMED),
          release(Kind.CANCEL, "S", land(0, 0, 5_230_000), date(2017, 5, 1))], at(2018))  # fmt: skip
    year = {"start": date(2017, 1, 1), "end": date(2017, 12, 31)}
    lines = (Line("Opening", "1,091", KM2, "land.opening", **year), Line("Released", "5.23", KM2, "land.released", **year),
             Line("Closing", "1,061", KM2, "land.closing", **year))  # fmt: skip
    found = claims.compared(entered(claim(*lines, checks=("1 - 2 = 3",), published_on=date(2018, 11, 1))))
    [fault] = found.faults
    assert (fault.code, fault.facts["by"]) == (OFF, "-24.77")
    opening, released, closing = found.lines
    assert opening.agrees and released.agrees and closing.gap == -24_770_000
    nearest = closing.tested[0]
    assert nearest.variations[0].code == "suspected" and nearest.gap == -1_310_000


def test_ba_16_a_figure_that_gathered_three_and_a_half_years():
    programme(("B", "Country", cell(0, (0, 3))))
    drafts = [record("S", land(0, 0, 100_000_000), date(2010, 1, 1))]
    for n, (on, m2) in enumerate(((date(2013, 3, 1), 4_000_000), (date(2013, 9, 1), 11_940_000), (date(2014, 6, 1), 9_000_000),
                                  (date(2015, 6, 1), 16_170_000), (date(2016, 6, 1), 9_830_000))):  # fmt: skip
        drafts.append(release(Kind.CANCEL, "S", land(0, 0, m2, within=n * 3_500), on))
    book(drafts, at(2016, 12, 20))
    line = Line("Cancelled in 2016", "46.94", KM2, "land.cancelled", start=date(2016, 1, 1), end=date(2016, 12, 31))
    (one,) = claims.compared(entered(claim(line))).lines
    first = one.explanations[0]
    assert first.variations[0].code == "gathered" and first.variations[0].facts["months"] == 42
    assert first.ours == 46_940_000


def test_ba_4_a_figure_of_the_middle_of_the_year():
    programme(("B", "Country", cell(0, (0, 3))))
    book([record("S", land(0, 0, 870_280_000), date(2020, 1, 1)), release(Kind.CANCEL, "S", land(0, 0, 10_280_000), date(2023, 4, 1)),
          release(Kind.CANCEL, "S", land(0, 0, 21_710_000, within=2_500), date(2023, 10, 1))], at(2023, 12, 1))  # fmt: skip
    line = Line("Suspected", "860", KM2, "land.closing", end=date(2023, 12, 31))
    (one,) = claims.compared(entered(claim(line))).lines
    assert one.ours == 838_290_000
    assert [e.variations[0].code for e in one.explanations] == ["mid-year", "quarter"]


def test_ba_7_a_figure_that_was_cut_off():
    programme(("B", "Country", cell(0, (0, 3))))
    book([record("S", land(0, 0, 822_870_000), date(2020, 1, 1))], at(2024))
    line = Line("Suspected", "822.8", KM2, "land.closing", end=date(2024, 12, 31))
    (one,) = claims.compared(entered(claim(line))).lines
    assert one.explanations[0].variations[0].code == "cut"


def test_ba_5_a_part_that_was_rounded_to_tens():
    """The Federation's 661.84 printed as 660: the print is coarser than it shows; said to be "about", it agrees."""
    programme(("F", "Federation", cell(0, (0, 5))))
    book([record("S", land(0, 0, 661_840_000), date(2020, 1, 1))], at(2024))
    line = Line("Federation", "660", KM2, "land.closing", end=date(2023, 12, 31), unit="F")
    (one,) = claims.compared(entered(claim(line))).lines
    assert [e.variations[0].code for e in one.explanations] == ["coarse"]
    (other,) = claims.compared(entered(claim(replace(line, printed="about 660")))).lines
    assert other.agrees


# --- every reason, planted ---------------------------------------------------------------------------------------------------


@pytest.fixture
def planted():
    """Books in which every reason is worth an amount of its own; what each makes is reckoned by hand below."""
    programme(("W", "West", cell(0, (0, 3))), ("E", "East", cell(1, (0, 3))))
    rec = date(2015, 1, 1)
    whole = land(0, 0, 10_000_000)
    beside = shapely.union(land(0, 0, 200_000), shapely.box(5_000, 0, 5_000 + 500, 1_000))  # 0.2 km2 of it in SUS
    cards = {"SUS": {"contamination": "ap-mines"}, "CON": {"contamination": "ap-mines"}, "MIL": {"contamination": "ap-mines", "flag": "military"},
             "STA": {"contamination": "ap-mines"}, "TWO": {"contamination": "ap-mines"}, "OUT": {"contamination": "ap-mines"},
             "ERW": {"contamination": "erw"}}  # fmt: skip
    book([record("SUS", whole, rec), record("CON", land(1, 0, 3_100_000), rec, Account.CONFIRMED), record("MIL", land(1, 1, 1_230_000), rec),
          record("STA", None, rec, stated_m2=450_000), record("TWO", beside, rec), record("OUT", land(3, 0, 610_000), rec),
          record("ERW", land(1, 2, 900_000), rec)], at(2023, 12, 20), **cards)  # fmt: skip
    book([release(Kind.CLEAR, "SUS", land(0, 0, 1_000_000, within=500), date(2023, 5, 1))], at(2024, 2, 10))
    book([release(Kind.CLEAR, "SUS", land(0, 0, 540_000, within=800), date(2024, 8, 1)),
          release(Kind.REDUCE, "SUS", land(0, 0, 120_000, within=1_000), date(2024, 9, 1)),
          release(Kind.CANCEL, "SUS", land(0, 0, 250_000, within=1_100), date(2024, 10, 1)),
          release(Kind.CLEAR, "ERW", land(1, 2, 300_000), date(2024, 6, 15)),
          release(Kind.CLEAR, "CON", land(1, 0, 75_000, within=10_000), date(2024, 7, 1))], at(2024, 12, 28))  # fmt: skip
    book([release(Kind.CLEAR, "SUS", land(0, 0, 61_000, within=1_200), date(2024, 11, 1))], at(2025, 6, 1))


# By hand: 10 + 3.1 + 1.23 + 0.5 (beside) + 0.61 + 0.9 = 16.34 km2 on the books; 1 released in 2023 and 1.271 in 2024
# (0.54 + 0.3 + 0.061 cleared, 0.12 reduced, 0.25 cancelled); 0.075 was cleared outside any hazard.
CLOSING, CLEARED = 14_069_000, 901_000
OF_CLOSING = {
    "known-published": 14_130_000, "last-year-end": 15_340_000, "mid-year": 15_040_000, "no-flag": 12_839_000, "only-flag": 1_230_000,
    "without-outside": 13_459_000, "suspected": 10_969_000, "confirmed": 3_100_000, "hazards-sum": 14_269_000, "with-stated": 14_519_000,
    "without-battle": 13_469_000,
}  # fmt: skip
OF_CLEARED = {
    "known-published": 840_000, "recorded": 1_840_000, "gathered": 1_901_000, "without-battle": 601_000, "with-outside-hazards": 976_000,
    "counts-cleared-reduced": 1_021_000, "counts-released": 1_271_000, "year-before": 1_000_000, "counts-reduced-cancelled": 370_000,
}  # fmt: skip


def closing(m2, **more):
    return Line("Open", f"{m2:,}", M2, "land.closing", end=date(2024, 12, 31), **more)


def cleared(m2, **more):
    return Line("Cleared", f"{m2:,}", M2, "land.cleared", start=date(2024, 1, 1), end=date(2024, 12, 31), **more)


def test_our_own_figures_agree_and_need_no_reason(planted):
    for one in claims.compared(entered(claim(closing(CLOSING), cleared(CLEARED)))).lines:
        assert one.agrees and one.tested == ()


@pytest.mark.parametrize(
    "line, reason, m2",
    [(closing, r, v) for r, v in OF_CLOSING.items()] + [(cleared, r, v) for r, v in OF_CLEARED.items()],
)
def test_a_reason_that_was_planted_is_found(planted, line, reason, m2):
    (one,) = claims.compared(entered(claim(line(m2)))).lines
    assert not one.agrees
    found = {v.code: t.ours for t in one.explanations for v in t.variations}
    assert found.get(reason) == m2, (found, [(t.variations[0].code, t.ours) for t in one.tested])


def test_a_slip_of_the_measure_is_found(planted):
    (one,) = claims.compared(
        entered(claim(Line("Open", "14.07", Measure.HA, "land.closing", end=date(2024, 12, 31))))
    ).lines
    assert [e.variations[0].code for e in one.explanations] == ["measure"]
    assert one.explanations[0].variations[0].facts["measure"] == "km2"


def test_two_reasons_at_once_are_tried_where_none_alone_will_do(planted):
    """Only suspected land, and without the military: 14.069 − 3.1 − 1.23."""
    kept = entered(claim(closing(9_739_000)))
    (alone,) = claims.compared(kept).lines
    assert alone.explanations == ()
    (both,) = claims.compared(kept, pairs=(1,)).lines
    assert {v.code for v in both.explanations[0].variations} == {"no-flag", "suspected"}
    assert both.explanations[0].ours == 9_739_000


def test_that_nothing_explains_it_is_an_answer_too(planted):
    (one,) = claims.compared(entered(claim(closing(77_777_777))), pairs=(1,)).lines
    assert one.tested and one.explanations == ()
    assert all(t.remaining for t in one.tested)


def test_parts_of_the_country_and_of_the_land_are_asked_for_as_they_are_printed(planted):
    lines = (closing(9_000_000 + 500_000 - 971_000, unit="W"), closing(1_230_000, flag="military"), closing(600_000, contamination="erw"),
             closing(610_000, unit="outside"), closing(12_839_000, flag="none"))  # fmt: skip
    for line, one in zip(lines, claims.compared(entered(claim(*lines))).lines, strict=True):
        assert one.agrees, (line, one.ours)


def test_counts_and_shares_are_compared_as_well(planted):
    lines = (Line("Open hazards", "7", Measure.COUNT, "hazards.open", end=date(2024, 12, 31)),
             Line("Confirmed", "22.0", Measure.PERCENT, "share.confirmed", end=date(2024, 12, 31)),
             Line("Confirmed", "23", Measure.PERCENT, "share.confirmed", end=date(2024, 12, 31)))  # fmt: skip
    found = claims.compared(entered(claim(*lines))).lines
    assert [one.ours for one in found] == [7, 220, 220]
    assert [one.agrees for one in found] == [True, True, False]


def test_what_the_books_cannot_answer_is_said(planted):
    """Open land has no operator; and a line without a figure of ours is only checked within its table."""
    lines = (closing(1, operator="BS"), Line("Accidents", "12", Measure.COUNT))
    found = claims.compared(entered(claim(*lines))).lines
    assert found[0].ours is None and found[1] is None


# --- claims against claims ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name, measure, one, other, gap, agree",
    [
        ("BA-15", KM2, "0.69", "0.30", -390_000, False), ("AL-4", M2, "14,000,000", "more than 15,000,000", 1_000_000, False),
        ("AL-4 casualties", Measure.COUNT, "243", "232", -11, False), ("LM-6 children", Measure.COUNT, "1,171", "1,071", -100, False),
        ("LM-6 total", Measure.COUNT, "3,693", "5,544", 1_851, False), ("BA-16 closing", KM2, "1,091", "1,090.33", -670_000, False),
        ("XK-1", KM2, "2.5", "2.455", -45_000, True),
    ],
)  # fmt: skip
def test_two_publishers_of_one_question_stand_side_by_side(name, measure, one, other, gap, agree):
    programme(("B", "Country", cell(0)))
    year = {"start": date(2017, 1, 1), "end": date(2017, 12, 31)}
    first = entered(replace(claim(Line(name, one, measure, **year)), publisher="First"))
    entered(replace(claim(Line(f" {name.upper()}", other, measure, **year)), publisher="Second"))
    entered(replace(claim(Line("something else", other, measure, **year)), publisher="Third"))
    [(found, conflict)] = claims.others(first)
    assert found.published.publisher == "Second"
    assert conflict.gap == gap
    assert (conflict.remaining == 0) is agree


# --- how a claim is kept -----------------------------------------------------------------------------------------------------


def test_a_claim_is_kept_as_it_was_printed_and_corrected_by_its_next_version():
    programme(("B", "Country", cell(0)))
    kept = entered(claim(Line("Cleared", "more than 40.60 km²", KM2), Line("x", "1", KM2), checks=("1 <= 2",)))
    assert kept.published.lines[0].printed == "more than 40.60 km²"
    better = replace(kept.published, note="read again")
    better = replace(better, lines=(replace(better.lines[0], printed="more than 40.6 km²"), *better.lines[1:]))
    assert acts.correct_claim(kept.number, better, seen=1, by=CLERK, at=at(2026, 7)) == 2
    assert claims.claim(kept.number, 1).published.lines[0].printed == "more than 40.60 km²"
    now = claims.claim(kept.number)
    assert (now.version, now.published.lines[0].printed, now.published.note) == (2, "more than 40.6 km²", "read again")
    assert [k.number for k in claims.claims()] == [kept.number]
    with pytest.raises(NotNow):
        acts.correct_claim(kept.number, better, seen=1, by=CLERK, at=at(2026, 7))
    with pytest.raises(NotThere):
        acts.correct_claim(99, better, seen=1, by=CLERK, at=at(2026, 7))


def test_the_same_table_is_not_entered_twice():
    programme(("B", "Country", cell(0)))
    kept = entered(claim(Line("Cleared", "40.6", KM2)))
    with pytest.raises(NotNow) as caught:
        entered(kept.published)
    assert caught.value.facts["number"] == kept.number
    done = acts.import_claims([kept.published, claim(Line("Cleared", "41.6", KM2))], "two.csv", by=CLERK, at=at(2026))
    assert (done.numbers, done.there_already) == ((kept.number + 1,), (kept.number,))


@pytest.mark.parametrize(
    "change, code",
    [
        ({"publisher": " "}, "missing"), ({"lines": ()}, "no-lines"), ({"checks": ("1 + 9 = 1",)}, "check-not-read"), ({"mark": ";"}, "mark"),
        ({"lines": (Line("x", "much", KM2),)}, "not-a-number"), ({"lines": (Line("x", "1", KM2, "land.nothing", end=date(2024, 1, 1)),)}, "figure-unknown"),
        ({"lines": (Line("x", "1", KM2, "hazards.open", end=date(2024, 1, 1)),)}, "other-measure"),
        ({"lines": (Line("x", "1", KM2, "land.cleared", end=date(2024, 1, 1)),)}, "no-period"),
        ({"lines": (Line("x", "1", KM2, unit="ZZ"),)}, "unit-unknown"), ({"lines": (Line("x" * 301, "1", KM2),)}, "too-long"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused(change, code):
    programme(("B", "Country", cell(0)))
    with pytest.raises(NotUsable) as caught:
        entered(replace(claim(Line("Cleared", "40.6", KM2)), **change))
    assert caught.value.code == f"reporting.claim.{code}"
    assert claims.claims() == []


def test_whoever_only_reads_enters_nothing(officer):
    programme(("B", "Country", cell(0)))
    with pytest.raises(NotYours):
        acts.enter_claim(claim(Line("Cleared", "40.6", KM2)), by=officer, at=at(2026))


# --- other boundaries, large books -------------------------------------------------------------------------------------------


def test_a_figure_by_the_boundaries_of_another_edition_is_found(planted):
    """The West ended further east before: what stood in the East's western strip was counted there."""
    country.places.bring_units(
        [country.places.UnitDraft("W", "West", cell(0, (0, 3))), country.places.UnitDraft("E", "East", shapely.box(CELL + 2_000, 0, 2 * CELL, 3 * CELL))],
        level=1, by=country.OFFICER, valid_from=date(2024, 6, 1),
    )  # fmt: skip
    wiring.after_units_changed()
    now = claims.compared(entered(claim(closing(1, unit="E")))).lines[0].ours
    before = 3_100_000 + 1_230_000 + 600_000
    assert now is not None and now < before
    (one,) = claims.compared(entered(claim(closing(before, unit="E")))).lines
    assert {t.ours for t in one.explanations if t.variations[0].code == "edition"} == {before}


def test_in_large_books_questions_that_were_not_asked_are_counted(planted, monkeypatch):
    kept = entered(claim(closing(77_777_777)))
    every = claims.compared(kept, pairs=(1,))
    assert every.left_out == 0
    monkeypatch.setattr(claims, "LARGE", 0)
    monkeypatch.setattr(claims, "SCOPED", 2)
    some = claims.compared(kept, pairs=(1,))
    assert some.left_out > 0
    told = {_named(t): t.ours for t in every.lines[0].tested}
    assert all(told[_named(t)] == t.ours for t in some.lines[0].tested)
    assert 0 < len(some.lines[0].tested) < len(every.lines[0].tested)


def _named(tested):
    return tuple((v.code, tuple(sorted(v.facts.items()))) for v in tested.variations)
