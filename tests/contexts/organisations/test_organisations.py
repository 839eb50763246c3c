"""Organisations: entered once by code, renamed by entering again, kept under the name a file gives."""

import pytest

from commonground.organisations import actions, queries

pytestmark = pytest.mark.django_db


def test_an_organisation_is_entered_and_renamed_by_its_code(officer):
    actions.register("BS", name="Blue Spade", by=officer)
    actions.register("BS", name="Blue Spade International", by=officer)
    assert queries.names() == {"BS": "Blue Spade International"}


def test_what_a_file_names_is_kept_and_what_is_known_stays(officer):
    actions.register("BS", name="Blue Spade", by=officer)
    actions.ensure({"BS", "Steady Hands"}, kind="operator")
    actions.ensure({"Fund A"}, kind="donor")
    assert queries.names("operator") == {"BS": "Blue Spade", "Steady Hands": "Steady Hands"}
    assert queries.names("donor") == {"Fund A": "Fund A"}
