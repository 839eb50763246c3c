"""The pictures of states are what the source says."""

import pytest
import states


@pytest.mark.parametrize("name", sorted(states.pages()))
def test_the_picture_of_states_is_what_the_source_says(name):
    page = states.FOLDER / name
    assert page.exists() and page.read_text("utf-8") == states.pages()[name], "run python tests/architecture/states.py"
