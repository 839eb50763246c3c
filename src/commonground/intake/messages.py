"""Sentences for the codes of this slice, each saying what to mend. `{names}` are the facts of the finding."""

from django.utils.translation import gettext_lazy as _

from commonground.ui.trade import ACTIVITIES, CONTAMINATION, FLAGS, KINDS, STANDINGS

# about a whole file that cannot be read
REFUSALS = {
    "intake.file.absent": _("There is no file {file}. Choose it again."),
    "intake.file.a-folder": _("{file} is a folder. Choose one file inside it."),
    "intake.file.a-link": _("{file} is a link to another place. Choose the file itself."),
    "intake.file.not-a-file": _("{file} is no ordinary file. Choose a file on a disk."),
    "intake.file.not-readable": _("{file} cannot be opened ({reason}). Close other programs that use it, or copy it and choose the copy."),
    "intake.file.changed-while-read": _("{file} changed while it was read. Close the program that writes it, and try again."),
    "intake.file.empty": _("{file} is empty: it holds not a single byte. Export it again."),
    "intake.file.ending-unknown": _("{file} ends in {ending}, which is not known here. Hand in one of: {taken}."),
    "intake.file.content-disagrees": _("{file} ends in {ending} but holds: {found}. Export it again, or give it the ending of what it holds."),
    "intake.file.kind-not-taken": _("{file} ends in {ending}, which is not taken. Save it as {instead} and hand that in."),
    "intake.file.damaged": _("{file} is damaged: {reason}. Export it again from the program it came from."),
    "intake.file.layer-absent": _("{file} has no layer {layer}. Its layers are: {layers}."),
    "intake.file.sheet-absent": _("{file} has no sheet {sheet}. Its sheets are: {sheets}."),
    "intake.file.no-rows": _("{file} holds no rows. Choose the sheet or layer that has them, or export it again."),
    "intake.file.our-own-database": _("{file} is the programme's own database. Nothing is read from it this way; use a backup or an export."),
    "intake.file.reader-stopped": _("{file} could not be read to its end ({reason}). Save it in another format, such as GeoPackage or CSV, and try that."),
    "intake.file.reader-failed": _("What came of reading {file} could not be trusted ({reason}). Save it in another format, such as GeoPackage or CSV."),
    "intake.file.too-deep": _("{file} nests things more than {most} deep. Export it again, without groups inside groups."),
    "intake.file.too-large": _("{file} has {bytes} bytes; at most {most} are taken. Divide it into several files."),
    "intake.file.too-long-to-read": _("{file} took longer than {seconds} seconds to read. Divide it into several files, or save it as GeoPackage."),
    "intake.file.too-many-cells": _("{file} has {cells} cells; at most {most} are taken. Leave out columns that are not needed, or divide it."),
    "intake.file.too-many-columns": _("{file} has {columns} columns; at most {most} are taken. Delete the columns that are not needed."),
    "intake.file.too-many-points": _("The shapes of {file} have more than {most} points together. Divide it into several files."),
    "intake.file.too-many-rows": _("{file} has, or says it has, more than {most} rows. Divide it into several files."),
    "intake.file.too-much-memory": _("{file} needs more memory than a file may take. Divide it into several files, or save it as GeoPackage."),
    "intake.json.broken": _("{file} is not proper JSON at line {line}, column {column}: {reason}. It may have been cut off; export it again."),
    "intake.json.not-geojson": _("{file} is JSON but not GeoJSON (found: {found}). Export it as GeoJSON."),
    "intake.xml.broken": _("{file} is not proper XML at line {line}, column {column}: {reason}. It may have been cut off; export it again."),
    "intake.xml.declares-entities": _("{file} declares entities or a document type, which can harm the reader. Export it again without them."),
    "intake.xml.not-expected": _("{file} should hold {expected} but holds {found}. Export it again, or give it its proper ending."),
    "intake.zip.bomb": _("{file} unpacks to {unpacked} bytes from {packed}, which is more than is taken. Zip only the files of the layer."),
    "intake.zip.damaged": _("{file} cannot be unpacked: {reason}. Zip the files again."),
    "intake.zip.encrypted": _("{file} needs a password ({entry}). Zip the files without one."),
    "intake.zip.link": _("{file} holds a link ({entry}). Zip the files themselves."),
    "intake.zip.nested": _("{file} holds another archive ({entry}). Unpack that one, and zip its files alone."),
    "intake.zip.no-shapefile": _("{file} holds no shapefile (it holds: {held}). Zip the .shp with its .shx, .dbf and .prj."),
    "intake.zip.too-many-entries": _("{file} holds {entries} files; at most {most} are taken. Zip only the files of the layer."),
    "intake.zip.unsafe-path": _("{file} holds a file that would be written elsewhere ({entry}). Zip the files again, without folders."),
}  # fmt: skip

# about a file that was read
FILES = {
    "intake.columns.twice": _("Two columns are called {column}; the later one is read as {renamed}. Give each its own name."),
    "intake.columns.unnamed": _("{columns} column(s) have no name and are called by their place. Name them in the file."),
    "intake.crs.none": _("The file does not say which coordinate system it uses. Choose it; with a shapefile, add the .prj."),
    "intake.encoding.guessed": _("The file does not say how its letters are written; {encoding} was taken. Look at the names, and save as UTF-8 if they are wrong."),
    "intake.encoding.mark": _("The file begins with a mark that says {encoding}. Nothing to mend."),
    "intake.encoding.mixed": _("{lines} line(s) are written in {encoding}, the rest in another encoding. Look at the names in those rows."),
    "intake.excel.calendar-1904": _("The workbook counts days from 1904. Dates were read that way; compare a few."),
    "intake.excel.other-sheets": _("Sheet {read} was read; the file also has: {others}. Choose another if that was not meant."),
    "intake.gpkg.left-open": _("{beside} lies beside the file: another program has changes that are not yet in it. Close that program and read the file again."),
    "intake.heading.merged": _("The names of the columns were put together from two rows of the heading. Look whether they fit."),
    "intake.heading.missing": _("No row with names of columns was found; the {columns} columns are called by their place. Add a heading."),
    "intake.heading.skipped": _("{rows} row(s) above the heading were left out. Nothing to mend if they are a title."),
    "intake.json.not-in-standard": _("The file differs from the GeoJSON standard: {what}. It was read; export it anew when you can."),
    "intake.kml.link-not-followed": _("The file refers to places on a network. Nothing was fetched; save them into the file."),
    "intake.layers.others": _("Layer {read} was read; the file also has: {others}. Choose another if that was not meant."),
    "intake.shape.height-dropped": _("Heights or measures of points were left out: perimeters are flat. Nothing to mend."),
    "intake.shapefile.no-cpg": _("The shapefile has no .cpg that says how its letters are written; {encoding} was taken. Look at the names."),
    "intake.shapefile.no-dbf": _("Shapefile {layer} has no .dbf, so there is nothing but shapes. Add the .dbf to the zip."),
    "intake.shapefile.no-shx": _("Shapefile {layer} has no .shx; its index was made anew. Add the .shx if rows seem to be missing."),
}  # fmt: skip

# about one row
ROWS = {
    "intake.cell.binary": _("Column {column} holds {bytes} bytes that are no text; they were left out."),
    "intake.cell.control-characters": _("Column {column} held characters that do not print; they were taken out."),
    "intake.cell.not-finite": _("Column {column} says {found}, which is no number; it is taken as unknown."),
    "intake.cell.number-too-long": _("The number in column {column} is longer than any number is kept; it stays as text."),
    "intake.cell.too-long": _("Column {column} holds {characters} characters, more than a cell may; it was left out."),
    "intake.excel.error-cell": _("Column {column} shows {found}. Mend the formula, or write the value."),
    "intake.excel.formula-empty": _("The formula in column {column} has no saved result. Open the file in Excel, save it, and hand it in again."),
    "intake.row.extra-cells": _("The row has {found} cells where {expected} are expected. Look for a separator inside a text, and put that text in quotation marks."),
    "intake.row.missing-cells": _("The row has {found} cells where {expected} are expected; the rest is taken as unknown. Look whether it was cut off."),
    "intake.row.quote-open": _("A quotation mark opens a text that nothing closes. Add the closing mark, or remove the opening one."),
    "intake.row.unreadable": _("The row cannot be read: {reason}. Export the record again."),
    "intake.shape.absent": _("There is no shape. Look for it on the form, or leave the record without."),
    "intake.shape.empty": _("There is a shape without a single point. Enter its points from the form."),
    "intake.shape.not-closed": _("{rings} ring(s) do not end where they began. Look whether points are missing at the end."),
    "intake.shape.not-finite": _("A coordinate is no number. Enter the points again from the form."),
    "intake.shape.out-of-range": _("A coordinate lies outside of the world's longitudes and latitudes. Look for a wrong coordinate system or a lost decimal mark."),
    "intake.shape.short-ring": _("A ring has only {points} point(s); an area needs three corners. Enter its points again from the form."),
    "intake.shape.too-many-points": _("The shape has {points} points; at most {most} are taken. Simplify it, or divide it."),
    "intake.shape.unreadable": _("The shape cannot be read: {reason}. Export the record again, or enter its points from the form."),
    "intake.text.encoding": _("Letters in column {column} were written in {encoding} and read that way: {read}. Look whether they are right."),
    "intake.text.garbled": _("Column {column} says {found}, which looks like {suggested} read wrongly. Nothing was changed; mend it if you agree."),
}  # fmt: skip

# about one cell
CELLS = {
    "tables.date.ambiguous": _("{found} may be {read} or {other}; the first was taken. Say which order the column uses."),
    "tables.date.impossible": _("{found} is no day of the calendar. Look it up on the form."),
    "tables.date.leap-1900": _("{found} is 29 February 1900, a day that only Excel knows. Look it up on the form."),
    "tables.date.serial": _("{found} is a day counted by Excel: {read}. Nothing to mend if that is right."),
    "tables.date.two-digit-year": _("{found} gives two digits of the year; {read} was taken. Write all four."),
    "tables.date.unlikely": _("{found} lies in the year {year}, outside of all records. Look it up on the form."),
    "tables.date.unreadable": _("{found} cannot be read as a date. Write it as 2024-05-31 or 31.05.2024."),
    "tables.number.ambiguous": _("{found} may be {read} or {other}; the first was taken. Say which decimal mark the column uses."),
    "tables.number.not-finite": _("{found} is no number. Look it up on the form."),
    "tables.number.unreadable": _("{found} cannot be read as a number. Write digits, and the unit behind them."),
    "tables.points.not-a-number": _("Row {row}: {found} are no coordinates. Look them up on the form."),
    "tables.points.order-missing": _("{rows} turning point(s) have no number or are missing. Look whether all points of the form are there."),
    "tables.points.order-twice": _("Turning points share a number ({numbers}). Number them anew from the form."),
    "tables.points.repeated": _("Row {row}: the point is the same as the one before; it was taken once."),
    "tables.points.scattered": _("The points of {id} do not stand together and have no numbers. Look whether their order is right."),
    "tables.points.too-few": _("There are {points} different turning point(s); an area needs three. Enter the others from the form."),
    "tables.wkt.unreadable": _("{found} cannot be read as a shape: {reason}. Export the record again."),
}  # fmt: skip

# about the mapping, what a row would become, and who may
PLANS = {
    "intake.see.not-yours": _("Looking at imports needs a role in this programme."),
    "intake.import.not-yours": _("Bringing files in needs an information officer."),
    "intake.undo.not-yours": _("Undoing an import needs an information officer."),
    "intake.load.not-there": _("There is no import {number} here, or you may not see it."),
    "intake.load.not-imported": _("Import {number} cannot be undone: it is {state}."),
    "intake.upload.not-there": _("This file is not waiting here: it was imported or thrown away. Hand it in again."),
    "intake.what.unknown": _("{what} is not known here. Rows can be: {known}."),
    "intake.profile.not-there": _("There is no saved mapping {name}. Saved are: {known}."),
    "intake.profile.other-rows": _("The mapping {name} is for {what}. Choose another, or say that the rows are that."),
    "intake.mapping.missing": _("No column says: {missing}. Choose one of: {columns}."),
    "intake.mapping.no-column": _("The file has no column {column}. Its columns are: {columns}."),
    "intake.mapping.not-ours": _("This is no mapping of ours: {fields}."),
    "intake.mapping.setting": _("{setting} cannot be read. Write TARGET=COLUMN."),
    "intake.unit.no-polygon": _(
        "Row {row} of {file} has no polygon. Every unit needs one, since the units divide the land."
    ),
    "intake.settlement.no-place": _("Row {row} of {file} has no longitude or latitude."),
    "intake.cell.not-a-date": _("Column {column} says “{value}”, which is no date. Write it as 2024-05-31."),
    "intake.cell.not-a-number": _("Column {column} says “{value}”, which is no number."),
    "intake.cell.word-doubtful": _(
        "Column {column} says “{value}”, a word that is not known here. The record stands without it; say in the mapping what it means."
    ),
    "intake.cell.word-unknown": _("Column {column} says “{value}”, a word that is not known here."),
    "intake.load.later": _("Import {later} says something else of the same rows. Undo that one first."),
    "intake.row.cell-missing": _("Column {column} says nothing, and the row cannot be booked without it."),
    "intake.row.code-twice": _("The code {code} stands in more than one row. Which of them is meant?"),
    "intake.row.no-date": _("The row has no date. Give one in the file, or a date for all records that carry none."),
}

MESSAGES = REFUSALS | FILES | ROWS | CELLS | PLANS

LABELS = {
    "code": _("Code"), "name": _("Name"), "level": _("Class: suspected or confirmed"), "contamination": _("Contamination"),
    "flag": _("Flag: military, inaccessible"), "on": _("Date: when it was so"), "stated_m2": _("Stated area, m²"),
    "length_m": _("Length, m"), "width_m": _("Width, m"), "unit": _("Administrative unit"), "document": _("Document"),
    "hazards": _("Hazards concerned"), "kind": _("What was done: cancel, reduce, clear"), "activity": _("Activity"),
    "reported_on": _("Date of the report"), "operator": _("Operator"), "donor": _("Donor"), "method": _("Method"), "team": _("Team"),
    "depth_cm": _("Depth, cm"), "because": _("Reason or remarks"), "sequence": _("Order within the day"),
    "corrects": _("Entry that it corrects"), "lon": _("Longitude"), "lat": _("Latitude"), "population": _("Population"),
}  # fmt: skip
CODES = {"level": {x: STANDINGS[x] for x in ("suspected", "confirmed")}, "contamination": CONTAMINATION, "flag": FLAGS,
         "kind": KINDS, "activity": {k: v for k, v in ACTIVITIES.items() if k and k != "handover"}}  # fmt: skip
