"""`import` and `export`: files in and out."""

import json
from collections.abc import Iterator
from pathlib import Path

import click
from django.utils import timezone

from commonground.config import wiring
from commonground.core.intake.mapping import WHAT, Mapping
from commonground.core.refusals import NotUsable
from commonground.geodata import gateway as geodata
from commonground.geodata.queries import exports
from commonground.identity import queries as identity
from commonground.intake import gateway
from commonground.intake.actions import loads, places, profiles, uploads
from commonground.intake.queries import mappings, quarantine


@click.command(
    "import",
    epilog="""\b
Examples:
  commonground import cantons.geojson --as units --level 2
  commonground import hazards.geojson --as hazards --opening 2024-01-01 --try
  commonground import hazards.geojson --as hazards --opening 2024-01-01
  commonground import clearance.xlsx --as activities --map map.json --quarantine to-mend.csv
  commonground import clearance.xlsx --profile "clearance, council" --save-profile "clearance, council"
  commonground import progress.csv --as reports --usual type=clearance-progress --set x_soil_type=Soil
  commonground import --undo 3""",
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--as", "what", type=click.Choice(WHAT), help="What the rows are.")
@click.option("--level", type=int, default=1, show_default=True, help="For units: their level, 1 the highest.")
@click.option(
    "--map", "map_file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A mapping saved as JSON."
)
@click.option("--profile", metavar="NAME", help="A mapping saved by name, here or on the pages, in its latest version.")
@click.option("--set", "settings", multiple=True, metavar="TARGET=COLUMN", help="Say which column is what.")
@click.option("--usual", multiple=True, metavar="TARGET=WORD", help="Say what rows say that do not say it themselves.")
@click.option(
    "--opening", metavar="YYYY-MM-DD", help="Date of records that carry none: they are openings of the books."
)
@click.option(
    "--valid-from", type=click.DateTime(formats=["%Y-%m-%d"]), help="For units: the day from which they are in force."
)
@click.option("--crs", default="", help="Coordinate system of the file, where it declares none or a wrong one.")
@click.option("--sheet", help="Sheet of a workbook.")
@click.option("--layer", help="Layer of a GeoPackage.")
@click.option(
    "--accept-repairs", is_flag=True, help="Book perimeters whose repair changed much: somebody has looked at them."
)
@click.option("--try", "trying", is_flag=True, help="Show what would happen and change nothing.")
@click.option(
    "--save-map", type=click.Path(dir_okay=False, path_type=Path), help="Write the mapping used, to edit and use again."
)
@click.option(
    "--save-profile", metavar="NAME", help="Save the mapping used under a name; a change is its next version."
)
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Write the report as JSON.")
@click.option(
    "--quarantine",
    "mend_to",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write unusable rows as CSV to mend.",
)
@click.option("--undo", type=int, metavar="LOAD", help="Undo an import by its number, by voiding entries.")
@click.pass_obj
def import_command(out, file, what, level, map_file, profile, settings, usual, opening, valid_from, crs, sheet, layer, accept_repairs, trying,
                   save_map, save_profile, report, mend_to, undo):  # fmt: skip
    """Take in a file of hazards, activities, reports, accidents, victims, ordnance (items), units or settlements.

    Every row ends as a record or in quarantine with its reasons; the counts add up to the rows read. The same file again
    changes nothing.
    """
    by, now = identity.operator_at_the_console(), timezone.now()
    uploads.clear_abandoned(by=by, at=now)
    if undo:
        taken = loads.undo(loads.load_to_undo(undo, by=by), by=by, at=now)
        left = taken.report.get("left")
        more = [f"{left:,} were handed in or changed since, and stay."] if left else []
        out.answer(taken.report, f"Import {undo} is undone: {taken.report['voided']:,} taken back.", *more)
        return
    if map_file and profile:
        raise click.UsageError("give a mapping by file or by name, not both: --map or --profile")
    if file is None or not (what or map_file or profile):
        raise click.UsageError(f"name a file and say what its rows are: --as {'|'.join(WHAT)}")
    with out.progress(f"Reading {file.name}") as step:
        table = gateway.read(file, sheet=sheet, layer=layer, progress=lambda rows: step(rows, 0, f"{rows:,} rows"))
    mapping = _mapping(table, what, map_file, profile, settings)
    mapping = mapping.changed(usual=mapping.usual | dict(_pairs(usual)))
    changes = {"opening_on": opening, "system": crs, "accept_repairs": accept_repairs or None, "unit_level": level,
               "valid_from": valid_from and valid_from.date().isoformat()}  # fmt: skip
    mapping = mapping.changed(**{k: v for k, v in changes.items() if v})
    if save_map:
        save_map.write_text(json.dumps(mapping.as_dict(), ensure_ascii=False, indent=2), encoding="utf-8")
    version = profiles.save(save_profile, mapping, by=by, at=now) if save_profile else None
    with out.progress(f"{'Trying' if trying else 'Importing'} {file.name}") as step:
        if mapping.what in ("units", "settlements"):
            said = places.bring(table, mapping, by=by, trying=trying)
            if said.get("changed") and not trying:
                wiring.after_units_changed()
        elif trying:
            said = loads.try_out(table, mapping, by=by, at=now, progress=step)
        else:
            said = loads.import_table(table, mapping, by=by, at=now, progress=step).report
    if not trying:
        uploads.keep(file, table.sha256, by=by)
    if report:
        report.write_text(out.dump(said), encoding="utf-8")
    if mend_to and said.get("load"):
        mend_to.write_text(quarantine.as_csv(said["load"]), encoding="utf-8-sig")
    if version:
        said = said | {"profile": {"name": save_profile, "version": version}}
    _say(out, said, trying)
    raise SystemExit(1 if said.get("counts", {}).get("quarantined") else 0)


def _mapping(table, what: str | None, map_file: Path | None, profile: str | None, settings: tuple[str, ...]) -> Mapping:
    """The mapping by file, by name or as guessed, with what the command line says besides."""
    if profile:
        mapping = mappings.profile_named(profile, what)
    elif map_file:
        mapping = Mapping.from_dict(json.loads(map_file.read_text("utf-8")))
    else:
        mapping = mappings.proposed(table, what)
    return mapping.changed(columns=mapping.columns | dict(_pairs(settings)))


def _pairs(said: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """NAME=VALUE as given on the command line. Raises NotUsable for what has no "="."""
    for one in said:
        name, found, value = one.partition("=")
        if not found:
            raise NotUsable("intake.mapping.setting", setting=one)
        yield name, value


def _say(out, said: dict, trying: bool) -> None:
    saved = said.get("profile")
    lines = [f"The mapping is saved as {saved['name']}, version {saved['version']}."] if saved else []
    if "counts" not in said:
        out.answer(said, f"{said['units']:,} {said['what']}" + (" would be" if trying else "") + " brought in.", *lines)
        return
    counts = said["counts"]
    out.table(
        f"{said['file']}: {said['rows']:,} rows" + (" (a try: nothing was changed)" if trying else ""),
        ["What became of them", "Rows"],
        [[name, counts[name]] for name in counts]
        + ([["of these without a perimeter", said["without_perimeter"]]] if "without_perimeter" in said else []),
    )
    out.table(
        "Findings", ["Code", "Severity", "Rows"], [[f["code"], f["severity"], f["rows"]] for f in said["findings"]]
    )
    units = said.get("by_unit", [])
    if units or "m2" in said:
        out.table(
            "Open land by unit, m2",
            ["Unit", "Each once", "As the hazards add up"],
            [[u["name"] or "outside any unit", u["once"], u["added"]] for u in units],
        )
    if "m2" in said:
        lines.append(f"{said['m2']:,} m2 booked from {sum(counts.values()):,} rows.")
    if said.get("load"):
        lines.append(f"Import {said['load']}; undo it with: commonground import --undo {said['load']}")
    out.answer(said, *lines)


@click.command(epilog="Example: commonground export hazards.gpkg")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--format", "kind", type=click.Choice(["gpkg", "geojson", "csv"]), help="Default: by the file's ending.")
@click.pass_obj
def export(out, file, kind):
    """Write hazards, their land by account, and units as a fresh GeoPackage, GeoJSON or CSV."""
    kind = kind or file.suffix.lstrip(".").lower()
    if kind not in WRITERS:
        raise click.UsageError("give the file the ending .gpkg, .geojson or .csv, or say --format")
    with out.progress(f"Writing {file.name}"):
        layers = exports.layers(identity.operator_at_the_console())
        if kind == "gpkg":
            geodata.write_geopackage(file, layers)
        else:
            layers = layers[:1]
            WRITERS[kind](file, layers[0])
    said = {"file": str(file), "layers": [{"name": layer.name, "rows": len(layer.shapes)} for layer in layers]}
    out.answer(said, *(f"{layer['rows']:,} rows in {layer['name']}" for layer in said["layers"]))


WRITERS = {"gpkg": geodata.write_geopackage, "geojson": geodata.write_geojson, "csv": geodata.write_csv}
COMMANDS = (import_command, export)
