"""What things are called and counted as: what is generally known, and what this programme says besides, as known at a number."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from commonground.core.ordnance import catalogue as known_generally
from commonground.core.ordnance.catalogue import Device, folded, recognise
from commonground.core.ordnance.kinds import Category, Condition, TreatyKind, counted_as
from commonground.core.refusals import NotThere
from commonground.ordnance.models import Saying

ADD, SPELL, RENAME, COUNT, MERGE = "add", "spell", "rename", "count", "merge"
NOT_KNOWN = Device("", Category.OTHER, "unknown", TreatyKind.UNKNOWN, "", is_model=False)


@dataclass(frozen=True)
class Catalogue:
    """The catalogue as it was said at a number."""

    devices: Mapping[str, Device]
    spelled: Mapping[str, str]  # what this programme spells, folded
    into: Mapping[str, str]  # merged models, by what they were merged into

    def means(self, device: str, said: str = "") -> str:
        """The code that a record means: its own, or what its word is known as now; then whatever that was merged into."""
        code = device or recognise(said, self.spelled)
        for _ in range(len(self.into) + 1):
            if code not in self.into:
                return code
            code = self.into[code]
        return code

    def device(self, code: str) -> Device:
        """A model by its code; one that nobody knows has no code."""
        return self.devices.get(code, NOT_KNOWN)

    def kind(self, device: str, said: str = "", condition: str = Condition.UNKNOWN.value) -> TreatyKind:
        """The kind that a record counts as."""
        return counted_as(self.device(self.means(device, said)).kind, Condition(condition))

    def name(self, device: str, said: str = "") -> str:
        """What a record's thing is called; the paper's own word where nobody knows it."""
        return self.device(self.means(device, said)).name or said

    @cached_property
    def codes_by_kind(self) -> dict[TreatyKind, list[str]]:
        out: dict[TreatyKind, list[str]] = {}
        for code, device in self.devices.items():
            out.setdefault(device.kind, []).append(code)
        return out

    def meaning(self, code: str) -> list[str]:
        """A model's code with those that were merged into it."""
        return [code, *(c for c in self.into if self.means(c) == code)]


@dataclass(frozen=True, slots=True)
class Said:
    """Something that this programme says, as a value."""

    says: str
    device: str
    name: str
    language: str
    category: str
    subcategory: str
    kind: str
    into: str


def catalogue(known: int | None = None) -> Catalogue:
    """The catalogue as known at a number."""
    said = Saying.objects.order_by("number")
    if known is not None:
        said = said.filter(number__lte=known)
    return _made(tuple(Said(*row) for row in said.values_list(*Said.__dataclass_fields__)))


@lru_cache(maxsize=8)
def _made(said: tuple[Said, ...]) -> Catalogue:
    """The catalogue that these sayings make; few are said, and they are asked for with every page."""
    devices = dict(known_generally.DEVICES)
    spelled: dict[str, str] = {}
    into: dict[str, str] = {}
    for one in said:
        if one.says == ADD:
            devices[one.device] = Device(
                one.device, Category(one.category), one.subcategory, TreatyKind(one.kind), one.name, is_model=True
            )
        elif one.says == RENAME:
            old = devices[one.device]
            names = {**old.names, "und": (*old.names.get("und", ()), old.name)}
            devices[one.device] = replace(old, name=one.name, names=names)
        elif one.says == SPELL:
            old = devices[one.device]
            names = {**old.names, one.language: (*old.names.get(one.language, ()), one.name)}
            devices[one.device] = replace(old, names=names)
        elif one.says == COUNT:
            devices[one.device] = replace(devices[one.device], kind=TreatyKind(one.kind))
        elif one.says == MERGE:
            into[one.device] = one.into
        if one.says in (ADD, RENAME, SPELL):
            spelled[folded(one.name)] = one.device
    return Catalogue(devices, spelled, into)


def device_for(code: str) -> Device:
    """A model by its code. Raises NotThere."""
    found = catalogue().devices.get(code)
    if found is None:
        raise NotThere("ordnance.device.not-there", code=code)
    return found


def said_of(code: str) -> list[Saying]:
    """What this programme said of a model, the latest first."""
    return list(Saying.objects.filter(device=code).order_by("-number"))


def choices() -> list[tuple[str, str]]:
    """Every model that is not merged away, by name, general words first."""
    found = catalogue()
    listed = [d for d in found.devices.values() if d.code not in found.into]
    return [(d.code, d.name) for d in sorted(listed, key=lambda d: (d.is_model, d.name.casefold()))]
