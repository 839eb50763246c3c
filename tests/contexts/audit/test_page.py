"""The page of the log: searched, page by page, without names that were erased."""

from datetime import UTC, datetime

import pytest

from commonground.audit import queries
from commonground.audit.actions import VERBS, recorded, tell
from commonground.audit.messages import VERBS as WORDS
from commonground.config import commands
from commonground.core.viewers import Viewer
from commonground.identity import actions
from factories import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(client):
    client.force_login(people.somebody("auditor", name="cvita"))
    return client


@pytest.fixture
def done():
    @recorded("audit.tried", about=lambda result, *a, **k: result)
    def act(name, *, by, m2=0):
        tell(before={"m2": 0, "same": 1}, after={"m2": m2, "same": 1}, why="<b>why</b>")
        return name

    yield act
    VERBS.pop("audit.tried", None)


def test_lines_are_found_by_who_what_about_and_day(done):
    boro = people.somebody("officer", name="boro")
    done("SA-0001", by=Viewer(boro.pk, "boro"), m2=12)
    done("SA-0002", by=Viewer(None, "console"))
    today = datetime.now(UTC).date()
    for sought, wanted in [
        ({"who": "BOR"}, ["SA-0001"]),
        ({"who": "console"}, ["SA-0002"]),
        ({"what": "audit"}, ["SA-0002", "SA-0001"]),
        ({"what": "audit.tried", "about": "0001"}, ["SA-0001"]),
        ({"what": "aud"}, []),
        ({"start": today, "end": today}, ["SA-0002", "SA-0001"]),
        ({"end": today.replace(year=2020)}, []),
    ]:
        assert [line.about for line in queries.log(queries.Sought(**sought)).lines] == wanted, sought


def test_the_page_shows_what_changed_and_escapes_it(auditor, done):
    done("SA-0001", by=Viewer(None, "console"), m2=12)
    page = auditor.get("/audit/").content.decode()
    assert "<code>m2</code>: 0 → 12" in page and "same" not in page
    assert "&lt;b&gt;why" in page and "<b>why" not in page
    assert queries.tip()[1] in page


def test_a_long_log_comes_in_pages(auditor, done, django_assert_max_num_queries):
    for i in range(queries.PAGE + 3):
        done(f"R{i}", by=Viewer(None, "console"))
    first = auditor.get("/audit/?what=audit").content.decode()
    assert f"R{queries.PAGE + 2}" in first and 'href="/audit/?what=audit&amp;page=2"' in first
    with django_assert_max_num_queries(12):
        second = auditor.get("/audit/?what=audit&page=2").content.decode()
    assert ">R0<" in second and ">R3<" not in second
    for nonsense in ("x", "-1", "999", "9" * 30):
        assert auditor.get(f"/audit/?page={nonsense}").status_code == 200
    assert auditor.get("/audit/?start=nonsense").status_code == 200


def test_every_verb_has_words_and_nothing_else_has():
    assert commands.cli.every(), "whatever writes down an act has been loaded with the commands"
    assert set(WORDS) == {verb for verb in VERBS if not verb.startswith("audit.")}


def test_the_page_says_what_was_done_in_the_readers_language(auditor):
    user = people.somebody("reader", name="dora")
    actions.close_account(user, by=Viewer(None, "console", frozenset({"identity.change"})), at=datetime.now(UTC))
    page = auditor.get("/audit/").content.decode()
    assert "An account was closed" in page
    assert ">identity.account-closed</code>" in page
    auditor.cookies["django_language"] = "bs"
    assert "Nalog je zatvoren" in auditor.get("/audit/").content.decode()
