"""Devices in reports to others: filled from records, inequalities kept, fixed on approval; old publications stay as they are."""

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from commonground.core.dates import Times, year
from commonground.core.figures import catalogue, devices
from commonground.core.ordnance.accounts import Pot
from commonground.core.ordnance.amounts import Amount, Qualifier
from commonground.core.ordnance.drafts import DisposalDraft, FindDraft
from commonground.core.ordnance.kinds import Activity, TreatyKind
from commonground.core.publishing.content import Kind, canonical
from commonground.core.treaty.filling import State as Filled
from commonground.core.treaty.filling import as_data
from commonground.identity import queries as identity
from commonground.ordnance.actions import catalogue as mappings
from commonground.ordnance.actions import ledger as ordnance
from commonground.ordnance.queries import finds
from commonground.ordnance.queries.statement import BOOKS, Scope, statement
from commonground.reporting.actions import returns
from commonground.reporting.models import Return
from commonground.reporting.queries import contents
from commonground.reporting.queries import devices as beside
from commonground.reporting.queries import returns as found_in
from commonground.reporting.queries.papers import prose
from factories import country, people

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
Y2025 = year(2025)


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.fixture
def world():
    country.make(6)
    return {r: identity.viewer_for(people.somebody(r), on=NOW.date()) for r in ("officer", "planner", "reader")}


def found(
    world,
    said,
    count,
    meant=Qualifier.EXACT,
    activity=Activity.CLEARANCE,
    target=Pot.DESTROYED,
    on=date(2025, 5, 1),
    at=NOW,
):
    disposal = DisposalDraft(on, target) if target else None
    return ordnance.record_find(
        FindDraft(on, Amount(count, meant), said, activity=activity), disposal=disposal, by=world["officer"], at=at
    )


def started(world, kind):
    return returns.start_return(kind, Y2025, by=world["planner"], at=NOW)


def part(number, section, key):
    sections = found_in.filled(Return.objects.get(pk=number))
    return next(s for s in sections if s.section.code == section).part(key)


def rows(number, section, key):
    return {line.name: (line.values["kind"], line.values["quantity"]) for line in part(number, section, key).lines.rows}


def test_the_device_tables_of_the_mine_ban_convention_are_filled_from_records(world):
    found(world, "PMA-2", 12)
    found(world, "mina antipersonal", 2700, Qualifier.MORE_THAN)
    found(world, "improvised mine", 3, activity=Activity.CALL_OUT)
    found(world, "TMM-1", 4)  # not what the convention asks for
    found(world, "PMA-3", 50, activity=Activity.STOCKPILE)
    found(world, "PMA-3", 20, activity=Activity.STOCKPILE, target=None)
    found(world, "PROM-1", 5, target=Pot.RETAINED)
    found(world, "PMA-2", 6, on=date(2024, 5, 1))  # of another year
    number = started(world, Kind.APMBC_7)
    assert rows(number, "7.1.g", "areas-recorded") == {
        "PMA-2": ("ap-mine", 12), "Anti-personnel mine": ("ap-mine", "> 2700"), "Improvised anti-personnel mine": ("improvised-ap-mine", 3),
    }  # fmt: skip
    assert rows(number, "7.1.g", "stock-recorded") == {"PMA-3": ("ap-mine", 50)}
    assert rows(number, "7.1.b", "stock-recorded") == {"PMA-3": ("ap-mine", 20)}
    assert rows(number, "7.1.d", "retained-recorded") == {"PROM-1": ("ap-mine", 5)}
    assert part(number, "7.1.g", "areas-recorded").state is Filled.RECORDS
    assert part(number, "7.1.g", "areas").state is Filled.EMPTY  # what records say, nobody has to write


def test_without_records_a_person_writes_as_before(world):
    number = started(world, Kind.APMBC_7)
    assert part(number, "7.1.g", "areas").state is Filled.MISSING
    assert part(number, "7.1.g", "areas-recorded").state is Filled.EMPTY


def test_submunitions_of_the_other_convention(world):
    found(world, "KB-1", 9)
    number = started(world, Kind.CCM_7)
    assert rows(number, "7.1.h", "destroyed-recorded") == {"KB-1": ("submunition", 9)}


def test_approving_fixes_what_the_ledger_of_ordnance_said(world):
    found(world, "PMA-2", 12)
    number = started(world, Kind.STATEMENT)
    Return.objects.filter(pk=number).update(state="review")
    returns.approve(number, version=1, by=world["reader"], at=NOW)
    assert Return.objects.get(pk=number).devices == finds.head()
    found(world, "PMA-2", 100)
    mappings.count_device("pma-2", TreatyKind.OTHER_UXO, because="wrongly so", by=world["officer"], at=NOW)
    lines = part(number, "devices", "devices").lines
    assert {line.key: line.values["destroyed"] for line in lines.rows} == {"ap-mine": 12}
    told = prose.sections({"sections": [as_data(s) for s in found_in.filled(Return.objects.get(pk=number))]})
    assert any("Anti-personnel mines" in row for s in told for p in s.parts for row in p.rows)


def test_an_inequality_is_printed_in_words(world):
    found(world, "PMA-2", 2700, Qualifier.MORE_THAN)
    number = started(world, Kind.APMBC_7)
    told = prose.sections({"sections": found_in.sections_of(Return.objects.get(pk=number))})
    assert any("more than 2,700" in row for s in told for p in s.parts for row in p.rows)


def test_what_was_published_before_there_were_devices_is_made_again_byte_for_byte(world):
    """The catalogue of the land keeps its digest, and tables say nothing of devices."""
    question = contents.question(Kind.STATEMENT.value, Y2025.start, Y2025.end, 3, 1)
    before = canonical(contents.content(question, "Statement"))
    found(world, "PMA-2", 12)
    assert canonical(contents.content(question, "Statement")) == before
    assert catalogue.EDITION == 1 and not any(code.startswith("devices") for code in catalogue.FIGURES)


def test_the_statement_of_the_land_shows_ordnance_as_known_with_it(world, client):
    early, late = datetime(2026, 5, 20, 10, tzinfo=UTC), datetime(2026, 6, 2, 12, tzinfo=UTC)
    found(world, "PMA-2", 12, at=early)
    found(world, "PMA-2", 30, at=late)
    assert beside.known_with(Times()) is None
    before = Times(None, country.ledger.rows("SELECT number FROM land_head WHERE id = 1")[0][0] - 1)
    assert (
        beside.known_with(before) == 2
    )  # the first find and its disposal, written before the land's next entry was booked
    assert beside.statement(world["reader"], Y2025, before).total.found == Amount(12)
    client.force_login(people.somebody("reader", name="someone"))
    told = client.get("/statement/?year=2025").content.decode()
    assert "Anti-personnel mines" in told and "42" in told
    assert "devices.found" in client.get("/figures/").content.decode()
    assert client.get("/figures/?format=json").json()["devices"]["sha256"] == devices.digest()


def test_every_figure_about_devices_is_a_line_of_the_statement(world):
    found(world, "PMA-2", 12)
    found(world, "KB-1", 5, target=Pot.RETAINED)
    found(world, "PMA-3", 7, activity=Activity.STOCKPILE, target=None)
    said = {}
    for book, activities in BOOKS.items():
        of = statement(Y2025, scope=Scope(activities=activities))
        kinds = {line.key: line.sums for line in of.lines}
        said |= {c: devices.value(c, kinds, of.total) for c, d in devices.FIGURES.items() if d.book == book}
    assert said["devices.found"] == Amount(24) and said["devices.ground.found"] == Amount(17)
    assert said["devices.destroyed.ap-mine"] == Amount(12) and said["devices.stockpile.closing"] == Amount(7)
    assert said["devices.closing-retained.submunition"] == Amount(5)
    for book in devices.BOOKS:
        prefix = ".".join(p for p in ("devices", book) if p)
        get = {n: said[f"{prefix}.{n.replace('_', '-')}"].number for n in devices.LINES}
        came, went = devices.IDENTITY
        assert sum(get[n] for n in came) == sum(get[n] for n in went)
