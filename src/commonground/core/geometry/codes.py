"""Every finding this package can make, in one registry: code -> severity, sentence, what to mend.

Codes are stable and never reused (a retired one stays listed). Sentences are English and a fallback: the
pages translate by code. `{names}` in a sentence are filled from the `facts` of the finding; a test holds
every check to that. `docs/findings-geometry.md` lists the same codes for people.
"""

from dataclasses import dataclass
from typing import Any

from commonground.core.findings import Finding, Severity

ERROR, DOUBT, NOTE = Severity.ERROR, Severity.DOUBT, Severity.NOTE


@dataclass(frozen=True, slots=True)
class Code:
    """What a code means: how grave, the sentence with {facts}, and how it is mended."""

    severity: Severity
    sentence: str
    mend: str


CODES: dict[str, Code] = {
    # the shape as a whole
    "geometry.shape.absent": Code(
        ERROR,
        "There is no perimeter.",
        "Look for the perimeter on the form, the map or in the former database; the record itself stands.",
    ),
    "geometry.shape.empty": Code(
        ERROR,
        "There is a perimeter without a single point.",
        "Enter the turning points again from the form.",
    ),
    "geometry.shape.unreadable": Code(
        ERROR,
        "The shape cannot be read: {reason}.",
        "Export the record again, or enter its points from the form.",
    ),
    "geometry.shape.not-polygon": Code(
        ERROR,
        "This is a {kind}, where a perimeter is expected.",
        "Record items and points as evidence; give a strip its width; draw the perimeter otherwise.",
    ),
    "geometry.shape.mixed": Code(
        DOUBT,
        "The shape mixes polygons with lines or points.",
        "Record lines and points as evidence, and keep polygons as the perimeter.",
    ),
    "geometry.shape.collapsed": Code(
        ERROR,
        "Nothing of the perimeter encloses any land.",
        "Enter the turning points again; what was drawn is kept as evidence.",
    ),
    "geometry.shape.invalid": Code(
        ERROR, "The perimeter is faulty: {reason}.", "Look at the place shown and redraw the perimeter there."
    ),
    "geometry.shape.many-points": Code(
        DOUBT,
        "The perimeter has {points} points, more than {limit}.",
        "Ask where it came from; a traced raster or river should be simplified by its author.",
    ),
    "geometry.shape.duplicate": Code(
        ERROR,
        "The same perimeter is also record {other}.",
        "Decide whether it is one hazard recorded twice, and merge the records.",
    ),
    "geometry.shape.near-duplicate": Code(
        DOUBT,
        "Record {other} has nearly the same perimeter; they differ by {percent} % of the area.",
        "Decide whether it is one hazard traced twice.",
    ),
    # its parts and rings
    "geometry.parts.overlap": Code(
        DOUBT,
        "Parts of this record cover the same land: {percent} % ({area_m2} m2) is counted more than once.",
        "Move the shared line, or merge the parts.",
    ),
    "geometry.parts.duplicate": Code(
        ERROR, "The same polygon is {times} times in this record.", "Remove the repeated polygon."
    ),
    "geometry.parts.crossing": Code(
        DOUBT,
        "The outlines of two parts of this record cross or share an edge.",
        "Merge the parts, or move the line between them.",
    ),
    "geometry.parts.nested": Code(
        DOUBT, "One part of this record lies inside another.", "Remove it, or make it a hole where it is one."
    ),
    "geometry.ring.self-crossing": Code(
        ERROR,
        "The perimeter crosses itself.",
        "Most often two points are in the wrong order: check the point numbers near the place shown.",
    ),
    "geometry.ring.self-touching": Code(
        DOUBT,
        "The perimeter touches itself.",
        "Split it into two parts at the place shown, or move the point.",
    ),
    "geometry.ring.hole-outside": Code(
        ERROR, "A hole lies outside its perimeter.", "Make it a part of its own, or move it."
    ),
    "geometry.ring.holes-nested": Code(
        ERROR, "A hole lies inside another hole.", "Make the inner one a part of its own."
    ),
    "geometry.ring.pinched": Code(
        ERROR, "Holes cut the inside of the perimeter in two.", "Split the perimeter into parts there."
    ),
    "geometry.ring.one-point": Code(
        ERROR, "All points of a ring are the same place.", "Enter its turning points again."
    ),
    "geometry.ring.two-points": Code(
        ERROR,
        "A ring has only two different points: a line, not an area.",
        "Enter the missing turning points, or record a strip with its width.",
    ),
    "geometry.ring.not-closed": Code(
        NOTE, "A ring does not end where it began; it was closed.", "Nothing, if the last point is the last."
    ),
    "geometry.ring.closed-twice": Code(
        NOTE, "The first point is repeated at the end of the ring.", "Remove the extra closing point."
    ),
    "geometry.ring.overclosed": Code(
        DOUBT,
        "The last two points of a ring are its first two again.",
        "Remove the last two points.",
    ),
    "geometry.ring.repeated-point": Code(
        DOUBT,
        "{times} point(s) of the perimeter stand at the place of the one before.",
        "Remove the repeats; a leg of no length has no bearing.",
    ),
    "geometry.ring.revisited-point": Code(
        DOUBT,
        "{times} place(s) on the perimeter are visited more than once.",
        "Check the order of the points; split the perimeter where two areas meet in a point.",
    ),
    "geometry.ring.spike": Code(
        DOUBT,
        "The perimeter goes out and back at an angle of {angle_deg} degrees ({length_m} m).",
        "Check the point shown; it is often one mistyped figure.",
    ),
    "geometry.ring.orientation": Code(
        NOTE, "A ring runs against the customary direction.", "Nothing: the land is the same."
    ),
    "geometry.edge.long": Code(
        DOUBT,
        "Two neighbouring points are {length_m} m apart, more than {limit_m} m.",
        "Check both points; a mistyped degree or minute looks like this.",
    ),
    # coordinates
    "geometry.coordinate.not-a-number": Code(ERROR, "{times} coordinate(s) are no numbers.", "Enter the points again."),
    "geometry.coordinate.out-of-range": Code(
        ERROR,
        "{times} coordinate(s) are no longitude or latitude ({lon}, {lat}).",
        "Declare the coordinate system of the file: these look like metres on a grid.",
    ),
    "geometry.coordinate.zero": Code(
        ERROR,
        "{times} point(s) have a longitude or latitude of exactly nought.",
        "A blank was read as nought: enter the coordinate.",
    ),
    # where it lies
    "geometry.place.swapped": Code(
        ERROR,
        "Longitude and latitude are swapped: turned around, the shape lies in the country.",
        "Swap the two columns, for this record or for the whole file.",
    ),
    "geometry.place.mirrored": Code(
        ERROR,
        "The sign of the {axis} is wrong: turned, the shape lies in the country.",
        "Correct the sign or the letter of the hemisphere.",
    ),
    "geometry.place.outside-country": Code(
        ERROR,
        "The shape lies wholly outside the country, {distance_m} m from it.",
        "Check the coordinate system and the zone; else the record is a neighbour's.",
    ),
    "geometry.place.across-border": Code(
        DOUBT,
        "{area_m2} m2 ({percent} %) of the shape lie outside the country.",
        "Check against the official border; agree with the neighbour who records what lies across.",
    ),
    "geometry.place.outside-unit": Code(
        ERROR,
        "The shape lies wholly outside its stated unit, {distance_m} m from it.",
        "Correct the unit or the coordinates.",
    ),
    "geometry.place.across-unit": Code(
        NOTE,
        "{area_m2} m2 ({percent} %) of the shape lie outside its stated unit.",
        "Nothing, where a hazard lies across two units; figures are shared out by area.",
    ),
    "geometry.overlap.records": Code(
        DOUBT,
        "{area_m2} m2 are also covered by record {other}.",
        "Decide which record holds the shared land, so that it is not counted twice.",
    ),
    # areas
    "geometry.area.differs": Code(
        DOUBT,
        "Recorded are {stated_m2} m2, the perimeter encloses {computed_m2} m2 ({percent} % apart).",
        "Find which is right; `likely` names a unit or a projection where the factor gives it away.",
    ),
    "geometry.area.not-positive": Code(
        ERROR, "The recorded area is {stated_m2} m2.", "Enter the area, or leave it blank where not known."
    ),
    "geometry.area.too-small": Code(
        DOUBT,
        "The perimeter encloses only {computed_m2} m2, less than {limit_m2} m2.",
        "Check the points; record a single item as evidence.",
    ),
    "geometry.area.too-large": Code(
        DOUBT,
        "The perimeter encloses {computed_m2} m2, more than {limit_m2} m2.",
        "Check the points for a mistyped degree.",
    ),
    # repair
    "geometry.repair.waits": Code(
        ERROR,
        "Mending the perimeter changed its area by {changed_m2} m2 ({percent} %).",
        "Compare the mended perimeter with the form before any figure relies on it.",
    ),
    "geometry.repair.evidence": Code(
        NOTE,
        "Mending left over lines or points ({length_m} m), kept beside the record.",
        "Look whether they were meant to enclose land.",
    ),
    # releases
    "geometry.containment.outside": Code(
        ERROR,
        "The release ({area_m2} m2) lies wholly outside its hazard.",
        "Correct the reference to the hazard, or the coordinates.",
    ),
    "geometry.containment.beyond": Code(
        DOUBT,
        "{area_m2} m2 ({percent} %) of the release lie outside its hazard.",
        "Work beyond the perimeter is another activity: record what hazard it belongs to.",
    ),
    # traverses
    "geometry.closure.doubtful": Code(
        DOUBT,
        "The traverse misses its start by {misclosure_m} m, 1:{ratio} of its length.",
        "Check bearings and distances against the form.",
    ),
    "geometry.closure.rejected": Code(
        ERROR,
        "The traverse misses its start by {misclosure_m} m, 1:{ratio} of its length.",
        "Measure again, or find the leg that was misread; do not adjust it away.",
    ),
    "geometry.closure.area": Code(
        DOUBT,
        "Adjusting the traverse changed its area from {raw_m2} to {adjusted_m2} m2 ({percent} %).",
        "Check bearings and distances against the form.",
    ),
    "geometry.traverse.no-length": Code(
        DOUBT, "Leg {leg} has no length, so its bearing means nothing.", "Remove the repeated point."
    ),
    "geometry.traverse.long-leg": Code(
        NOTE,
        "Leg {leg} is {length_m} m long; turning points further apart than {limit_m} m want markers between.",
        "Record the intermediate points where they were set.",
    ),
    "geometry.traverse.open": Code(
        DOUBT,
        "The last leg back to the start is not recorded, so nothing shows whether the traverse closes.",
        "Measure the last leg back to the start point.",
    ),
}


def finding(code: str, about: str = "", at: tuple[float, float] | None = None, /, **facts: Any) -> Finding:
    """A finding of this package; the severity comes from the registry, `facts` must be plain JSON values."""
    return Finding(code, CODES[code].severity, about, facts, at)


def sentence(news: Finding) -> str:
    """The English sentence of a finding, its facts filled in."""
    return CODES[news.code].sentence.format(**news.facts)
