"""Who helps, and who was referred to whom. What a provider is told is sealed with the victim's own key, like every word about them."""

from django.db import models

from commonground.core.incidents.referral import State
from commonground.core.privacy import Privacy
from commonground.incidents.models.victims import Victim


class Provider(models.Model):
    """An organisation's service, or a programme, that helps victims. Its contact is an office's, never a person's."""

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=120)
    organisation = models.CharField(max_length=60, default="", db_index=True)  # a code, where its people sign in here
    kinds = models.CharField(max_length=160)  # codes, apart by spaces
    units = models.TextField(default="")  # codes, apart by lines; none is the whole country
    languages = models.CharField(max_length=120, default="")
    place = models.CharField(max_length=120, default="")
    address = models.CharField(max_length=200, default="")
    phone = models.CharField(max_length=60, default="")
    mail = models.CharField(max_length=120, default="")
    hours = models.CharField(max_length=120, default="")
    capacity = models.IntegerField(null=True)
    cost = models.CharField(max_length=8)
    reach = models.CharField(max_length=120, default="")  # codes, apart by spaces
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    checked_on = models.DateField(null=True)
    told = models.CharField(max_length=1000, default="")
    version = models.IntegerField(default=1)
    written_at = models.DateTimeField()
    written_by = models.BigIntegerField(null=True)

    privacy = dict.fromkeys(
        ("id", "code", "name", "organisation", "kinds", "units", "languages", "place", "address", "phone", "mail", "hours", "capacity",
         "cost", "reach", "since", "until", "checked_on", "told", "version", "written_at"),
        Privacy.PARTNER,
    ) | {"written_by": Privacy.PERSONAL}  # fmt: skip


class Referral(models.Model):
    """A victim is referred to a provider. `chosen` names what is told, `told` is what was told, sealed."""

    code = models.CharField(max_length=12, unique=True)
    victim = models.ForeignKey(Victim, on_delete=models.PROTECT, related_name="+")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+")
    need = models.BigIntegerField(null=True)  # the thing it answers
    service = models.BigIntegerField(null=True)  # the thing it became
    kind = models.CharField(max_length=16)
    purpose = models.CharField(max_length=16)
    priority = models.CharField(max_length=8)
    chosen = models.CharField(max_length=120, default="")  # codes, apart by spaces
    told = models.TextField(default="")
    state = models.CharField(max_length=16, default=State.DRAFT.value)
    shown = models.BooleanField(default=False)  # somebody of the case has looked at all of it
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)
    sent_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    version = models.IntegerField(default=1)

    privacy = dict.fromkeys(
        ("id", "code", "victim", "provider", "need", "service", "kind", "purpose", "priority", "chosen", "state", "shown", "made_at",
         "sent_on", "ended_on", "version"),
        Privacy.RESTRICTED,
    ) | dict.fromkeys(("told", "made_by"), Privacy.PERSONAL)  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["provider", "state"], name="referral_of_provider")]


class ReferralStep(models.Model):
    """One step of a referral: to which state, on which day, why, and with which sealed words."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=12)
    state = models.CharField(max_length=16)  # reached by it
    why = models.CharField(max_length=16, default="")
    on = models.DateField()
    words = models.TextField(default="")
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)
    by_provider = models.BooleanField(
        default=False
    )  # it was the provider's own answer, not one that somebody of the case wrote down

    append_only = True
    privacy = dict.fromkeys(
        ("id", "referral", "verb", "state", "why", "on", "at", "by_provider"), Privacy.RESTRICTED
    ) | dict.fromkeys(("words", "by"), Privacy.PERSONAL)
