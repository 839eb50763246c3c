"""What somebody could work out from a table together with everything that was released before it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from commonground.core.privacy import audit
from commonground.core.privacy.content import tables_of
from commonground.core.privacy.door import Fault, Printed
from commonground.core.privacy.populations import POPULATIONS
from commonground.core.refusals import NotUsable
from commonground.disclosure import gateway
from commonground.disclosure.models import FrozenPeriod, Release
from commonground.disclosure.queries.people import Frozen, kept


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the audit found, and up to which release it looked."""

    faults: tuple[Fault, ...]
    head: int


def head() -> int:
    """The number of the last release."""
    return Release.objects.order_by("-number").values_list("number", flat=True).first() or 0


def verdict(people: Sequence[Frozen], printed: Sequence[Printed]) -> Verdict:
    """Look at every period of a table beside all releases about people of the same kin that meet it.

    The solver starts first and works on one period while the next is written down for it.
    """
    upto = head()
    faults: list[Fault] = []
    ledger = _Ledger(people[0].population)
    problems: list[audit.Problem] = []
    with gateway.solving() as ask:
        for frozen, one in zip(people, printed, strict=True):
            found = _of_period(frozen, one, ledger)
            if isinstance(found, audit.Problem):
                problems.append(found)
                ask(found.as_data())
            else:
                faults += found
        bounds = ask.solved()
    for problem, some in zip(problems, bounds, strict=True):
        faults += audit.verdict(problem, some)
    return Verdict(tuple(dict.fromkeys(_plain(f) for f in faults)), upto)


class _Told(dict):
    """Facts that can be compared."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(tuple(sorted(self.items())))


def _plain(fault: Fault) -> Fault:
    return Fault(fault.code, _Told(fault.facts))


def _of_period(frozen: Frozen, printed: Printed, ledger: "_Ledger") -> list[Fault] | audit.Problem:
    """Why it is refused without any arithmetic; else what has to be solved."""
    before, others = ledger.meeting(frozen)
    there = {f.name: f for f in (*others, frozen)}
    together = [audit.Frozen(n, f.people, f.values) for n, f in there.items()]
    regions = audit.regions_of(together)
    close = audit.too_close(regions, there)
    if close:
        return close
    issued = [*before, audit.Issued(f"{frozen.population} {frozen.period}", frozen.name, printed)]
    asked = audit.problem(together, issued, regions)
    if asked is None:
        return [Fault("disclosure.audit.too-large", {"period": str(frozen.period)})]
    return asked


class _Ledger:
    """Everything released about people of one kin, read once; by year, since a half hangs together with the other by the year."""

    def __init__(self, population: str) -> None:
        kin = POPULATIONS[population].kin
        self.by_year: dict[str, list[tuple[int, str, dict, dict]]] = {}
        for content in Release.objects.order_by("number").values_list("content", flat=True):
            if POPULATIONS[content["population"]].kin != kin:
                continue
            for said, period in zip(content["frozen"], content["periods"], strict=True):
                self.by_year.setdefault(period["period"][:4], []).append(
                    (content["number"], content["population"], said, period)
                )
        self.people: dict[str, Frozen] = {}

    def meeting(self, frozen: Frozen) -> tuple[list[audit.Issued], list[Frozen]]:
        """Earlier tables about people of the same kin in the same year, and who is counted in them."""
        issued: list[audit.Issued] = []
        people: dict[str, Frozen] = {}
        for number, population, said, period in self.by_year.get(f"{frozen.period.year:04}", []):
            (printed,) = tables_of([period])
            held = self._named(population, said, frozen)
            people[held.name] = held
            issued.append(audit.Issued(f"№ {number} {printed.period}", held.name, printed))
        return issued, list(people.values())

    def _named(self, population: str, said: dict, frozen: Frozen) -> Frozen:
        """The people of an earlier release. Raises NotUsable where they are not as they were released."""
        if said["sha256"] not in self.people:
            mine = (frozen.population, str(frozen.period), frozen.edition) == (
                population,
                said["period"],
                said["edition"],
            )
            self.people[said["sha256"]] = (
                frozen if mine and frozen.sha256 == said["sha256"] else _kept(population, said)
            )
        return self.people[said["sha256"]]


def _kept(population: str, said: dict) -> Frozen:
    row = FrozenPeriod.objects.filter(population=population, period=said["period"], edition=said["edition"]).first()
    if row is None or row.sha256 != said["sha256"]:
        raise NotUsable("disclosure.audit.ledger-differs", period=said["period"])
    return kept(row)


def told(faults: Iterable[Fault]) -> list[list[object]]:
    """Faults as they are kept beside a table."""
    return [[f.code, dict(f.facts)] for f in faults]
