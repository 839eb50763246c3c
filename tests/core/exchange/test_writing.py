"""The quick writing is the one writing."""

import pytest
import rfc8785
from hypothesis import example, given, settings
from hypothesis import strategies as st

from commonground.core.exchange.writing import written

LEAVES = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8)  # fmt: skip
PLAIN = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4), max_leaves=12)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(PLAIN)
@example([1.0, -0.0, 1e21, 1e-7, 5e-5, 123456789012345680.0, 1e16, 0.1, -20.0])
@example({"\U00010000": 1, "\uffff": 2})
@example({"x": 20.0})
@example(20.0)
@example(1e22)
@example([[1e16], 1e300])
@example(2**53 - 1)
@example('\x7f\x00\x1f\\"/\u2028')
@example({"a:1.0,": "1e5", "b": [",1e5", "[2.0]"]})
def test_it_writes_what_the_standard_says(said):
    assert written(said) == rfc8785.dumps(said)


@pytest.mark.parametrize(
    "said", [float("nan"), [float("inf")], 2**53, {"a": [-(2**60)]}, "\ud800", {"\ud800": 1}, [object()]]
)
def test_what_has_no_writing_is_refused(said):
    with pytest.raises((rfc8785.CanonicalizationError, UnicodeEncodeError)):
        written(said)
