"""The directory of those who help: what they offer, where, for whom it can be reached, and until when that is known."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from commonground.core.incidents.assistance import Kind
from commonground.core.incidents.facts import Fault

MOST_PLACES = 100_000
CHECK_AFTER_DAYS = 365  # what nobody has checked for so long is doubtful


class Reach(StrEnum):
    """How somebody gets in, or is reached."""

    STEP_FREE = "step-free"
    TOILET = "toilet"  # that a wheelchair goes into
    SIGN_LANGUAGE = "sign-language"
    EASY_LANGUAGE = "easy-language"
    HOME_VISITS = "home-visits"
    TRANSPORT = "transport"  # is paid or provided
    CHILDREN = "children"  # services for children
    WOMEN = "women"  # women are helped by women


class Cost(StrEnum):
    """Who pays."""

    FREE = "free"
    PARTLY = "partly"
    PAID = "paid"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Offer:
    """One provider as the directory has it. The contact is an office's, never a person's."""

    name: str
    kinds: tuple[str, ...]
    units: tuple[str, ...] = ()  # codes; empty is the whole country
    organisation: str = ""  # a code, where its people sign in here
    languages: str = ""
    place: str = ""
    address: str = ""
    phone: str = ""
    mail: str = ""
    hours: str = ""
    capacity: int | None = None  # people at a time; None is not known
    cost: str = Cost.UNKNOWN.value
    reach: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    checked_on: date | None = None
    told: str = ""

    def offers(self, kind: str, on: date) -> bool:
        """Whether it offers a kind of service on a day."""
        return (
            kind in self.kinds and (self.since is None or self.since <= on) and (self.until is None or on <= self.until)
        )

    def is_doubtful(self, on: date) -> bool:
        """Whether nobody has checked it for long."""
        return self.checked_on is None or (on - self.checked_on).days > CHECK_AFTER_DAYS


def faults(said: Offer, today: date) -> list[Fault]:
    """What cannot be so."""
    out = []
    if not said.name.strip():
        out.append(Fault("name", "incidents.provider.no-name"))
    known = [k.value for k in Kind if k is not Kind.UNKNOWN]
    if not said.kinds:
        out.append(Fault("kinds", "incidents.provider.no-kind"))
    out += [Fault("kinds", "incidents.code.unknown", {"found": k}) for k in said.kinds if k not in known]
    out += [Fault("reach", "incidents.code.unknown", {"found": r}) for r in said.reach if r not in list(Reach)]
    if said.cost not in list(Cost):
        out.append(Fault("cost", "incidents.code.unknown", {"found": said.cost}))
    if said.capacity is not None and not 0 <= said.capacity <= MOST_PLACES:
        out.append(Fault("capacity", "incidents.provider.capacity", {"most": MOST_PLACES}))
    if said.since is not None and said.until is not None and said.until < said.since:
        out.append(Fault("until", "incidents.day.backwards", {"since": said.since.isoformat()}))
    if said.checked_on is not None and said.checked_on > today:
        day = {"on": said.checked_on.isoformat(), "today": today.isoformat()}
        out.append(Fault("checked_on", "incidents.day.future", day))
    return out


def ordered(codes: Iterable[str], kind: type[StrEnum]) -> tuple[str, ...]:
    """Those of some codes that are known, each once, in the order of the list."""
    said = set(codes)
    return tuple(one.value for one in kind if one.value in said)
