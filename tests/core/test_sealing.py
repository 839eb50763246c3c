"""Seals open with their key at their place, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.core import sealing

KEY, OTHER = sealing.new_key(), sealing.new_key()
HERE = sealing.place("incidents", "V-1", "name")
SEALED = sealing.seal(KEY, "Canary", HERE)


@given(st.text(max_size=200))
def test_what_is_sealed_is_read_again(text):
    sealed = sealing.seal(KEY, text, HERE)
    assert sealing.is_sealed(sealed)
    assert sealing.unseal(KEY, sealed, HERE) == text
    assert len(text) < 4 or text not in sealed


def test_the_same_text_is_never_sealed_the_same_way_twice():
    assert len({sealing.seal(KEY, "Same", HERE) for _ in range(200)}) == 200


@pytest.mark.parametrize(
    "key, about",
    [
        (OTHER, HERE),
        (KEY, sealing.place("incidents", "V-2", "name")),
        (KEY, sealing.place("incidents", "V-1", "address")),
        (KEY, sealing.place("protection", "V-1", "name")),
    ],
    ids=["another key", "another person", "another field", "another slice"],
)
def test_a_seal_that_was_moved_does_not_open(key, about):
    sealed = sealing.seal(KEY, "Canary", HERE)
    with pytest.raises(sealing.NotOpened):
        sealing.unseal(key, sealed, about)


@given(st.data())
def test_a_changed_seal_does_not_open(data):
    sealed = SEALED
    at = data.draw(st.integers(0, len(sealed) - 1))
    other = data.draw(st.sampled_from([c for c in "ABCDabcd0189-_:=" if c != sealed[at]]))
    with pytest.raises(sealing.NotOpened):
        sealing.unseal(KEY, sealed[:at] + other + sealed[at + 1 :], HERE)


def test_every_other_last_letter_is_another_seal():
    body, padding = SEALED.rstrip("="), "=" * (len(SEALED) - len(SEALED.rstrip("=")))
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_":
        if letter != body[-1]:
            with pytest.raises(sealing.NotOpened):
                sealing.unseal(KEY, body[:-1] + letter + padding, HERE)


@pytest.mark.parametrize("text", ["", "Canary", "s1:", "s1:AAAA", "s1:ü", "s2:" + "A" * 60])
def test_what_is_no_seal_does_not_open(text):
    with pytest.raises(sealing.NotOpened):
        sealing.unseal(KEY, text, HERE)


@pytest.mark.parametrize("parts", [("incidents", "V:1", "name"), ("incidents", "", "name"), ("a:b", "c", "d")])
def test_two_places_are_never_one(parts):
    with pytest.raises(ValueError, match="three parts"):
        sealing.place(*parts)


def test_a_key_is_wrapped_for_somebody_and_names_what_unwraps_it():
    wrapping, later = sealing.new_key(), sealing.new_key()
    wrapped = sealing.wrap(wrapping, KEY, "V-1")
    assert sealing.wrapped_with(wrapped) == sealing.name_of(wrapping) != sealing.name_of(later)
    assert sealing.unwrap(wrapping, wrapped, "V-1") == KEY
    for key, about in ((later, "V-1"), (wrapping, "V-2")):
        with pytest.raises(sealing.NotOpened):
            sealing.unwrap(key, wrapped, about)
    again = sealing.wrap(later, sealing.unwrap(wrapping, wrapped, "V-1"), "V-1")
    assert sealing.unwrap(later, again, "V-1") == KEY
    with pytest.raises(sealing.NotOpened):
        sealing.wrapped_with(sealing.seal(KEY, "no key", HERE))
