"""A programme booked from generated land, and what serving it needs: settings, somebody signed in.

python bench/programme.py --land /tmp/bench/land --database /tmp/bench/land.cground
"""

import argparse
import os
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "src"), str(HERE)]


def start(database: str) -> None:
    """Django on a database, as the desktop has it."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "settings_bench"
    os.environ["COMMONGROUND_DATABASE"] = database
    import django

    django.setup()


def book(land: Path, chunk: int = 50_000) -> None:
    """Make the programme and book every hazard, then every release."""
    import generate
    from django.core.management import call_command

    from commonground.core.viewers import Viewer
    from commonground.land.actions import ledger
    from commonground.places import actions as places

    call_command("migrate", verbosity=0)
    by = Viewer(None, "bench", frozenset({"land.see", "land.book", "places.change"}))
    places.make_programme("BA", by=by, bounds=generate.BOUNDS)
    layers = generate.load(land.with_suffix(".npz"))
    for drafts, cards in (_hazards(*layers["hazards"]), _releases(*layers["releases"])):
        for first in range(0, len(drafts), chunk):
            some = slice(first, first + chunk)
            ledger.book(drafts[some], by=by, at=datetime.now(UTC), hazards=cards[some])


def _mended(wkb):
    import shapely

    from commonground.core.geometry.repair import repair
    from commonground.places import queries as places

    return repair(places.programme().plane.to_plane(shapely.from_wkb(wkb))).shapes


def _hazards(wkb, columns):
    from commonground.core.land.drafts import Draft
    from commonground.core.land.entries import Account, Kind
    from commonground.land.actions.ledger import HazardCard

    rows = zip(_mended(wkb), columns["code"], columns["level"], columns["on"], strict=True)
    drafts = [
        Draft(kind=Kind.RECORD, on=date.fromisoformat(on), hazards=(str(code),), document="BENCH-H", shape=shape, level=Account(level))
        for shape, code, level, on in rows
    ]  # fmt: skip
    cards = [
        HazardCard(str(c), contamination=str(k)) for c, k in zip(columns["code"], columns["contamination"], strict=True)
    ]
    return drafts, cards


def _releases(wkb, columns):
    from commonground.core.land.activities import Activity
    from commonground.core.land.drafts import Draft
    from commonground.core.land.entries import Kind

    names = ("code", "kind", "activity", "hazards", "on")
    drafts = [
        Draft(
            kind=Kind(kind), on=date.fromisoformat(on), hazards=tuple(hazards.split()), document=f"BENCH-{code}", shape=shape,
            activity=Activity(activity),
        )
        for shape, code, kind, activity, hazards, on in zip(_mended(wkb), *(columns[n].tolist() for n in names), strict=True)
    ]  # fmt: skip
    return drafts, []


def session() -> str:
    """The session key of somebody signed in who may see everything."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from commonground.identity.actions import local_user

    user, kept = local_user(), SessionStore()
    kept[SESSION_KEY] = str(user.pk)
    kept[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    kept[HASH_SESSION_KEY] = user.get_session_auth_hash()
    kept.save()
    return kept.session_key


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--land", type=Path, required=True)
    parser.add_argument("--database", required=True)
    asked = parser.parse_args()
    start(asked.database)
    began = time.monotonic()
    book(asked.land)
    print(f"booked in {time.monotonic() - began:.1f} s")
    from commonground.geodata import actions

    began = time.monotonic()
    actions.fresh()
    print(f"outlines drawn in {time.monotonic() - began:.1f} s")


if __name__ == "__main__":
    main()
