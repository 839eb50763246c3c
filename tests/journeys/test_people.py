"""Somebody is invited, chooses a password, adds a passkey, signs in with it alone, and loses the role again."""

import re

import pytest

pytestmark = [pytest.mark.journey, pytest.mark.no_map]
PASSWORD = "a long enough one"


@pytest.fixture
def desk(browser, site):
    """A browser of one person on the site by its name: a passkey belongs to a name, never to a number."""
    contexts, wrong = [], []
    home = f"http://localhost:{site['port']}"

    def sits_down(**options):
        context = browser.new_context(base_url=home, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda asked: None if asked.url.startswith((home, "data:")) else wrong.append(asked.url))
        return page

    yield sits_down
    for context in contexts:
        context.close()
    assert [w for w in wrong if "403" not in w] == []


def with_a_key(page):
    """A key that answers by itself, as Chromium's own tests have it."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return page


def test_from_the_invitation_to_the_last_day(desk, site, picture):
    admin = desk()
    admin.goto(site["links"]["administrator"].pop())
    admin.goto("/people/invite/")
    admin.get_by_label("Name to sign in with").fill("operations-north")
    admin.get_by_label("Role").select_option("operations")
    admin.get_by_label("Unit").select_option("N")
    picture(admin, "people-invite")
    admin.get_by_role("button", name="Invite").click()
    link = admin.locator("#link").input_value()
    picture(admin, "people-link")

    guest = with_a_key(desk())
    guest.goto(link)
    guest.get_by_label("Password").fill(PASSWORD)
    guest.get_by_label("The same once more").fill(PASSWORD)
    picture(guest, "people-welcome")
    guest.get_by_role("button", name="Keep this password").click()
    guest.get_by_label("Username").fill("operations-north")
    guest.get_by_label("Password").fill(PASSWORD)
    picture(guest, "sign-in")
    guest.get_by_role("button", name="Sign in", exact=True).click()

    guest.goto("/account/second-factor/webauthn/add/")
    guest.get_by_label("Password").fill(PASSWORD)  # it asks once more who it is
    guest.get_by_role("button", name="Go on").click()
    guest.get_by_label("Passwordless").check()
    picture(guest, "passkey-add")
    guest.locator("#mfa_webauthn_add").click()
    guest.wait_for_url("**/recovery-codes/**")
    picture(guest, "recovery-codes")
    guest.goto("/account/second-factor/")
    picture(guest, "second-factor")
    guest.goto("/account/second-factor/totp/activate/")
    picture(guest, "second-factor-app")

    guest.goto("/account/logout/")
    guest.locator("main").get_by_role("button", name="Sign out").click()
    guest.goto("/account/login/")
    guest.get_by_role("button", name="Sign in with a passkey").click()
    guest.wait_for_url(re.compile(r"localhost:\d+/$"))
    guest.goto("/me/permissions/")
    assert "Approve reports and book them" in guest.inner_text("main")
    picture(guest, "permissions")
    guest.goto("/me/")
    picture(guest, "me")
    guest.goto("/account/sessions/")
    picture(guest, "sessions")

    admin.goto("/people/")
    picture(admin, "people")
    admin.get_by_role("link", name="operations-north").click()
    picture(admin, "person", whole=True)
    admin.get_by_role("button", name="End", exact=True).click()
    assert "Roles of before" in admin.inner_text("main")
    assert guest.goto("/hazards/").status == 403
    assert "ended on" in guest.inner_text("main")

    admin.goto("/audit/?what=identity")
    told = admin.inner_text("main")
    assert all(verb in told for verb in ("identity.person-invited", "identity.role-given", "identity.role-ended"))
    picture(admin, "audit")


@pytest.mark.parametrize(
    "how", [{"color_scheme": "dark"}, {"viewport": {"width": 390, "height": 844}}, {"locale": "ar"}]
)
def test_the_pages_fit_in_the_dark_on_a_telephone_and_from_right_to_left(desk, site, how):
    page = desk(**how)
    page.goto(site["links"]["administrator"].pop())
    for address in ("/people/", "/people/invite/", "/people/1/", "/me/", "/me/permissions/", "/audit/", "/account/second-factor/", "/account/sessions/"):  # fmt: skip
        assert page.goto(address).status == 200
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 1, (address, how, over)
