"""Migrations are complete, named, and one after the other."""

import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from house import slice_of

OWN = {a.label for a in apps.get_app_configs() if slice_of(a.name)}


@pytest.mark.django_db
def test_no_model_is_ahead_of_its_migrations():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_migration_has_a_name_of_its_own_and_a_number():
    for label, name in MigrationLoader(None).disk_migrations:
        if label in OWN:
            assert re.fullmatch(r"\d{4}_[a-z][a-z0-9_]+", name), f"{label}.{name}"
            assert "auto" not in name.split("_"), f"{label}.{name} was named by a machine"


def test_no_slice_has_two_ends():
    assert MigrationLoader(None).detect_conflicts() == {}
