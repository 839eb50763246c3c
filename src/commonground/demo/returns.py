"""The invented country's reports to others: what binds it, what it planned, last year's treaty report and this year's draft."""

from datetime import date, datetime

from commonground.core.dates import Times, year
from commonground.core.publishing.content import Kind
from commonground.core.treaty.answers import Cells
from commonground.core.treaty.calendar import What
from commonground.core.treaty.filling import State
from commonground.core.treaty.parts import By
from commonground.core.viewers import Viewer
from commonground.reporting.actions import duties
from commonground.reporting.actions import returns as actions
from commonground.reporting.queries import returns
from commonground.reporting.queries.records import Books

THIS = 2025  # the last year of the invented country's books
TEXTS = {
    "contact": "Mine action centre of Zelenia, information department",
    "warning": "Signs around every confirmed area; talks in schools twice a year; a map at every municipality.",
    "methods": "Manual clearance, machines and dogs, by the national standards, which follow IMAS.",
    "use": "Training of dogs and of deminers.",
}
ROWS: dict[str, Cells] = {
    "measures": {"measure": "Act on explosive ordnance, with penal sanctions", "more": "in force since 2003"},
    "types": {"type": "PMA-2", "dimensions": "68 mm x 61 mm", "fusing": "pressure", "explosive": "TNT, 100 g", "metal": "detonator only"},
    "retained": {"institution": "Training centre", "type": "PMA-2", "quantity": "120"},
    "mines": {"location": "former lines of confrontation", "type": "PMA-2, PROM-1", "quantity": "0", "more": "quantities are not known"},
    "areas": {"type": "PMA-2", "quantity": "214"},
    "stock": {"location": "none left", "methods": "open detonation", "safety": "IMAS 11.20", "environment": "IMAS 10.70"},
}  # fmt: skip


def make(*, planner: Viewer, ministry: Viewer, at: datetime) -> None:
    """What binds the country, a plan, last year's Article 7 report approved, this year's begun, a statement in review."""
    duties.set_duty(What.APMBC, day=date(2004, 9, 1), source="instrument of accession, 2004", by=planner, at=at)
    duties.set_duty(What.CCM, day=date(2011, 3, 1), source="instrument of ratification, 2010", by=planner, at=at)
    for day, meeting in ((date(2019, 9, 1), "2013"), (date(2029, 9, 1), "2018")):
        source = f"decision on the extension, Meeting of the States Parties, {meeting}"
        duties.set_duty(What.APMBC_DEADLINE, day=day, source=source, by=planner, at=at)
    duties.set_duty(
        What.YEARS, day=date(THIS - 1, 1, 1), days=75, source="the centre's own order of work", by=planner, at=at
    )
    _plan(by=planner, at=at)
    last = actions.start_return(Kind.APMBC_7, year(THIS - 1), by=planner, at=at, due=date(THIS, 4, 30))
    _complete(last, by=planner, at=at)
    _send(last, ministry, by=planner, at=at)
    actions.approve(last, version=_version(last, ministry), by=ministry, at=at)
    actions.start_return(Kind.APMBC_7, year(THIS), by=planner, at=at, due=date(THIS + 1, 4, 30))
    statement = actions.start_return(Kind.STATEMENT, year(THIS), by=planner, at=at, due=date(THIS + 1, 3, 16))
    typed: actions.Typed = {
        "introduction": ("What was open, what was released and how, from the books of the centre.", [])
    }
    actions.write_answer(
        statement, version=_version(statement, planner), section="introduction", typed=typed, by=planner, at=at
    )
    _send(statement, ministry, by=planner, at=at)


def _plan(*, by: Viewer, at: datetime) -> None:
    """Two editions of a plan: the second holds where both speak of a year."""
    released = Books(year(THIS), Times()).actual().get((THIS, "land.released"), 0)
    usual = max(round(released, -5), 100_000)
    for y, share, edition in (
        (THIS - 1, 120, "Strategy 2022–2027"), (THIS, 125, "Strategy 2022–2027"), (THIS, 105, "Revised work plan"),
        (THIS + 1, 110, "Revised work plan"), (THIS + 2, 115, "Revised work plan"), (THIS + 3, 120, "Revised work plan"),
    ):  # fmt: skip
        planned = usual * share // 100
        duties.set_milestone(
            y, "land.released", planned=planned, edition=edition, source="mine action centre", by=by, at=at
        )


def _version(number: int, by: Viewer) -> int:
    return returns.version_of(by, number)


def _send(number: int, reviewer: Viewer, *, by: Viewer, at: datetime) -> None:
    asked = [reviewer.number] if reviewer.number is not None else []
    actions.send_to_review(number, version=_version(number, by), reviewers=asked, by=by, at=at)


def _complete(number: int, *, by: Viewer, at: datetime) -> None:
    """Write what people write; what nobody has anything to say of is confirmed as nil."""
    for filled in returns.sections_for(by, number):
        section = filled.section.code
        typed = {
            p.part.key: (
                TEXTS.get(p.part.key, ""),
                [ROWS[p.part.key]] if p.part.by is By.ROWS and p.part.key in ROWS else [],
            )
            for p in filled.parts
            if p.part.by.is_written
        }
        actions.write_answer(number, version=_version(number, by), section=section, typed=typed, by=by, at=at)
    for filled in returns.sections_for(by, number):
        for part in filled.parts:
            if part.state is State.MISSING:
                said = {"section": filled.section.code, "part": part.part.key}
                actions.confirm_nil(number, version=_version(number, by), **said, by=by, at=at)
