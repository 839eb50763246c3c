"""The ledger of releases: two people, the same numbers for good, and nothing that gives anybody away."""

import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from commonground.core.privacy import audit, bounds
from commonground.core.privacy.door import Basis, Form, Spec
from commonground.core.privacy.periods import Closed
from commonground.core.refusals import NotNow, NotUsable, NotYours
from commonground.disclosure import actions, gateway
from commonground.disclosure.models import Asked, FrozenPeriod, Release
from commonground.disclosure.queries import auditing, ledger, people, sheets
from commonground.store import keystore

pytestmark = pytest.mark.django_db
Y2024, Y2023 = Closed(2024), Closed(2023)


def spec(*by, periods=(Y2024,), basis=Basis.ROUNDED):
    return Spec("casualties", by, periods, basis)


@pytest.fixture
def let(maker, approver, now, programme, records):
    """Ask for a table and let it out."""

    def make(*by, anew=False, **kwargs):
        asked = actions.ask(spec(*by, **kwargs), "the yearbook", by=maker, at=now, anew=anew)
        asked.refresh_from_db()
        return actions.release(asked, "Full name, office", by=approver, at=now)

    return make


def test_a_table_is_let_out_by_another_and_stands_in_the_ledger_with_its_hash(let, records):
    records.add(300)
    one, two = let("age", "outcome"), let("device")
    found = ledger.releases()
    assert [r.number for r in found] == [2, 1] and all(r.is_whole for r in found)
    assert one.content["previous"] == "0" * 64 and two.content["previous"] == one.sha256
    assert found[1].printed[0].form is Form.CROSS and found[1].name == "Full name, office"
    assert b"1-" not in sheets.json(found[0])


def test_nobody_lets_out_what_they_asked_for_themselves(maker, approver, now, programme, records):
    records.add(120)
    asked = actions.ask(spec("age"), "the yearbook", by=maker, at=now)
    both = replace(approver, number=maker.number)
    for by, name, code in (
        (maker, "Name", "disclosure.approve"),
        (both, "Name", "disclosure.release.own"),
        (approver, " ", "no-name"),
    ):
        with pytest.raises((NotYours, NotUsable), match=code):
            actions.release(asked, name, by=by, at=now)
    assert not Release.objects.exists()
    with pytest.raises(NotYours):
        actions.ask(spec("age"), "the yearbook", by=approver, at=now)


def test_what_changed_afterwards_publishes_nothing_a_second_time(let, records):
    """Last year's records are changed: the same table, and any other of that year, is still of the people it was."""
    records.add(200)
    first = let("age")
    records.add(7)
    del records.rows[3]
    again, other = let("age"), let("age", "outcome")
    assert again.content["periods"] == first.content["periods"]
    assert other.content["frozen"] == first.content["frozen"]
    totals = {r.printed[0].table().cells[0] for r in ledger.releases()}
    assert len(totals) == 1
    assert FrozenPeriod.objects.count() == 1


def test_a_restatement_that_differs_by_a_few_people_stays_inside(let, records, now, maker):
    records.add(200)
    let("age")
    records.add(3, days=(date(2024, 2, 2),))
    asked = actions.ask(spec("age"), "a restatement", by=maker, at=now, anew=True)
    assert [code for code, _ in asked.faults] == ["disclosure.audit.few-apart"]
    assert FrozenPeriod.objects.count() == 2


def test_a_restatement_that_differs_by_many_is_audited_and_let_out(let, records):
    records.add(200)
    first = let("age")
    records.add(40, days=(date(2024, 2, 2),))
    second = let("age", anew=True)
    assert second is not None and second.content["frozen"][0]["edition"] == 2
    assert first.content["periods"] != second.content["periods"]


def test_without_freezing_the_difference_of_two_tables_would_tell_of_those_who_came(let, records):
    """The same attack on tables that were simply made again: true margins before and after give the three who came away."""
    records.add(120)
    before = people.to_freeze(people.POPULATIONS["casualties"], [Y2024])[0]
    records.add(3, days=(date(2024, 2, 2),))
    after = replace(people.to_freeze(people.POPULATIONS["casualties"], [Y2024])[0], edition=2)
    made = [ledger.made(spec("age", basis=Basis.TREATY), [frozen])[0] for frozen in (before, after)]
    both = [audit.Frozen(f.name, f.people, f.values) for f in (before, after)]
    issued = [audit.Issued(f.name, f.name, m) for f, m in zip(both, made, strict=True)]
    asked = audit.problem(both, issued)
    came = [t for t in asked.targets if t.name == after.name]
    away = audit.given_away(asked, bounds.solve(asked.as_data()))
    assert came and {t.terms for t in came} <= {t.terms for t, _, _ in away}


def test_a_year_and_its_halves_are_of_the_same_people(let, records):
    records.add(260)
    half = let("age", periods=(Closed(2024, 1),))
    records.add(9)
    year = let("age")
    other = let("age", periods=(Closed(2024, 2),))
    assert half and year and other
    frozen = {f.period: people.kept(f).people for f in FrozenPeriod.objects.all()}
    assert {r.key for r in frozen["2024"]} == {r.key for r in (*frozen["2024-H1"], *frozen["2024-H2"])}


def test_everything_released_together_gives_no_small_count_away(let, records):
    """The attack over the ledger itself: every margin of every release, with the exact totals of a treaty among them."""
    records.add(400)
    for by in (("age", "outcome"), ("sex",), ("age", "device"), ("outcome", "device"), ("unit",)):
        let(*by)
    let(basis=Basis.TREATY)
    issued, there = auditing._Ledger("casualties").meeting(people.latest("casualties", Y2024))
    assert len(issued) >= 5
    asked = audit.problem([audit.Frozen(f.name, f.people, f.values) for f in there], issued)
    assert len(asked.targets) > 20
    assert audit.given_away(asked, bounds.solve(asked.as_data(), exact=True)) == []


def test_what_would_give_a_count_away_is_refused_with_its_table(maker, approver, now, programme, records, monkeypatch):
    """The audit's bounds are planted: as if they left one value for a count."""
    records.add(200)
    monkeypatch.setattr(gateway.Asking, "solved", lambda asking: [[(1, 2)] * n for n in asking.targets])
    asked = actions.ask(spec("age", "outcome"), "the yearbook", by=maker, at=now)
    assert {code for code, _ in asked.faults} == {"disclosure.audit.given-away"}
    assert all(facts["table"] == "casualties 2024" for _, facts in asked.faults)
    with pytest.raises(NotNow, match="not-safe"):
        actions.release(asked, "Full name", by=approver, at=now)


def test_a_table_is_audited_again_beside_what_came_in_between(maker, approver, now, programme, records, monkeypatch):
    records.add(200)
    one = actions.ask(spec("age", "device"), "the yearbook", by=maker, at=now)
    monkeypatch.setattr(gateway.Asking, "solved", lambda asking: [[(1, 1)] * n for n in asking.targets])
    assert actions.release(one, "Full name", by=approver, at=now) is None
    one.refresh_from_db()
    assert one.faults and not Release.objects.exists()


def test_another_release_in_between_makes_the_second_wait(maker, approver, now, programme, records, monkeypatch):
    records.add(200)
    one, two = (actions.ask(spec(by), "the yearbook", by=maker, at=now) for by in ("age", "sex"))
    verdict = auditing.verdict

    def slow(frozen, made):
        found = verdict(frozen, made)
        monkeypatch.setattr(auditing, "verdict", verdict)
        actions.release(two, "Full name", by=approver, at=now)
        return found

    monkeypatch.setattr(auditing, "verdict", slow)
    with pytest.raises(NotNow, match="meanwhile"):
        actions.release(one, "Full name", by=approver, at=now)
    assert actions.release(one, "Full name", by=approver, at=now).number == 2


def test_true_totals_are_true_and_carry_their_reason(let, records):
    records.add(37, days=(date(2024, 2, 2),))
    made = let("outcome", basis=Basis.TREATY)
    assert made.content["reason"] == "the yearbook" and made.content["rounded_to"] is None
    totals = ledger.releases()[0].printed[0].table().cells[0]
    assert totals.value == 37


def test_few_people_are_said_to_be_few(let, records):
    records.add(30)
    made = let("age", "outcome", periods=(Y2023, Y2024))
    assert [p["form"] for p in made.content["periods"]] in (
        ["one-way", "one-way"],
        ["few", "one-way"],
        ["one-way", "few"],
    )


@pytest.mark.parametrize(
    "wrong, code",
    [
        (spec("name"), "dimension"),
        (spec(periods=(Closed(2026),)), "still-open"),
        (replace(spec("age"), population="educated"), "no-records"),
    ],
)
def test_what_is_not_in_the_whitelist_leaves_nothing_behind(wrong, code, maker, now, programme, records):
    with pytest.raises((NotUsable, NotNow), match=code):
        actions.ask(wrong, "x", by=maker, at=now)
    assert not Asked.objects.exists() and not FrozenPeriod.objects.exists()


def test_without_the_keys_nothing_is_made_again_otherwise(maker, approver, now, programme, records):
    records.add(200)
    asked = actions.ask(spec("age", "outcome"), "the yearbook", by=maker, at=now)
    for path in keystore.files():
        path.unlink(missing_ok=True)
    with pytest.raises(NotNow, match="differs"):
        actions.release(asked, "Full name", by=approver, at=now)


def test_the_ledger_refuses_to_be_changed(let, records):
    records.add(200)
    let("age")
    for table in ("disclosure_release", "disclosure_frozenperiod"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET sha256 = 'x'")


def test_values_outside_the_whitelist_are_counted_as_unknown(programme, records):
    records.add(20, sex="martian", unit="a village")
    frozen = people.to_freeze(people.POPULATIONS["casualties"], [Y2024])[0]
    assert {(r.values["sex"], r.values["unit"], r.values["status"]) for r in frozen.people} == {("unknown",) * 3}


def test_the_process_that_answers_pages_never_loads_scipy():
    script = "import django; django.setup()\nimport commonground.config.urls, sys\nprint('scipy' in sys.modules)"
    from commonground.config import environment

    environ = environment.everything() | {
        "PYTHONPATH": "src",
        "DJANGO_SETTINGS_MODULE": "commonground.config.settings.desktop",
    }
    assert (
        subprocess.run(
            [sys.executable, "-c", script], env=environ, capture_output=True, text=True, check=True
        ).stdout.strip()
        == "False"
    )
