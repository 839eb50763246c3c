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
    """Look at every period of a table beside all releases about people of the same kin that meet it."""
    upto = head()
    faults: list[Fault] = []
    ledger = list(Release.objects.order_by("number").values_list("content", flat=True))
    problems: list[audit.Problem] = []
    for frozen, one in zip(people, printed, strict=True):
        found = _of_period(frozen, one, ledger)
        if isinstance(found, audit.Problem):
            problems.append(found)
        else:
            faults += found
    for problem, bounds in zip(problems, gateway.solved([p.as_data() for p in problems]), strict=True):
        faults += audit.verdict(problem, bounds)
    return Verdict(tuple(dict.fromkeys(_plain(f) for f in faults)), upto)


class _Told(dict):
    """Facts that can be compared."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(tuple(sorted(self.items())))


def _plain(fault: Fault) -> Fault:
    return Fault(fault.code, _Told(fault.facts))


def _of_period(frozen: Frozen, printed: Printed, ledger: Sequence[dict]) -> list[Fault] | audit.Problem:
    """Why it is refused without any arithmetic; else what has to be solved."""
    before, others = _released(frozen, ledger)
    there = {f.name: f for f in (*others, frozen)}
    together = [audit.Frozen(n, f.people, f.values) for n, f in there.items()]
    close = audit.too_close(audit.regions_of(together), there)
    if close:
        return close
    asked = audit.problem(
        together, [*before, audit.Issued(f"{frozen.population} {frozen.period}", frozen.name, printed)]
    )
    if asked is None:
        return [Fault("disclosure.audit.too-large", {"period": str(frozen.period)})]
    return asked


def _released(frozen: Frozen, ledger: Sequence[dict]) -> tuple[list[audit.Issued], list[Frozen]]:
    """Earlier tables about people of the same kin in the same year, and who is counted in them: a half hangs together with the other by the year."""
    kin = POPULATIONS[frozen.population].kin
    issued: list[audit.Issued] = []
    people: dict[str, Frozen] = {}
    for content in ledger:
        if POPULATIONS[content["population"]].kin != kin:
            continue
        for said, printed in zip(content["frozen"], tables_of(content["periods"]), strict=True):
            if printed.period.year == frozen.period.year:
                there = people.setdefault(said["sha256"], _named(content["population"], said))
                issued.append(audit.Issued(f"№ {content['number']} {printed.period}", there.name, printed))
    return issued, list({f.name: f for f in people.values()}.values())


def _named(population: str, said: dict) -> Frozen:
    row = FrozenPeriod.objects.filter(population=population, period=said["period"], edition=said["edition"]).first()
    if row is None or row.sha256 != said["sha256"]:
        raise NotUsable("disclosure.audit.ledger-differs", period=said["period"])
    return kept(row)


def told(faults: Iterable[Fault]) -> list[list[object]]:
    """Faults as they are kept beside a table."""
    return [[f.code, dict(f.facts)] for f in faults]
