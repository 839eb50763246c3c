"""No stage is skipped, and nothing is closed while something that was recommended is open."""

from datetime import date as day
from itertools import pairwise, product

import pytest

from commonground.core.incidents.investigation import TRANSITIONS, Circumstances, Stage, Step, decide, is_late, target

FULL = Circumstances(text="x", factors=1, recommended=1, waiting=0, independent=True)
ROAD = (Step.REPORT, Step.APPOINT, Step.FIND, Step.RECOMMEND, Step.FOLLOW, Step.CLOSE)


def test_the_road_goes_through_every_stage():
    stage, seen = Stage.NOTIFIED, [Stage.NOTIFIED]
    for step in ROAD:
        assert decide(stage, step, FULL)
        stage = target(stage, step)
        seen.append(stage)
    assert seen == list(Stage)


def test_nothing_but_the_table_is_possible():
    allowed = {(t.source, t.verb) for t in TRANSITIONS}
    for stage, step in product(Stage, Step):
        assert bool(decide(stage, step, FULL)) == ((stage, step) in allowed), (stage, step)


def test_forward_goes_one_stage_at_a_time():
    order = list(Stage)
    for t in TRANSITIONS:
        ahead = order.index(t.target) - order.index(t.source)
        assert ahead == 1 or t.verb is Step.REOPEN
    assert all(any((t.source, t.target) == pair for t in TRANSITIONS) for pair in pairwise(order))


@pytest.mark.parametrize("stage, step, changes, code", [
    (Stage.NOTIFIED, Step.REPORT, {"text": " "}, "no-text"), (Stage.REPORTED, Step.APPOINT, {"independent": False}, "not-independent"),
    (Stage.BOARD, Step.FIND, {"factors": 0}, "no-factor"), (Stage.FOUND, Step.RECOMMEND, {"recommended": 0, "text": ""}, "no-action"),
    (Stage.FOLLOWED, Step.CLOSE, {"waiting": 1}, "waiting"), (Stage.FOLLOWED, Step.REPORT, {}, "stage"),
])  # fmt: skip
def test_a_guard_says_no(stage, step, changes, code):
    said = Circumstances(**{**{f: getattr(FULL, f) for f in FULL.__dataclass_fields__}, **changes})
    answer = decide(stage, step, said)
    assert answer.refusal.code == f"incidents.investigation.{code}"


def test_the_initial_report_is_late_after_three_days():
    assert not is_late(Stage.NOTIFIED, day(2026, 6, 1), day(2026, 6, 4))
    assert is_late(Stage.NOTIFIED, day(2026, 6, 1), day(2026, 6, 5))
    assert not is_late(Stage.REPORTED, day(2026, 6, 1), day(2026, 6, 30))
