"""What is generally known: spelled in any script, and never changed once published with."""

import pytest

from commonground.core.ordnance.catalogue import DEVICES, EDITION, SPELLED, digest, folded, recognise, spelled
from commonground.core.ordnance.drafts import decimals, shown_at
from commonground.core.ordnance.kinds import Condition, TreatyKind, counted_as

EDITIONS = {1: "2f5677d66005ab2674e1a279612df98c84537f2e5d1cdf9f45c46a871d8f398d"}


def test_an_edition_that_was_used_is_never_changed():
    """Another digest is another edition; what was counted by the old one must stay countable."""
    assert EDITIONS[EDITION] == digest()


@pytest.mark.parametrize(("text", "code"), [
    ("MAP", "ap-mine"), ("MUSE", "uxo"), ("AEI", "ied"), ("ПРОМ-1", "prom-1"), ("prom 1", "prom-1"), ("PMA-2", "pma-2"), ("ПМА 2", "pma-2"),
    ("TMM1", "tmm-1"), ("НУС", "uxo"), ("protupješačka mina", "ap-mine"), ("противопехотная мина", "ap-mine"), ("Mina antipersonal", "ap-mine"),
    ("kašikara", "m75"), ("КАШИКАРА", "m75"), ("ПТМ", "av-mine"), ("9Н235", "9n235"), ("something else", ""), ("", ""),
])  # fmt: skip
def test_words_are_known_in_any_language_and_script(text, code):
    assert recognise(text) == code


def test_no_spelling_means_two_things():
    for device in DEVICES.values():
        for said in device.spellings():
            assert SPELLED.get(folded(said)) in (device.code, None) or folded(said) in {
                folded(d.name) for d in DEVICES.values()
            }
        assert SPELLED[folded(device.name)] == device.code
    a, b = DEVICES["pma-2"], DEVICES["pma-3"]
    both = spelled([a, type(b)(b.code, b.category, b.subcategory, b.kind, b.name, {"und": ("PMA-2 old", "PMA-2")})])
    assert both[folded("PMA-2")] == "pma-2"  # a model's own name is its own


def test_every_treaty_kind_has_a_word():
    assert {d.kind for d in DEVICES.values()} == set(TreatyKind)


def test_munitions_left_behind_are_abandoned_and_mines_stay_mines():
    left = Condition.ABANDONED
    assert counted_as(TreatyKind.OTHER_UXO, left) is TreatyKind.ABANDONED
    assert counted_as(TreatyKind.AP_MINE, left) is TreatyKind.AP_MINE
    assert counted_as(TreatyKind.OTHER_UXO, Condition.DAMAGED) is TreatyKind.OTHER_UXO


@pytest.mark.parametrize("accuracy", [5, 100, 1000, 20_000])
@pytest.mark.parametrize("lat", [0.3, 44.2, -33.1, 69.9])
def test_a_point_is_shown_no_more_exactly_than_it_is_known(accuracy, lat):
    """Places within half the accuracy of each other are often shown as one; nothing is shown finer than the grid."""
    shown = {
        shown_at(17.9 + i * accuracy / 111_320 / 40, lat + i * accuracy / 111_320 / 40, accuracy) for i in range(20)
    }
    assert len(shown) <= 4
    _lon, at = shown_at(17.9, lat, accuracy)
    assert abs(at - lat) * 111_320 <= accuracy


@pytest.mark.parametrize(("accuracy", "digits"), [(1, 5), (5, 4), (50, 3), (100, 3), (1_000, 2), (20_000, 0)])
def test_a_position_in_digits_says_no_more_than_is_known(accuracy, digits):
    assert decimals(accuracy) == digits and 111_320 / 10**digits >= accuracy
