"""Accounts made at the console."""

import pytest
from click.testing import CliRunner

from commonground.config.commands import cli
from commonground.identity.models import Assignment, User

pytestmark = pytest.mark.django_db


def made(*arguments, typed=""):
    return CliRunner().invoke(cli, ["account", *arguments], input=typed)


def test_an_account_with_a_password_can_sign_in(client):
    answer = made("amra", "--role", "officer", typed="a long enough one\na long enough one\n")
    assert answer.exit_code == 0 and "a long enough one" not in answer.output
    assert [a.role for a in Assignment.objects.all()] == ["officer"]
    assert client.post("/account/login/", {"login": "amra", "password": "a long enough one"}).status_code == 302


def test_a_short_password_is_refused_with_what_it_needs():
    answer = made("amra", typed="short\nshort\n")
    assert answer.exit_code == 2 and "12" in answer.output
    assert not User.objects.exists()


def test_a_link_signs_in_once(client):
    token = made("amra", "--link").output.split("/enter/")[1].split("/")[0]
    assert client.get(f"/enter/{token}/").status_code == 302
    assert client.get(f"/enter/{token}/").status_code == 404
