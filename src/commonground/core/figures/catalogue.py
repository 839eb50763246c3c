"""Every figure that the system prints, defined once. Pages, files and treaty forms use these and nothing else."""

import hashlib
from functools import cache
from typing import Any

import rfc8785

from commonground.core.figures.definitions import (
    Atoms,
    Counted,
    Definition,
    Nature,
    Share,
    Total,
    Unit,
    as_data,
)

EDITION = 1  # of the catalogue; grows with every change of a definition
IMAS = "IMAS 07.11"
STATEMENT = "land-release statement: opening + in − out = closing"
APMBC7 = "APMBC Article 7.1 (c), IMAS 07.11"
NO_AREA = "Hazards without a perimeter are not in it; they stand in lines of their own."
APART = "In a line of its own, never added to areas by perimeter; a hazard of unknown size is counted, never nought."
WHOLE = "Every hazard counts, whatever is known of its size."
NONE = "None: entries are complete by what they rest on."

# Lines of the programme's partition: code of the line, name, standard.
INTO = (
    ("brought-forward", "Brought forward", "opening entries of these books"),
    ("new", "New", IMAS),
    ("extended", "Extended", IMAS),
    ("reopened", "Reopened", IMAS),
)
OUT = (
    ("cancelled", "Cancelled by non-technical survey", IMAS),
    ("reduced", "Reduced by technical survey", IMAS),
    ("cleared", "Cleared", IMAS),
)
BETWEEN = (("confirmed", "Confirmed from suspected", IMAS), ("reclassified", "Reclassified as suspected", IMAS))
CLASSES = (("confirmed", "confirmed hazardous area"), ("suspected", "suspected hazardous area"))
INDICATOR = "#indicator+num+area_m2"


def _balance(line: str, name: str) -> list[Definition]:
    whole = Definition(
        f"land.{line}", f"Open land at the {name}", Unit.M2, Nature.BALANCE, Atoms(line), APMBC7, NO_AREA, f"{line}_m2",
        hxl=f"{INDICATOR}+{line}",
    )  # fmt: skip
    parts = [
        Definition(
            f"land.{line}.{of}", f"{said[0].upper()}{said[1:]} at the {name}", Unit.M2, Nature.BALANCE, Atoms(line, of=of),
            APMBC7, NO_AREA, f"{line}_{of}_m2", hxl=f"{INDICATOR}+{line}+{of}",
        )
        for of, said in CLASSES
    ]  # fmt: skip
    return [whole, *parts]


def _flow(line: str, name: str, source: str, book: str = "", unknowns: str = NO_AREA) -> Definition:
    prefix = f"{book}." if book and book != "outside" else ""
    column = f"{book}_{line}" if prefix else line
    return Definition(
        f"land.{prefix}{line}", name, Unit.M2, Nature.FLOW, Atoms(line, book), source, unknowns,
        f"{column.replace('-', '_')}_m2", hxl=f"{INDICATOR}{'+stated' if book == 'stated' else ''}+{line.replace('-', '_')}",
    )  # fmt: skip


def _by_class(line: str, name: str, source: str) -> list[Definition]:
    return [
        Definition(
            f"land.{line}.{of}", f"{name}, {said}", Unit.M2, Nature.FLOW, Atoms(line, of=of), source, NO_AREA,
            f"{line.replace('-', '_')}_{of}_m2", hxl=f"{INDICATOR}+{line.replace('-', '_')}+{of}",
        )
        for of, said in CLASSES
    ]  # fmt: skip


def _beside() -> list[Definition]:
    """What has no polygon, what lies outside any hazard, and what lies in several."""
    out = [
        Definition(
            f"land.stated.{line}", f"Open land without a perimeter, as stated, at the {when}", Unit.M2, Nature.BALANCE,
            Atoms(line, "stated"), IMAS, APART, f"stated_{line}_m2", hxl=f"{INDICATOR}+stated+{line}",
        )
        for line, when in (("opening", "start"), ("closing", "end"))
    ]  # fmt: skip
    out += [_flow(line, f"{name}, without a perimeter, as stated", source, "stated", APART) for line, name, source in (*INTO, *OUT)]  # fmt: skip
    out += [
        Definition(
            f"land.unknown.{line}", f"Open hazards of unknown size at the {when}", Unit.COUNT, Nature.BALANCE,
            Atoms(line, "unknown"), IMAS, WHOLE, f"unknown_{line}_hazards", hxl=f"#indicator+num+hazards_unknown+{line}",
        )
        for line, when in (("opening", "start"), ("closing", "end"))
    ]  # fmt: skip
    out += [
        Definition(
            f"land.unknown.{line}", f"{name}, hazards of unknown size", Unit.COUNT, Nature.FLOW, Atoms(line, "unknown"), source, WHOLE,
            f"unknown_{line.replace('-', '_')}_hazards", hxl=f"#indicator+num+hazards_unknown+{line.replace('-', '_')}",
        )
        for line, name, source in (*INTO, *OUT)
    ]  # fmt: skip
    out += [
        Definition(f"land.length.{line}", f"Mined lines of unknown width at the {when}", Unit.METRE, Nature.BALANCE,
                   Atoms(line, "length"), IMAS, APART, f"unknown_width_{line}_m", hxl=f"#indicator+num+length_m+{line}")
        for line, when in (("opening", "start"), ("closing", "end"))
    ]  # fmt: skip
    out += [
        Definition(
            f"land.length.{line}", f"{name}, mined lines of unknown width", Unit.METRE, Nature.FLOW, Atoms(line, "length"), source, APART,
            f"unknown_width_{line.replace('-', '_')}_m", hxl=f"#indicator+num+length_m+{line.replace('-', '_')}",
        )
        for line, name, source in (*INTO, *OUT)
    ]  # fmt: skip
    out.append(
        Definition("land.double", "In more than one hazard at the end", Unit.M2, Nature.BALANCE, Atoms("closing", "double"),
                   STATEMENT, NO_AREA, "in_more_than_one_hazard_m2", hxl=f"{INDICATOR}+double")
    )  # fmt: skip
    out.append(_flow("cleared-outside", "Cleared outside any recorded hazard", IMAS, "outside"))
    out.append(_flow("outside-since-recorded", "Cleared outside, and recorded as a hazard since", STATEMENT, "outside"))
    return out


def _derived() -> list[Definition]:
    released = tuple(f"land.{line}" for line, *_ in OUT)
    return [
        Definition("land.released", "Released", Unit.M2, Nature.FLOW, Total(released), IMAS, NO_AREA, "released_m2",
                   hxl=f"{INDICATOR}+released"),
        Definition("land.came-in", "Came onto the books", Unit.M2, Nature.FLOW, Total(tuple(f"land.{line}" for line, *_ in INTO)),
                   STATEMENT, NO_AREA, "came_in_m2", hxl=f"{INDICATOR}+came_in"),
        Definition("land.cleared-total", "Cleared, inside and outside recorded hazards", Unit.M2, Nature.FLOW,
                   Total(("land.cleared", "land.cleared-outside"), ("land.outside-since-recorded",)), IMAS, NO_AREA,
                   "cleared_total_m2", hxl=f"{INDICATOR}+cleared+total"),
        Definition("land.hazards-sum", "Sum of the hazards' own accounts at the end", Unit.M2, Nature.BALANCE,
                   Total(("land.closing", "land.double")), STATEMENT, NO_AREA, "hazards_sum_m2", hxl=f"{INDICATOR}+hazards_sum"),
        Definition("land.with-stated", "Open land with what is only stated", Unit.M2, Nature.BALANCE,
                   Total(("land.closing", "land.stated.closing")), STATEMENT, "What is only stated counts as stated; unknown "
                   "sizes are not in it.", "with_stated_m2", hxl=f"{INDICATOR}+with_stated"),
        *(
            Definition(f"share.{line}", f"{name}, share of what was released", Unit.PERCENT, Nature.SHARE,
                       Share(f"land.{line}", "land.released"), "Mine Action Review", NO_AREA, f"{line}_percent", adds_up=False)
            for line, name, _ in OUT
        ),
        Definition("share.confirmed", "Confirmed, share of open land at the end", Unit.PERCENT, Nature.SHARE,
                   Share("land.closing.confirmed", "land.closing"), "Oslo Action Plan #22", NO_AREA, "confirmed_percent",
                   adds_up=False),
        Definition("share.released", "Released, share of the open land at the start", Unit.PERCENT, Nature.SHARE,
                   Share("land.released", "land.opening"), STATEMENT, NO_AREA, "released_percent", adds_up=False),
    ]  # fmt: skip


def _counts() -> list[Definition]:
    said = (
        ("hazards.open", "Open hazards at the end", "hazards_open"),
        ("hazards.confirmed", "Hazards with confirmed land at the end", "hazards_confirmed"),
        ("hazards.suspected", "Hazards with suspected land only at the end", "hazards_suspected"),
        ("hazards.released", "Hazards released altogether at the end", "hazards_released"),
    )
    counted = [
        Definition(code, name, Unit.COUNT, Nature.BALANCE, Counted(code), APMBC7, WHOLE, column, adds_up=False,
                   hxl=f"#indicator+num+{column}")
        for code, name, column in said
    ]  # fmt: skip
    flows = [
        Definition(f"{what}.booked", name, Unit.COUNT, Nature.FLOW, Counted(f"{what}.booked"), "these books", NONE,
                   f"{what}_booked", adds_up=False, hxl=f"#indicator+num+{what}_booked")
        for what, name in (("entries", "Entries dated in the period"), ("documents", "Documents that entries of the period rest on"))
    ]  # fmt: skip
    return counted + flows


def _definitions() -> list[Definition]:
    flows = [_flow(*line) for line in (*INTO, *OUT, *BETWEEN)]
    classes = [d for line in (*INTO, *OUT) for d in _by_class(*line)]
    return [
        *_balance("opening", "start"),
        *flows,
        *classes,
        *_balance("closing", "end"),
        *_beside(),
        *_derived(),
        *_counts(),
    ]


FIGURES: dict[str, Definition] = {d.code: d for d in _definitions()}
BY_COLUMN: dict[str, Definition] = {d.column: d for d in FIGURES.values()}
IN, OFF = tuple(f"land.{line}" for line, *_ in INTO), tuple(f"land.{line}" for line, *_ in OUT)
UP, DOWN = (f"land.{BETWEEN[0][0]}",), (f"land.{BETWEEN[1][0]}",)


def _of(codes: tuple[str, ...], of: str) -> tuple[str, ...]:
    return tuple(f"{code}.{of}" for code in codes)


# What must hold in every unit and in the whole: the first figure is the sum of the others.
IDENTITIES: dict[str, Total] = {
    "land.closing": Total(("land.opening", *IN), OFF),
    "land.closing.confirmed": Total(
        ("land.opening.confirmed", *_of(IN, "confirmed"), *UP), (*_of(OFF, "confirmed"), *DOWN)
    ),
    "land.closing.suspected": Total(
        ("land.opening.suspected", *_of(IN, "suspected"), *DOWN), (*_of(OFF, "suspected"), *UP)
    ),
}
SPLITS: dict[str, Total] = {
    code: Total((f"{code}.confirmed", f"{code}.suspected")) for code in ("land.opening", "land.closing", *IN, *OFF)
}  # a figure and its two classes


@cache
def digest() -> str:
    """SHA-256 of the whole catalogue in its canonical writing: what a manifest pins."""
    said: dict[str, Any] = {"edition": EDITION, "figures": [as_data(d) for _, d in sorted(FIGURES.items())]}
    return hashlib.sha256(rfc8785.dumps(said)).hexdigest()
