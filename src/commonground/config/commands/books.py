"""`init`, `statement`, `check`: the books themselves."""

from datetime import date
from pathlib import Path

import click
from django.core.management import call_command
from django.utils import timezone

from commonground.audit import queries as audit
from commonground.config import wiring
from commonground.core.dates import Period, Times, year
from commonground.core.refusals import NotUsable
from commonground.identity import queries as identity
from commonground.land.queries import checks as land_checks
from commonground.land.queries import entries as ledger
from commonground.land.queries.flows import Scope
from commonground.places import actions as places
from commonground.places import queries as places_known
from commonground.reporting.queries import sheets, statement
from commonground.ui import sentences

ON = click.DateTime(formats=["%Y-%m-%d"])


@click.command(epilog="Example: commonground --database bih.cground init --country BA --languages bs sr-latn sr en")
@click.option(
    "--country", required=True, help="ISO 3166 code of the country, or a short code of your own with --bounds."
)
@click.option("--name", default="", help="The programme's name, where it is not the country's.")
@click.option("--bounds", nargs=4, type=float, metavar="WEST SOUTH EAST NORTH", help="Bounds in degrees (WGS84).")
@click.option("--languages", default="en", help="Languages of the programme, separated by commas.")
@click.pass_obj
def init(out, country, name, bounds, languages):
    """Make the database and open the books of one country.

    The equal-area plane in which land is measured is chosen here, for good: centred on the country, its operation
    written out.
    """
    call_command("migrate", verbosity=0, interactive=False)
    code = places.make_programme(
        country, name=name, bounds=bounds or None, languages=languages.split(","), by=identity.operator_at_the_console()
    )
    wiring.after_init()
    plane = sheets.plane_in_words()
    out.answer({"programme": code, "plane": plane}, f"The books of {code} are open.", f"Land is measured in {plane}.")


@click.command(
    "statement",
    epilog="""\b
Examples:
  commonground statement --year 2024
  commonground statement --from 2024-01-01 --to 2024-06-30 --level 1 --csv half-year.csv
  commonground statement --year 2024 --known 11068 --json""",
)
@click.option("--year", "of_year", type=int, help="A calendar year.")
@click.option("--from", "start", type=ON, help="First day of the period.")
@click.option("--to", "end", type=ON, help="Last day of the period.")
@click.option("--known", type=int, help="As known at this ledger number (default: as known now).")
@click.option("--level", type=int, help="Level of the units: 1 the highest (default: the lowest there is).")
@click.option("--edition", type=int, help="Edition of the units (default: the one valid when the period ends).")
@click.option("--csv", "csv_to", type=click.Path(dir_okay=False, path_type=Path), help="Write it as CSV.")
@click.option("--xlsx", "xlsx_to", type=click.Path(dir_okay=False, path_type=Path), help="Write it as XLSX.")
@click.pass_obj
def statement_command(out, of_year, start, end, known, level, edition, csv_to, xlsx_to):
    """Opening to closing of a period, by unit, to the square metre."""
    today = timezone.localdate()
    if of_year:
        period = year(of_year)
    elif start and end:
        period = Period(start.date(), end.date())
    else:
        period = Period(date(today.year, 1, 1), today)
    if period.start > period.end:
        raise NotUsable("reporting.period.backwards", start=period.start.isoformat(), end=period.end.isoformat())
    found = statement.statement(period, Times(None, known), level=level, scope=Scope(edition=edition))
    if csv_to:
        csv_to.write_text(sheets.statement_csv(found), encoding="utf-8-sig")
    if xlsx_to:
        xlsx_to.write_bytes(sheets.statement_xlsx(found))
    out.table(
        f"{found.programme}, {period.start} to {period.end}" + (f", as known at {known}" if known else ""),
        ["Unit", "Opening m2", "Brought", "New", "Reopened", "Cancelled", "Reduced", "Cleared", "Closing m2"],
        [[*row] for row in sheets.short_rows(found)],
    )
    lines = ["The statement closes." if found.closes else "THE STATEMENT DOES NOT CLOSE."]
    if len(places_known.editions()) > 1:
        valid = found.edition.valid_from or "no stated day"
        lines.append(f"By the units of edition {found.edition.number}, valid from {valid}.")
    out.answer(sheets.statement_json(found), *lines)
    raise SystemExit(0 if found.closes else 1)


@click.command(epilog="Example: commonground check --deep")
@click.option("--deep", is_flag=True, help="Also compute all accounts from scratch and compare them atom by atom.")
@click.option("--shapes", is_flag=True, help="Also run every check of a perimeter anew over the whole country.")
@click.pass_obj
def check(out, deep, shapes):
    """Check the store, the accounts and the audit: indexes, numbers, identities, the chain of acts, every finding by code."""
    with out.progress("Checking") as step:
        found = land_checks.everything(deep=deep, progress=step)
        country = land_checks.over_the_country(step) if shapes else []
    checks = [*found.checks, _acts()]
    good = all(c.good for c in checks)
    out.table("Findings about the store and the books", ["Check", "Result"], [[c.name, c.result] for c in checks])
    out.table("Findings about records", ["Code", "Severity", "Records"], found.codes)
    if shapes:
        out.table("Perimeters of the whole country, checked now", ["Code", "Severity", "Records"], country)
    out.answer(
        {"checks": [{"name": c.name, "good": c.good, "result": c.result} for c in checks],
         "findings": [{"code": c, "severity": s, "records": n} for c, s, n in found.codes], "head": ledger.head(),
         "shapes": [{"code": c, "severity": s, "records": n} for c, s, n in country]},
        "Everything holds." if good else "Something does not hold: see above.",
    )  # fmt: skip
    raise SystemExit(0 if good else 1)


def _acts() -> land_checks.Check:
    """Whether the chain of acts is as it was written."""
    found = audit.verdict()
    if found.fault is None:
        return land_checks.Check("chain of acts", True, f"{found.held:,} lines hold")
    return land_checks.Check("chain of acts", False, sentences.sentence(found.fault.code, found.fault.facts).text)


COMMANDS = (init, statement_command, check)
