"""A language that nobody has read through is marked, and never stands alone where safety depends on the words."""

import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils.translation import override

from commonground.ui import catalogues, reviewed

SENTENCE = "This hazard has no perimeter. Nobody may take the land around it for safe."


def said(text: str, language: str) -> str:
    with override(language):
        return Template('{% say "' + text + '" %}').render(Context())


def test_every_sentence_of_safety_is_one_that_the_product_says():
    sources = {m.id if isinstance(m.id, str) else m.id[0] for m in catalogues.extracted() if m.id}
    assert sources >= reviewed.SAFETY


def test_languages_that_nobody_has_read_are_ones_that_there_are():
    assert {code for code, _ in settings.LANGUAGES} > reviewed.BY_MACHINE
    assert {"en", "bs"}.isdisjoint(reviewed.BY_MACHINE)


@pytest.mark.parametrize("language", sorted(reviewed.BY_MACHINE))
def test_safety_has_the_english_beside_it(language):
    assert SENTENCE in said(SENTENCE, language)


def test_a_reviewed_language_stands_by_itself():
    assert SENTENCE not in said(SENTENCE, "bs")
    assert said(SENTENCE, "en") == SENTENCE
