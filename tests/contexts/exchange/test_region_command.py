"""`demo-region` as somebody runs it: six programmes in processes of their own, and what each of them knows in the end."""

import json
import sys

import pytest

from commonground.demo import region
from factories import warm

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="scripts of tests are forked")
HAZARDS = 2
WORKED_M2 = 29 * 2_500  # of the second hazard at each side of a border, from 2003 to 2006
KNOWN = """
import json
import django
django.setup()
from django.utils import timezone
from commonground.exchange.queries import feeds, region
now = timezone.now()
seen, results = region.seen(now, 2006), region.results(2003, 2006, now)
print(json.dumps({
    "faults": [str(one) for one in feeds.verify() if one.faults],
    "logs": len(feeds.verify()),
    "countries": [one.name for one in seen.countries],
    "stale": seen.stale,
    "released": [(one.country, one.donor, one.m2.least, one.m2.most) for one in results.found],
}))
"""


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    """What each of the six knows, by its key."""
    folder = tmp_path_factory.mktemp("region")
    ended = warm.command("--json", "demo-region", str(folder), "--hazards", str(HAZARDS))
    assert ended.returncode == 0, ended.stderr
    out = {}
    for key, database in json.loads(ended.stdout)["nodes"].items():
        env = warm.environ(
            COMMONGROUND_DATABASE=database, DJANGO_SETTINGS_MODULE="commonground.config.settings.desktop"
        )
        asked = warm.script(KNOWN, env=env)
        assert asked.returncode == 0, asked.stderr
        out[key] = json.loads(asked.stdout)
    return out


def test_every_log_of_every_programme_holds_against_its_signed_head(known):
    assert {key: one["faults"] for key, one in known.items()} == {key: [] for key in region.MEMBERS}
    assert {key: one["logs"] for key, one in known.items()} == {
        "al": 1 + 2 + 1, "ba": 2 + 2 + 2, "hr": 2 + 2 + 2, "rs": 3 + 2 + 3, "council": 4, "fund": 4,
    }  # fmt: skip


def test_the_council_sees_four_countries_and_who_fell_silent(known):
    names = [region.MEMBERS[key].node for key in region.COUNTRIES]
    assert known["council"]["countries"] == sorted(names) and known["council"]["stale"] == ["mac.example.rs"]


def test_the_fund_sees_what_was_cleared_for_its_donor(known):
    """Each side of a border cleared the same; Serbia tells ranges, which stay ranges, and Croatia rounded figures."""
    for country, donor, low, high in known["fund"]["released"]:
        key = next(k for k, m in region.MEMBERS.items() if m.node == country)
        sides = len(region.neighbours(key))
        assert donor == region.DONOR
        assert low - 3 * sides <= sides * WORKED_M2 <= high + 3 * sides
        assert (low == high) is (key not in ("rs", *region.FUND_FIGURES))
    assert {one[0] for one in known["fund"]["released"]} == {region.MEMBERS[key].node for key in region.COUNTRIES}


def test_a_region_that_is_there_is_not_made_again(tmp_path):
    (tmp_path / "al.cground").touch()
    ended = warm.command("demo-region", str(tmp_path))
    assert ended.returncode == 2 and "not whole" in ended.stderr
