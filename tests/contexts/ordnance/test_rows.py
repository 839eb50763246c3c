"""Rows of files as finds: checksums, areas, repeats, undoing; and the clearance results of a whole country."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from commonground.core.dates import Period
from commonground.core.ordnance.amounts import Amount, Qualifier
from commonground.core.refusals import NotYours
from commonground.core.viewers import Viewer
from commonground.identity import access
from commonground.intake import gateway
from commonground.intake.actions import loads
from commonground.intake.models import Load, Row
from commonground.intake.queries import mappings
from commonground.ordnance.actions import ledger
from commonground.ordnance.models import Entry
from commonground.ordnance.queries import finds
from commonground.ordnance.queries.statement import searched_m2, statement
from commonground.places import actions as places
from factories import country

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
OFFICER = Viewer(None, "officer", access.EVERYTHING)
COLOMBIA = Path("/work/shared/data/colombia-clearance/anti-personnel-mines.csv")
ALWAYS = Period(datetime(1990, 1, 1).date(), datetime(2026, 12, 31).date())
FILE = """id;date;model;number;outcome;activity;unit;depth;condition;lat;lon;accuracy
A-1;2025-04-02;PMA-2;3;destroyed;clearance;Brod;12;intact;44.1;17.5;20
A-2;2025-04-03;UXO;more than 40;;spot task;Nowhere;;;;;
A-3;2025-04-04;Sapito;2;retained;clearance;Lipa;;;44.1;17.9;
A-4;soon;PMA-2;1;;clearance;Lipa;;;;;
A-5;2025-04-05;PMA-2;several;;clearance;Lipa;;;;;
"""


@pytest.fixture
def made():
    places.make_programme("SRS", name="Sarsan", bounds=country.BOUNDS, by=OFFICER, invented=True)
    country.bring_units()


def read(tmp_path, text=FILE, name="finds.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return gateway.read(path)


def brought(table, by=OFFICER):
    return loads.import_table(table, mappings.proposed(table, "items"), by=by, at=NOW)


def undone(taken):
    return loads.undo(Load.objects.get(pk=taken.number), by=OFFICER, at=NOW).report


def test_rows_become_finds_with_what_became_of_them(made, tmp_path):
    report = brought(read(tmp_path)).report
    assert report["counts"] == {"new": 3, "changed": 0, "unchanged": 0, "quarantined": 2}
    rows = {r.code: r for r in finds.listing(finds.ALL, None).rows}
    assert (
        rows["A-1"].found,
        rows["A-1"].awaiting,
        rows["A-1"].unit,
        rows["A-1"].accuracy_m,
        rows["A-1"].depth_cm,
    ) == (Amount(3), 0, "N1", 20, 12)
    assert (
        rows["A-2"].found == Amount(40, Qualifier.MORE_THAN)
        and rows["A-2"].unit == ""
        and rows["A-2"].place == "Nowhere"
    )
    assert (rows["A-3"].device, rows["A-3"].said, rows["A-3"].lon) == ("", "Sapito", None) and "44.1" in rows[
        "A-3"
    ].place
    told = "".join(r.findings for r in Row.objects.filter(outcome="quarantined"))
    assert "ordnance.rows.no-number" in told and "tables.date" in told


def test_the_same_file_again_changes_nothing_and_another_replaces(made, tmp_path):
    brought(read(tmp_path))
    before = finds.head()
    assert brought(read(tmp_path)).report["counts"]["unchanged"] == 3 and finds.head() == before
    later = brought(read(tmp_path, FILE.replace("PMA-2;3;", "PMA-2;5;"), "again.csv"))
    assert later.report["counts"]["changed"] == 1
    assert {r.code: r.found.number for r in finds.listing(finds.ALL, None).rows} == {"A-1": 5, "A-2": 40, "A-3": 2}
    assert finds.listing(finds.ALL, None, known=before).total == 3


def test_a_find_under_a_known_code_waits_and_belongs_to_one_work(made, tmp_path):
    brought(read(tmp_path))
    other = FILE.splitlines()[0].replace("id", "find id") + "\nA-1;2025-04-02;PMA-2;3;destroyed;call out;Brod;;;;;\n"
    Row.objects.all().delete()  # as if the first file had come in by another way
    assert brought(read(tmp_path, other, "calls.csv")).report["counts"]["quarantined"] == 1
    assert statement(ALWAYS).total.found.number == 45


def test_undoing_takes_back_what_rows_brought_and_leaves_what_rests_on_it(made, tmp_path):
    done = brought(read(tmp_path))
    assert undone(done)["voided"] == 3 and finds.listing(finds.ALL, None).total == 0 and statement(ALWAYS).lines == []
    again = brought(read(tmp_path))
    find = finds.listing(finds.Filter(q="A-2"), None).rows[0]
    ledger.dispose(find.code, ledger.DisposalDraft(find.on, ledger.Pot.DESTROYED, Amount(4)), by=OFFICER, at=NOW)
    assert undone(again)["left"] == 1
    assert [r.code for r in finds.listing(finds.ALL, None).rows] == ["A-2"]


def test_whoever_may_not_brings_nothing_in(made, tmp_path):
    with pytest.raises(NotYours):
        brought(read(tmp_path), by=Viewer(None, "x", frozenset({"intake.import", "intake.see", "ordnance.see"})))
    assert not Entry.objects.exists()


def test_a_total_that_does_not_hold_is_told_and_never_added(made, tmp_path):
    text = (
        "year;month;municipio;map;muse;total;area\n2024;2;Brod;3;4;8;120.25\n2024;3;Brod;0;0;0;10\n2024;;Brod;1;;1;\n"
    )
    report = brought(read(tmp_path, text))
    assert report.report["counts"]["new"] == 3
    assert "ordnance.rows.sum-differs" in Row.objects.get(ordinal=1).findings
    assert statement(ALWAYS).total.found == Amount(8) and searched_m2() == Decimal("130.25")
    assert [(r.on.isoformat(), r.exactness) for r in finds.listing(finds.Filter(kind="ap-mine"), None, sort="on").rows] == [
        ("2024-02-29", "month"), ("2024-12-31", "year"),
    ]  # fmt: skip


@pytest.mark.skipif(not COLOMBIA.exists(), reason="the clearance results of Colombia are not here")
def test_the_clearance_results_of_colombia(made):
    table = gateway.read(COLOMBIA)
    done = brought(table)
    assert done.report["rows"] == 333 and done.report["counts"]["new"] == 333
    assert not any(
        "ordnance.rows.sum-differs" in r.findings for r in Row.objects.all()
    )  # items = MAP + MUSE + AEI in every row
    assert searched_m2() == Decimal("2170631.03")
    found = statement(ALWAYS)
    assert {line.key: (line.sums.found.number, line.sums.destroyed.number) for line in found.lines} == {
        "ap-mine": (3871, 3871), "other-uxo": (494, 494), "improvised-device": (641, 641),
    }  # fmt: skip
    assert found.total.found == found.total.destroyed == Amount(5006) and found.total.closes
    assert Entry.objects.filter(does="work").count() == 333  # three exact repeats among them
    assert undone(done)["voided"] == 333
    assert searched_m2() == 0 and statement(ALWAYS).lines == []
