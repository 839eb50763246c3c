"""Rows about people who use the system. Names live here and nowhere else."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from commonground.core.privacy import Privacy


class Role(models.TextChoices):
    """What somebody may do, until roles by unit and organisation arrive with the workplace."""

    READER = "reader", "Reader"
    OFFICER = "officer", "Information officer"
    ADMINISTRATOR = "administrator", "Administrator"


class User(AbstractUser):
    """Somebody who can sign in."""

    role = models.CharField(max_length=20, choices=Role, default=Role.READER)
    language = models.CharField(max_length=12, default="en")

    privacy = dict.fromkeys(
        ("id", "is_active", "is_staff", "is_superuser", "role", "groups", "user_permissions"), Privacy.RESTRICTED
    ) | dict.fromkeys(
        ("username", "password", "first_name", "last_name", "email", "last_login", "date_joined", "language"),
        Privacy.PERSONAL,
    )


class EntryLink(models.Model):
    """A one-time link that signs a local user in, kept as a hash and gone once used."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()

    privacy = dict.fromkeys(("id", "user", "token_hash", "expires_at"), Privacy.PERSONAL)
