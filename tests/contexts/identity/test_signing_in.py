"""Second factors, lock-out and sessions: the library's, in our pages and with our settings."""

import importlib
import os
import re
import subprocess
import sys

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.apps import apps
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from commonground.config import environment
from commonground.config.middleware import ViewerMiddleware
from commonground.identity import actions, queries
from factories import people
from factories.databases import ROOT, commonground, new_database

pytestmark = pytest.mark.django_db
__all__ = ["new_database"]
PASSWORD = "a long enough one"


@pytest.fixture(autouse=True)
def no_attempts_remembered():
    cache.clear()


@pytest.fixture
def boro():
    user = people.somebody("officer", name="boro")
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client, password=PASSWORD):
    return client.post("/account/login/", {"login": "boro", "password": password})


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@pytest.fixture
def secret(client, boro):
    """An authenticator app set up through the pages."""
    sign_in(client)
    asked = client.get("/account/second-factor/totp/activate/")
    assert asked.status_code == 302 and "/account/reauthenticate/" in asked.url, "it asks once more who it is"
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    page = client.get("/account/second-factor/totp/activate/").content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    found = re.search(r'id="secret"[^>]*value="(\w+)"', page).group(1)
    wrong = client.post("/account/second-factor/totp/activate/", {"code": "000000"})
    assert wrong.status_code == 200 and "Incorrect code" in wrong.content.decode()
    assert client.post("/account/second-factor/totp/activate/", {"code": code_of(found)}).status_code == 302
    client.get("/me/")
    client.logout()
    cache.clear()  # a code is good once; the same half minute serves the next test step
    return found


def test_signing_in_asks_for_the_second_factor(client, secret):
    assert sign_in(client).url.startswith("/account/second-factor/authenticate/")
    assert client.get("/me/").status_code == 302, "the password alone does not sign in"
    page = client.get("/account/second-factor/authenticate/").content.decode()
    assert "Enter a code of your app" in page and "Use a key" in page
    assert client.post("/account/second-factor/authenticate/", {"code": "000000"}).status_code == 200
    assert client.get("/me/").status_code == 302
    assert client.post("/account/second-factor/authenticate/", {"code": code_of(secret)}).status_code == 302
    assert "set up" in client.get("/me/").content.decode()


def test_a_recovery_code_is_good_once(client, secret, boro):
    codes = Authenticator.objects.get(user=boro, type="recovery_codes").wrap().get_unused_codes()
    sign_in(client)
    assert client.post("/account/second-factor/authenticate/", {"code": codes[0]}).status_code == 302
    assert client.get("/me/").status_code == 200
    client.logout()
    sign_in(client)
    assert client.post("/account/second-factor/authenticate/", {"code": codes[0]}).status_code == 200
    assert client.get("/me/").status_code == 302


def test_a_new_password_by_link_does_not_get_round_the_second_factor(client, secret, boro, now):
    from django.utils import timezone

    token = actions.give_link(boro, by=queries.operator_at_the_console(), at=timezone.now())
    other = "another long password"
    client.post(f"/welcome/{token}/", {"password": other, "again": other})
    assert client.get("/me/").status_code == 302
    assert sign_in(client, other).url.startswith("/account/second-factor/authenticate/")


def test_an_administrator_takes_a_lost_second_factor_away(client, secret, boro):
    actions.remove_second_factor(boro, by=queries.operator_at_the_console())
    sign_in(client)
    assert client.get("/me/").status_code == 200


def test_five_wrong_passwords_lock_the_name_out(client, boro):
    for _ in range(5):
        assert sign_in(client, "wrong and wrong").status_code == 200
    page = sign_in(client)
    assert page.status_code == 200 and "Too many failed login attempts" in page.content.decode()
    assert client.get("/me/").status_code == 302


def test_behind_a_proxy_everybody_is_counted_by_their_own_address(client, boro, settings):
    """As the settings of a server have it; what a browser claims of itself before the proxy's own word does not count."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for i in range(12):
        client.post(
            "/account/login/",
            {"login": f"x{i}", "password": "wrong"},
            headers={"x-forwarded-for": f"1.1.1.{i}, 9.9.9.9"},
        )
    locked = client.post(
        "/account/login/", {"login": "boro", "password": PASSWORD}, headers={"x-forwarded-for": "9.9.9.9"}
    )
    assert "Too many failed login attempts" in locked.content.decode()
    other = client.post(
        "/account/login/", {"login": "boro", "password": PASSWORD}, headers={"x-forwarded-for": "8.8.8.8"}
    )
    assert other.status_code == 302


def test_a_closed_account_cannot_sign_in(client, boro):
    boro.is_active = False
    boro.save()
    assert sign_in(client).status_code in (200, 302)
    assert client.get("/me/").status_code == 302


def test_signing_out_elsewhere_ends_the_other_session_only(client, boro):
    elsewhere = Client(headers={"user-agent": "Telephone"})
    sign_in(client), sign_in(elsewhere)
    page = client.get("/account/sessions/").content.decode()
    assert "Telephone" in page and "this one" in page
    assert client.post("/account/sessions/").status_code == 302
    assert elsewhere.get("/me/").status_code == 302
    assert client.get("/me/").status_code == 200
    assert "You are signed in here only." in client.get("/account/sessions/").content.decode()


def test_a_passkey_is_asked_for_on_the_first_page(client):
    page = client.get("/account/login/").content.decode()
    assert "Sign in with a passkey" in page and "/static/mfa/js/webauthn.js" in page
    options = client.get("/account/second-factor/webauthn/login/", headers={"accept": "application/json"}).json()
    assert options["request_options"]["publicKey"]["rpId"] == "testserver"


def test_the_pages_of_the_library_speak_bosnian_and_fetch_nothing_from_elsewhere(client, boro):
    sign_in(client)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    client.cookies["django_language"] = "bs"
    for address in ("", "totp/activate/", "webauthn/", "webauthn/add/", "recovery-codes/generate/"):
        page = client.get(f"/account/second-factor/{address}")
        text = page.content.decode()
        assert page.status_code == 200 and '<html lang="bs"' in text
        assert 'class="fallback"' not in text, address
        assert not re.search(r'(src|href)="(https?:)?//', text)
        assert "script-src 'self'" in page.headers["Content-Security-Policy"]


# --- roles for which a second factor is obligatory -----------------------------------------------------------------


@pytest.fixture
def obliged(settings, client, boro):
    settings.SECOND_FACTOR = ("officer",)
    sign_in(client)
    return client


def test_whoever_needs_a_second_factor_sets_one_up_before_anything_else(obliged):
    for address in (
        "/",
        "/hazards/",
        "/me/",
        "/map/",
        "/tiles/0/0/0.mvt",
        "/people/",
        "/gallery/",
        "/account/sessions/",
    ):
        away = obliged.get(address)
        assert (away.status_code, away.url) == (302, "/account/second-factor/"), address
    part = obliged.get("/hazards/", headers={"HX-Request": "true"})
    assert (part.status_code, part.headers["HX-Redirect"]) == (204, "/account/second-factor/")
    assert obliged.post("/hazards-together/", {"act": "flag"}).url == "/account/second-factor/"
    page = obliged.get("/account/second-factor/")
    assert page.status_code == 200
    assert "Your role needs a second factor" in page.content.decode()
    obliged.post("/account/reauthenticate/", {"password": PASSWORD})
    page = obliged.get("/account/second-factor/totp/activate/").content.decode()
    found = re.search(r'id="secret"[^>]*value="(\w+)"', page).group(1)
    obliged.post("/account/second-factor/totp/activate/", {"code": code_of(found)})
    assert obliged.get("/me/").status_code == 200
    assert "Your role needs" not in obliged.get("/account/second-factor/").content.decode()
    Authenticator.objects.filter(type="totp").delete()
    assert obliged.get("/me/").status_code == 302, "taken away, it is missed at once, and codes on paper alone are none"


def test_a_second_factor_is_asked_of_the_roles_that_are_named(settings, client, boro):
    settings.SECOND_FACTOR = ("administrator", "auditor")
    sign_in(client)
    assert client.get("/me/").status_code == 200
    people.Assignment.objects.create(user=boro, role="auditor")
    assert client.get("/me/").status_code == 302
    assert client.post("/account/logout/").status_code == 302
    assert client.get("/account/login/").status_code == 200


def test_a_role_that_nobody_has_heard_of_is_said_at_the_start(settings):
    settings.SECOND_FACTOR = ("emperor",)
    with pytest.raises(ImproperlyConfigured, match="emperor.*administrator"):
        ViewerMiddleware(lambda request: None)


@pytest.mark.parametrize(
    ("said", "read"), [(None, None), ("", ()), ("administrator, officer", ("administrator", "officer"))]
)
def test_the_environment_names_the_roles(said, read):
    environ = {} if said is None else {"COMMONGROUND_SECOND_FACTOR": said}
    assert environment.read(environ).second_factor == read


def test_the_secret_does_not_lie_in_the_database(client, secret, boro):
    kept = {a.type: a.data for a in Authenticator.objects.filter(user=boro)}
    assert kept["totp"]["secret"].startswith("sealed:") and secret not in str(kept)
    assert kept["recovery_codes"]["seed"].startswith("sealed:")
    assert Authenticator.objects.get(user=boro, type="totp").wrap().validate_code(code_of(secret))


def test_with_another_key_a_second_factor_lets_nobody_in(client, secret, boro, settings, caplog):
    sealed = Authenticator.objects.get(user=boro, type="totp")
    for other in ("x" * 50, ""):
        settings.SEALING_KEY = other
        assert not sealed.wrap().validate_code(code_of(secret))
        first, second = (get_adapter().decrypt(sealed.data["secret"]) for _ in range(2))
        assert first != second and secret not in (first, second)
    assert "cannot be used" in caplog.text and "boro" not in caplog.text


def test_factors_sealed(client, secret, boro, settings):
    """The migration of that name: what lay open is sealed, and still good; where there is no key it stays as it is."""
    migration = importlib.import_module("commonground.identity.migrations.0006_factors_sealed")
    migration.open_again(apps, None)
    factor = Authenticator.objects.get(user=boro, type="totp")
    assert factor.data["secret"] == secret and factor.wrap().validate_code(code_of(secret))
    key, settings.SEALING_KEY = settings.SEALING_KEY, ""
    migration.seal(apps, None)
    assert Authenticator.objects.get(user=boro, type="totp").data["secret"] == secret
    settings.SEALING_KEY = key
    migration.seal(apps, None)
    cache.clear()
    factor = Authenticator.objects.get(user=boro, type="totp")
    assert factor.data["secret"].startswith("sealed:") and factor.wrap().validate_code(code_of(secret))


WRONG = """
import django, sys
django.setup()
from django.test import Client
for _ in range(int(sys.argv[1])):
    page = Client(HTTP_HOST="127.0.0.1").post("/account/login/", {"login": "boro", "password": sys.argv[2]}, secure=True)
print(page.status_code, "Too many failed login attempts" in page.content.decode())
"""


@pytest.mark.parametrize("store", ["file", "server"])
def test_wrong_passwords_are_counted_for_all_processes_together(store, tmp_path, request):
    """Three here and two there are five: processes of their own, with a server's settings."""
    database = str(tmp_path / "a.cground") if store == "file" else request.getfixturevalue("new_database")()
    environ = {k: v for k, v in os.environ.items() if not k.startswith(("COMMONGROUND_", "DJANGO_"))} | {
        "COMMONGROUND_DATABASE": database, "DJANGO_SETTINGS_MODULE": "commonground.config.settings.server", "PYTHONPATH": str(ROOT / "src"),
        "COMMONGROUND_SECRET_KEY": "k" * 50, "COMMONGROUND_HOSTS": "127.0.0.1", "COMMONGROUND_FOLDER": str(tmp_path / "files"),
    }  # fmt: skip

    def process(*arguments: str) -> str:
        run = subprocess.run([sys.executable, *arguments], env=environ, capture_output=True, text=True, timeout=120)
        assert run.returncode == 0, run.stderr[-2000:]
        return run.stdout.strip()

    commonground("init", "--country", "BA", database=database)
    make = "import django; django.setup(); from commonground.identity import actions as a; a.make_account('boro', password='a long enough one', roles=('officer',))"
    process("-c", make)
    assert process("-c", WRONG, "3", "wrong and wrong") == "200 False"
    assert process("-c", WRONG, "2", "wrong and wrong") == "200 False"
    assert process("-c", WRONG, "1", "a long enough one") == "200 True"
