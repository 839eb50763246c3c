"""Rows about people who use the system. Names live here and nowhere else."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from commonground.core.privacy import Privacy


class Role(models.TextChoices):
    """The work somebody does. What each may do is in `access`; who has which, where and until when, in `Assignment`."""

    OFFICER = "officer", "Information officer"
    OPERATIONS = "operations", "Operations officer"
    QUALITY = "quality", "Quality officer"
    REPORTER = "reporter", "Operator's reporter"
    SUPERVISOR = "supervisor", "Operator's supervisor"
    PLANNER = "planner", "Planner"
    READER = "reader", "Ministry reader"
    ASSISTANCE = "assistance", "Victim assistance officer"
    EDUCATION = "education", "Risk education officer"
    INVESTIGATOR = "investigator", "Investigator of accidents"
    PROVIDER = "provider", "Provider of services to victims"
    AUDITOR = "auditor", "Auditor"
    ADMINISTRATOR = "administrator", "Administrator"


class User(AbstractUser):
    """Somebody who can sign in."""

    language = models.CharField(max_length=12, default="en")

    privacy = dict.fromkeys(
        ("id", "is_active", "is_staff", "is_superuser", "groups", "user_permissions"), Privacy.RESTRICTED
    ) | dict.fromkeys(
        ("username", "password", "first_name", "last_name", "email", "last_login", "date_joined", "language"),
        Privacy.PERSONAL,
    )


class Assignment(models.Model):
    """A role that somebody has: in one unit or the whole country, for one organisation or all, from a day to a day.

    It is never deleted. One that was ended early keeps who ended it and when, and holds no longer from that moment.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="assignments")
    role = models.CharField(max_length=20, choices=Role)
    unit = models.CharField(max_length=40, blank=True, default="")  # a code, lower units included; empty is all
    organisation = models.CharField(max_length=60, blank=True, default="")  # a code; empty is all
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)  # the last day
    given_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # empty: the console
    given_at = models.DateTimeField(null=True)  # empty: came with the file
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    privacy = dict.fromkeys(("id", "role", "unit", "organisation"), Privacy.RESTRICTED) | dict.fromkeys(
        ("user", "since", "until", "given_by", "given_at", "ended_by", "ended_at"), Privacy.PERSONAL
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="operator_has_organisation",
                condition=~models.Q(role__in=["reporter", "supervisor", "provider"]) | ~models.Q(organisation=""),
            ),
            models.CheckConstraint(
                name="assignment_days_in_order",
                condition=models.Q(since=None) | models.Q(until=None) | models.Q(until__gte=models.F("since")),
            ),
        ]


class Purpose(models.TextChoices):
    """What a one-time link is for."""

    ENTRY = "entry", "Sign in"
    INVITATION = "invitation", "Choose a password"


class EntryLink(models.Model):
    """A one-time link that signs a local user in or lets somebody choose a password; kept as a hash, gone once used."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    purpose = models.CharField(max_length=12, choices=Purpose, default=Purpose.ENTRY)

    privacy = dict.fromkeys(("id", "user", "token_hash", "expires_at", "purpose"), Privacy.PERSONAL)
