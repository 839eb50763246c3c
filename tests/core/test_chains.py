"""No link can be changed, taken out, put in or moved without being found, and the first one at that."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from commonground.core.chains import GENESIS, Act, canonical, digest_of, first_fault, join

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
plain = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5)
)
facts = st.dictionaries(st.text(max_size=4), plain | st.lists(plain, max_size=2), max_size=3)
acts = st.builds(
    Act,
    st.sampled_from(["land.entries-booked", "identity.role-given"]),
    st.text(max_size=6),
    st.none() | st.integers(1, 9),
    st.integers(0, 10**9).map(lambda n: AT + timedelta(microseconds=n)),
    facts,
    st.none() | facts,
    st.none() | facts,
)
few = settings(
    max_examples=20, deadline=None
)  # a fault anywhere in a chain is found or not: what chains say matters little
chains = st.lists(acts, min_size=1, max_size=8).map(lambda told: join(told, 0, GENESIS))


@few
@given(chains)
def test_a_chain_as_it_was_written_holds(chain):
    fault, number, digest = first_fault(chain)
    assert (fault, number, digest) == (None, len(chain), chain[-1].digest)


@few
@given(chains, acts, st.data())
def test_a_changed_act_is_found_where_it_is(chain, other, data):
    i = data.draw(st.integers(0, len(chain) - 1))
    forged = replace(chain[i], act=other)
    assume(canonical(forged.content()) != canonical(chain[i].content()))
    fault, held, _ = first_fault([*chain[:i], forged, *chain[i + 1 :]])
    assert (fault.code, fault.facts["number"], held) == ("audit.chain.changed", i + 1, i)


@few
@given(chains, acts, st.data())
def test_a_changed_act_with_a_new_digest_is_found_at_the_next(chain, other, data):
    assume(len(chain) > 1)
    i = data.draw(st.integers(0, len(chain) - 2))
    forged = replace(chain[i], act=other)
    forged = replace(forged, digest=digest_of(forged))
    assume(forged.digest != chain[i].digest)
    fault, held, _ = first_fault([*chain[:i], forged, *chain[i + 1 :]])
    assert (fault.code, held) == ("audit.chain.other-before", i + 1)


@few
@given(chains, st.data())
def test_a_missing_line_is_found(chain, data):
    assume(len(chain) > 1)
    i = data.draw(st.integers(0, len(chain) - 2))
    fault, held, _ = first_fault([*chain[:i], *chain[i + 1 :]])
    assert (fault.code, fault.facts, held) == ("audit.chain.missing", {"number": i + 1, "found": i + 2}, i)


@few
@given(chains, st.data())
def test_lines_that_changed_places_are_found(chain, data):
    assume(len(chain) > 1)
    i = data.draw(st.integers(0, len(chain) - 2))
    j = data.draw(st.integers(i + 1, len(chain) - 1))
    moved = list(chain)
    moved[i], moved[j] = replace(chain[j], number=i + 1), replace(chain[i], number=j + 1)
    fault, held, _ = first_fault(moved)
    assert fault is not None and held == i


@few
@given(chains, acts)
def test_a_chain_goes_on_from_a_line_that_is_trusted(chain, more):
    longer = [*chain, *join([more], chain[-1].number, chain[-1].digest)]
    assert first_fault(longer)[0] is None
    assert first_fault(longer[len(chain) :], chain[-1].number, chain[-1].digest)[0] is None
    assert first_fault(longer[len(chain) :], chain[-1].number, GENESIS)[0].code == "audit.chain.other-before"


def test_the_same_moment_and_number_written_otherwise_are_the_same():
    """What a store gives back: whole numbers without their point, moments in its own zone."""
    one = Act("a.b", "", None, AT, {"m2": 12.0, "far": 1e22})
    two = Act("a.b", "", None, AT.astimezone(timezone(timedelta(hours=2))), {"far": 10**22, "m2": 12})
    assert join([one], 0, GENESIS)[0].digest == join([two], 0, GENESIS)[0].digest


def test_the_writing_never_changes():
    """This digest stands in chains that exist: a change of it breaks every one of them."""
    act = Act("land.entries-booked", "1-2", 7, AT, {"m2": 1.5, "Ž": [1, None, True]}, None, {"a": "б"})
    (link,) = join([act], 0, GENESIS)
    assert canonical(link.content()) == (
        '{"about":"1-2","after":{"a":"б"},"at":"2026-06-01T12:00:00.000000+00:00","before":null,"by":7,'
        '"facts":{"m2":1.5,"Ž":[1,null,true]},"number":1,"previous":"' + "0" * 64 + '","what":"land.entries-booked"}'
    )
    assert link.digest == "d72798e061cde9bf45b27ea4eec9cdbe2c3ba07b043076f3b3a7c29b3ba94a36"
