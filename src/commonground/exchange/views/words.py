"""The words of the exchange's pages: the sentences of an agreement, its fields and values, and how things stand."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

# By the keys of `core.exchange.sentences`. Facts are filled in as words.
CLAUSES = {
    "parties": _("%(publisher)s shows %(recipient)s records of its own. The other way nothing is shown under this agreement."),
    "parties-figures": _("%(publisher)s shows %(recipient)s figures of its own, and no records. The other way nothing is shown under this agreement."),
    "purpose": _("It is for this purpose and no other: %(purpose)s"),
    "legal-ref": _("It rests on: %(legal_ref)s"),
    "dates": _("It holds from %(start)s to %(end)s. Both days belong to it."),
    "first-version": _("This is the first version of the agreement %(id)s."),
    "later-version": _("This is version %(version)s of the agreement %(id)s. It follows the version with the hash %(before)s."),
    "collection": _("Of the %(collection)s this is shown:"),
    "nothing-else": _("Whatever is not named here is not shown."),
    "rows-all": _("All of them."),
    "rows": _("Only those of which this is true:"),
    "rows-and": _("all of this is so:"),
    "rows-or": _("at least one of this is so:"),
    "rows-not": _("this is known not to be so:"),
    "rows-=": _("%(field)s is %(values)s"),
    "rows-in": _("%(field)s is one of: %(values)s"),
    "rows-between": _("%(field)s is from %(least)s to %(most)s"),
    "rows-isNull": _("%(field)s is not known"),
    "rows-s_intersects": _("it lies, at least in part, in the agreed area %(annex)s"),
    "field-pass": _("%(field)s: as it is written in the books."),
    "field-month": _("%(field)s: the month and the year, not the day."),
    "field-bucket": _("%(field)s: only within which of these bounds it lies: %(bounds)s."),
    "field-drop": _("Not shown: %(fields)s."),
    "geometry-exact": _("Where each lies: its exact perimeter."),
    "geometry-grid": _("Where each lies: only the squares of %(number)s metres that it touches."),
    "geometry-unit": _("Where each lies: only the administrative unit that most of it lies in."),
    "geometry-none": _("Where each lies is not shown."),
    "footprint-grid": _("What stays on the map of %(recipient)s whatever happens: the squares of %(number)s metres that it touches, marked as a warning."),
    "footprint-annex": _("What stays on the map of %(recipient)s whatever happens: the agreed area %(annex)s, marked as a warning."),
    "annex": ngettext_lazy(
        "The agreed area %(annex)s has %(number)s corner, from %(south)s to %(north)s north and from %(west)s to %(east)s east. It says nothing on sovereignty.",
        "The agreed area %(annex)s has %(number)s corners, from %(south)s to %(north)s north and from %(west)s to %(east)s east. It says nothing on sovereignty.",
        "number"),
    "talk": _("%(publisher)s may also send, about records of both sides: %(talk)s."),
    "no-talk": _("%(publisher)s sends nothing about the records of the other side: no links and no proposals."),
    "no-delay": _("Changes are shown as soon as the next message goes."),
    "delay": ngettext_lazy("Changes are shown %(number)s day late.", "Changes are shown %(number)s days late.", "number"),
    "wait": _("A month is shown once it is over. Days that are waited after that: %(number)s."),
    "silence": ngettext_lazy(
        "After %(number)s day without a message everything is marked as out of date. Nothing is taken off the map.",
        "After %(number)s days without a message everything is marked as out of date. Nothing is taken off the map.", "number"),
    "no-onward": _("%(recipient)s passes nothing of it on to anybody."),
    "onward": _("%(recipient)s may pass it on to %(names)s, and to nobody else."),
    "end-purge": ngettext_lazy(
        "When it ends, %(recipient)s forgets what it received within %(number)s day and confirms that.",
        "When it ends, %(recipient)s forgets what it received within %(number)s days and confirms that.", "number"),
    "end-keep": ngettext_lazy(
        "When it ends, %(recipient)s may keep what it received. (%(number)s day is written for forgetting, and does not count.)",
        "When it ends, %(recipient)s may keep what it received. (%(number)s days are written for forgetting, and do not count.)", "number"),
    "cuts": _("Figures are cut once a month, as at its last day. What was shown of a month never changes: what becomes known later is in the next cut."),
    "table": _("Of the table “%(table)s” this is shown:"),
    "table-measures": _("In each cell: %(measures)s."),
    "table-by": _("Cut by these, one within the other: %(dimensions)s. Nothing else can be asked."),
    "table-whole": _("As a whole, and cut by nothing."),
    "table-step": _("Square metres are rounded to the nearest %(number)s."),
    "table-exact": _("Square metres are not rounded."),
    "table-persons": _("Numbers of people are those that were let out rounded, and no others. Few are shown as few."),
    "table-zones": _("Of these agreed areas: %(annexes)s. Each stays on the map of %(recipient)s whatever happens, marked as a warning."),
    "gone-figures": _("A figure that is no longer shown is not nought. %(recipient)s says there that nothing is known."),
    "gone": _("What is no longer shown is not safe. %(recipient)s treats it as hazardous until somebody says otherwise."),
    "plane": _("Squares, distances and areas are measured in the plane %(code)s: %(definition)s"),
}  # fmt: skip
COLLECTIONS = {"hazard": _("hazards"), "release": _("releases of land")}
# Tables of figures (`core.exchange.totals`), what they are cut by and what stands in a cell.
TABLES = {
    "open-land": _("Open land"), "released-land": _("Released land"), "zone-land": _("Open land in agreed areas"),
    "zone-released": _("Released land in agreed areas"), "destroyed": _("Destroyed ordnance"), "casualties": _("Casualties"),
}  # fmt: skip
SHARED = {**COLLECTIONS, **TABLES}
DIMENSIONS = {
    "unit": _("Unit"), "contamination": _("Contamination"), "status": _("Status"), "year": _("Year"), "activity": _("Activity"),
    "operator": _("Operator"), "donor": _("Donor"), "zone": _("Agreed area"), "kind": _("Kind"), "outcome": _("Outcome"), "sex": _("Sex"),
    "age": _("Age"), "device": _("Device"),
}  # fmt: skip
MEASURES = {
    "m2": _("Area, m²"), "without_area": _("Hazards without an area"), "hazards": _("Hazards"), "items": _("Items"), "persons": _("People"),
}  # fmt: skip
FIELDS = {
    "hazard": {
        "code": _("Code"), "name": _("Name"), "status": _("Status"), "contamination": _("Contamination"), "flag": _("Mark"),
        "recorded_on": _("Recorded on"), "changed_on": _("Last changed on"), "open_m2": _("Open land, m²"),
        "stated_m2": _("Stated area, m²"), "unit": _("Unit"), "same_as": _("Name of the link, where both sides say that it is the same"),
    },
    "release": {
        "hazard": _("Hazard"), "activity": _("Activity"), "day": _("Day"), "m2": _("Area, m²"), "operator": _("Operator"),
        "donor": _("Donor"), "method": _("Method"), "unit": _("Unit"),
    },
}  # fmt: skip
TALK = {
    "link": _("that a record here and a record there are of the same land"),
    "propose": _("proposals to change a record of the other side, which its owner decides on"),
    "decide": _("answers to such proposals"),
}
WAYS = {
    "pass": _("as it is"),
    "drop": _("not shown"),
    "month": _("month only"),
    "bucket": _("between bounds"),
}
# How a foreign record stands (`core.exchange.received.Standing`).
STANDINGS = {
    "shared": _("shown to us"),
    "withdrawn": _("no longer shown: assume hazardous"),
    "aside": _("unusable as it came: assume hazardous"),
    "erased": _("forgotten: assume hazardous"),
    "ended": _("the agreement is over: assume hazardous"),
}
# How a feed stands, with the icon and the colour that say it too.
FRESHNESS = {
    "today": (_("heard today"), "good", "seal"),
    "fresh": (_("heard %(day)s"), "good", "seal"),
    "stale": (_("out of date since %(day)s"), "doubt", "clock"),
    "stopped": (_("stopped: %(why)s"), "error", "error"),
    "ended": (_("ended"), "note", "lock"),
    "never": (_("nothing heard yet"), "note", "note"),
    "said-today": (_("said today"), "good", "seal"),
    "said-fresh": (_("said %(day)s"), "good", "seal"),
    "said-stale": (_("promised by %(day)s"), "doubt", "clock"),
    "said-never": (_("nothing said yet"), "note", "note"),
}
# Where an agreement stands, in the order in which somebody has to do something.
PLACES = {
    "to-sign": pgettext_lazy("agreement", "waits for our signature"),
    "waits": pgettext_lazy("agreement", "waits for the other side"),
    "in-force": pgettext_lazy("agreement", "in force"),
    "ending": pgettext_lazy("agreement", "ends soon"),
    "future": pgettext_lazy("agreement", "signed, not yet in force"),
    "ended": pgettext_lazy("agreement", "ended"),
    "superseded": pgettext_lazy("agreement", "followed by a later version"),
}
FAULTS = {
    "gap": _("a line is missing"),
    "body": _("a body is not the one that its line names"),
    "head": _("the lines are not those of the signed head"),
    "signature": _("the head is not signed by a known key"),
    "edge": _("the kept end of the log does not fit its lines"),
}
