"""The account of a find closes whatever happens to it, as of any day and as known at any number."""

from datetime import date, timedelta

import pytest
from hypothesis import find as find_one
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.core.ordnance import accounts
from commonground.core.ordnance.accounts import Account, Does, Entry, Pot, Statement, account, in_force, over, why_not
from commonground.core.ordnance.amounts import NONE, Amount, Qualifier, read, signed, total, weaker

FIRST = date(2024, 1, 1)
LAST = date(2024, 12, 31)
NUMBERS = st.integers(0, 5000)
AMOUNTS = st.builds(Amount, NUMBERS, st.sampled_from(Qualifier))


@st.composite
def histories(draw):
    """An honest history: one find, what became of it, corrections of either, each kept only where all of it can stand."""
    entries = [
        Entry(
            1,
            Does.FIND,
            FIRST + timedelta(draw(st.integers(0, 60))),
            Amount(draw(st.integers(1, 40)), draw(st.sampled_from(Qualifier))),
        )
    ]
    for _ in range(draw(st.integers(0, 8))):
        number = entries[-1].number + draw(st.integers(1, 3))
        standing = in_force(entries)
        act = draw(st.sampled_from(("dispose", "dispose", "dispose", "all", "void", "correct")))
        on = FIRST + timedelta(draw(st.integers(0, 364)))
        find = next((e for e in standing if e.does is Does.FIND), None)
        if act == "void":
            told = draw(st.sampled_from(standing)) if standing else None
            new = Entry(number, Does.VOID, told.on, corrects=told.number) if told else None
        elif act == "correct" and find:
            new = Entry(
                number,
                Does.FIND,
                on,
                Amount(draw(st.integers(1, 40)), draw(st.sampled_from(Qualifier))),
                corrects=find.number,
            )
        elif find:
            source = draw(st.sampled_from(accounts.SOURCES))
            left = account(entries)
            pot = left.retained if source is Pot.RETAINED else left.awaiting
            amount = pot if act == "all" else Amount(draw(st.integers(1, 20)))
            new = Entry(number, Does.DISPOSE, on, amount, source, draw(st.sampled_from(accounts.TARGETS)))
        else:
            new = None
        if new is not None and not why_not([*entries, new]):
            entries.append(new)
    return entries


@settings(max_examples=150, deadline=None)
@given(histories(), st.integers(0, 400), st.integers(0, 30))
def test_an_account_closes_on_any_day_as_known_at_any_number(entries, days, known):
    on = FIRST + timedelta(days)
    for upto in (None, known):
        # What was known then could stand then: corrections only ever replace.
        if upto is not None and why_not(e for e in entries if e.number <= upto):
            continue
        made = account(entries, on, upto)
        assert made.closes, made
        assert min(a.number for a in (made.destroyed, made.retained, made.handed_over, made.awaiting)) >= 0


@pytest.mark.parametrize(
    "wanted",
    [
        lambda made: made.destroyed.number and made.awaiting.number,
        lambda made: not made.found.is_exact and made.destroyed.number,
    ],
)
def test_the_histories_are_not_empty(wanted):
    """A property over nothing holds always: what it is about is found among the histories, wherever the search begins."""
    found = find_one(histories(), lambda entries: bool(wanted(account(entries))), settings=settings(max_examples=5000))
    assert len(found) >= 2


@settings(max_examples=80, deadline=None)
@given(histories(), st.integers(0, 365), st.integers(0, 365))
def test_a_statement_closes_and_periods_join(entries, one, other):
    first, last = FIRST + timedelta(min(one, other)), FIRST + timedelta(max(one, other))
    made = over(entries, first, last)
    assert made.closes
    middle = first + (last - first) // 2
    if middle < last:
        left, right = over(entries, first, middle), over(entries, middle + timedelta(1), last)
        assert left.closing == right.opening and left.closing_retained == right.opening_retained
        assert left.found.number + right.found.number == made.found.number
        assert left.destroyed.number + right.destroyed.number == made.destroyed.number


@settings(max_examples=60, deadline=None)
@given(histories())
def test_what_was_known_at_a_number_does_not_change(entries):
    """Entries that come later leave every earlier knowledge as it was."""
    for entry in entries:
        then = [e for e in entries if e.number <= entry.number]
        assert account(entries, known=entry.number) == account(then)


def naive(entries, on):
    """The same account counted another way: thing by thing, without a word on how numbers are meant."""
    gone = {e.corrects for e in entries if e.corrects}
    stand = [e for e in entries if e.number not in gone and e.does is not Does.VOID and e.on <= on]
    things = ["awaiting"] * sum(e.amount.number for e in stand if e.does is Does.FIND)
    for e in sorted((e for e in stand if e.does is Does.DISPOSE), key=lambda e: (e.on, e.number)):
        for _ in range(e.amount.number):
            things[things.index(e.source.value)] = e.target.value
    return {p.value: things.count(p.value) for p in Pot}


@settings(max_examples=60, deadline=None)
@given(histories(), st.integers(0, 365))
def test_the_account_is_what_counting_thing_by_thing_gives(entries, days):
    on = FIRST + timedelta(days)
    made = account(entries, on)
    assert naive(entries, on) == {
        "awaiting": made.awaiting.number, "destroyed": made.destroyed.number, "retained": made.retained.number,
        "handed-over": made.handed_over.number,
    }  # fmt: skip


@given(st.lists(AMOUNTS, max_size=6), st.randoms())
def test_a_sum_says_no_more_than_its_parts_in_any_order(amounts, random):
    whole = total(amounts)
    assert whole.number == sum(a.number for a in amounts)
    assert whole.is_exact == all(a.is_exact for a in amounts)
    random.shuffle(amounts)
    assert total(amounts) == whole


@given(
    st.lists(
        st.tuples(
            st.sampled_from([Qualifier.EXACT, Qualifier.AT_LEAST, Qualifier.MORE_THAN]), NUMBERS, st.integers(0, 50)
        ),
        max_size=6,
    )
)
def test_a_sum_is_true_of_every_truth_behind_it(parts):
    """Whatever the true numbers are, the sum's inequality holds of their sum."""
    truth = sum(n + (0 if q is Qualifier.EXACT else more + (q is Qualifier.MORE_THAN)) for q, n, more in parts)
    said = total(Amount(n, q) for q, n, _ in parts)
    holds = {
        Qualifier.EXACT: truth == said.number,
        Qualifier.AT_LEAST: truth >= said.number,
        Qualifier.MORE_THAN: truth > said.number,
    }
    assert holds[said.qualifier]


@given(AMOUNTS)
def test_an_amount_is_read_as_it_was_written(amount):
    assert read(signed(amount)) == amount


@pytest.mark.parametrize(("text", "number", "meant"), [
    ("1,200", 1200, "exact"), ("1 200", 1200, "exact"), ("1.200", 1200, "exact"), ("12.0", 12, "exact"), ("more than 2,700", 2700, "more-than"),
    ("> 2 700", 2700, "more-than"), ("más de 30", 30, "more-than"), ("više od 2.700", 2700, "more-than"), ("at least 5", 5, "at-least"),
    ("5+", 5, "at-least"), ("oko 50", 50, "about"), ("около 50", 50, "about"),
])  # fmt: skip
def test_amounts_as_people_write_them(text, number, meant):
    assert read(text) == Amount(number, Qualifier(meant))


@pytest.mark.parametrize("text", ["", "many", "1,2", "-3", "2.5", "1,20,000", "1e5", "more than"])
def test_what_is_no_amount(text):
    assert read(text) is None


def find(number=1, count=10, on=FIRST, meant=Qualifier.EXACT, **more):
    return Entry(number, Does.FIND, on, Amount(count, meant), **more)


def gone(number, count, on=FIRST, source=Pot.AWAITING, target=Pot.DESTROYED, meant=Qualifier.EXACT, **more):
    return Entry(number, Does.DISPOSE, on, Amount(count, meant), source, target, **more)


LATER = FIRST + timedelta(30)


@pytest.mark.parametrize(("entries", "code"), [
    ([find(), gone(2, 11)], "ordnance.disposal.more-than-waits"),
    ([find(), gone(2, 6, LATER), gone(3, 5, FIRST)], "ordnance.disposal.more-than-waits"),  # written late, of an earlier day
    ([find(on=LATER), gone(2, 1)], "ordnance.disposal.before-find"),
    ([find(), find(2)], "ordnance.find.twice"),
    ([find(), gone(2, 1), Entry(3, Does.VOID, FIRST, corrects=1)], "ordnance.find.disposed-of"),
    ([find(), gone(2, 0)], "ordnance.disposal.nothing"),
    ([find(), gone(2, 1, source=Pot.DESTROYED)], "ordnance.disposal.nothing"),
    ([find(), gone(2, 5, meant=Qualifier.ABOUT)], "ordnance.disposal.otherwise-meant"),
    ([find(), gone(2, 3, source=Pot.RETAINED)], "ordnance.disposal.more-than-waits"),
    ([find(), gone(2, 8), find(3, 7, corrects=1)], "ordnance.disposal.more-than-waits"),  # a correction below what is gone
])  # fmt: skip
def test_what_cannot_stand(entries, code):
    assert why_not(entries) == code


def test_more_than_2700_stays_an_inequality_until_all_of_it_is_gone():
    more = Qualifier.MORE_THAN
    entries = [find(1, 2700, meant=more), gone(2, 2000)]
    half = account(entries)
    assert (half.destroyed, half.awaiting) == (Amount(2000), Amount(700, more))
    whole = account([*entries, gone(3, 700, meant=more)])
    assert whole.awaiting == NONE and whole.destroyed == Amount(2700, more) and whole.closes


def test_retained_is_moved_on_and_counted_once():
    entries = [find(), gone(2, 4, target=Pot.RETAINED), gone(3, 3, LATER, Pot.RETAINED, Pot.DESTROYED)]
    made = account(entries)
    assert made == Account(Amount(10), Amount(3), Amount(1), NONE, Amount(6))
    year = over(entries, FIRST, LAST)
    assert (year.destroyed, year.destroyed_retained, year.closing_retained) == (
        Amount(3),
        Amount(3),
        Amount(1),
    ) and year.closes


def test_planted_faults_are_caught():
    """Each of these was made on purpose; the checks above see it."""
    honest = over([find(), gone(2, 4)], FIRST, LAST)
    assert not Statement(found=Amount(10), destroyed=Amount(4), closing=Amount(5)).closes
    assert honest.closes
    assert not Account(Amount(5, Qualifier.MORE_THAN), Amount(5)).closes  # an inequality that was lost on the way
    assert weaker(Qualifier.ABOUT, Qualifier.EXACT) is Qualifier.ABOUT
