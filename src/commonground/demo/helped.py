"""Some of the invented country's victims are helped: needs, plans, services, follow-ups, and referrals in every state.

Nobody has a name, and no office exists. Whoever opens the demonstration works on the cases beside the assistance officer.
"""

import random
from datetime import date, datetime, timedelta

from commonground.core.incidents import assistance as core
from commonground.core.incidents.assistance import Kind, Priority
from commonground.core.incidents.consent import Basis, Giver
from commonground.core.incidents.providers import Offer
from commonground.core.incidents.referral import Verb
from commonground.core.viewers import Viewer
from commonground.identity import actions as identity
from commonground.incidents.actions import assistance, identities, providers, referrals
from commonground.incidents.queries import cards, listing
from commonground.incidents.queries import referrals as sent
from commonground.organisations import actions as organisations
from commonground.places import queries as places

SEED, CASES = 5, 14
CLINIC, WORKSHOP = "valley-clinic", "step-workshop"
ORGANISATIONS = ((CLINIC, "Clinic of the Valley"), (WORKSHOP, "Step Workshop"))
NEEDS = (
    (Kind.PROSTHETICS, "The socket is worn and hurts after an hour."),
    (Kind.REHABILITATION, "Wants to walk to the market again."),
    (Kind.PSYCHOSOCIAL, "Sleeps badly since the accident."),
    (Kind.MEDICAL, "A splinter near the knee is to be looked at."),
    (Kind.LIVELIHOOD, "Kept bees before, and would again."),
    (Kind.EDUCATION, "The way to school is too long on crutches."),
    (Kind.RIGHTS, "The papers for the pension are missing."),
)
WAYS: tuple[tuple[Verb, ...], ...] = (
    (),
    (Verb.CONSENT,),
    (Verb.CONSENT, Verb.SEND),
    (Verb.CONSENT, Verb.SEND, Verb.ACCEPT),
    (Verb.CONSENT, Verb.SEND, Verb.DECLINE),
    (Verb.CONSENT, Verb.SEND, Verb.ACCEPT, Verb.START),
    (Verb.CONSENT, Verb.SEND, Verb.ACCEPT, Verb.START, Verb.COMPLETE),
    (Verb.CONSENT, Verb.SEND, Verb.ACCEPT, Verb.MISS),
    (Verb.CONSENT, Verb.SEND, Verb.WITHDRAW),
)
WHY = {Verb.DECLINE: "full", Verb.MISS: "not-reached", Verb.WITHDRAW: "refused"}


def offices(today: date) -> list[Offer]:
    """The directory, invented."""
    units = [u.code for u in places.units(level=1)]
    checked = today - timedelta(days=60)
    return [
        Offer("Rehabilitation centre", ("rehabilitation", "prosthetics", "medical"), organisation=CLINIC, place="Valley", phone="+000 1 100",
              hours="Mon–Fri 8–15", languages="en, bs", capacity=30, cost="free", reach=("step-free", "toilet", "transport"), checked_on=checked),
        Offer("Prosthetics workshop", ("prosthetics",), units=tuple(units[:1]), organisation=WORKSHOP, place="Harbour", phone="+000 1 200",
              capacity=6, cost="partly", reach=("step-free", "children"), checked_on=checked),
        Offer("Listening house", ("psychosocial", "peer"), place="Hill", phone="+000 1 300", languages="en, bs, sq", cost="free",
              reach=("women", "home-visits", "easy-language"), checked_on=today - timedelta(days=500)),
        Offer("School on wheels", ("education", "training"), place="Valley", phone="+000 1 400", cost="free", checked_on=checked),
        Offer("Small works fund", ("livelihood", "social"), place="Harbour", mail="office@example.org", capacity=12, checked_on=checked),
        Offer("Office for pensions and papers", ("rights",), place="Hill", phone="+000 1 500", cost="free", checked_on=checked),
        Offer("First aid post of the pass", ("emergency",), place="Pass", until=today - timedelta(days=90), checked_on=checked),
    ]  # fmt: skip


def make(*, staff: dict[str, Viewer], by: Viewer, at: datetime) -> int:
    """Providers with people of their own, and cases; how many."""
    chance, today = random.Random(SEED), at.date()  # noqa: S311 invented
    for code, name in ORGANISATIONS:
        organisations.register(code, name=name, kind="other", by=by)
    helper = staff["assistance"]
    offered = {providers.enter(one, today=today, by=helper, at=at): one for one in offices(today)}
    found = listing.listing(helper, listing.Filters(outcome="injured"))
    codes = [code for row in found.rows for code in cards.codes(helper, row.code, "injured")][:CASES]
    local = identity.local_user().pk
    for place, code in enumerate(codes):
        identities.begin(code, by=helper, at=at)
        identities.bring_in(code, local, by=helper, at=at)
        identities.write(
            code,
            {},
            basis=Basis.VITAL,
            keep_until=today + timedelta(days=700),
            version=0,
            today=today,
            by=helper,
            at=at,
        )
        _Case(code, helper, at, chance, offered).fill(place)
    return len(codes)


class _Case:
    """One case, as far as its place in the row takes it."""

    def __init__(self, code: str, by: Viewer, at: datetime, chance: random.Random, offered: dict[str, Offer]) -> None:
        self.code, self.by, self.at, self.chance, self.offered = code, by, at, chance, offered
        self.today = at.date()

    def fill(self, place: int) -> None:
        """Needs, a plan, a follow-up, a service, a referral; the last ones are closed."""
        picked = [NEEDS[place % len(NEEDS)], *self.chance.sample(NEEDS, self.chance.randint(0, 2))]
        things = [self._need(kind, text) for kind, text in dict(picked).items()]
        if place % 3:
            self._say(core.Plan(self.by.number, self._day(-10, 120)), "")
            self._say(core.Goal(picked[0][0].value, self._day(-5, 90)), "Agreed with them at home.")
        if place % 2:
            self._say(core.Service(Kind.MEDICAL.value, self._day(-200, -100), "", self._day(-90, -60), "improved"), "")
            self._say(
                core.FollowUp(
                    self._day(-60, -20), self.chance.choice(("improved", "unchanged", "worse")), self._day(-7, 60)
                ),
                "",
            )
        self._refer(picked[0][0], things[0], WAYS[place % len(WAYS)])
        if place == CASES - 1:
            self._close()

    def _need(self, kind: Kind, text: str) -> int:
        priority = self.chance.choice(("now", "soon", "later", "unknown"))
        return self._say(
            core.Need(
                kind.value, priority, self._day(-120, -20), self.chance.choice(("self", "family", "visit", "health"))
            ),
            text,
        )

    def _say(self, said: core.Said, words: str) -> int:
        return assistance.write(self.code, said, words, today=self.today, by=self.by, at=self.at)

    def _day(self, first: int, last: int) -> date:
        return self.today + timedelta(days=self.chance.randint(first, last))

    def _refer(self, kind: Kind, need: int, way: tuple[Verb, ...]) -> None:
        to = next(code for code, one in self.offered.items() if one.offers(kind.value, self.today))
        code = referrals.prepare(
            self.code, to, kind=kind, priority=Priority.SOON, need=need, chosen=("sex", "age", "words"), today=self.today, by=self.by, at=self.at
        )  # fmt: skip
        if way:
            until = self.today + timedelta(days=self.chance.choice((20, 200)))
            referrals.agree(
                code, given_by=Giver.SELF, given_on=self.today - timedelta(days=30), until=until, today=self.today, by=self.by, at=self.at
            )  # fmt: skip
            referrals.show(code, version=sent.version(self.by, code), by=self.by, at=self.at)
        for days, verb in enumerate(way, start=-25):
            referrals.take(
                code, verb, version=sent.version(self.by, code), why=WHY.get(verb, ""), outcome="improved" if verb is Verb.COMPLETE else "unknown",
                on=self.today + timedelta(days=days), today=self.today, by=self.by, at=self.at,
            )  # fmt: skip

    def _close(self) -> None:
        for card in sent.open_codes(self.by, self.code):
            referrals.take(
                card,
                Verb.WITHDRAW,
                version=sent.version(self.by, card),
                why="moved",
                today=self.today,
                by=self.by,
                at=self.at,
            )
        assistance.close(self.code, core.Ending(self.today, "moved"), today=self.today, by=self.by, at=self.at)
