"""A working day of each role, on plots whose area is known by hand: 300 m by 200 m, paced off on the ellipsoid.

The expected figures are multiplied from the sides of the rectangles, or counted by another program; nothing in them comes
from the code that is tested. The pictures of docs/manual are taken on the way, by `make manual`.
"""

import csv
import io
import re
import sqlite3
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from factories import plots
from factories.databases import commonground

pytestmark = pytest.mark.journey
PLOT = 300 * 200  # m² of every plot
NEAR = 6  # m²: the books keep corners on a grid of centimetres, and meridians lean together (a square metre in a plot)


def digits(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def figure(page, label: str) -> int:
    """A figure of a page, in square metres."""
    return digits(page.locator(".figure", has_text=label).first.locator(".figure-value").inner_text().split("m")[0])


def figure_of_hazard(page, code: str) -> int:
    go(page, f"/hazards/{code}/")
    return figure(page, "Open")


def line(page, label: str) -> list[int]:
    """A line of a table by its first cell."""
    row = page.locator("tr", has=page.get_by_role("rowheader", name=label, exact=True)).first
    return [digits(cell) for cell in row.locator("td").all_inner_texts() if re.search(r"\d", cell)]


def go(page, path: str):
    """Somewhere else on the same site, as the same person."""
    parts = urlsplit(page.url)
    return page.goto(f"{parts.scheme}://{parts.netloc}{path}")


def is_off(page, name: str) -> bool:
    """Whether a button is there and cannot be pressed."""
    return page.get_by_role("button", name=name).is_disabled()


def elsewhere(site, sql: str, *values: str) -> tuple:
    """What another program counts in the same file."""
    with closing(sqlite3.connect(f"file:{site['database']}?mode=ro", uri=True)) as other:
        return other.execute(sql, values).fetchone()


def begin(page, code: str, kind: str) -> str:
    """A new draft about a hazard; its number."""
    go(page, f"/reports/new/?hazard={code}")
    page.get_by_text(kind, exact=True).click()
    page.get_by_role("button", name="Begin").click()
    return re.search(r"/reports/(\d+)/", page.url).group(1)


def inside(place: int, east_m: int) -> str:
    """A part of a plot, ten metres from its edges and 180 m high, as somebody types it."""
    return plots.typed(plots.rectangle(*plots.corner(place, inset_m=10), east_m, 180))


def progress(page, place: int, east_m: int) -> str:
    """A report that a part of a plot was cleared, ready to be handed in."""
    number = begin(page, plots.CODES[place], "clearance, progress")
    page.get_by_label("When it was so").fill("2026-05-29")
    page.get_by_label("Which land").select_option("drawn")
    page.locator("#shape-text").fill(inside(place, east_m))
    page.get_by_label("Depth").fill("20")
    page.get_by_label("Method").select_option("manual")
    return number


def hand_in(page) -> None:
    page.get_by_role("button", name="Hand it in").click()
    page.locator(".heading .lead", has_text="to check").wait_for()


def test_the_information_officer_brings_in_a_file_and_mends_its_fault(look, manual, tmp_path):
    good = plots.well_known(plots.rectangle(*plots.corner(0, row=1)))
    small = plots.well_known(plots.rectangle(*plots.corner(1, row=1), 150, 100))
    file = tmp_path / "survey-north.csv"
    head = "code,name,class,date,wkt\n"
    file.write_text(
        f'{head}TP-0101,Upper plot,suspected,2026-05-20,"{good}"\nTP-0102,Lower plot,confirmed,,"{small}"\n'
    )
    page = look("/import/", role="officer")
    page.set_input_files("#id_file", str(file))
    manual(page, "officer-hand-in")
    page.get_by_role("button", name="Hand it in").click()
    manual(page, "officer-columns", "#mapping")
    page.get_by_role("button", name="See what would happen").click()
    page.wait_for_selector("#tried")
    told = page.get_by_text("would be booked by perimeter").inner_text()
    assert digits(told.split(" m²")[0]) == pytest.approx(PLOT, abs=NEAR)
    manual(page, "officer-try", "#tried")
    page.get_by_role("button", name="Import it").click()
    page.wait_for_url(re.compile(r"/import/\d+/"))
    manual(page, "officer-quarantine")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Rows to mend, as CSV").click()
    waiting = taken.value.path().read_text("utf-8-sig")
    assert "TP-0102" in waiting
    assert "TP-0101" not in waiting

    mended = tmp_path / "mended.csv"
    mended.write_text(f'{head}TP-0102,Lower plot,confirmed,2026-05-21,"{small}"\n')
    go(page, "/import/")
    page.set_input_files("#id_file", str(mended))
    page.get_by_role("button", name="Hand it in").click()
    page.get_by_role("button", name="See what would happen").click()
    page.wait_for_selector("#tried")
    page.get_by_role("button", name="Import it").click()
    page.wait_for_url(re.compile(r"/import/\d+/"))
    for code, expected in (("TP-0101", PLOT), ("TP-0102", 150 * 100)):
        go(page, f"/hazards/{code}/")
        assert figure(page, "Open") == pytest.approx(expected, abs=NEAR)
    manual(page, "officer-hazard")


def test_an_operator_reports_and_others_do_not_see_it(look, manual):
    writer = look("/day/", role="reporter")
    begin(writer, plots.CODES[1], "clearance, progress")
    writer.get_by_role("button", name="Hand it in").click()
    assert writer.get_by_text("This is needed.").count() > 1
    manual(writer, "operator-missing")
    number = progress(writer, 1, 100)
    writer.get_by_role("button", name="See what is missing").click()
    writer.get_by_text("Nothing is missing.").wait_for()
    manual(writer, "operator-perimeter", "#field-shape")
    said = writer.locator("#field-shape .notice").inner_text()
    assert digits(re.search(r"([\d,]+) m²", said).group(1)) == pytest.approx(100 * 180, abs=NEAR)
    hand_in(writer)
    manual(writer, "operator-submitted")
    assert figure_of_hazard(writer, plots.CODES[1]) == pytest.approx(PLOT, abs=NEAR)  # nothing is booked by writing it

    supervisor = look("/day/", role="supervisor")
    manual(supervisor, "operator-day")
    assert go(supervisor, f"/reports/{number}/").status == 200
    assert is_off(supervisor, "Approve and book")
    stranger = look("/reports/", role="other-supervisor")
    assert stranger.request.get(supervisor.url).status == 404
    manual(supervisor, "operator-supervisor")
    supervisor.get_by_label("For the report as a whole").fill("Add the number of the team's log.")
    supervisor.get_by_role("button", name="Return it with these remarks").click()
    go(writer, f"/reports/{number}/edit/")
    writer.get_by_text("Add the number of the team's log.").wait_for()
    manual(writer, "operator-returned")
    hand_in(writer)


def test_the_operations_officer_returns_approves_and_books_what_was_shown(look, manual):
    writer = look("/day/", role="reporter")
    number = progress(writer, 2, 120)
    hand_in(writer)
    page = look("/day/", role="operations")
    manual(page, "operations-day")
    go(page, f"/reports/{number}/")
    manual(page, "operations-effects", "#effects")
    remark = page.locator("#remark-depth_cm")
    remark.locator("xpath=..").locator("summary").click()
    remark.fill("The log says 15 cm. Which is right?")
    manual(page, "operations-remark", "#review")
    page.get_by_role("button", name="Return it with these remarks").click()
    go(writer, f"/reports/{number}/edit/")
    writer.get_by_text("The log says 15 cm.").wait_for()
    writer.locator("#shape-text").fill(inside(2, 100))
    hand_in(writer)

    go(page, f"/reports/{number}/")
    row = page.locator("#effects tr", has_text="confirmed").locator("td").last
    shown = digits(row.inner_text())
    manual(page, "operations-approve", "#decide")
    page.get_by_role("button", name="Approve and book").click()
    page.get_by_text("booked").first.wait_for()
    booked = figure_of_hazard(page, plots.CODES[2])
    manual(page, "operations-booked")
    assert booked == pytest.approx(PLOT - 100 * 180, abs=NEAR)
    assert booked == shown  # what was shown is what was booked, to the square metre


def test_the_quality_officer_checks_a_hazard_that_is_worked_on(look, manual):
    operations = look(f"/hazards/{plots.CODES[3]}/", role="operations")
    operations.get_by_text("Write down what is being done").click()
    operations.locator("form[action$='/work/']").get_by_label("On", exact=True).fill("2026-05-25")
    manual(operations, "closing-work", "#work")
    operations.get_by_role("button", name="Work goes on").click()

    page = look(f"/hazards/{plots.CODES[3]}/", role="quality")
    page.get_by_text("Write down a quality control").click()
    form = page.locator("form[action$='/quality/']")
    form.get_by_label("On", exact=True).fill("2026-05-28")
    form.get_by_label("Result").select_option("conditional")
    form.get_by_label("Document").fill("QC-2026-014")
    form.get_by_label("What was found").fill("two marking posts are missing in the east")
    manual(page, "quality-form", "#work")
    form.get_by_role("button", name="Write it down").click()
    assert "QC-2026-014" in page.inner_text("main")
    manual(page, "quality-stamp", "#work")
    assert figure(page, "Open") == pytest.approx(PLOT, abs=NEAR)  # a control moves no land
    assert is_off(page, "Close this hazard")


def test_a_hazard_is_cleared_closed_and_handed_over(look, manual):
    writer = look("/day/", role="reporter")
    number = begin(writer, plots.CODES[4], "clearance, completion")
    writer.get_by_label("Work began on").fill("2026-04-01")
    writer.get_by_label("When it was so").fill("2026-05-29")
    writer.get_by_label("Which land").select_option("rest")
    writer.get_by_label("Depth").fill("20")
    writer.get_by_label("Method").select_option("manual")
    writer.get_by_label("Certified within the organisation by").fill("operations manager")
    hand_in(writer)
    page = look(f"/reports/{number}/", role="operations")
    page.get_by_role("button", name="Approve and book").click()
    page.get_by_text("booked").first.wait_for()
    assert figure_of_hazard(page, plots.CODES[4]) == 0
    assert figure(page, "Released") == pytest.approx(PLOT, abs=NEAR)
    form = page.locator("form[action$='/close/']")
    form.get_by_label("Closed on").fill("2026-05-30")
    form.get_by_label("Document").fill("CR-2026-031")
    manual(page, "closing-close", "#closing", above=300)
    form.get_by_role("button", name="Close this hazard").click()
    page.get_by_text("Write down what is being done").click()
    work = page.locator("form[action$='/work/']")
    work.get_by_label("On", exact=True).fill("2026-05-31")
    work.get_by_label("Document").fill("HC-2026-007")
    work.get_by_label("Received by").select_option("municipality")
    manual(page, "closing-handover", "#work")
    work.get_by_role("button", name="Hand the land over").click()
    assert "HC-2026-007" in page.inner_text("main")
    manual(page, "closing-done")
    paper = page.request.get(page.url.split("?")[0].rstrip("/") + "/dossier.pdf")
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.body().startswith(b"%PDF")


def test_the_planner_finds_land_and_takes_its_figures_home(look, manual):
    page = look(f"/hazards/?code={plots.CODES[5]}&code={plots.CODES[6]}", role="planner")
    manual(page, "planner-list", ".chips", above=330)
    page.get_by_text("Download", exact=True).click()
    with page.expect_download() as taken:
        page.get_by_role("link", name="CSV").click()
    rows = list(csv.DictReader(io.StringIO(taken.value.path().read_text("utf-8-sig"))))
    assert len(rows) == 2
    assert sum(int(row["open_m2"]) for row in rows) == pytest.approx(2 * PLOT, abs=2 * NEAR)


def test_the_ministry_reads_a_year_that_anybody_can_add_up(look, manual):
    page = look("/statement/?year=2012", role="reader")
    manual(page, "reader-statement", "table.statement")
    recorded, cleared = len(plots.CODES) * PLOT, 100 * 180
    close = {"abs": len(plots.CODES) * NEAR}
    assert "closes to the square metre" in page.inner_text("main")
    assert line(page, "Open at the start") == pytest.approx([recorded, 0, recorded], **close)
    assert line(page, "Cleared") == pytest.approx([cleared, 0, cleared], **close)
    assert line(page, "Open at the end") == pytest.approx([recorded - cleared, 0, recorded - cleared], **close)
    page.locator("tr", has_text="Cleared").get_by_role("link").first.click()
    page.wait_for_url("**/statement/flow/**")
    manual(page, "reader-entries")
    assert plots.CODES[0] in page.inner_text("main")
    go(page, f"/hazards/{plots.CODES[0]}/")
    assert page.locator("form[action$='/close/'], form[action$='/quality/']").count() == 0
    manual(page, "reader-hazard", "#closing", above=500)
    go(page, "/me/permissions/")
    manual(page, "reader-permissions")
    assert page.request.get(page.url.replace("/me/permissions/", "/people/")).status == 403


def test_the_auditor_finds_who_approved_and_verifies_the_chain(look, manual, site):
    page = look("/audit/?what=fieldwork.report-approved", role="auditor")
    told = page.inner_text("main")
    assert "operations" in told
    manual(page, "auditor-search")
    go(page, "/audit/")
    number = digits(page.locator("dt", has_text="Last line").locator("xpath=following-sibling::dd[1]").inner_text())
    digest = page.locator("dt", has_text="Digest").locator("xpath=following-sibling::dd[1]").inner_text().strip()
    manual(page, "auditor-verify", "dt:has-text('Last line')", above=500)
    said = commonground("audit", "verify", "--noted", digest, database=site["database"])
    (counted,) = elsewhere(site, "SELECT count(*) FROM audit_event")
    assert said["holds"]
    assert (said["held"], said["number"], counted) == (number, number, number)


def test_the_administrator_invites_somebody_and_ends_a_role(look, manual, site):
    page = look("/people/", role="steward")
    before = page.locator("main tbody tr").count()
    manual(page, "administrator-people")
    page.get_by_role("link", name="Invite somebody").click()
    page.get_by_label("Name to sign in with").fill("planner-south")
    page.get_by_label("Role", exact=True).select_option("planner")
    page.get_by_label("Unit").select_option("S")
    manual(page, "administrator-invite")
    page.get_by_role("button", name="Invite").click()
    assert "/welcome/" in page.locator("#link").input_value()
    go(page, "/people/")
    assert page.locator("main tbody tr").count() == before + 1
    page.get_by_role("link", name="planner-south").click()
    page.get_by_label("Role", exact=True).select_option("quality")
    page.get_by_label("Last day").fill("2036-12-31")
    page.get_by_role("button", name="Give this role").click()
    manual(page, "administrator-person")
    page.get_by_role("button", name="End", exact=True).first.click()
    assert "Roles of before" in page.inner_text("main")
    sql = "SELECT count(*), count(ended_at) FROM identity_assignment WHERE user_id = (SELECT id FROM identity_user WHERE username = ?)"
    held = elsewhere(site, sql, "planner-south")
    assert held == (2, 1)
