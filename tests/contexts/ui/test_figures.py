"""Figures and dates: as each language writes them, never more than is known, never a blank."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils.translation import override

from commonground.ui import drawings, parts
from commonground.ui.templatetags import ui


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "1,234,567"),
        ("bs", "1.234.567"),
        ("sr-latn", "1.234.567"),
        ("sr", "1.234.567"),
        ("ar", "\u20661,234,567\u2069"),  # a figure by itself in a line that runs the other way
    ],
)
def test_square_metres_are_grouped_as_the_language_does(language, written):
    with override(language):
        assert ui.m2(1_234_567) == written


@pytest.mark.parametrize("write", [ui.m2, ui.km2, ui.ha, ui.count, ui.day, ui.moment, ui.status, ui.severity])
@pytest.mark.parametrize("missing", [None, ""])
def test_unknown_is_a_word_never_nought_or_blank(write, missing, english):
    assert "unknown" in write(missing)


def test_unknown_is_said_in_the_reader_s_language():
    with override("bs"):
        assert "nepoznato" in ui.m2(None)
    with override("sr"):
        assert "непознато" in ui.m2(None)


def test_nought_is_a_figure(english):
    assert ui.m2(0) == "0"
    assert ui.km2(0) == "0.00"


def test_what_is_taken_away_has_a_true_minus(english):
    assert ui.km2(-1_204_500) == "−1.20"


def test_the_minus_stays_before_its_figure_in_arabic():
    with override("ar"):
        assert ui.km2(-1_204_500) == "\u2066−1.20\u2069"


def test_units_change_without_losing_halves(english):
    assert ui.ha(12_345) == "1.2"
    assert ui.km2(12_345_678) == "12.35"
    assert ui.km2(12_345_678, 3) == "12.346"


def test_nothing_is_read_out_as_none(english):
    assert "none" in ui.nothing("")
    assert ui.nothing(0) == 0


def test_days_carry_their_machine_form():
    with override("en"):
        assert ui.day(date(2024, 12, 31)) == '<time datetime="2024-12-31">31 Dec 2024</time>'
    with override("bs"):
        assert "31. dec 2024." in ui.day(date(2024, 12, 31))
    with override("en"):
        assert "31 Dec 2024, 17:05" in ui.moment(datetime(2024, 12, 31, 17, 5, tzinfo=UTC))


def test_text_from_data_is_escaped(english):
    shown = Template("{{ state|status }}{{ bad|written:'text' }}").render(Context({"state": "<b>", "bad": "<i>"}))
    assert "<b>" not in shown
    assert "<i>" not in shown


def test_a_balance_that_does_not_add_up_says_so():
    of = parts.Balance("", 100, [parts.Part("", "cleared", -30)], 60)
    assert of.unexplained_m2 == -10
    assert drawings.balance(of).bars[-2].state == "unexplained"


def test_a_balance_bar_hangs_where_the_last_one_ended():
    picture = drawings.balance(
        parts.Balance("", 100, [parts.Part("", "cleared", -30), parts.Part("", "reduced", -20)], 50)
    )
    opening, cleared, reduced, closing = picture.bars
    assert cleared.x + cleared.width == pytest.approx(opening.x + opening.width)
    assert reduced.x + reduced.width == pytest.approx(cleared.x)
    assert closing.width == pytest.approx(opening.width / 2)


def test_a_gap_in_a_series_stays_a_gap():
    points = [parts.Point(str(n), value) for n, value in enumerate([5.0, 4.0, None, 2.0, 1.0])]
    picture = drawings.series(parts.Series("", points))
    assert len(picture.lines) == 2
    assert picture.dots[2].y is None


@pytest.mark.parametrize("top", [0, 0.003, 1, 7, 88.2, 12_345])
def test_grid_lines_are_few_and_reach_over_everything(top):
    picture = drawings.series(parts.Series("", [parts.Point("a", top), parts.Point("b", 0)]))
    assert 2 <= len(picture.ticks) <= 7
    assert picture.ticks[-1].value >= top


def lived(*stops, on=None, today=date(2020, 1, 1)):
    return drawings.life(parts.Life("Land", [parts.Stop(*s) for s in stops], today, on))


def test_a_life_stands_on_each_other_and_steps_on_its_days():
    picture = lived((date(2010, 1, 1), 1000, 0, 0), (date(2015, 1, 1), 400, 0, 600))
    paths = dict(picture.layers)
    left, right = float(picture.left), picture.width - 12
    head, base = float(picture.head), float(picture.base)
    middle = picture.days[1][1]
    assert picture.days == [("2010-01-01", left), ("2015-01-01", middle), ("", right)]
    assert middle == pytest.approx((left + right) / 2, abs=1)
    high = base - 0.4 * (base - head)  # 400 of 1,000
    over = [(left, head), (middle, head), (middle, high), (right, high)]
    under = [(right, base), (middle, base), (middle, base), (left, base)]
    drawn = [tuple(map(float, p.split())) for p in paths["suspected"].strip("MZ").split("L")]
    assert drawn == [*over, *under]
    assert f"{right} {head}" in paths["released"]  # the released land stands on what is left
    assert picture.at == right


@pytest.mark.parametrize(("on", "there"), [(date(2005, 1, 1), "left"), (date(2030, 1, 1), "right")])
def test_a_day_outside_a_life_is_shown_at_its_edge(on, there):
    picture = lived((date(2010, 1, 1), 5, 0, 0), on=on)
    assert picture.at == (picture.left if there == "left" else picture.width - 12)


def test_a_life_of_one_day_can_be_drawn():
    picture = lived((date(2020, 1, 1), 0, 0, 7))
    assert picture.layers[2][1].startswith("M")
    assert picture.ticks[-1].value >= 7
