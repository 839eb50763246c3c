"""The invented country's people and what waits on their desks: reports in every state, written and checked by different hands.

Accounts are called by what they do, and have no password: whoever wants to be one of them is given a link.
"""

import json
import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from commonground.core.fieldwork.types import Type
from commonground.core.geometry import invent
from commonground.core.geometry.overlay import Region, area, is_nothing
from commonground.core.geometry.plane import EqualAreaPlane
from commonground.core.viewers import Viewer
from commonground.demo import accidents, education, helped, returns
from commonground.demo.names import OPERATORS
from commonground.fieldwork.actions import approving, reviewing, writing
from commonground.fieldwork.queries import content
from commonground.identity import actions as identity
from commonground.identity import queries as people
from commonground.land.queries.geojson import geometry
from commonground.places import queries as places

CENTRE = ("officer", "operations", "quality", "planner", "reader", "auditor", "assistance", "education", "investigator")
DRAFTS, RETURNED, APPROVED, WAITING, CONTRADICTING = 4, 3, 5, 12, 3


def make(
    made: Sequence[Any], *, rng: np.random.Generator, chance: random.Random, seed: int, by: Viewer, at: datetime
) -> int:
    """Accounts, and reports on hazards with open land; returns how many entries were booked from them."""
    staff = {role: _account(role, by, at) for role in CENTRE}
    desk = _Desk(staff["operations"], at, rng, chance, places.programme().plane)
    reporters = [_account("reporter", by, at, organisation=code) for code, _ in OPERATORS[:3]]
    open_ones = [m for m in made if m.left is not None and not is_nothing(m.left) and area(m.left) > 2_000]
    picked = chance.sample(open_ones, min(len(open_ones), DRAFTS + RETURNED + APPROVED + WAITING))
    entries = 0
    for i, m in enumerate(picked):
        entries += desk.write(reporters[i % 3], m.code, m.left, i)
    twice = [m for m in made if m.released and not is_nothing(m.released[0][0])][:CONTRADICTING]
    for i, m in enumerate(twice):
        desk.hand_in(reporters[i % 3], m.code, m.released[0][0], days=10 + i)
    returns.make(planner=staff["planner"], ministry=staff["reader"], at=at)
    accidents.make(made, chance=chance, staff=staff, by=by, at=at)
    helped.make(staff=staff, by=by, at=at)
    for code in (helped.CLINIC, helped.WORKSHOP):
        _account("provider", by, at, organisation=code)
    education.make(seed=seed, staff=staff, at=at)
    return entries


def _account(role: str, by: Viewer, at: datetime, organisation: str = "") -> Viewer:
    name = f"{role}-{organisation}" if organisation else role
    user = identity.make_account(name, password=None, roles=())
    identity.give_role(user, identity.RoleDraft(role, organisation=organisation), by=by, at=at)
    return people.viewer_for(user, on=at.date())


class _Desk:
    """Where reports are written and checked."""

    def __init__(
        self, checker: Viewer, at: datetime, rng: np.random.Generator, chance: random.Random, plane: EqualAreaPlane
    ) -> None:
        self.checker, self.at, self.rng, self.chance, self.plane = checker, at, rng, chance, plane

    def write(self, by: Viewer, code: str, left: Region, place: int) -> int:
        """One report, as far as its place in the row takes it; how many entries it became."""
        piece = invent.share_of(left, self.chance.uniform(0.2, 0.7), self.rng)
        number = self._begin(by, code, left if is_nothing(piece) else piece, days=self.chance.randint(3, 60))
        if place < DRAFTS:
            return 0
        self._submit(number, by)
        if place < DRAFTS + RETURNED:
            said = {"on": "The day is later than the team's log says. Which is right?"}
            reviewing.return_with_remarks(
                number, version=content.version(self.checker, number), remarks=said, by=self.checker, at=self.at
            )
        elif place < DRAFTS + RETURNED + APPROVED:
            return self._approve(number)
        return 0

    def hand_in(self, by: Viewer, code: str, shape: Region, days: int) -> None:
        """A report that waits to be checked."""
        self._submit(self._begin(by, code, shape, days), by)

    def _begin(self, by: Viewer, code: str, shape: Region, days: int) -> int:
        on: date = self.at.date() - timedelta(days=days)
        fields = {
            "hazards": code, "began_on": (on - timedelta(days=20)).isoformat(), "on": on.isoformat(), "extent": "drawn", "depth_cm": "20",
            "method": self.chance.choice(("manual", "mechanical", "dogs")), "team": f"Team {self.chance.randint(1, 9)}",
        }  # fmt: skip
        drawn = json.dumps(geometry(self.plane.to_lonlat(shape)))
        return writing.draft(
            Type.PROGRESS, fields=fields, entered={"text": drawn}, organisation=min(by.organisations), by=by, at=self.at
        )

    def _submit(self, number: int, by: Viewer) -> None:
        writing.submit(number, version=content.version(by, number), by=by, at=self.at)

    def _approve(self, number: int) -> int:
        shown = approving.preview(number, by=self.checker, at=self.at)
        if shown.refusal is not None:
            return 0
        seen = content.version(self.checker, number)
        done = approving.approve(number, version=seen, stamp=shown.stamp, by=self.checker, at=self.at)
        return done.last - done.first + 1 if done.first and done.last else 0
