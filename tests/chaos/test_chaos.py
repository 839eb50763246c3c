"""Ten seeds of misfortune, and every seed that once found something (`make chaos` runs a thousand)."""

import json
from pathlib import Path

import pytest
import region as regions

KEPT = sorted((Path(__file__).parent / "kept").glob("*.json"))
SEEDS = [(seed, 8) for seed in range(10)] + [
    tuple(json.loads(path.read_text())[k] for k in ("seed", "steps")) for path in KEPT
]


@pytest.fixture(scope="module")
def region(tmp_path_factory):
    made = regions.Region(tmp_path_factory.mktemp("chaos"))
    yield made.make()
    made.end()


@pytest.mark.parametrize(("seed", "steps"), SEEDS)
def test_after_everything_everybody_knows_what_they_should(region, seed, steps):
    regions.Run(region, seed, steps).go()


def test_two_nodes_that_differ_in_what_is_not_shared_say_the_same_bytes(region):
    regions.twin(region, 1)
