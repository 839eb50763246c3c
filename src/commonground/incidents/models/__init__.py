"""Accidents and victims as rows. What is said of them is append-only: a correction is another row."""

from commonground.incidents.models.accidents import Accident, AccidentFacts, Change
from commonground.incidents.models.alarms import ReleasedAlarm
from commonground.incidents.models.assistance import CaseEnding, FollowUp, Goal, Need, Plan, Service
from commonground.incidents.models.duplicates import Pair, PairVerdict
from commonground.incidents.models.education import EducationSession
from commonground.incidents.models.identities import CaseMember, Consent, Identity
from commonground.incidents.models.investigations import CorrectiveAction, Investigation, InvestigationStep
from commonground.incidents.models.referrals import Provider, Referral, ReferralStep
from commonground.incidents.models.victims import Victim, VictimFacts, VictimOutcome

__all__ = [
    "Accident", "AccidentFacts", "CaseEnding", "CaseMember", "Change", "Consent", "CorrectiveAction", "EducationSession", "FollowUp",
    "Goal", "Identity", "Investigation", "InvestigationStep", "Need", "Pair", "PairVerdict", "Plan", "Provider", "Referral",
    "ReferralStep", "ReleasedAlarm", "Service", "Victim", "VictimFacts", "VictimOutcome",
]  # fmt: skip
