"""Every bad file of the corpus gives exactly the findings it must, or is refused for the reason it must be."""

import importlib.util
import sys
from pathlib import Path

import pytest

from commonground.core.refusals import NotUsable
from commonground.intake.gateway import read
from commonground.intake.messages import MESSAGES

MAKE = Path(__file__).parents[2] / "golden" / "bad-files" / "make.py"
_spec = importlib.util.spec_from_file_location("bad_files_make", MAKE)
make = sys.modules[_spec.name] = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(make)


def test_corpus_is_large_enough_and_names_are_unlike():
    assert len({case.name for case in make.CASES}) == len(make.CASES) >= 60


@pytest.mark.parametrize("case", make.CASES, ids=lambda case: case.name)
def test_bad_file_is_told(case, tmp_path):
    path = tmp_path / case.name
    path.write_bytes(case.data)
    if case.refused:
        with pytest.raises(NotUsable) as refusal:
            read(path)
        assert (refusal.value.code, refusal.value.facts) == (case.refused, refusal.value.facts)
        sentence = str(MESSAGES[case.refused]).format(**refusal.value.facts)
        assert case.name in sentence  # it says which file
        return
    table = read(path)
    assert table.rows == case.rows
    assert all(len(cells) == case.rows for cells in table.cells)
    assert {note.code for note in table.notes} == case.notes
    assert {row: {found.code for found in told} for row, told in table.faults.items()} == case.faults
    for found in [*table.notes, *(f for told in table.faults.values() for f in told)]:
        str(MESSAGES[found.code]).format(**found.facts)
