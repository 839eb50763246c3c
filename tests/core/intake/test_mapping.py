"""Mappings: guessed from the names of columns, kept as plain JSON, and asked for the words of a file."""

import pytest

from commonground.core.intake.mapping import REQUIRED, TARGETS, WHAT, WORDS, Mapping, guess, plain
from commonground.core.refusals import NotUsable


def test_columns_are_known_by_their_names_in_several_languages():
    found = guess("hazards", ["Šifra", "Naziv", "Vrsta_površine", "fid"], has_shapes=True)
    assert (found.columns["code"], found.columns["name"], found.columns["level"]) == (
        "Šifra",
        "Naziv",
        "Vrsta_površine",
    )
    assert found.geometry == "shapes" and "fid" not in found.columns.values()


def test_no_column_is_two_things():
    for what in WHAT:
        for words in TARGETS[what].values():
            found = guess(what, [*words, "id", "name"], has_shapes=True)
            assert len(set(found.columns.values())) == len(found.columns)


@pytest.mark.parametrize(
    ("columns", "kind"),
    [(["code", "WKT"], "wkt"), (["code", "Lon", "Lat"], "lonlat"), (["code", "x", "y", "Point no"], "turning-points"), (["code"], "none")],
)  # fmt: skip
def test_where_there_are_no_shapes_they_are_looked_for_in_columns(columns, kind):
    assert guess("hazards", columns, has_shapes=False).geometry == kind


def test_what_nobody_takes_in_is_refused():
    with pytest.raises(NotUsable) as told:
        guess("people", ["name"], has_shapes=False)
    assert told.value.code == "intake.what.unknown"


def test_a_mapping_survives_being_saved():
    made = Mapping(
        "activities", {"kind": "What"}, {"kind": {"gone": "cancel"}}, languages=("bs", "sr"), opening_on="2024-01-01"
    )
    assert Mapping.from_dict(made.as_dict()) == made


@pytest.mark.parametrize("values", [{"what": "people"}, {}, {"what": "hazards", "run": "this"}])
def test_a_mapping_that_is_not_ours_is_refused(values):
    with pytest.raises(NotUsable) as told:
        Mapping.from_dict(values)
    assert told.value.code == "intake.mapping.not-ours"


def test_what_a_kind_of_file_must_say_is_missed():
    for what in WHAT:
        assert Mapping(what).missing() == list(REQUIRED[what])
        assert Mapping(what, {t: t for t in REQUIRED[what]}).missing() == []


@pytest.mark.parametrize(
    ("target", "cell", "code"),
    [("level", "CHA", "confirmed"), ("level", " Potvrđena", "confirmed"), ("kind", "Otkazano", "cancel"),
     ("activity", "technical_survey", "ts"), ("contamination", "anti-personnel mines", "ap-mines"), ("level", "perhaps", None)],
)  # fmt: skip
def test_words_of_the_trade(target, cell, code):
    assert Mapping("hazards").word(target, cell) == code


def test_a_file_s_own_words_come_before_ours():
    assert (
        Mapping("hazards", words={"level": {"CHA": "suspected", "Žuta": "confirmed"}}).word("level", "cha")
        == "suspected"
    )
    assert Mapping("hazards", words={"level": {"Žuta": "confirmed"}}).word("level", "zuta") == "confirmed"


def test_every_word_of_ours_means_one_thing():
    for target, codes in WORDS.items():
        for code in codes:
            assert Mapping("hazards").word(target, code) == code, target


def test_names_are_compared_without_their_dress():
    assert plain(" Area_m2 ") == plain("area m2") == "area m2"
