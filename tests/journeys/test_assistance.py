"""A victim assistance officer's day: what is due, a need, a plan, a referral that is answered, and a consent that is withdrawn."""

import re
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest

from journeys import pages
from journeys import test_everyone as everyone
from journeys.test_accidents import entered, go

pytestmark = [pytest.mark.journey, pytest.mark.no_map]
NAME, WORDS = "Nobody Atall", "The socket is worn and hurts after an hour."


def press(page, button: str, *, at: str = "", exact: bool = True) -> None:
    """Press a button that sends a form, and wait for the page that comes."""
    place = page.locator(at) if at else page
    with page.expect_navigation():
        place.get_by_role("button", name=button, exact=exact).first.click()


def opened(page, what: str, at: str = "") -> None:
    (page.locator(at) if at else page).get_by_text(what, exact=True).first.click()


def a_case(page) -> str:
    """A victim with a case and who they are; the code."""
    entered(page, kind="ordnance", device="ap-mine")
    page.get_by_role("link", name="Add a victim").click()
    page.locator("#id_outcome").select_option("injured")
    page.locator("#id_sex").select_option("female")
    page.locator("#id_age").fill("34")
    press(page, "Enter")
    code = re.search(r"V-\w+", page.url).group(0)
    with page.expect_navigation():
        page.get_by_role("link", name="Who this is").click()
    press(page, "Begin the case")
    page.locator("#id_name").fill(NAME)
    page.locator("#id_phone").fill("000 111")
    page.locator("#id_basis").select_option("vital")
    page.locator("#id_keep_until").fill("2031-01-01")
    press(page, "Seal it")
    return code


def a_provider(page) -> None:
    go(page, "/providers/new/")
    page.locator("#id_name").fill("Rehabilitation centre")
    page.get_by_label("prosthetics and assistive devices").check()
    page.get_by_label("without steps").check()
    page.locator("#id_organisation").select_option("valley-clinic")
    page.locator("#id_place").fill("Valley")
    page.locator("#id_capacity").fill("30")
    press(page, "Enter")


def test_a_victim_assistance_officer_s_day(look, manual):
    page = look("/accidents/new/", role="assistance", expects="404")
    code = a_case(page)
    a_provider(page)
    go(page, "/providers/")
    assert page.get_by_role("link", name="Rehabilitation centre").count() == 1
    manual(page, "assistance-providers")

    go(page, f"/victims/{code}/assistance/")
    opened(page, "Write a need down")
    page.locator("#need-new_kind").select_option("prosthetics")
    page.locator("#need-new_priority").select_option("now")
    page.locator("#need-new_words").fill(WORDS)
    press(page, "Write it down", at="details:has(#need-new_kind)")
    assert WORDS not in page.content()
    opened(page, "Make a plan")
    page.locator("#plan-new_review_on").fill((date.today() + timedelta(days=7)).isoformat())
    press(page, "Write it down", at="details:has(#plan-new_review_on)")
    opened(page, "Write down how they fare")
    page.locator("#follow-up-new_fares").select_option("worse")
    page.locator("#follow-up-new_again_on").fill((date.today() + timedelta(days=3)).isoformat())
    press(page, "Write it down", at="details:has(#follow-up-new_fares)")
    press(page, "Read what is written in words", exact=False)
    assert WORDS in page.content()
    manual(page, "assistance-plan")
    page.emulate_media(media="print")
    assert page.locator(".thing-words").first.is_visible() and not page.locator(".thing-acts").first.is_visible()
    page.emulate_media(media="screen")

    with page.expect_navigation():
        page.locator("#need + ul").get_by_role("link", name="Refer").click()
    page.get_by_label("Name", exact=True).check()
    page.get_by_label("What is written of the need").check()
    press(page, "Prepare the referral")
    referral = urlsplit(page.url).path
    press(page, "They agree")
    assert page.get_by_role("button", name="Send").count() == 1
    press(page, "Show all that they are told", exact=False)
    assert WORDS in page.content() and NAME in page.content()
    manual(page, "assistance-referral")
    press(page, "Send")

    clinic = look("/", role="provider", expects="404")
    assert urlsplit(clinic.url).path == "/referrals/"
    manual(clinic, "provider-referrals")
    with clinic.expect_navigation():
        clinic.get_by_role("link", name=re.compile("^R-")).click()
    received = urlsplit(clinic.url).path
    assert NAME not in clinic.content() and code not in clinic.content()
    press(clinic, "Open it", exact=False)
    assert NAME in clinic.content() and WORDS in clinic.content() and "000 111" not in clinic.content()
    manual(clinic, "provider-opened")
    opened(clinic, "Accept")
    press(clinic, "Accept")
    assert urlsplit(clinic.url).path == "/referrals/"

    go(page, referral)
    assert "accepted" in page.locator(".lead").inner_text()
    go(page, "/assistance/")
    assert page.get_by_role("link", name=code).count() >= 2, "to be asked again, and a plan to look at"
    manual(page, "assistance-day")

    go(page, "/day/")
    assert page.locator(".heap", has_text="Assistance").get_by_role("link", name=code).count() >= 1

    go(page, f"/victims/{code}/identity/")
    press(page, "They withdraw it")
    assert go(clinic, received).status == 404, "from this moment on"
    go(clinic, "/referrals/")
    assert "No referral waits for you" in clinic.content()
    go(page, referral)
    assert "withdrawn" in page.locator(".lead").inner_text()


@pytest.fixture(scope="module")
def checker():
    return pages.axe()


def kept_out(page, checker) -> list[str]:
    """What keeps somebody out of a page as it stands now: by the rules, in light and dark, and too wide on a telephone."""
    page.evaluate(checker)
    found = page.evaluate(everyone.CHECK, [everyone.RULES, []]) + everyone.in_the_dark(page, ["color-contrast"])
    for width in everyone.WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found += [str(one) for one in page.evaluate(everyone.OVER)]
    page.set_viewport_size({"width": 1280, "height": 900})
    return found


@pytest.mark.parametrize("language", ["en", "ar"])
def test_pages_about_people_keep_nobody_out_either(look, checker, language):
    """Pages that only members of a case or a provider's own people can open, so that no walk over all pages meets them."""
    page = look("/accidents/new/", role="assistance")
    code = a_case(page)
    a_provider(page)
    go(page, f"/victims/{code}/assistance/")
    opened(page, "Write a need down")
    page.locator("#need-new_kind").select_option("prosthetics")
    page.locator("#need-new_words").fill(WORDS)
    press(page, "Write it down", at="details:has(#need-new_kind)")
    go(page, f"/victims/{code}/refer/?kind=prosthetics")
    press(page, "Prepare the referral")
    referral = urlsplit(page.url).path
    press(page, "They agree")
    press(page, "Show all that they are told", exact=False)
    press(page, "Send")
    clinic = look("/referrals/", role="provider")
    with clinic.expect_navigation():
        clinic.locator("tbody a").first.click()
    received = urlsplit(clinic.url).path
    wrong = {}
    for who, addresses in (
        (
            page,
            [
                "/assistance/",
                f"/victims/{code}/assistance/",
                f"/victims/{code}/refer/?kind=prosthetics",
                referral,
                f"/victims/{code}/identity/",
            ],
        ),
        (clinic, ["/referrals/", received]),
    ):
        who.context.add_cookies([{"name": "django_language", "value": language, "url": who.url}])
        for at in addresses:
            go(who, at)
            for one in who.locator("main details").all():
                one.evaluate("one => { one.open = true }")
            if found := kept_out(who, checker):
                wrong[at] = found
    assert wrong == {}
