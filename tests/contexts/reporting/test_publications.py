"""Publications: signed, made again byte for byte, restated with their causes, and nothing of it changed unseen."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import pytest
import shapely
from django.db import connection
from django.utils import timezone

from commonground.core.dates import Period, Times, year
from commonground.core.figures import catalogue
from commonground.core.land.activities import Activity
from commonground.core.land.drafts import Draft
from commonground.core.land.entries import Account, Kind
from commonground.core.publishing.content import Kind as Kinds
from commonground.core.publishing.content import canonical, cells
from commonground.core.refusals import NotUsable, NotYours
from commonground.core.viewers import Viewer
from commonground.identity.queries import viewer_for
from commonground.land.actions import describe, ledger
from commonground.land.queries import entries
from commonground.reporting import gateway
from commonground.reporting.actions import publishing, returns
from commonground.reporting.models import Return
from commonground.reporting.queries import contents, kept, restating, tables, verifying
from commonground.reporting.queries import returns as known_returns
from commonground.ui.pictures import svg
from factories import country, people

pytestmark = pytest.mark.django_db
MINISTER = Viewer(
    None, "Ministry", frozenset({"reporting.publish", "reporting.publish-own", "reporting.see", "land.see"})
)


@pytest.fixture(autouse=True)
def places_of_files(settings, tmp_path):
    settings.MEDIA_ROOT, settings.SIGNING_KEY = tmp_path / "files", tmp_path / "programme.key"


@pytest.fixture
def made():
    return country.make()


def publish(now, of=2024, known=None, kind="statement", level=1, by=MINISTER):
    question = contents.question(kind, date(of, 1, 1), date(of, 12, 31), known or entries.head(), level)
    return publishing.publish(question, f"Statement {of}", by=by, at=now)


def late_report(code="SA-0004", on=date(2024, 5, 5)):
    """A clearance of the year that nobody had reported."""
    hazard = next(e for e in entries.every() if e.kind is Kind.RECORD and e.hazards == (_id(code),))
    return Draft(kind=Kind.CLEAR, on=on, hazards=(code,), document="CR-late", shape=hazard.shape, activity=Activity.CLEARANCE,
                 operator="Blue Spade")  # fmt: skip


def _id(code):
    return ledger.rows("SELECT id FROM land_hazard WHERE code = %s", [code])[0][0]


def test_what_is_published_is_made_again_byte_for_byte(made, now):
    done = publish(now)
    found = verifying.verify(done.number)
    assert found.holds and found.equal, found
    published = kept.publication(done.number)
    assert canonical(published.content) == published.content_text.encode()
    total = next(t for t in published.content["tables"] if t["by"] == "unit")["total"]
    flows = total["land.brought-forward"] + total["land.new"] + total["land.extended"] + total["land.reopened"]
    assert total["land.closing"] == total["land.opening"] + flows - total["land.released"]
    assert total["land.closing"] > 0 and total["land.released"] > 0


def test_it_stays_the_same_when_hazards_are_described_otherwise_and_new_types_come(made, now):
    done = publish(now)
    for code in ("SA-0001", "SA-0004"):
        describe.set_contamination(code, "ied", by=country.OFFICER, at=now)
        describe.set_flag(code, "inaccessible", by=country.OFFICER, at=now)
    assert verifying.verify(done.number).holds
    again = publish(now)
    kinds = [
        {r["key"] for r in t["rows"]}
        for p in (done, again)
        for t in kept.publication(p.number).content["tables"]
        if t["by"] == "contamination"
    ]
    assert "ied" not in kinds[0] and "ied" in kinds[1]
    assert verifying.verify(done.number).holds and verifying.verify(again.number).holds


def test_it_stays_the_same_when_more_becomes_known_and_the_next_one_tells_why(made, now):
    first = publish(now)
    ledger.book([late_report()], by=country.OFFICER, at=now)
    found = verifying.verify(first.number)
    assert found.holds, "what was known then is known for ever"
    second = publish(now)
    assert kept.publication(first.number).superseded_by == second.number
    content = kept.publication(second.number).content
    [restated] = content["restatements"]
    assert restated["publication"] == first.number
    change = next(
        c for c in restated["changes"] if (c["table"], c["row"], c["figure"]) == ("unit", "total", "land.cleared")
    )
    # By hand: the whole hazard was open, so all of it is cleared by this one entry.
    area = round(shapely.area(late_report().shape))
    assert change["new"] - change["old"] == area
    assert change["items"] == [[made.head + 1, area]] and change["rest"] == 0
    assert content["entries"][str(made.head + 1)]["document"] == "CR-late"
    assert verifying.verify(second.number).holds


def test_a_change_of_the_year_before_does_not_hide_in_this_one(made, now):
    publish(now, of=2023)
    ledger.book([late_report(on=date(2023, 6, 1))], by=country.OFFICER, at=now)
    done = publish(now, of=2024)
    content = kept.publication(done.number).content
    [restated] = content["restatements"]
    assert (restated["from"], restated["to"]) == ("2023-01-01", "2023-12-31")
    closing = next(
        c for c in restated["changes"] if (c["table"], c["row"], c["figure"]) == ("unit", "total", "land.closing")
    )
    this_year = next(t for t in content["tables"] if t["by"] == "unit")["total"]
    assert closing["new"] == this_year["land.opening"] != closing["old"]


def random_later(random: Random, made) -> list[Draft]:
    """Some entries that come late: anything, of any day, on any hazard."""
    out = []
    for n in range(random.randrange(1, 6)):
        code = random.choice(made.hazards)
        kind = random.choice([Kind.CLEAR, Kind.CANCEL, Kind.REDUCE, Kind.RECORD, Kind.CONFIRM, Kind.REOPEN])
        activity = {Kind.CLEAR: Activity.CLEARANCE, Kind.REDUCE: Activity.TS}.get(kind, Activity.NTS)
        x, y = random.uniform(-40_000, 40_000), random.uniform(-36_000, 36_000)
        known = [e for e in entries.every() if e.shape is not None]
        shape = random.choice(known).shape if random.random() < 0.8 else country.blob(random, x, y, 400)
        if random.random() < 0.5:
            shape = country.part(shape, random.random())
        if shape.is_empty:
            continue
        on = date(random.randrange(2013, 2026), random.randrange(1, 13), random.randrange(1, 28))
        level = random.choice([Account.SUSPECTED, Account.CONFIRMED])
        out.append(Draft(kind=kind, on=on, hazards=(code,), document=f"LATE-{random.random()}-{n}", shape=shape, level=level,
                         activity=activity, operator=random.choice(["", "Blue Spade"]), method=random.choice(["", "manual"])))  # fmt: skip
    return out


@pytest.mark.parametrize("seed", range(6))
def test_the_bridge_is_new_less_old_for_every_figure_and_row(seed, made, now):
    """Random later knowledge: entries of any day and kind, some land twice, corrections of corrections."""
    random = Random(seed)
    question = contents.question("statement", date(2019, 1, 1), date(2024, 12, 31), made.head, 2)
    done = publishing.publish(question, "Six years", by=MINISTER, at=now)
    for _ in range(2):
        drafts = random_later(random, made)
        if drafts:
            ledger.book(drafts, by=country.OFFICER, at=now)
        victim = random.choice([e for e in entries.every() if e.kind is not Kind.VOID])
        if entries.standing([victim.hash])[victim.hash] == "stands":
            ledger.void([victim.hash], document=f"Q-{random.random()}", because="wrong", by=country.OFFICER, at=now)
        describe.set_contamination(
            random.choice(made.hazards), random.choice(["ied", "mines", "erw"]), by=country.OFFICER, at=now
        )
    published = kept.publication(done.number)
    changes = restating.changes(published, entries.head())
    assert any(c.items for c in changes), "the test would be empty"
    assert any(c.items for c in changes if c.difference.table == "contamination" and c.difference.row != "total")
    off = [c for c in changes if c.items is not None and c.rest]
    assert not off, off[:3]
    assert verifying.verify(done.number).holds


def test_figures_along_every_axis_are_the_same_figures(made):
    period, times = year(2024), Times(date(2024, 12, 31))
    by_unit = tables.by_unit(period, times, level=2)
    assert by_unit.total is not None
    for axis in ("operator", "donor", "method"):
        table = tables.table(axis, period, times)
        for code in ("land.cleared", "land.cancelled", "land.new", "land.stated.new", "land.cleared-outside"):
            assert sum(r.values[code] for r in table.rows) == by_unit.total.values[code], (axis, code)
    years = tables.table("year", period, times)
    assert years.rows[-1].values == {c: by_unit.total.values[c] for c in tables.LAND}
    assert all(
        a.values["land.closing"] == b.values["land.opening"] for a, b in zip(years.rows, years.rows[1:], strict=False)
    )
    months = tables.table("month", period, times).rows
    assert len(months) == 12 and sum(m.values["land.released"] for m in months) == by_unit.total.values["land.released"]
    counts = [r.values["hazards.open"] for r in by_unit.rows]
    # A hazard on a border counts in both units and once in the programme.
    assert sum(counts) >= by_unit.total.values["hazards.open"] > 0


def test_hazards_are_counted_as_the_list_counts_them(made):
    [(n,)] = ledger.rows("SELECT count(*) FROM land_hazard WHERE standing IN ('suspected', 'confirmed')")
    found = tables.by_unit(Period(date(2000, 1, 1), date(2026, 12, 31)))
    assert found.total.values["hazards.open"] == n


@pytest.mark.parametrize("period", [year(2022), year(2019), Period(date(2021, 2, 1), date(2026, 12, 31))], ids=str)
def test_types_of_contamination_at_once_are_the_scopes_one_by_one(made, period, monkeypatch):
    by_month = tables.types.by_contamination(period)
    monkeypatch.setattr(tables.types.sums, "answers", lambda *a: False)
    at_once = tables.types.by_contamination(period)
    assert {k: _joined(v) for k, v in by_month.items()} == {k: _joined(v) for k, v in at_once.items()}
    assert len(at_once) > 1 and any(at_once.values())
    for kind, found in at_once.items():
        one = tables.flows.flows(period, scope=tables.flows.Scope(contamination=kind))
        assert _joined(found) == _joined(one), kind


def test_what_is_kept_of_the_types_follows_what_is_booked_and_what_hazards_are_called(made, now):
    period = year(2022)
    before = {k: _joined(v) for k, v in tables.types.by_contamination(period).items()}
    kind = max(before, key=lambda k: len(before[k]))
    other = next(k for k in before if k != kind)
    for (code,) in ledger.rows("SELECT code FROM land_hazard WHERE contamination = %s", [kind]):
        describe.set_contamination(code, other, by=country.OFFICER, at=now)
    after = {k: _joined(v) for k, v in tables.types.by_contamination(period).items()}
    assert kind not in after and after[other] != before[other]


def _joined(some):
    sums = {}
    for f in some:
        key = (f.unit, f.before, f.book, f.line, f.source, f.target)
        m2, unknown = sums.get(key, (0, 0))
        sums[key] = (m2 + f.m2, unknown + f.unknown)
    return {key: both for key, both in sums.items() if any(both)}


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("UPDATE reporting_publication SET content = replace(content, 'land.closing', 'land.c1osing')", "content"),
        ("UPDATE reporting_publication SET manifest = replace(manifest, 'Ministry', 'Minister')", "signature"),
        ("UPDATE reporting_publication SET known = known - 1", "row"),
        ("UPDATE reporting_publicationfile SET sha256 = '" + "0" * 64 + "'", "row"),
        ("UPDATE reporting_publication SET supersedes = 7", "row"),
        ("UPDATE reporting_publication SET own = (1 = 1)", "row"),
        ("UPDATE reporting_publication SET manifest = 'no manifest'", "signature"),
        ("UPDATE land_ledgerentry SET hash = '" + "f" * 64 + "' WHERE number = 3", "ledger"),
    ],
)
def test_tampering_is_found(sql, code, made, now):
    done = publish(now)
    table = sql.split()[1]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits for the end of the transaction holds the table
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(sql)
    found = verifying.verify(done.number)
    assert f"reporting.verify.{code}" in {f.code for f in found.faults}
    assert not found.holds


def test_a_changed_figure_is_found_though_somebody_signs_it_again(made, now):
    """Whoever has the key and the database can sign anything; the books say otherwise."""
    done = publish(now)
    rows = ledger.rows("SELECT id, entry FROM land_atom WHERE book = 'both' AND line = 'cleared' LIMIT 1")
    ledger.run("UPDATE land_atom SET m2 = m2 + 100 WHERE id = %s", [rows[0][0]])
    found = verifying.verify(done.number)
    assert not found.equal and found.differences
    assert {d.by for d in found.differences} & {100, -100}


def test_a_file_that_is_changed_or_gone_is_found(made, now):
    done = publish(now)
    card = kept.publication(done.number).files[0]
    kept.path_of(card.sha256).write_text("{}")
    assert {f.code for f in verifying.verify(done.number).faults} == {"reporting.verify.file"}
    kept.path_of(card.sha256).unlink()
    assert {f.code for f in verifying.verify(done.number).faults} == {"reporting.verify.file-missing"}


def test_a_language_said_twice_makes_one_form(made, now):
    question = contents.question("statement", date(2024, 1, 1), date(2024, 12, 31), made.head, 1)
    done = publishing.publish(question, "Once", languages=["bs", "bs"], by=MINISTER, at=now)
    assert len(set(done.files)) == len(done.files)
    assert not [name for name in done.files if "bs-bs" in name]


def test_a_title_that_does_not_end_is_cut_where_it_is_kept(made, now):
    """PostgreSQL refuses what is longer than its column, a document what is longer than a property; SQLite keeps all."""
    question = contents.question("statement", date(2024, 1, 1), date(2024, 12, 31), made.head, 1)
    done = publishing.publish(question, "Long " * 60, by=MINISTER, at=now)
    found = kept.publication(done.number)
    assert found.title == found.content["title"] == found.manifest["title"] == ("Long " * 60)[:200]
    assert verifying.verify(done.number).holds


def test_a_period_is_over_by_the_clock_of_the_programme(made):
    """Half past eight in the evening of 30 June in Bogota is 1 July in Greenwich; in Auckland 1 July is there before it."""
    question = contents.question("statement", date(2026, 7, 1), date(2026, 7, 1), made.head, 1)
    with timezone.override("America/Bogota"), pytest.raises(NotUsable):
        publishing.publish(question, "Early", by=MINISTER, at=datetime(2026, 7, 1, 1, 30, tzinfo=UTC))
    with timezone.override("Pacific/Auckland"):
        assert (
            publishing.publish(question, "In time", by=MINISTER, at=datetime(2026, 6, 30, 13, tzinfo=UTC)).number == 1
        )


def test_the_first_key_is_made_once_though_two_publish_at_once(monkeypatch):
    """The slower one found no key when it looked; it takes the one that is there by now and moves nobody's away."""
    first = gateway.signer()
    looked = iter([False])
    monkeypatch.setattr(Path, "exists", lambda self: next(looked, True))
    assert gateway.signer().name == first.name
    assert [p.name for p in gateway.place().parent.iterdir()] == [gateway.place().name]


def test_publications_follow_one_another(made, now):
    first, second = publish(now, of=2022), publish(now, of=2023)
    assert (first.number, second.number) == (1, 2)
    manifest = kept.publication(2).manifest
    assert manifest["previous"] == json.loads(json.dumps(_hash(kept.publication(1).manifest_text)))


def _hash(text):
    return publishing.sha256(text.encode())


def test_who_may_not_publish_and_what_cannot_be(made, now):
    with pytest.raises(NotYours):
        publish(now, by=country.OFFICER)
    plain = Viewer(None, "Ministry", frozenset({"reporting.publish"}))
    question = contents.question("statement", date(2024, 1, 1), date(2024, 12, 31), made.head, 1)
    with pytest.raises(NotYours):
        publishing.publish(question, "Mine", own=True, by=plain, at=now)
    with pytest.raises(NotUsable):
        publish(now, known=made.head + 1)
    with pytest.raises(NotUsable):
        publish(now, of=2027)
    assert not kept.publications()


def test_a_new_key_signs_from_now_on_and_the_old_one_still_verifies(made, now):
    first = publish(now, of=2022)
    name = publishing.change_key(by=MINISTER, at=now)
    second = publish(now, of=2023)
    assert kept.publication(second.number).key == name != kept.publication(first.number).key
    assert verifying.verify(first.number).holds and verifying.verify(second.number).holds


def test_every_figure_of_a_publication_is_in_the_catalogue(made, now):
    content = kept.publication(publish(now).number).content
    assert {code for _, _, code in cells(content)} <= set(catalogue.FIGURES)
    assert content["catalogue"]["sha256"] == catalogue.digest()


def test_a_report_is_published_as_it_was_approved(made, now, client):
    """From a draft by one person to a publication by another; its figures are those of the day it was approved."""
    author, minister = people.somebody("planner", "officer", name="ana"), people.somebody("reader", name="minister")
    ana, mini = (viewer_for(u, on=now.date()) for u in (author, minister))
    number = returns.start_return(Kinds.STATEMENT, year(2024), by=ana, at=now, level=1)
    row = Return.objects.get(pk=number)
    for section in known_returns.form_of(row).sections:
        for part in section.parts:
            if part.by.is_written:
                row.refresh_from_db()
                returns.confirm_nil(number, version=row.version, section=section.code, part=part.key, by=ana, at=now)
    row.refresh_from_db()
    returns.send_to_review(number, version=row.version, by=ana, at=now)
    row.refresh_from_db()
    returns.approve(number, version=row.version, by=mini, at=now)
    ledger.book([late_report()], by=country.OFFICER, at=now)  # known only after it was approved
    client.force_login(minister)
    page = client.get(f"/returns/{number}/publish/")
    assert page.status_code == 200
    preview = {p.picture.name for p in page.context["shown"]["pictures"]}
    assert "waterfall" in preview and b"pic-total" in page.content and page.context["shown"]["sections"]
    row.refresh_from_db()
    answer = client.post(f"/returns/{number}/publish/", {"version": row.version, "title": "Statement 2024", "signed_as": "The Minister", "language": "bs"})  # fmt: skip
    assert answer.status_code == 302, answer.content[:500]
    [published] = kept.publications()
    assert (published.question.known, published.approved_by) == (made.head, "The Minister")
    assert published.manifest["approved"]["drafted_by"] == "ana" and not published.own
    assert published.content["sections"]
    assert verifying.verify(published.number).holds
    row.refresh_from_db()
    assert (row.state, row.publication) == ("published", published.number)
    again = client.post(f"/returns/{number}/publish/", {"version": row.version, "title": "Twice"})
    assert again.status_code == 409 and len(kept.publications()) == 1
    for at in ("", "today/", "verify/", "bundle.zip", "files/content.json"):
        assert client.get(f"/publications/{published.number}/{at}").status_code == 200, at
    assert client.get("/publications/").status_code == 200


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("UPDATE reporting_publication SET title = 'Another'", "row"),
        ("UPDATE reporting_publication SET approved_by = 'Somebody else'", "row"),
        ("UPDATE reporting_publication SET signature = 'not hexadecimal'", "signature"),
        ("UPDATE reporting_publication SET content = 'no JSON'", "content"),
        ("UPDATE reporting_publicationfile SET media_type = 'text/html'", "row"),
    ],
)
def test_what_stands_beside_a_manifest_is_held_to_it(sql, code, made, now):
    """The list and the page read these columns: whoever changes one is found, and nothing of it breaks the verifying."""
    test_tampering_is_found(sql, code, made, now)


def test_two_first_publications_sign_with_one_key(tmp_path, settings):
    """Whoever comes second finds the key of the first, and does not put another in its place."""
    settings.SIGNING_KEY = tmp_path / "one.key"
    first = gateway.signer()
    with pytest.raises(FileExistsError):
        gateway._made(gateway.place())
    assert gateway.signer().name == first.name


def test_a_name_with_characters_that_xml_does_not_know_makes_a_picture_all_the_same():
    assert svg.told("A\x00B<\x0b>") == "AB&lt;&gt;"
