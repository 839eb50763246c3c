"""Every stored field has a class: one classification drives pages, exports and exchange."""

import pytest
from django.apps import apps
from house import slice_of

from commonground.core.privacy import Privacy

OWN = [m for m in apps.get_models(include_auto_created=True) if slice_of(m.__module__)]
OTHERS = [m for m in apps.get_models(include_auto_created=True) if not slice_of(m.__module__)]

# Tables that come with what we use. The class is that of the gravest thing in the table.
THIRD_PARTY = {
    "account.EmailAddress": Privacy.PERSONAL,
    "account.EmailConfirmation": Privacy.PERSONAL,
    "auth.Group": Privacy.RESTRICTED,
    "auth.Group_permissions": Privacy.RESTRICTED,
    "auth.Permission": Privacy.PUBLIC,
    "contenttypes.ContentType": Privacy.PUBLIC,
    "django_tasks_database.DBTaskResult": Privacy.RESTRICTED,  # arguments of background work: codes, never names
    "mfa.Authenticator": Privacy.PERSONAL,  # secrets of second factors
    "sessions.Session": Privacy.PERSONAL,
    "usersessions.UserSession": Privacy.PERSONAL,  # addresses and browsers of people
}
# Our own people's links to the framework's groups and permissions: no field of theirs is written by us.
LINKS = {"identity.User_groups": Privacy.PERSONAL, "identity.User_user_permissions": Privacy.PERSONAL}


def stored(model) -> set[str]:
    return {f.name for f in (*model._meta.concrete_fields, *model._meta.many_to_many)}


@pytest.mark.parametrize("model", OWN, ids=lambda m: m._meta.label)
def test_every_field_has_a_class_and_no_class_is_left_over(model):
    if model._meta.label in LINKS:
        return
    classes = model.privacy
    assert stored(model) - set(classes) == set(), "fields without a class"
    assert set(classes) - stored(model) == set(), "classes of fields that are gone"
    assert all(isinstance(c, Privacy) for c in classes.values())


def test_every_table_of_others_is_listed_and_none_is_left_over():
    assert {m._meta.label for m in OTHERS} == set(THIRD_PARTY)


def test_the_ledger_never_holds_a_person():
    """Names live in `identity` only; what a person did is a number in `audit`."""
    personal = {m._meta.label for m in OWN if m._meta.label not in LINKS and Privacy.PERSONAL in m.privacy.values()}
    assert {label.split(".")[0] for label in personal} <= {
        "identity",
        "audit",
        "intake",
        "disclosure",
        "fieldwork",
        "incidents",
        "reporting",
    }, personal
    assert all(
        Privacy.PERSONAL not in m.privacy.values() for m in OWN if m._meta.app_label in ("land", "places", "geodata")
    )
