"""What import contracts cannot see: foreign keys by name, and the ways back that they leave."""

import pytest
from django.apps import apps
from django.db import models
from house import depths, slice_of


def own_models() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if slice_of(m.__module__)]


def crossings():
    for model in own_models():
        for field in model._meta.get_fields():
            if not field.auto_created and field.is_relation and field.related_model:
                here, there = slice_of(model.__module__), slice_of(field.related_model.__module__)
                if there and here != there:
                    yield pytest.param(field, here, there, id=str(field))


# The audit lies below identity, so that giving a role is an act, and knows people by the table that the settings name.
UPWARDS = {"audit.Event.by"}


@pytest.mark.parametrize("field, here, there", list(crossings()))
def test_a_foreign_key_points_down_protects_and_leaves_no_way_back(field, here, there):
    depth = depths()
    assert depth[here] < depth[there] or str(field) in UPWARDS, f"{field} points up"
    assert field.remote_field.hidden, f'{field} needs related_name="+"'
    assert field.remote_field.on_delete is models.PROTECT, f"{field} must not let a row below be deleted"


def test_there_are_foreign_keys_across_slices_so_that_the_test_above_is_not_empty():
    assert list(crossings())


def test_append_only_rows_are_never_deleted_by_a_cascade():
    for model in own_models():
        if getattr(model, "append_only", False):
            keys = [f for f in model._meta.concrete_fields if f.is_relation]
            assert all(f.remote_field.on_delete is models.PROTECT for f in keys), model


def test_every_slice_with_models_stands_in_the_stack():
    assert {slice_of(m.__module__) for m in own_models()} <= set(depths())
