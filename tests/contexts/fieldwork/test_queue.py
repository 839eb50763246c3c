"""Reports that wait go into the queue of conflicts when something else is booked, and out of it when that is undone."""

import json
from datetime import date
from types import SimpleNamespace

import pytest

from commonground.audit.models import Event
from commonground.config import wiring
from commonground.core.fieldwork.types import Type
from commonground.core.intake.mapping import Mapping
from commonground.core.viewers import Viewer
from commonground.fieldwork import jobs
from commonground.fieldwork.actions import approving, writing
from commonground.fieldwork.models import Report
from commonground.fieldwork.queries import concerned
from commonground.identity import queries as identity
from commonground.intake import gateway
from commonground.intake.actions import loads
from commonground.intake.models import Load
from commonground.land.actions import closing
from commonground.land.models import LedgerEntry
from factories import people
from factories.reports import COMPLETION, NOW, approved, square, submitted, version

pytestmark = pytest.mark.django_db
CONSOLE = identity.operator_at_the_console()
MAPPING = Mapping(
    what="activities",
    columns={"hazards": "hazard", "on": "date", "kind": "kind"}, geometry="wkt", x="wkt",
)  # fmt: skip


def recorded(code, x, y, size, *, author, checker):
    """A hazard that a survey of the field put on the books."""
    survey = {
        "on": "2025-01-10",
        "outcome": "record",
        "level": "confirmed",
        "extent": "drawn",
        "contamination": "mines",
        "hazards": code,
    }
    return approved(submitted(Type.SURVEY, survey, entered=square(x, y, size), by=author), by=checker)


@pytest.fixture
def here(author, checker):
    """A hazard with open land, and a report about a quarter of it that waits."""
    recorded("SA-NEW", 0, 0, 100, author=author, checker=checker)
    said = {**COMPLETION, "hazards": "SA-NEW", "extent": "drawn", "on": "2026-05-20"}
    return submitted(Type.COMPLETION, said, entered=square(0, 0, 50), by=author)


@pytest.fixture
def table(tmp_path):
    """A file of clearances as the reader gives it."""

    def read(*squares, hazard="SA-NEW", on="2026-05-25"):
        file = tmp_path / "clearances.csv"
        lines = [f'{hazard},{on},clear,"{square(*s)["text"]}"' for s in squares]
        file.write_text("\n".join(["hazard,date,kind,wkt", *lines]))
        return gateway.read(file)

    return read


@pytest.fixture
def brought_in(table):
    """Clearance that comes in a file."""
    return lambda *squares, **how: loads.import_table(table(*squares, **how), MAPPING, by=CONSOLE, at=NOW)


@pytest.fixture
def afterwards(django_capture_on_commit_callbacks):
    """Does what follows a commit, which a test never comes to."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def state(number: int) -> str:
    return Report.objects.get(pk=number).state


def test_an_import_of_the_same_land_puts_a_report_into_the_queue_at_once(here, afterwards, client, brought_in):
    with afterwards():
        taken = brought_in((0, 0, 60))
    assert taken.report["counts"]["new"] == 1, taken.report
    assert state(here) == "conflict"
    (told,) = Event.objects.filter(what="fieldwork.reports-looked-at")
    assert told.facts == {"reports": [f"FR-{here:06}"]}
    client.force_login(people.somebody("officer", name="looks"))
    page = client.get(f"/reports/{here}/").content.decode()
    number = LedgerEntry.objects.latest("number").number
    assert f"№ {number}" in page and f"FR-{here:06}" in page, "both sides on one screen"
    with afterwards():
        loads.undo(Load.objects.get(), by=CONSOLE, at=NOW)
    assert state(here) == "submitted"


def test_land_of_another_name_at_the_same_place_counts_too(here, afterwards, brought_in):
    with afterwards():
        brought_in((0, 0, 60), hazard="SA-0001")
    assert state(here) == "conflict"


@pytest.mark.parametrize(
    "elsewhere", [{"squares": [(500, 500, 20)], "hazard": "SA-0001"}, {"squares": [(70, 70, 20)], "on": "2026-05-01"}]
)
def test_what_contradicts_nothing_moves_nothing_and_leaves_no_line(here, afterwards, elsewhere, brought_in):
    with afterwards():
        brought_in(*elsewhere.pop("squares"), **elsewhere)
    assert state(here) == "submitted"
    assert not Event.objects.filter(what="fieldwork.reports-looked-at").exists()


def test_what_is_rolled_back_moves_nothing(here, table, afterwards, checker):
    with afterwards():
        loads.try_out(table((0, 0, 60)), MAPPING, by=CONSOLE, at=NOW)
        approving.preview(here, by=checker, at=NOW)
    assert state(here) == "submitted"


def test_many_reports_are_background_work(here, author, afterwards, monkeypatch, brought_in):
    said = {**COMPLETION, "hazards": "SA-NEW", "extent": "drawn", "on": "2026-05-20"}
    other = submitted(Type.COMPLETION, said, entered=square(50, 50, 50), by=author)
    monkeypatch.setattr(jobs, "AT_ONCE", 1)
    asked = []
    later = SimpleNamespace(enqueue=lambda *args: asked.append(json.loads(json.dumps(args))))
    monkeypatch.setattr(jobs, "look_at_many", later)
    with afterwards():
        brought_in((0, 0, 100))
    assert asked == [[[here, other], None]] and {state(here), state(other)} == {"submitted"}
    monkeypatch.undo()
    jobs.look_at_many.func([here, other, 999_999], None)
    assert {state(here), state(other)} == {"conflict"}


def test_either_way_of_looking_finds_the_same_reports(here, author, afterwards, monkeypatch, brought_in):
    """By the entries' boxes where they are few, by the reports' where they are many."""
    far = {**COMPLETION, "hazards": "SA-0002", "extent": "drawn", "on": "2026-05-20"}
    elsewhere = submitted(Type.COMPLETION, far, entered=square(3000, 3000, 50), by=author)
    draft = writing.draft(
        Type.COMPLETION, fields=far, entered=square(0, 0, 50), organisation="Blue Spade", by=author, at=NOW
    )
    first = LedgerEntry.objects.latest("number").number + 1
    brought_in((0, 0, 60), (200, 0, 10), (3000, 3000, 10), hazard="SA-0001")
    last = LedgerEntry.objects.latest("number").number
    few = concerned.by_entries(first, last)
    monkeypatch.setattr(concerned, "FEW", 0)
    assert few == concerned.by_entries(first, last) == [here, elsewhere]
    assert draft not in few


def test_a_closing_puts_work_on_the_hazard_into_the_queue(author, checker, made, afterwards):
    recorded("SA-NEW", 0, 0, 100, author=author, checker=checker)
    done = {**COMPLETION, "hazards": "SA-NEW", "extent": "drawn", "on": "2026-05-20"}
    approved(submitted(Type.COMPLETION, done, entered=square(0, 0, 100), by=author), by=checker)
    late = submitted(Type.SURVEY, {"hazards": "SA-NEW", "on": "2026-06-01", "outcome": "extend", "level": "confirmed", "extent": "drawn",
                                   "contamination": "mines"}, entered=square(100, 0, 20), by=author)  # fmt: skip
    assert state(late) == "submitted"
    closer = Viewer(None, "q", frozenset({"land.see", "land.close"}))
    with afterwards():
        closing.close("SA-NEW", on=date(2026, 6, 1), document="C-1", by=closer, at=NOW)
    assert state(late) == "conflict"


def test_what_follows_is_no_part_of_the_act(here, afterwards, monkeypatch, caplog, brought_in):
    """Where looking at the reports fails, the import stands all the same; approving looks again in any case."""

    def broken(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setitem(wiring.FOLLOWS, "land.entries-booked", (broken,))
    with afterwards():
        taken = brought_in((0, 0, 60))
    assert taken.report["counts"]["new"] == 1 and LedgerEntry.objects.latest("number").kind == "clear"
    assert "ZeroDivisionError" in caplog.text
    assert state(here) == "submitted" and version(here) == 2
