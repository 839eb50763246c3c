"""A filled form: what is complete and why, what a claim is worth, and what is carried over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.core.figures.catalogue import FIGURES
from commonground.core.privacy.populations import POPULATIONS
from commonground.core.publishing.content import Kind, canonical
from commonground.core.treaty.answers import NOTHING, Answer, Answers, carried_over, cleaned, faults, number
from commonground.core.treaty.filling import COMPLETE, Line, Lines, State, as_data, differences, fill, progress
from commonground.core.treaty.forms import APMBC_5, APMBC_7, CCM_7, FORMS, STATEMENT, WHOM
from commonground.core.treaty.parts import Basis, By


def lines(part, value):
    """Records that say one figure everywhere."""
    values = {c.figure or c.key: value for c in part.columns}
    return Lines([Line("N", "North", values)], Line("", "", values))


def records(form, value=7):
    return {(s.code, p.key): lines(p, value) for s, p in form.asked() if not p.by.is_written}


def everything(form, **more):
    """Every written part says something."""
    answers = NOTHING
    for s, p in form.asked():
        if p.by is By.TEXT:
            answers = answers.with_part(s.code, p.key, Answer("said", **more))
        elif p.by is By.ROWS:
            row = {c.key: "3" if c.is_number else "said" for c in p.columns}
            answers = answers.with_part(s.code, p.key, Answer("", (row,), **more))
    return answers


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda f: f.kind.value)
def test_a_form_names_figures_that_there_are_and_nothing_twice(form):
    assert [c.figure for _, p in form.asked() for c in p.columns if c.figure and c.figure not in FIGURES] == []
    assert len({s.code for s in form.sections}) == len(form.sections)
    for section in form.sections:
        assert len({p.key for p in section.parts}) == len(section.parts)
        assert section.source.basis is not Basis.KNOWN or section.source.check, "what was not read says what to check"
        for part in section.parts:
            assert len({c.key for c in part.columns}) == len(part.columns)
            assert bool(part.columns) == (part.by is not By.TEXT)
            assert all(not c.figure for c in part.columns) if part.by.is_written else part.columns


def test_sections_are_known_by_treaty_paragraph_and_carry_both_orders_of_letters():
    letters = {s.code: (s.old, s.new) for s in APMBC_7.sections}
    assert [c for c in letters if c.startswith("7.1.")] == [f"7.1.{x}" for x in "abcdefghi"]
    assert "".join(old for old, _ in letters.values()) == "ABCDEFGHIJ"
    assert (letters["7.1.c"], letters["7.1.d"]) == (("C", "D"), ("D", "C")), "the letters changed places"
    assert "".join(s.old for s in CCM_7.sections) == "ABCDEFGHIJ"
    assert not CCM_7.section("7.1.k").is_voluntary and APMBC_7.section("j").is_voluntary


def test_a_blank_form_misses_what_is_obligatory_and_nothing_else():
    blank = fill(APMBC_7, {}, NOTHING)
    states = {s.section.code: s.state for s in blank}
    assert states.pop("j") is State.EMPTY and states.pop("5") is State.EMPTY
    assert set(states.values()) == {State.MISSING}
    assert progress(blank).complete == 2


def test_records_words_and_nils_complete_a_section_each_in_its_way():
    answers = NOTHING.with_part("cover", "contact", Answer("The centre")).with_part(
        "7.1.e", "facilities", Answer(nil=True)
    )
    filled = {s.section.code: s for s in fill(APMBC_7, records(APMBC_7), answers)}
    assert filled["cover"].state is State.WRITTEN
    assert filled["7.1.e"].state is State.NIL
    assert filled["7.1.c"].state is State.MISSING, "its table is there, the mines in it are not"
    answers = answers.with_part("7.1.c", "mines", Answer(nil=True))
    filled = {s.section.code: s for s in fill(APMBC_7, records(APMBC_7), answers)}
    assert filled["7.1.c"].state is State.RECORDS


def test_nought_in_the_records_is_missing_until_it_is_confirmed():
    assert fill(APMBC_7, records(APMBC_7, 0), everything(APMBC_7))[3].state is State.MISSING
    confirmed = everything(APMBC_7).with_part("7.1.c", "areas", Answer(nil=True))
    assert fill(APMBC_7, records(APMBC_7, 0), confirmed)[3].state is State.WRITTEN


def test_a_nil_that_the_books_contradict_is_found():
    confirmed = everything(APMBC_7).with_part("7.1.c", "areas", Answer(nil=True))
    section = fill(APMBC_7, records(APMBC_7), confirmed)[3]
    assert [(f.code, f.about, f.facts) for f in section.findings] == [
        ("reporting.return.not-nil", "7.1.c", {"part": "areas"})
    ]


def test_what_is_carried_over_waits_to_be_confirmed():
    last = everything(APMBC_7).claiming("7.1.a", True).with_part("7.1.c", "areas", Answer(nil=True))
    carried = carried_over(APMBC_7, last)
    assert carried.same == frozenset() and all(a.carried for a in carried.parts.values())
    assert "7.1.c/areas" not in carried.parts, "that the records said nothing last year says nothing of this year"
    filled = fill(APMBC_7, records(APMBC_7), carried)
    assert {s.state for s in filled} == {State.CARRIED}
    assert progress(filled).complete == 0, "what nobody has looked at is not complete"
    said = carried.with_part("cover", "contact", Answer("The centre"))
    assert fill(APMBC_7, records(APMBC_7), said)[0].state is State.WRITTEN


def test_a_claim_of_no_change_is_compared():
    last = fill(APMBC_7, records(APMBC_7, 7), everything(APMBC_7))
    same = everything(APMBC_7).claiming("7.1.c", True).claiming("7.1.a", True)
    borne_out = fill(APMBC_7, records(APMBC_7, 7), same, last)
    assert [s.findings for s in borne_out if s.findings] == []
    assert {s.changed for s in borne_out} == {False}
    moved = {s.section.code: s for s in fill(APMBC_7, records(APMBC_7, 8), same, last)}
    assert moved["7.1.a"].findings == () and moved["7.1.a"].changed is False
    (found,) = moved["7.1.c"].findings
    assert (found.code, found.facts["old"], found.facts["new"]) == ("reporting.return.not-unchanged", 7, 8)
    assert moved["7.1.f"].changed is True and moved["7.1.f"].findings == (), "nobody claimed anything of it"


def test_a_claim_with_nothing_before_it_is_a_doubt():
    (section, *_) = fill(APMBC_7, records(APMBC_7), everything(APMBC_7).claiming("cover", True))
    assert [f.code for f in section.findings] == ["reporting.return.nothing-before"]


@given(st.integers(0, 9), st.integers(0, 9), st.sampled_from([APMBC_7, CCM_7, APMBC_5]))
def test_changed_is_what_differs(a, b, form):
    last = fill(form, records(form, a), everything(form))
    now = fill(form, records(form, b), everything(form), last)
    for old, new in zip(last, now, strict=True):
        with_figures = any(not p.part.by.is_written for p in new.parts)
        assert new.changed is (a != b and with_figures)
        assert bool(differences(old, new)) is new.changed
        assert [(d.new, d.old) for d in differences(new, old)] == [(d.old, d.new) for d in differences(old, new)]


@given(st.dictionaries(st.sampled_from([(s.code, p.key) for s, p in APMBC_7.asked()]),
                       st.sampled_from([Answer("x"), Answer(nil=True), Answer("x", carried=True), Answer()])))  # fmt: skip
def test_complete_means_that_nothing_is_missing_or_unconfirmed(said):
    answers = NOTHING
    for (section, part), answer in said.items():
        answers = answers.with_part(section, part, answer)
    filled = fill(APMBC_7, records(APMBC_7), answers)
    for section in filled:
        assert section.is_complete is all(p.state in COMPLETE for p in section.parts)
    found = progress(filled)
    assert sum(found.by_state.values()) == found.sections == len(APMBC_7.sections)
    assert Answers.of(answers.as_data()) == answers


def test_rows_are_asked_for_what_is_missing_in_them():
    part = next(p for p in APMBC_7.section("7.1.b").parts if p.key == "stock")
    answer = cleaned(
        part, "", [{"type": " PMA-2 ", "quantity": "1.200"}, {"type": "", "lot": " "}, {"quantity": "many"}]
    )
    assert answer.rows == ({"type": "PMA-2", "quantity": "1.200"}, {"quantity": "many"})
    assert [(i, c.key) for i, c in faults(part, answer)] == [(1, "type"), (1, "quantity")]
    assert fill(APMBC_7, {}, NOTHING.with_part("7.1.b", "stock", answer))[2].part("stock").state is State.MISSING


@pytest.mark.parametrize(("typed", "read"), [("1200", 1200), ("1.200", 1200), ("1 200", 1200), ("1,200,300", 1200300), ("0", 0),
                                              ("1.2", None), ("-3", None), ("many", None), ("", None), ("12.3456", None)])  # fmt: skip
def test_quantities_are_whole_numbers_however_they_are_grouped(typed, read):
    assert number(typed) == read


def test_sections_as_data_are_plain_and_name_their_figures():
    said = [as_data(s) for s in fill(APMBC_7, records(APMBC_7), everything(APMBC_7))]
    assert canonical(said)
    areas = said[3]["parts"][0]
    assert areas["columns"][1] == {
        "key": "confirmed_m2",
        "title": "Confirmed, m²",
        "figure": "land.closing.confirmed",
        "voluntary": False,
    }
    assert areas["rows"][0]["cells"]["confirmed_m2"] == 7 and areas["total"]["cells"]["m2"] == 7
    assert said[3]["source"]["basis"] == "known" and said[3]["letters"] == {"1999": "C", "newer": "D"}


def test_a_statement_is_complete_as_it_comes():
    found = progress(fill(STATEMENT, {}, NOTHING))
    assert found.complete == found.sections and set(FORMS) == set(Kind)


def test_parts_about_people_ask_for_tables_that_there_are():
    for key, whom in WHOM.items():
        assert whom.by in {d.key for d in POPULATIONS[whom.population].dimensions}, key


def test_a_part_about_people_says_the_same_in_every_form():
    asked = [(p.key, p.whom) for form in FORMS.values() for _, p in form.asked() if p.whom]
    assert set(asked) == set(WHOM.items()) and len(asked) > len(WHOM)
