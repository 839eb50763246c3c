"""The invented country: the same seed invents the same one, its books hold, and it never enters a real programme."""

import sqlite3

from commonground.core.incidents.referral import State
from factories.databases import commonground


def test_the_same_seed_invents_the_same_country_and_its_books_hold(small_country, tmp_path):
    one, two, other = str(small_country), *(str(tmp_path / f"{n}.cground") for n in ("two", "other"))
    for database, seed in ((two, "1"), (other, "2")):
        commonground("demo", "--hazards", "120", "--seed", seed, database=database)
    hashes = [
        [h for (h,) in sqlite3.connect(d).execute("SELECT hash FROM land_ledgerentry ORDER BY number")]
        for d in (one, two, other)
    ]
    assert hashes[0] == hashes[1] != hashes[2]
    assert commonground("check", "--deep", database=one)["head"] == len(hashes[0])


def test_a_real_programme_takes_in_no_invention(tmp_path):
    database = str(tmp_path / "real.cground")
    commonground("init", "--country", "BA", database=database)
    said = commonground("demo", "--hazards", "60", database=database, expect=2)
    assert "real programme" in said["said"]


def test_reports_wait_on_the_desks_in_every_state(small_country):
    rows = sqlite3.connect(small_country)
    states = dict(rows.execute("SELECT state, count(*) FROM fieldwork_report GROUP BY state"))
    assert set(states) >= {"draft", "returned", "booked", "submitted", "conflict"}
    assert rows.execute("SELECT count(*) FROM land_ledgerentry").fetchone()[0] >= 200
    # Nobody invented can sign in: there is no password, and no link.
    assert rows.execute("SELECT count(*) FROM identity_user WHERE password NOT LIKE '!%'").fetchone()[0] == 0
    own = rows.execute("SELECT count(*) FROM fieldwork_report WHERE self_approved").fetchone()[0]
    assert own == 0
    referrals = {state for (state,) in rows.execute("SELECT DISTINCT state FROM incidents_referral")}
    assert referrals == {s.value for s in State}, "somebody is helped in every state"
