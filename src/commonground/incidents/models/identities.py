"""Who the victims are: apart from every fact, sealed for each person with a key of their own (`store.keys`).

Nothing here is in the clear but codes, days and numbers of people who use the system. There is no history of names: a correction
writes over the seal, and erasing destroys the key, which reaches every copy.
"""

from django.db import models

from commonground.core.privacy import Privacy
from commonground.incidents.models.victims import Victim

SEALED = ("name", "born", "number", "phone", "address", "told")


class Identity(models.Model):
    """Who one victim is. The fields of `SEALED` hold seals, never words; all of them are empty once erased."""

    victim = models.OneToOneField(Victim, on_delete=models.PROTECT, related_name="+")
    name = models.TextField(default="")
    born = models.TextField(default="")
    number = models.TextField(default="")  # of an identity card
    phone = models.TextField(default="")
    address = models.TextField(default="")
    told = models.TextField(default="")  # what they tell themselves
    basis = models.CharField(max_length=16)  # why it may be kept: core.incidents.consent.Basis
    keep_until = models.DateField()  # erased on the day after
    written_at = models.DateTimeField()
    written_by = models.BigIntegerField(null=True)
    erased_on = models.DateField(null=True)
    version = models.IntegerField(default=1)

    privacy = dict.fromkeys(("id", "victim", "basis", "keep_until", "written_at", "erased_on", "version"), Privacy.RESTRICTED) | dict.fromkeys(
        (*SEALED, "written_by"), Privacy.PERSONAL
    )  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["erased_on", "keep_until"], name="identity_due")]


class CaseMember(models.Model):
    """Somebody who works on a victim's case, by their number; nobody else may know who the victim is."""

    victim = models.ForeignKey(Victim, on_delete=models.PROTECT, related_name="+")
    person = models.BigIntegerField(db_index=True)
    since = models.DateTimeField()
    given_by = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)

    privacy = dict.fromkeys(("id", "victim", "since", "ended_at"), Privacy.RESTRICTED) | dict.fromkeys(
        ("person", "given_by"), Privacy.PERSONAL
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["victim", "person"], condition=models.Q(ended_at=None), name="case_member_once"
            )
        ]


class Consent(models.Model):
    """What a victim agreed to: for one recipient and one purpose. A withdrawal counts from its moment on."""

    victim = models.ForeignKey(Victim, on_delete=models.PROTECT, related_name="+")
    recipient = models.CharField(max_length=120)  # an organisation or an authority, never a person's name
    purpose = models.CharField(max_length=16)  # core.incidents.consent.Purpose
    given_by = models.CharField(max_length=12)  # core.incidents.consent.Giver
    given_on = models.DateField()
    until = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    written_by = models.BigIntegerField(null=True)

    privacy = dict.fromkeys(
        ("id", "victim", "recipient", "purpose", "given_by", "given_on", "until", "withdrawn_at"), Privacy.RESTRICTED
    ) | {"written_by": Privacy.PERSONAL}
