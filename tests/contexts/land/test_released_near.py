"""Many places at once beside what was released: the same as looking at each."""

from datetime import date, timedelta
from random import Random

import pytest

from commonground.core.land.entries import RELEASES
from commonground.land.models import LedgerEntry
from commonground.land.queries import known
from factories import country

pytestmark = pytest.mark.django_db


def test_all_boxes_at_once_are_met_as_each_alone():
    country.make(30)
    dice = Random(3)
    boxes = []
    for _ in range(300):
        x, y, size = dice.uniform(-45_000, 45_000), dice.uniform(-41_000, 41_000), dice.choice((0, 500, 9_000))
        boxes.append(((x, y, x + size, y + size), date(2010, 1, 1) + timedelta(days=dice.randint(0, 6_000))))
    kinds = {kind.value for kind in RELEASES}
    rows = list(LedgerEntry.objects.filter(min_x__isnull=False, kind__in=kinds))
    plain = {
        i
        for i, ((a, b, c, d), on) in enumerate(boxes)
        if any(r.min_x <= c and r.max_x >= a and r.min_y <= d and r.max_y >= b and r.on <= on for r in rows)
    }
    assert known.released_near(boxes) == plain and 3 < len(plain) < 300
    assert known.released_near([]) == set()
