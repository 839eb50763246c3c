"""What a programme says of the catalogue: each saying is numbered, and changes nothing that was known before it."""

from datetime import datetime
from typing import Any

from commonground.audit.actions import recorded
from commonground.core.decisions import require
from commonground.core.ordnance.catalogue import folded
from commonground.core.ordnance.kinds import Category, TreatyKind
from commonground.core.refusals import NotNow, NotUsable
from commonground.ordnance import access
from commonground.ordnance.actions.ledger import give, lock_head
from commonground.ordnance.models import Saying
from commonground.ordnance.queries import catalogue as catalogues
from commonground.ordnance.queries.catalogue import ADD, COUNT, MERGE, RENAME, SPELL, device_for


def _name(name: str, of: str = "") -> str:
    """A name that nothing else in the catalogue has. Raises NotUsable."""
    bare = " ".join(name.split())[:200]
    if not folded(bare):
        raise NotUsable("ordnance.device.no-name")
    book = catalogues.catalogue()
    other = next((d for d in book.devices.values() if folded(d.name) == folded(bare) and d.code != of), None)
    if other is None and book.spelled.get(folded(bare), of) != of:
        other = book.devices[book.spelled[folded(bare)]]
    if other is not None and book.means(other.code) != of:
        raise NotNow("ordnance.device.name-taken", name=bare, other=other.name)
    return bare


@recorded("ordnance.device-added", about=lambda code, *a, **k: code)
def add_device(
    name: str, *, category: Category, kind: TreatyKind, by: Any, at: datetime, subcategory: str = "", because: str = ""
) -> str:  # fmt: skip
    """Add a model to the catalogue; returns its code."""
    require(access.may(by, "ordnance.catalogue"))
    lock_head()
    bare = _name(name)
    number = give(1)
    code = f"own-{number}"
    Saying.objects.create(number=number, says=ADD, device=code, name=bare, category=category.value,
                          subcategory=subcategory.strip()[:60] or category.value, kind=kind.value, because=because[:500], at=at)  # fmt: skip
    return code


@recorded("ordnance.device-spelled", about=lambda number, code, *a, **k: code)
def spell_device(code: str, name: str, *, by: Any, at: datetime, language: str = "und") -> int:
    """Say how else a model is written: records with that word, also those of before, mean it from now on."""
    require(access.may(by, "ordnance.catalogue"))
    lock_head()
    device_for(code)
    return _say(SPELL, code, at, name=_name(name, code), language=language[:12] or "und")


@recorded("ordnance.device-renamed", about=lambda number, code, *a, **k: code)
def rename_device(code: str, name: str, *, by: Any, at: datetime) -> int:
    """Call a model otherwise; its old name stays a spelling of it."""
    require(access.may(by, "ordnance.catalogue"))
    lock_head()
    device_for(code)
    return _say(RENAME, code, at, name=_name(name, code))


@recorded("ordnance.device-counted", about=lambda number, code, *a, **k: code)
def count_device(code: str, kind: TreatyKind, *, because: str, by: Any, at: datetime) -> int:
    """Count a model as another kind from now on; what was published before was counted as was said then."""
    require(access.may(by, "ordnance.catalogue"))
    lock_head()
    if device_for(code).kind is kind:
        raise NotNow("ordnance.device.counted-so")
    if not because.strip():
        raise NotUsable("ordnance.entry.no-reason")
    return _say(COUNT, code, at, kind=kind.value, because=because[:500])


@recorded("ordnance.device-merged", about=lambda number, code, *a, **k: code)
def merge_device(code: str, into: str, *, because: str, by: Any, at: datetime) -> int:
    """Say that two models are one. Records keep the word and code that they came with."""
    require(access.may(by, "ordnance.catalogue"))
    lock_head()
    device_for(code), device_for(into)
    book = catalogues.catalogue()
    if book.means(into) == code or code in book.into or code == into:
        raise NotNow("ordnance.device.merged-already")
    if not because.strip():
        raise NotUsable("ordnance.entry.no-reason")
    return _say(MERGE, code, at, into=book.means(into), because=because[:500])


def _say(says: str, code: str, at: datetime, **facts: str) -> int:
    number = give(1)
    Saying.objects.create(number=number, says=says, device=code, at=at, **facts)
    return number
