"""The forms: APMBC Article 7, CCM Article 7, the quantitative annexes of an Article 5 request, and the national statement.

Layouts beyond the items of the treaties are mostly taken from knowledge (`Basis.KNOWN`): each such section says what has to
be checked against the official template. docs/treaty-forms.md lists them.
"""

from commonground.core.figures.devices import GROUND, STOCKPILE
from commonground.core.ordnance.kinds import TreatyKind
from commonground.core.publishing.content import Kind
from commonground.core.treaty.parts import Asked, Basis, By, Column, Form, Part, Section, Source, Whom

LAYOUT = "columns and their order"
FORM_1999 = "reporting formats for Article 7"
TREATY = "the Convention's text"

MEASURE, MORE = Column("measure", "Measure"), Column("more", "Supplementary information", is_voluntary=True)
TYPE, QUANTITY = Column("type", "Type"), Column("quantity", "Quantity", is_number=True)
LOT = Column("lot", "Lot number, if possible", is_voluntary=True)
DEVICES = (TYPE, QUANTITY, LOT, MORE)
DEVICE = (Column("kind", "Kind"), Column("quantity", "Quantity", is_number=True))
DEVICE_LINES = (
    Column("opening", "Awaiting disposal at the start"),
    Column("opening_retained", "Retained at the start"),
    Column("found", "Found"),
    Column("destroyed", "Destroyed"),
    Column("handed_over", "Handed over"),
    Column("closing", "Awaiting disposal at the end"),
    Column("closing_retained", "Retained at the end"),
)
PEOPLE = (Column("people", "People"),)
SESSIONS = (Column("sessions", "Sessions"), Column("materials", "Materials handed out"))
AP_MINES = (TreatyKind.AP_MINE.value, TreatyKind.IMPROVISED_AP_MINE.value)
SUBMUNITIONS = (TreatyKind.SUBMUNITION.value,)
OPEN = (
    Column("confirmed_hazards", "Confirmed hazardous areas", "hazards.confirmed"),
    Column("confirmed_m2", "Confirmed, m²", "land.closing.confirmed"),
    Column("suspected_hazards", "Suspected hazardous areas", "hazards.suspected"),
    Column("suspected_m2", "Suspected, m²", "land.closing.suspected"),
    Column("hazards", "Hazardous areas together", "hazards.open"),
    Column("m2", "Together, m²", "land.closing"),
)
OPEN_LAND = tuple(c for c in OPEN if c.figure.startswith("land."))
RELEASED = (
    Column("cancelled", "Cancelled, m²", "land.cancelled"),
    Column("reduced", "Reduced, m²", "land.reduced"),
    Column("cleared", "Cleared, m²", "land.cleared"),
    Column("released", "Released, m²", "land.released"),
)
BESIDE = (
    Column("stated", "Open land without a perimeter, m²", "land.stated.closing"),
    Column("unknown", "Open hazards of unknown size", "land.unknown.closing"),
    Column("outside", "Cleared outside any recorded hazard, m²", "land.cleared-outside"),
)
PLAN = (
    Column("figure", "Figure"),
    Column("planned", "Planned, m²"),
    Column("actual", "Actual, m²"),
    Column("difference", "Difference, m²"),
    Column("edition", "Edition of the plan"),
)
PROJECTION = (Column("planned", "Planned, m²"), Column("left", "Left open, m²"))


def _known(name: str, check: str = LAYOUT) -> Source:
    return Source(name, "", Basis.KNOWN, check)


def _rows(key: str, title: str, *columns: Column, is_voluntary: bool = False) -> Part:
    return Part(key, title, By.ROWS, columns, is_voluntary)


def _recorded(key: str, title: str, line: str, kinds: tuple[str, ...], book: str = "") -> Part:
    """A table of devices that the ledger of ordnance fills."""
    return Part(key, title, By.MODEL, DEVICE, True, Asked(line, kinds, book))


def _written(instead: str, key: str, title: str, *columns: Column, is_voluntary: bool = False) -> Part:
    """Rows that a person writes where records do not say it."""
    return Part(key, title, By.ROWS, columns, is_voluntary, None, instead)


def _people(key: str, title: str, population: str, by: str) -> Part:
    """A table of people, that a released table fills and nothing else."""
    return Part(key, title, By.PEOPLE, PEOPLE, True, whom=Whom(population, by))


RISK_EDUCATION = (
    Part("sessions", "Sessions of risk education, by method", By.SESSIONS, SESSIONS, True),
    _people("reached-sex", "People reached by risk education, by sex", "educated", "sex"),
    _people("reached-age", "People reached by risk education, by age", "educated", "age"),
)
CASUALTIES = (
    _people("casualties-outcome", "Casualties, by outcome", "casualties", "outcome"),
    _people("casualties-sex", "Casualties, by sex", "casualties", "sex"),
    _people("casualties-age", "Casualties, by age", "casualties", "age"),
    _people("casualties-device", "Casualties, by device", "casualties", "device"),
)
HELPED = (
    _people("assisted-sex", "People assisted, by sex", "assisted", "sex"),
    _people("assisted-age", "People assisted, by age", "assisted", "age"),
    _people("services", "Services of assistance, by kind", "services", "pillar"),
)


def _text(key: str, title: str, is_voluntary: bool = False) -> Part:
    return Part(key, title, By.TEXT, (), is_voluntary)


APMBC_7 = Form(
    Kind.APMBC_7, "Article 7 report, Anti-Personnel Mine Ban Convention", "Anti-Personnel Mine Ban Convention, Article 7.1 and 7.2",
    "1999 forms as amended by the 6th and 8th Meetings of the States Parties; tables of the 2015 guide",
    Source("ICBL transparency pages; Article 7 reports of Albania 2004 and Cambodia 2017", "2004–2017", Basis.READ,
           "the official template, in its edition of today"),
    (
        Section("cover", "7.1, 7.2", "", "", "Cover", Source("ICBL, cover page of the report", "2008–2013", Basis.READ),
                (_text("contact", "Point of contact"),)),
        Section("7.1.a", "7.1 (a), 9", "A", "A", "National implementation measures", _known(FORM_1999),
                (_rows("measures", "Measures, with penal sanctions", MEASURE, MORE),)),
        Section("7.1.b", "7.1 (b)", "B", "B", "Stockpiled anti-personnel mines",
                Source("item of the treaty; found-late table of the 8th Meeting", "2007", Basis.READ, LAYOUT),
                (_recorded("stock-recorded", "Stockpiled, from records", "closing", AP_MINES, STOCKPILE),
                 _written("stock-recorded", "stock", "Stockpiled", *DEVICES),
                 _rows("late", "Found after the deadline for destruction", *DEVICES, is_voluntary=True))),
        Section("7.1.c", "7.1 (c)", "C", "D", "Mined areas",
                Source("item of the treaty; tables of the 2015 guide to reporting", "2015", Basis.KNOWN, "columns; the newer letter"),
                (Part("areas", "Areas known and suspected, by unit", By.UNIT, OPEN),
                 Part("types", "By type of contamination", By.CONTAMINATION, OPEN_LAND, is_voluntary=True),
                 Part("beside", "What has no perimeter", By.WHOLE, BESIDE[:2], is_voluntary=True),
                 _rows("mines", "Types and quantities of mines in these areas, where known", Column("location", "Location"), TYPE,
                       QUANTITY, Column("emplaced", "Date of emplacement", is_voluntary=True), MORE))),
        Section("7.1.d", "7.1 (d), 3", "D", "C", "Mines retained or transferred",
                Source("Article 7 report of Cambodia; use of retained mines after the 6th Meeting", "2017", Basis.READ),
                (_recorded("retained-recorded", "Retained, from records", "closing_retained", AP_MINES),
                 _written("retained-recorded", "retained", "Retained for development and training",
                          Column("institution", "Institution authorised"), *DEVICES),
                 _recorded("handed-recorded", "Handed over in the period, from records", "handed_over", AP_MINES),
                 _text("use", "Intended and actual use of what is retained"),
                 _rows("training", "Transferred for development and training", Column("institution", "Institution authorised"), *DEVICES),
                 _rows("destruction", "Transferred for destruction", Column("institution", "Institution authorised"), *DEVICES))),
        Section("7.1.e", "7.1 (e)", "E", "F", "Conversion or decommissioning of production", _known(FORM_1999, "columns; the newer letter"),
                (_rows("facilities", "Facilities", Column("facility", "Facility"), Column("status", "Status"), MORE),)),
        Section("7.1.f", "7.1 (f), 4, 5", "F", "", "Programmes of destruction", _known("items of the treaty"),
                (_rows("stock", "Of stockpiles", Column("location", "Location"), Column("methods", "Methods"),
                       Column("safety", "Safety standards"), Column("environment", "Environmental standards")),
                 Part("areas", "In mined areas: land released, by method", By.METHOD, RELEASED),
                 _text("methods", "Methods and standards in mined areas"))),
        Section("7.1.g", "7.1 (g)", "G", "", "Mines destroyed since entry into force",
                Source("item of the treaty; found-late table of the 8th Meeting", "2007", Basis.READ, LAYOUT),
                (_recorded("stock-recorded", "From stockpiles, from records", "destroyed", AP_MINES, STOCKPILE),
                 _written("stock-recorded", "stock", "From stockpiles", TYPE, QUANTITY, LOT),
                 Part("land", "Land released in the period, by unit", By.UNIT, RELEASED),
                 _recorded("areas-recorded", "In mined areas, from records", "destroyed", AP_MINES, GROUND),
                 _written("areas-recorded", "areas", "In mined areas", TYPE, QUANTITY, MORE),
                 _rows("late", "Found after the deadline for destruction, and destroyed", TYPE, QUANTITY, LOT, is_voluntary=True))),
        Section("7.1.h", "7.1 (h)", "H", "E", "Technical characteristics", _known(FORM_1999, "columns; the newer letter"),
                (_rows("types", "Of each type produced or possessed", TYPE, Column("dimensions", "Dimensions"), Column("fusing", "Fusing"),
                       Column("explosive", "Explosive content, type and grams"), Column("metal", "Metallic content"), MORE),)),
        Section("7.1.i", "7.1 (i), 5.2", "I", "", "Warning the population", _known(FORM_1999, "the form asks for a narrative"),
                (_text("warning", "Measures to warn and to exclude civilians"), *RISK_EDUCATION)),
        Section("5", "5", "", "", "Completion of clearance", _known("tables of the 2015 guide to reporting"),
                (Part("plan", "Milestones, planned and actual", By.PLAN, PLAN, is_voluntary=True),
                 _text("circumstances", "Circumstances that help or impede", is_voluntary=True))),
        Section("j", "", "J", "", "Other matters", Source("ICBL, uses of the voluntary form", "2013", Basis.READ),
                (_text("victims", "Assistance to victims", True), *CASUALTIES, *HELPED, _text("cooperation", "Cooperation and assistance", True),
                 _text("other", "Anything else", True)), is_voluntary=True),
    ),
    "ap-mines",
)  # fmt: skip

CCM_7 = Form(
    Kind.CCM_7, "Article 7 report, Convention on Cluster Munitions", "Convention on Cluster Munitions, Article 7.1 and 7.2",
    "reporting format CCM/MSP/2010/PM/10", Source("CCM/MSP/2010/PM/10, cover sheet", "2010", Basis.READ, "columns of every form"),
    (
        Section("cover", "7.1, 7.2", "", "", "Cover", Source("CCM/MSP/2010/PM/10, cover sheet", "2010", Basis.READ),
                (_text("contact", "Point of contact"),)),
        Section("7.1.a", "7.1 (a), 9", "A", "A", "National implementation measures", _known("form A"),
                (_rows("measures", "Measures, with penal sanctions", MEASURE, MORE),)),
        Section("7.1.b", "7.1 (b), (e), (f), (g)", "B", "B", "Stockpiles and their destruction", _known("form B", "columns, paragraphs"),
                (_recorded("stock-recorded", "Stockpiled, from records", "closing", SUBMUNITIONS, STOCKPILE),
                 _written("stock-recorded", "stock", "Stockpiled", *DEVICES),
                 _recorded("destroyed-recorded", "Destroyed, from records", "destroyed", SUBMUNITIONS, STOCKPILE),
                 _written("destroyed-recorded", "destroyed", "Destroyed", *DEVICES),
                 _rows("late", "Found after the deadline for destruction", *DEVICES, is_voluntary=True))),
        Section("7.1.c", "7.1 (c)", "C", "C", "Technical characteristics", _known("form C"),
                (_rows("types", "Of each type produced or possessed", TYPE, Column("dimensions", "Dimensions"), Column("fusing", "Fusing"),
                       Column("explosive", "Explosive content, type and grams"), Column("metal", "Metallic content"), MORE),)),
        Section("3.8", "3.8", "D", "D", "Munitions retained or transferred", _known("form D"),
                (_recorded("retained-recorded", "Retained, from records", "closing_retained", SUBMUNITIONS),
                 _written("retained-recorded", "retained", "Retained for development and training",
                          Column("institution", "Institution authorised"), *DEVICES),
                 _recorded("handed-recorded", "Handed over in the period, from records", "handed_over", SUBMUNITIONS),
                 _rows("transferred", "Transferred", Column("institution", "Institution authorised"), *DEVICES))),
        Section("7.1.d", "7.1 (d)", "E", "E", "Conversion or decommissioning of production", _known("form E"),
                (_rows("facilities", "Facilities", Column("facility", "Facility"), Column("status", "Status"), MORE),)),
        Section("7.1.h", "7.1 (h), (i)", "F", "F", "Contaminated areas and clearance", _known("form F", "columns, paragraphs"),
                (Part("areas", "Areas known and suspected, by unit", By.UNIT, OPEN),
                 Part("beside", "What has no perimeter", By.WHOLE, BESIDE[:2], is_voluntary=True),
                 Part("land", "Land released in the period, by unit", By.UNIT, RELEASED),
                 Part("methods", "Land released in the period, by method", By.METHOD, RELEASED, is_voluntary=True),
                 _recorded("destroyed-recorded", "Submunitions destroyed, from records", "destroyed", SUBMUNITIONS, GROUND),
                 _written("destroyed-recorded", "destroyed", "Submunitions destroyed", TYPE, QUANTITY, MORE),
                 _text("estimate", "What is estimated to remain", is_voluntary=True))),
        Section("7.1.j", "7.1 (j)", "G", "G", "Warning the population", _known("form G"),
                (_text("warning", "Risk education and warning"), *RISK_EDUCATION)),
        Section("7.1.k", "7.1 (k), 5", "H", "H", "Assistance to victims",
                Source("CCM/MSP/2010/PM/10: obligatory, unlike the other convention's form J", "2010", Basis.READ, LAYOUT),
                (_text("victims", "Assistance to victims"), *CASUALTIES, *HELPED,
                 _written("assisted-sex", "people", "People assisted, by sex and age", Column("group", "Women, men, girls, boys"), QUANTITY, MORE))),
        Section("7.1.m", "7.1 (m), (n)", "I", "I", "National resources, cooperation and assistance", _known("form I", "columns, paragraphs"),
                (_text("resources", "National resources"), _text("cooperation", "Cooperation and assistance"))),
        Section("j", "", "J", "J", "Other matters", Source("CCM/MSP/2010/PM/10, title of form J", "2010", Basis.READ),
                (_text("other", "Anything else", True),), is_voluntary=True),
    ),
    "cluster-munitions",
)  # fmt: skip

HEADINGS = "headings of the requests of Serbia 2018, Tajikistan 2019 and Croatia 2018"
REQUEST = Source(HEADINGS, "2018–2019", Basis.READ, "tables below the headings")
APMBC_5 = Form(
    Kind.APMBC_5, "Article 5 extension request, quantitative annexes", "Anti-Personnel Mine Ban Convention, Article 5.3 to 5.6",
    "headings common to the requests of 2018 and 2019", REQUEST,
    (
        Section("progress", "5.4", "", "", "Progress, quantitative", REQUEST,
                (Part("years", "By year", By.YEAR, (Column("opening", "Open at the start, m²", "land.opening"),
                      Column("in", "Came onto the books, m²", "land.came-in"), *RELEASED,
                      Column("closing", "Open at the end, m²", "land.closing"))),
                 Part("methods", "In the last period, by method", By.METHOD, RELEASED),
                 Part("beside", "Beside these tables", By.WHOLE, BESIDE, is_voluntary=True))),
        Section("remaining", "5.4", "", "", "Remaining challenge, quantitative", REQUEST,
                (Part("areas", "By unit and class", By.UNIT, OPEN), Part("types", "By type of contamination", By.CONTAMINATION, OPEN_LAND))),
        Section("milestones", "5.4", "", "", "Milestones against actual", REQUEST,
                (Part("plan", "Milestones, planned and actual", By.PLAN, PLAN),
                 _text("deviation", "Why actual differs from planned"))),
        Section("projection", "5.4", "", "", "Projection to completion", REQUEST,
                (Part("projection", "Planned release and what it leaves open", By.PROJECTION, PROJECTION),
                 _text("assumptions", "Assumptions and risk factors"))),
        Section("time", "5.4", "", "", "Time requested", REQUEST, (_text("time", "Time requested, and the reasons"),)),
        Section("budget", "5.4", "", "", "Work plan and budget", REQUEST,
                (_rows("budget", "By year and activity", Column("year", "Year"), Column("activity", "Activity"),
                       Column("cost", "Cost", is_number=True), MORE),)),
        Section("implications", "5.4 (d)", "", "", "Implications", REQUEST,
                (_text("implications", "Humanitarian, economic, social and environmental implications", True),), is_voluntary=True),
    ),
    "ap-mines",
)  # fmt: skip

STATEMENT = Form(
    Kind.STATEMENT, "National statement", "", "1", Source("this programme", "1", Basis.OWN),
    (
        Section("introduction", "", "", "", "Introduction", Source("this programme", "1", Basis.OWN),
                (_text("introduction", "Introduction", True),), is_voluntary=True),
        Section("remarks", "", "", "", "Remarks", Source("this programme", "1", Basis.OWN),
                (_text("remarks", "Remarks on the figures", True),), is_voluntary=True),
        Section("devices", "", "", "", "Ordnance", Source("this programme", "1", Basis.OWN),
                (Part("devices", "Found in the ground, and what became of it", By.DEVICES, DEVICE_LINES, True, Asked("", (), GROUND)),
                 Part("stock", "Stockpiles, and what became of them", By.DEVICES, DEVICE_LINES, True, Asked("", (), STOCKPILE))),
                is_voluntary=True),
        Section("plan", "", "", "", "Compared with plan", Source("this programme", "1", Basis.OWN),
                (Part("plan", "Milestones, planned and actual", By.PLAN, PLAN, True),), is_voluntary=True),
    ),
)  # fmt: skip

FORMS: dict[Kind, Form] = {form.kind: form for form in (APMBC_7, CCM_7, APMBC_5, STATEMENT)}
# Whom the parts about people ask for, by the parts' keys, which say the same in every form.
WHOM: dict[str, Whom] = {p.key: p.whom for form in FORMS.values() for _, p in form.asked() if p.whom is not None}
