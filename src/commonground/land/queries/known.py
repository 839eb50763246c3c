"""What the books know of hazards that somebody names: which there are, which are closed, what is booked on them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from commonground.core.dates import Times
from commonground.core.decisions import Decision, no
from commonground.core.geometry.overlay import Region, box_of, join_all
from commonground.core.land.activities import Activity
from commonground.core.land.drafts import Draft
from commonground.core.land.entries import LANDLESS, RELEASES, Entry, in_force
from commonground.core.land.work import Act, Work
from commonground.core.refusals import NotThere
from commonground.land import access
from commonground.land.models import Hazard, LedgerEntry, Naming
from commonground.land.queries import entries as ledger
from commonground.land.queries import shapes
from commonground.land.queries.written import written
from commonground.store.sets import rows
from commonground.store.spatial import boxes_met, rows_in_box

HAZARD, ENTRY, NAMING = (m._meta.db_table for m in (Hazard, LedgerEntry, Naming))
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Booked:
    """An entry in force, with the codes of the hazards that it names."""

    entry: Entry
    hazards: tuple[str, ...]


def numbers_of(codes: Iterable[str]) -> dict[str, int]:
    """The numbers of hazards by their codes; a code that nobody has entered is left out."""
    return dict(Hazard.objects.filter(code__in=list(codes)[:5000]).values_list("code", "pk"))


def closed(codes: Iterable[str]) -> list[tuple[str, date]]:
    """Those of some hazards that are closed, and since when."""
    found = Hazard.objects.filter(code__in=list(codes)[:5000], closed_on__isnull=False).order_by("code")
    return list(found.values_list("code", "closed_on"))


def booked_near(codes: Iterable[str], land: Region | None) -> list[Booked]:
    """Entries in force that name any of some hazards, or lie where some land lies."""
    hazards = set(numbers_of(codes).values())
    if land is not None:
        hazards |= shapes.near(box_of(land))
    if not hazards:
        return []
    known = ledger.head()
    found = ledger.of_hazards(hazards, known)
    have = {e.number for e in found}
    correcting = [e for e in ledger.correctors(found, known) if e.number not in have]
    counting = [e for e in in_force([*found, *correcting], known=known) if e.number in have]
    names = {c.id: c.code for c in shapes.cards({h for e in counting for h in e.hazards})}
    return [Booked(e, tuple(names[h] for h in e.hazards)) for e in counting]


def open_land(codes: Sequence[str]) -> Region | None:
    """All the land by perimeter that is still open in some hazards; None where they have none."""
    held = shapes.held(numbers_of(codes).values())
    parts = [one.shape for one in held if one.account in ("suspected", "confirmed") and not one.shape.is_empty]
    return join_all(parts) if parts else None


def as_draft(number: int) -> tuple[Draft, str]:
    """An entry of the ledger as the draft it was booked from, to be replaced by another; and its hash. Raises NotThere."""
    found = ledger.numbered([number])
    said = written([number], Times())
    if not found or not said or found[0].kind in LANDLESS:
        raise NotThere("land.entry.not-there", number=number)
    entry, words = found[0], said[0]
    draft = Draft(
        kind=entry.kind, on=entry.on, hazards=words.hazards, document=words.document, shape=entry.shape, level=entry.level,
        sequence=entry.sequence, reported_on=words.reported_on, stated_m2=entry.stated_m2, length_m=entry.length_m,
        whole=entry.whole, activity=Activity(words.activity), operator=words.operator, donor=words.donor,
        method=words.method, team=words.team, depth_cm=words.depth_cm, because=words.because,
    )  # fmt: skip
    return draft, entry.hash


def hash_of(number: int) -> str:
    """The content hash of an entry."""
    return LedgerEntry.objects.values_list("hash", flat=True).get(pk=number)


def may_note(viewer, code: str, work: Work, *, on: date, today: date) -> Decision:
    """Whether the work on a hazard may be written down to be in a state, with nothing more said than its day."""
    hazard = Hazard.objects.filter(code=code).first()
    if hazard is None:
        return no("land.hazard.not-there", NotThere, code=code)
    return access.may_work(viewer, hazard, work, Act(on, today, last_on=hazard.worked_on))


def named_between(first: int, last: int) -> list[str]:
    """The codes of the hazards that some entries name, by the numbers of the first and the last."""
    return [
        code
        for (code,) in rows(
            f"SELECT DISTINCT h.code FROM {NAMING} n JOIN {HAZARD} h ON h.id = n.hazard_id WHERE n.entry_id BETWEEN %s AND %s",
            [first, last],
        )
    ]


def boxes_between(first: int, last: int) -> list[Box]:
    """Where some entries lie, and those that they correct."""
    corrected = f"SELECT c.corrects FROM {ENTRY} c WHERE c.number BETWEEN %s AND %s AND NOT (c.corrects = '')"
    return rows(
        f"SELECT e.min_x, e.min_y, e.max_x, e.max_y FROM {ENTRY} e WHERE e.min_x IS NOT NULL "
        f"AND (e.number BETWEEN %s AND %s OR e.hash IN ({corrected}))",
        [first, last, first, last],
    )


def any_between(first: int, last: int, box: Box) -> bool:
    """Whether any of some entries lies in a box."""
    return bool(rows_in_box(LedgerEntry, "1", box, "t.number BETWEEN %s AND %s LIMIT 1", [first, last]))


def released_near(boxes: Sequence[tuple[Box, date]]) -> set[int]:
    """Which of many boxes, by their places in the row, an entry meets that released land by the day beside them: no other one can
    meet released land that has a place."""
    if not boxes:
        return set()
    kinds = ", ".join(f"'{kind.value}'" for kind in RELEASES)
    asked = [(*box, on) for box, on in boxes]
    return boxes_met(LedgerEntry, asked, f't."on" <= f.day AND t.kind IN ({kinds})')
