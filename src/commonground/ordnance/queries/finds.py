"""Finds, one by one and in lists, with where each stands."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Protocol

from django.db.models import Case, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from commonground.core.ordnance.accounts import Account, Does, Entry, Pot, account, in_force
from commonground.core.ordnance.amounts import Amount, Qualifier
from commonground.core.ordnance.catalogue import folded
from commonground.core.ordnance.kinds import Activity, Condition, TreatyKind
from commonground.ordnance import access
from commonground.ordnance.models import Entry as Row
from commonground.ordnance.models import Head, Saying
from commonground.ordnance.queries.catalogue import Catalogue, catalogue
from commonground.places import queries as places
from commonground.store.sets import among, rows

ENTRY = Row._meta.db_table
PAGE = 100
SORTS = ("on", "code", "count", "awaiting", "number")


def head() -> int:
    """The last number given."""
    return Head.objects.values_list("number", flat=True).first() or 0


def known_before(at: datetime) -> int:
    """The last number that was given before a moment; nought where there was none."""
    return (
        max(
            (n or 0)
            for n in (
                Row.objects.filter(at__lt=at).aggregate(n=Max("number"))["n"],
                Saying.objects.filter(at__lt=at).aggregate(n=Max("number"))["n"],
            )
        )
        or 0
    )


def standing(known: int | None = None, on: date | None = None) -> QuerySet[Row]:
    """Entries in force: known by then and corrected by none known by then."""
    # That it is above nought lets the store use the index, which holds corrections only.
    later = Row.objects.filter(corrects__gt=0, corrects=OuterRef("number"))
    found = Row.objects.exclude(does=Does.VOID.value)
    if known is not None:
        later = later.filter(number__lte=known)
        found = found.filter(number__lte=known)
    if on is not None:
        found = found.filter(on__lte=on)
    return found.filter(~Exists(later))


def plain(row: Row) -> Entry:
    """A row as the accounts need it."""
    return Entry(
        row.number, Does(row.does), row.on, Amount(row.count, Qualifier(row.qualifier)), Pot(row.source),
        Pot(row.target) if row.target else Pot.DESTROYED, row.corrects,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filter:
    """Which finds are meant; an empty part leaves none out."""

    q: str = ""
    kind: str = ""
    device: str = ""
    unit: str = ""
    activity: str = ""
    state: str = ""  # awaiting, retained
    since: date | None = None
    until: date | None = None

    def pairs(self) -> list[tuple[str, str]]:
        """The same as an address says it."""
        return [(f.name, str(v)) for f in fields(self) if (v := getattr(self, f.name)) not in ("", None)]


ALL = Filter()


@dataclass(frozen=True, slots=True)
class Listed:
    """A find as lists and files show it."""

    number: int
    code: str
    on: date
    exactness: str
    kind: TreatyKind
    device: str
    name: str
    said: str
    found: Amount
    awaiting: int
    activity: str
    organisation: str
    unit: str
    place: str
    lon: float | None
    lat: float | None
    accuracy_m: int | None
    depth_cm: int | None
    condition: str
    within: str
    document: str


class Asked(Protocol):
    """An address's questions, as a web framework hands them on."""

    def get(self, name: str, default: str = "", /) -> Any: ...


def filter_of(asked: Asked) -> Filter:
    """The filter that an address asks for. What makes no sense is left out."""

    def one(name: str, known: Any) -> str:
        return asked.get(name, "") if asked.get(name, "") in known else ""

    def day(name: str) -> date | None:
        try:
            return date.fromisoformat(asked.get(name, ""))
        except ValueError:
            return None

    return Filter(
        q=asked.get("q", "").strip()[:100], kind=one("kind", {k.value for k in TreatyKind}), device=asked.get("device", "")[:80],
        unit=asked.get("unit", "")[:40], activity=one("activity", {a.value for a in Activity}),
        state=one("state", {Pot.AWAITING.value, Pot.RETAINED.value}), since=day("since"), until=day("until"),
    )  # fmt: skip


def every(
    asked: Filter, units: access.Units, *, on: date | None = None, known: int | None = None, sort: str = ""
) -> list[Listed]:
    """All finds that a filter leaves, for files."""
    return lines(ordered(chosen(asked, units, on, known), sort).iterator(chunk_size=2_000), known)


def lowest_in(code: str) -> list[str]:
    """A unit's code with those of all units below it."""
    cards = places.units()
    inside = {u.id for u in cards if u.code == code}
    for unit in cards:
        if unit.upper in inside:
            inside.add(unit.id)
    return [code, *(u.code for u in cards if u.id in inside and u.code != code)]


def chosen(asked: Filter, units: access.Units, on: date | None = None, known: int | None = None) -> QuerySet[Row]:
    """The finds that a filter leaves, with what has been taken out of each as `gone` and what is retained as `kept`."""
    book = catalogue(known)
    moved = standing(known, on).filter(does=Does.DISPOSE.value, code=OuterRef("code")).order_by()
    gone = moved.filter(source=Pot.AWAITING.value).values("code").annotate(n=Sum("count")).values("n")
    whole = moved.filter(source=Pot.AWAITING.value).exclude(qualifier="exact")
    kept = (
        moved.filter(Q(source=Pot.RETAINED.value) | Q(target=Pot.RETAINED.value))
        .values("code")
        .annotate(n=Sum(Case(When(target=Pot.RETAINED.value, then=F("count")), default=-F("count"))))
        .values("n")
    )
    found = standing(known, on).filter(access.among_visible(units), does=Does.FIND.value)
    found = found.annotate(
        gone=Coalesce(Subquery(gone), Value(0)), kept=Coalesce(Subquery(kept), Value(0)), all_gone=Exists(whole)
    ).annotate(left=F("count") - F("gone"))
    for name in ("activity",):
        if getattr(asked, name):
            found = found.filter(**{name: getattr(asked, name)})
    if asked.unit:
        found = found.filter(unit__in=lowest_in(asked.unit))
    if asked.since:
        found = found.filter(on__gte=asked.since)
    if asked.until:
        found = found.filter(on__lte=asked.until)
    if asked.state == Pot.AWAITING.value:
        found = found.filter(Q(left__gt=0) | (Q(all_gone=False) & ~Q(qualifier="exact")))
    elif asked.state == Pot.RETAINED.value:
        found = found.filter(kept__gt=0)
    if asked.device:
        found = found.filter(_means(book, {*book.meaning(asked.device)}))
    if asked.kind:
        found = found.filter(_of_kind(book, TreatyKind(asked.kind)))
    if asked.q.strip():
        found = found.filter(_called(book, asked.q))
    return found


def _words(found: QuerySet[Row]) -> list[str]:
    """The words of papers that no code stands beside."""
    return list(found.filter(device="").exclude(said="").order_by().values_list("said", flat=True).distinct())


def _means(book: Catalogue, codes: set[str]) -> Q:
    said = [w for w in _words(Row.objects.filter(does=Does.FIND.value)) if book.means("", w) in codes]
    return Q(device__in=codes) | Q(device="", said__in=said)


def _of_kind(book: Catalogue, kind: TreatyKind) -> Q:
    def counted(condition: Condition) -> Q:
        codes = {c for c in book.devices if book.kind(c, "", condition.value) is kind}
        words = _words(Row.objects.filter(does=Does.FIND.value))
        said = [w for w in words if book.kind("", w, condition.value) is kind]
        test = Q(device__in=codes) | Q(device="", said__in=said)
        if book.kind("", "", condition.value) is kind:
            test |= Q(device="", said="")
        return test

    left = Q(condition=Condition.ABANDONED.value)
    return (~left & counted(Condition.UNKNOWN)) | (left & counted(Condition.ABANDONED))


def _called(book: Catalogue, text: str) -> Q:
    wanted = folded(text)
    codes = {c for c, d in book.devices.items() if wanted and any(wanted in folded(n) for n in d.spellings())}
    bare = text.strip()
    return _means(book, codes) | Q(code__icontains=bare) | Q(said__icontains=bare) | Q(place__icontains=bare)


ORDER = {"on": "on", "code": "code", "count": "count", "awaiting": "left", "number": "number"}


def ordered(found: QuerySet[Row], sort: str) -> QuerySet[Row]:
    """In the order that an address asks for; the latest first where it asks for none."""
    name = sort.lstrip("-")
    if name not in ORDER:
        return found.order_by("-on", "-number")
    sign = "-" if sort.startswith("-") else ""
    return found.order_by(f"{sign}{ORDER[name]}", f"{sign}number")


def lines(found: Iterable[Row], known: int | None = None) -> list[Listed]:
    """Finds as lists show them."""
    book = catalogue(known)
    return [
        Listed(
            r.number, r.code, r.on, r.exactness, book.kind(r.device, r.said, r.condition), book.means(r.device, r.said),
            book.name(r.device, r.said), r.said, Amount(r.count, Qualifier(r.qualifier)), r.left, r.activity, r.organisation,
            r.unit, r.place, r.lon, r.lat, r.accuracy_m, r.depth_cm, r.condition, r.within, r.document,
        )
        for r in found
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list."""

    rows: list[Listed]
    total: int
    number: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def listing(
    asked: Filter, units: access.Units, *, on: date | None = None, known: int | None = None, sort: str = "", page: int = 1
) -> Page:  # fmt: skip
    """A page of the finds that a filter leaves."""
    found = chosen(asked, units, on, known)
    total = found.count()
    number = min(max(1, page), max(1, -(-total // PAGE)))
    rows = ordered(found, sort)[(number - 1) * PAGE : number * PAGE]
    return Page(lines(rows, known), total, number)


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of a find's history; `by` is the number of what took its place, nought where it stands."""

    row: Row
    amount: Amount
    by: int

    @property
    def at(self) -> datetime:
        return self.row.at


@dataclass(frozen=True, slots=True)
class Sheet:
    """One find: what is known of it now, its account and its history."""

    code: str
    find: Listed | None  # None where it was taken back
    row: Row | None
    account: Account
    history: list[Step]
    parts: list[Listed]  # declared to lie in it
    works: list[Row]


def sheet(viewer: Any, code: str, *, on: date | None = None, known: int | None = None) -> Sheet:
    """A find's page. Raises NotThere."""
    rows = [r for r in access.entries_of(viewer, code) if known is None or r.number <= known]
    taken = {r.corrects: r.number for r in rows if r.corrects}
    entries = [plain(r) for r in rows]
    stands = {e.number for e in in_force(entries)}
    find = next((r for r in reversed(rows) if r.does == Does.FIND.value and r.number in stands), None)
    units = access.visible(viewer)
    listed = lines(chosen(ALL, units, on, known).filter(number=find.pk), known) if find else []
    parts = lines(chosen(ALL, units, on, known).filter(within=code).order_by("number"), known) if find else []
    works = list(standing(known).filter(does=Does.WORK.value, code=find.work)) if find and find.work else []
    return Sheet(
        code, listed[0] if listed else None, find, account(entries, on),
        [Step(r, Amount(r.count, Qualifier(r.qualifier)), taken.get(r.number, 0)) for r in reversed(rows)], parts, works,
    )  # fmt: skip


def entries_called(codes: Iterable[str]) -> dict[str, list[Row]]:
    """All entries about some finds, by code."""
    out: dict[str, list[Row]] = {c: [] for c in codes}
    clause, params = among("code", out)
    found = [n for (n,) in rows(f"SELECT number FROM {ENTRY} WHERE {clause} ORDER BY number", params)]
    for start in range(0, len(found), 500):
        for row in Row.objects.filter(number__in=found[start : start + 500]).order_by("number"):
            out[row.code].append(row)
    return out
