"""Every page says what it is and what its words mean."""

import pytest

from architecture import test_endpoints
from commonground.ui import help as helps
from factories import country, people

# Answered by a file, by a part of a page, or by going on to another page: nobody reads anything there.
NO_PAGE = {
    "disclosure:act", "incidents:session-take-back", "exchange:act", "exchange:bundle", "exchange:card", "exchange:border-shapes", "exchange:document",
    "exchange:decide", "exchange:say",
    "fieldwork:approve", "fieldwork:detach", "fieldwork:file", "fieldwork:find", "fieldwork:go-back", "fieldwork:return", "fieldwork:withdraw",
    "geodata:draw", "geodata:extent", "geodata:finds", "geodata:hazard-shape", "geodata:take", "geodata:taken-file", "geodata:tile", "geodata:where", "identity:act", "identity:end-role", "identity:enter",
    "identity:give-role", "intake:profile", "intake:progress", "intake:quarantine", "land:close", "land:columns",
    "land:entry-shape", "land:quality", "land:shape", "land:undo-succession", "land:views", "land:work",
    "reporting:atoms-shapes", "reporting:bundle", "reporting:claim-import", "reporting:claim-template", "reporting:picture", "reporting:dossier", "reporting:publication-file", "set_language",
    "incidents:take-back", "incidents:settle", "incidents:duplicates-look", "incidents:victim-outcome", "incidents:victim-take-back",
    "ordnance:dispose", "ordnance:void", "reporting:return-write", "reporting:return-act", "reporting:duty-end",
}  # fmt: skip


def test_every_page_has_help():
    pages = {
        name for name in test_endpoints.names() if not name.startswith("exchange:wire-")
    }  # other programmes ask there
    assert {name for name in pages if not helps.of(name)} - NO_PAGE == set()
    assert test_endpoints.names() >= NO_PAGE
    assert {name for name in NO_PAGE if helps.of(name)} == set()


def test_help_is_about_pages_there_are_and_every_word_is_used():
    assert set(helps.PAGES) <= test_endpoints.names()
    assert {word for one in helps.PAGES.values() for word in one.words} | set(helps.SECOND_FACTOR.words) == set(
        helps.WORDS
    )


@pytest.mark.parametrize("language", ["en", "bs"])
def test_a_page_says_what_its_words_mean(client, db, language):
    country.make(2)
    client.force_login(people.somebody("officer"))
    client.cookies["django_language"] = language
    told = client.get("/hazards/SA-0001/").content.decode()
    assert told.count('<details class="help">') == 1
    assert told.count("<dt>") >= len(helps.of("land:hazard").words)
    assert ("No released land is free of every risk." in told) is (language == "en")
