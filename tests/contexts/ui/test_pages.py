"""Pages: the frame in every language, at every time, and when something is wrong."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import NoReverseMatch, reverse

from commonground.core.dates import Times
from commonground.core.refusals import NotYours
from commonground.ui import views
from commonground.ui.templatetags import ui

SHEETS = list(views.SHEETS)


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize("language", ["en", "bs", "sr-latn", "sr", "ar"])
def test_every_component_renders_in_every_language(client, sheet, language):
    page = client.get(f"/gallery/{sheet}/?language={language}")
    assert page.status_code == 200
    text = page.content.decode()
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in text
    assert not re.search(r"\sstyle=|<style|<script(?![^>]*(src=|application/json))", text)


def test_the_policy_allows_no_inline_script(client):
    policy = client.get("/gallery/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy


def test_now_is_quiet_and_another_time_is_said_in_words(client):
    now = client.get("/gallery/").content.decode()
    assert "is-past" not in now
    past = client.get("/gallery/?on=2024-12-31&known=1234&theme=dark").content.decode()
    assert 'class="is-past"' in past
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", past))
    assert "As of 31 Dec 2024, as known at entry 1,234" in words
    assert 'href="/gallery/?theme=dark"' in past  # back to now keeps the rest
    assert '<input type="hidden" name="theme" value="dark">' in past


def test_one_time_alone_is_said_too(client):
    words = re.sub(r"<[^>]+>", "", client.get("/gallery/?known=0").content.decode())
    assert "As of now, as known at entry 0" in words
    words = re.sub(r"<[^>]+>", "", client.get("/gallery/?on=2024-12-31").content.decode())
    assert "As of 31 Dec 2024, as known now" in words


def frame(template: str, **context) -> str:
    request = RequestFactory().get("/x/")
    request.times = Times()
    return render_to_string(template, context, request)


def test_a_refusal_says_why(english):
    page = frame("ui/refused.html", refusal=NotYours("gallery.release"), status=403)
    assert "Not yours to do" in page
    assert "Only the quality officer of this programme may release land." in page


def test_an_invented_country_says_so_on_every_page(english):
    assert "This country is invented." in frame("404.html", programme={"name": "Sarsan", "invented": True})
    assert "This country is invented." not in frame("404.html", programme={"name": "Sarsan", "invented": False})


def test_a_page_that_does_not_exist_is_a_page(client):
    page = client.get("/there/is/no/such/page/")
    assert page.status_code == 404
    assert b"There is no page at this address." in page.content


def test_the_broken_page_stands_alone():
    assert "Something is broken" in render_to_string("500.html")


def test_the_rail_leads_only_to_what_exists(client):
    for href in re.findall(r'<li><a href="([^"]+)"', client.get("/gallery/").content.decode()):
        assert href.startswith("/")
    assert ui.where("no:such", "ui:gallery") == "/gallery/"
    with pytest.raises(NoReverseMatch):
        reverse("no:such")
    assert ui.where("no:such") == ""


@pytest.mark.django_db  # whether erasures are due is asked before anybody signs in
@pytest.mark.parametrize("name", ["account_login"])
def test_signing_in_is_a_page_of_ours(client, name):
    text = client.get(reverse(name)).content.decode()
    assert 'class="frame"' in text
    assert 'name="login"' in text
