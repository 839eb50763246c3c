"""The directory of providers, written and corrected. What stood there before is in the log of acts."""

from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from commonground.audit.actions import recorded, tell
from commonground.core.decisions import require
from commonground.core.incidents.assistance import Kind
from commonground.core.incidents.providers import Offer, Reach, faults, ordered
from commonground.core.refusals import NotNow, NotUsable
from commonground.core.viewers import Viewer
from commonground.incidents.access import referrals as access
from commonground.incidents.models import Provider
from commonground.organisations import queries as organisations
from commonground.organisations.actions import register
from commonground.places import queries as places
from commonground.store.bulk import take_keys


@recorded("incidents.provider-entered", about=lambda code, *a, **k: f"provider:{code}")
def enter(said: Offer, *, organisation: str = "", today: date, by: Viewer, at: datetime) -> str:
    """A provider comes into the directory, with a new organisation where one is named; the code."""
    require(access.may_direct(by))
    said = _with_new(said, organisation, by)
    columns = _columns(said, today)
    (key,) = take_keys(Provider, 1)
    made = Provider.objects.create(pk=key, code=f"PR-{key:04}", **columns, written_at=at, written_by=by.number)
    return made.code


@recorded("incidents.provider-corrected", about=lambda result, code, *a, **k: f"provider:{code}")
def correct(
    code: str, said: Offer, *, version: int, organisation: str = "", today: date, by: Viewer, at: datetime
) -> None:
    """What the directory says of a provider has changed. Raises NotNow where somebody was faster."""
    require(access.may_direct(by))
    found = access.provider_for(by, code)
    kept = Provider.objects.select_for_update().get(pk=found.pk)
    if kept.version != version:
        raise NotNow("incidents.provider.changed")
    columns = _columns(_with_new(said, organisation, by), today)
    before = {name: getattr(kept, name) for name in columns}
    changed = {name: value for name, value in columns.items() if before[name] != value}
    if "organisation" in changed and access.is_relied_on(
        kept
    ):  # other people would read what was sent to the first ones
        raise NotNow("incidents.provider.relied-on")
    Provider.objects.filter(pk=kept.pk).update(**changed, version=version + 1, written_at=at, written_by=by.number)
    tell(before=_plain({n: before[n] for n in changed}), after=_plain(changed))


def _with_new(said: Offer, name: str, by: Viewer) -> Offer:
    """The same with an organisation that is entered with it; one of that name that is there already is taken."""
    name = " ".join(name.split())[:60]
    if not name:
        return said
    known = organisations.names()
    if name not in known:
        register(name, name=name, kind="other", by=by)
    return replace(said, organisation=name)


def _columns(said: Offer, today: date) -> dict[str, Any]:
    for fault in faults(said, today):
        raise NotUsable(fault.code, **fault.facts)
    if said.organisation and said.organisation not in organisations.names():
        raise NotUsable("incidents.code.unknown", found=said.organisation)
    known = {u.code for u in places.units()}
    for unit in said.units:
        if unit not in known:
            raise NotUsable("incidents.code.unknown", found=unit)
    columns = {k: v.strip() if isinstance(v, str) else v for k, v in asdict(said).items()}
    return columns | {
        "kinds": " ".join(ordered(said.kinds, Kind)),
        "units": "\n".join(dict.fromkeys(said.units)),
        "reach": " ".join(ordered(said.reach, Reach)),
    }


def _plain(columns: dict[str, Any]) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in columns.items()}
