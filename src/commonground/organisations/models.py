"""Operators, donors and authorities: names and types. Accreditation comes later."""

from django.db import models

from commonground.core.privacy import Privacy


class Kind(models.TextChoices):
    """What an organisation is in the programme."""

    AUTHORITY = "authority", "National authority"
    CENTRE = "centre", "Mine action centre"
    OPERATOR = "operator", "Demining organisation"
    DONOR = "donor", "Donor"
    OTHER = "other", "Other"


class Organisation(models.Model):
    """A legal body that takes part."""

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.OPERATOR)

    privacy = dict.fromkeys(("id", "code", "name", "kind"), Privacy.PUBLIC)
