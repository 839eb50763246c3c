"""A victim who is helped, a provider with people of its own, and a referral between them. Nobody of them lives."""

from datetime import date

from commonground.core.incidents import assistance as core
from commonground.core.incidents.assistance import Kind, Priority
from commonground.core.incidents.consent import Basis, Giver
from commonground.core.incidents.providers import Offer
from commonground.core.incidents.referral import Verb
from commonground.identity import queries as identity
from commonground.incidents.actions import assistance, identities, providers, referrals
from commonground.incidents.models import Referral
from commonground.organisations import actions as organisations
from factories import accidents, people
from factories.accidents import MINE, TODAY, WOMAN
from factories.country import AT, LATER

CLINIC = Offer(
    "Clinic of the valley",
    ("rehabilitation", "prosthetics"),
    organisation="CV",
    place="Brod",
    capacity=12,
    checked_on=TODAY,
)
WORDS = {"name": "Nobody Atall", "phone": "000 111", "address": "Nowhere 1"}
NEED = core.Need("prosthetics", "now", date(2026, 5, 1), "self")


def viewer(role: str, name: str, organisation: str = ""):
    return identity.viewer_for(people.somebody(role, name=name, organisation=organisation), on=TODAY)


def helper(name: str = "helper"):
    """Somebody who works on cases."""
    return viewer("assistance", name)


def case(by, words=WORDS, *, said=WOMAN, until=date(2030, 1, 1)) -> str:
    """A victim whose case somebody has begun, with who they are written down; the code."""
    code = accidents.people(accidents.entered(MINE, said))[0]
    identities.begin(code, by=by, at=AT)
    identities.write(code, words, basis=Basis.VITAL, keep_until=until, version=0, today=TODAY, by=by, at=LATER)
    return code


def clinic(by, said: Offer = CLINIC) -> str:
    """A provider of the directory; the code."""
    if said.organisation:
        organisations.register(said.organisation, name=said.name, kind="other", by=by)
    return providers.enter(said, today=TODAY, by=by, at=LATER)


def prepared(
    victim: str, provider: str, by, *, chosen=("sex", "name", "words"), message="", need=None, kind=Kind.PROSTHETICS
) -> str:
    return referrals.prepare(
        victim,
        provider,
        kind=kind,
        priority=Priority.NOW,
        need=need,
        chosen=chosen,
        message=message,
        today=TODAY,
        by=by,
        at=LATER,
    )


def step(code: str, verb: Verb, by, at=LATER, **more) -> None:
    """One step, as if it were seen as it is now."""
    referrals.take(code, verb, version=Referral.objects.get(code=code).version, today=TODAY, by=by, at=at, **more)


def agreed(code: str, by, until: date | None = None) -> int:
    """Their consent to a referral."""
    return referrals.agree(code, given_by=Giver.SELF, given_on=TODAY, until=until, today=TODAY, by=by, at=LATER)


def sent(victim: str, provider: str, by, **more) -> str:
    """A referral that has been sent; the code."""
    code = prepared(victim, provider, by, **more)
    agreed(code, by)
    step(code, Verb.CONSENT, by)
    referrals.show(code, version=Referral.objects.get(code=code).version, by=by, at=LATER)
    step(code, Verb.SEND, by)
    return code


def needed(victim: str, by, words: str = "A leg that fits.", said: core.Need = NEED) -> int:
    return assistance.write(victim, said, words, today=TODAY, by=by, at=LATER)
