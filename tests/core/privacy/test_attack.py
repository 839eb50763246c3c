"""What somebody can work out who has every table that was released: no small count. And the same attack breaks weaker ways."""

from dataclasses import replace
from itertools import combinations

import pytest
from people_here import KEY, VALUES, YEAR, attacked, frozen, people, recovered, release, suppressed

from commonground.core.privacy import audit, bounds
from commonground.core.privacy.door import Basis, Form, Printed, Spec, printed
from commonground.core.privacy.periods import Closed

H1 = Closed(2024, 1)
NAIVE = {40: 0.03, 80: 0.05, 300: 0.3}  # at least so many small counts are found exactly where they are only hidden


@pytest.mark.parametrize("count", [40, 80, 300])
def test_hiding_small_cells_beside_true_totals_gives_them_away(count):
    """The weaker way is broken by the same programme, so that its silence about ours says something."""
    small = exact = 0
    for seed in range(8):
        asked = suppressed(people(count, seed), "age", "device")
        n, pinned, _ = recovered(asked, bounds.solve(asked.as_data()))
        small, exact = small + n, exact + pinned
    assert small > 20 and exact / small > NAIVE[count]


@pytest.mark.parametrize("count", [60, 120, 300])
def test_all_tables_of_a_ministry_together_give_no_small_count_away(count):
    small = 0
    for seed in range(4):
        records = people(count, seed)
        pairs = [("age", "sex"), ("age", "device"), ("activity", "outcome"), ("device", "outcome")]
        issued = [release(records, *by) for by in pairs]
        asked, found = attacked([frozen(records)], issued)
        n, exact, near = recovered(asked, found)
        small += n
        assert (exact, near) == (0, 0)
    assert small > 40


def test_tables_joined_in_a_circle_are_attacked_as_a_whole():
    records = people(400, 3)
    issued = [release(records, *by) for by in combinations(("age", "sex", "outcome"), 2)]
    asked, found = attacked([frozen(records)], issued)
    assert asked.unknowns == 4 * 3 * 3, "the whole of age, sex and outcome"
    assert any(len(t.by) == 3 for t in asked.targets)
    assert recovered(asked, found)[1:] == (0, 0)


def test_two_releases_of_a_year_whose_records_changed_are_refused_and_would_give_them_away():
    """Three people are added after the first release: taking one from the other would be a table of three."""
    before = people(120, 5)
    after = before + people(3, 5, start=1000)
    both = [frozen(before, "first"), frozen(after, "second")]
    regions = audit.regions_of(both)
    assert sorted(len(r) for r in regions.values()) == [3, 120]
    assert [f.code for f in audit.too_close(regions, ["first", "second"])] == ["disclosure.audit.few-apart"]

    def true(records, of):
        made = printed(Spec("casualties", ("age",), (YEAR,), Basis.TREATY), YEAR, records, VALUES, KEY)
        return audit.Issued(of, of, made)

    asked = audit.problem(both, [true(before, "first"), true(after, "second")])
    asked.targets = [t for t in asked.targets if t.name == "second"]
    found = bounds.solve(asked.as_data())
    assert asked.targets and all(a == b == t.count for t, (a, b) in zip(asked.targets, found, strict=True)), (
        "true totals before and after give those three away"
    )


@pytest.mark.parametrize("seed", range(4))
def test_differences_between_two_rounded_releases_give_no_small_count_away(seed):
    """Many records were added and taken away, so that the second is let through: neither what stayed nor what changed is found."""
    before = people(150, seed)
    after = before[20:] + people(30, seed, start=1000)
    both = [frozen(before, "first"), frozen(after, "second")]
    assert audit.too_close(audit.regions_of(both), ["first", "second"]) == []
    issued = [
        release(records, *by, name=f"{of} {by}", of=of)
        for of, records in (("first", before), ("second", after))
        for by in (("age", "outcome"), ("device",))
    ]
    asked, found = attacked(both, issued)
    assert any("−" in t.name or t.name in ("first", "second") for t in asked.targets), (
        "what changed is looked for as well"
    )
    n, exact, near = recovered(asked, found)
    assert n > 10 and (exact, near) == (0, 0)


@pytest.mark.parametrize("seed", range(3))
def test_a_year_and_its_half_give_no_small_count_of_the_other_half_away(seed):
    records = people(200, seed)
    half = [r for r in records if r.half == 1]
    both = [frozen(records, "2024"), frozen(half, "2024-H1")]
    issued = [release(records, "age", "outcome"), release(half, "age", "outcome", name="half", of="2024-H1", period=H1)]
    asked, found = attacked(both, issued)
    assert recovered(asked, found)[1:] == (0, 0)


def test_exact_totals_beside_rounded_tables_are_looked_at_too():
    records = people(120, 9)
    true = printed(Spec("casualties", ("age",), (YEAR,), Basis.TREATY), YEAR, records, VALUES, KEY)
    issued = [audit.Issued("treaty", "2024", true), release(records, "age", "device")]
    asked, found = attacked([frozen(records)], issued)
    opened = [t for t in asked.targets if t.by == ("age",)]
    assert not opened, "what was opened on purpose is no secret any more"
    assert all(a <= t.count <= b for t, (a, b) in zip(asked.targets, found, strict=True))


def test_the_audit_refuses_what_would_give_a_count_away():
    """A table in which the noise was left out of one margin: the audit names the table and not the count."""
    records = people(120, 2)
    issued = release(records, "age", "device")
    true = audit.counts(records, ("age", "device"))
    tables = []
    for table in issued.printed.tables:
        cells = table.cells
        if table.by == ("age", "device"):
            cells = tuple(replace(c, value=true.get(c.key, 0), sign="") for c in cells)
        tables.append(replace(table, cells=cells))
    open_ = audit.Issued(
        "open", "2024", Printed(YEAR, Form.EXACT, tuple(t for t in tables if t.by == ("age", "device")))
    )
    asked, found = attacked([frozen(records)], [open_])
    asked.targets[:] = [
        audit.Target("open", ("age", "device"), k, n, terms)
        for (k, n), terms in zip(sorted(true.items()), ((i,) for i in range(16)), strict=False)
        if n in audit.SMALL
    ]
    assert asked.targets
    open_found = bounds.solve(asked.as_data())
    faults = audit.verdict(asked, open_found)
    assert [f.code for f in faults] == ["disclosure.audit.given-away"]
    assert faults[0].facts == {"table": "open", "dimension": "age, device"}
    assert found is not None


def test_what_is_too_large_to_be_bounded_is_no_problem_at_all():
    wide = {d: tuple(f"{d}{i}" for i in range(40)) for d in "abc"}
    records = [replace(people(1, 1)[0], values={d: wide[d][0] for d in wide})]
    one = audit.Frozen("2024", records, wide)
    issued = [
        audit.Issued("x", "2024", Printed(YEAR, Form.CROSS, (audit_table(by),)))
        for by in (("a", "b"), ("b", "c"), ("a", "c"))
    ]
    assert audit.problem([one], issued) is None


def audit_table(by):
    from commonground.core.privacy.door import Table

    return Table(by, ())


@pytest.mark.parametrize(
    "edges, blocks",
    [
        ([()], [()]),
        ([(), ("a",)], [("a",)]),
        ([("a", "b"), ("a",), ("b", "c")], [("a", "b"), ("b", "c")]),
        ([("a", "b"), ("b", "c"), ("a", "c")], [("a", "b", "c")]),
        ([("a", "b"), ("b", "c"), ("a", "c"), ("c", "d"), ("e",)], [("a", "b", "c"), ("c", "d"), ("e",)]),
        ([("a", "b"), ("b", "c"), ("c", "d"), ("a", "d")], [("a", "b", "c", "d")]),
    ],
)
def test_tables_in_a_chain_are_bounded_each_for_itself_and_those_in_a_circle_as_one(edges, blocks):
    assert sorted(audit.blocks_of(edges)) == sorted(blocks)


def test_looking_at_many_at_once_finds_what_looking_at_each_finds():
    """The short cut leaves nothing out: a count is given away by the one where it is by the other."""
    for seed in range(6):
        asked = suppressed(people(80, seed), "age", "device")
        quick, slow = bounds.solve(asked.as_data()), bounds.solve(asked.as_data(), exact=True)
        assert audit.given_away(asked, quick) == audit.given_away(asked, slow)
        assert all(a >= c and b <= d for (a, b), (c, d) in zip(quick, slow, strict=True))


def test_figures_that_contradict_each_other_are_said_to():
    asked = audit.Problem(1, [({0: 1}, 5, 5), ({0: 1}, 7, 7)], [audit.Target("x", (), (), 1, (0,))])
    with pytest.raises(ValueError, match="nothing fits"):
        bounds.solve(asked.as_data())
