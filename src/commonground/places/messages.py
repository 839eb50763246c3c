"""Sentences for the codes of this slice, and for what the plane and positions refuse."""

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "places.edition.not-there": _("There is no edition {edition} of the boundaries."),
    "places.programme.missing": _("This database has no programme yet. Run `commonground init --country CODE` first."),
    "places.programme.exists": _(
        "This database is already the programme {code}. One database is one programme: choose another file."
    ),
    "places.country.unknown": _(
        "{code} is not a country this software has bounds for. Give --bounds WEST SOUTH EAST NORTH in degrees. Known: {known}."
    ),
    "places.unit.code-twice": _("Two units have the code {code}. Every unit of a level needs a code of its own."),
    "places.change.not-yours": _("Bringing boundaries and settlements needs an information officer."),
    # what cannot be made of coordinates, lines and planes
    "geometry.plane.not-equal-area": _("The projection of the plane does not keep areas. Choose laea, aea or cea."),
    "geometry.plane.not-understood": _(
        "The definition of the plane is not understood, or holds what could shift the datum. Give an equal-area projection of WGS84 in metres."
    ),
    "geometry.plane.another-operation": _(
        "The file states another operation for this plane than we compute. Keep the figures with the operation they were computed by; do not mix them."
    ),
    "geometry.plane.grid": _("The grid of the plane is finer than a micrometre or coarser than a metre. Use 0.01 m."),
    "geometry.bounds.not-a-box": _("These are no bounds in degrees. Give west, south, east, north."),
    "geometry.position.not-understood": _(
        "“{text}” cannot be read as a position. Write it as latitude and longitude, UTM with its zone, MGRS, or the grid declared."
    ),
    "geometry.position.out-of-range": _(
        "“{text}” has degrees, minutes or seconds past what there is. Correct the figure, or declare the grid: metres look like this."
    ),
    "geometry.position.unknown-system": _(
        "There is no coordinate system {system} in the table, or it does not fit here. Choose one from the list."
    ),
    "geometry.position.outside-system": _(
        "“{text}” lies outside the area of {system}. Exchange the two, or declare another system."
    ),
    "geometry.position.wrong-zone": _(
        "“{text}” is of zone {zone}, which is not the one declared. Declare the zone it says."
    ),
    "geometry.position.ambiguous-band": _(
        "“{text}”: S after a UTM zone is a band of the north or the southern half. It is one of {either}. Declare one of the two systems named."
    ),
    "geometry.crs.not-understood": _("The coordinate system {crs} is not understood. Give an EPSG code or WKT."),
    "geometry.crs.several-operations": _(
        "There are several operations from {crs} to WGS84, with other results: {operations}. Choose one by its code, for the country of the data."
    ),
    "geometry.crs.no-operation": _(
        "There is no operation from {crs} to WGS84 that neither guesses nor needs an absent grid. Declare the system by a code of the table."
    ),
    "geometry.traverse.too-few-legs": _("A traverse needs three legs. Enter the missing legs."),
    "geometry.traverse.leg": _("A leg is not a bearing and a distance. Correct the leg."),
    "geometry.traverse.no-declination": _(
        "Bearings are from magnetic north and no declination is given. Give the declination of the place and day."
    ),
    "geometry.traverse.reference": _("The reference point is no place on earth. Correct its coordinates."),
    "geometry.strip.not-a-line": _("A strip needs a line with a length. Draw the line again."),
    "geometry.strip.width": _(
        "The width of a strip is not a positive number of metres. Give the width, or leave the strip a line."
    ),
}
