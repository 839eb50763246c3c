"""Words: every language says what it can, and marks what it cannot."""

from datetime import date

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import gettext_lazy, override

from commonground.ui import catalogues, sentences
from commonground.ui.templatetags import ui


@pytest.fixture
def codes(monkeypatch):
    monkeypatch.setattr(sentences, "_SENTENCES", {})
    sentences.register(
        {
            "test.lazy": gettext_lazy("This country is invented."),
            "test.facts": "Row {row} has {m2} m² since {on}.",
            "test.percent": "At 50% of %(place)s",
        }
    )


def test_translations_keep_the_places_of_their_facts():
    for folder in catalogues.LANGUAGES:
        for message in catalogues.read(folder):
            texts = message.string if isinstance(message.string, tuple) else (message.string,)
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            wanted = set(catalogues.PLACES.findall(ids[-1]))
            for text in texts:
                assert not text or not message.id or set(catalogues.PLACES.findall(text)) == wanted, (
                    folder,
                    text,
                )


def test_what_is_missing_is_shown_in_english_and_says_so():
    words = Template('{% say "A sentence nobody has translated, shown as it is." %}')
    with override("ar"):
        shown = words.render(Context())
        assert shown.startswith('<span lang="en" dir="ltr" class="fallback">A sentence nobody')
    with override("en"):
        assert words.render(Context()) == "A sentence nobody has translated, shown as it is."


def test_what_is_there_is_not_marked():
    words = Template('{% say "Hazards" %}')
    for language, text in [
        ("bs", "Opasne površine"),
        ("sr-latn", "Opasne površine"),
        ("sr", "Опасне површине"),
        ("ar", "المناطق الخطرة"),
    ]:
        with override(language):
            assert words.render(Context()) == text


def test_plurals_follow_the_language(english):
    words = Template('{% say "One finding" plural="%(number)s findings" number=n %}')
    assert [words.render(Context({"n": n})) for n in (1, 2, 1234)] == [
        "One finding",
        "2 findings",
        "1,234 findings",
    ]


def test_states_and_severities_have_words_everywhere():
    with override("bs"):
        assert "sumnjiva" in ui.status("suspected")
        assert "greška" in ui.severity("error")


def test_a_code_becomes_its_sentence(codes):
    with override("bs"):
        assert sentences.sentence("test.lazy") == sentences.Said("Ova država je izmišljena.")


def test_facts_are_written_as_figures_and_days(codes, english):
    facts = {"row": 12345, "m2": 12345, "on": "2024-03-01"}
    assert sentences.sentence("test.facts", facts).text == "Row 12345 has 12,345 m² since 1 Mar 2024."


def test_an_english_sentence_has_english_figures(codes):
    with override("bs"):
        said = sentences.sentence("test.facts", {"row": 1, "m2": 12345, "on": "2024-03-01"})
    assert said.fallback
    assert "12,345" in said.text


def test_a_percent_sign_and_a_missing_fact_break_nothing(codes, english):
    assert sentences.sentence("test.facts", {}).text == "Row … has … m² since …."


def test_an_unknown_code_is_shown_not_hidden(codes, english):
    assert sentences.sentence("no.such.code") == sentences.Said("no.such.code", fallback=True)


def test_facts_from_files_are_escaped(codes, english):
    shown = Template("{% sentence 'test.facts' facts %}").render(Context({"facts": {"m2": "<script>"}}))
    assert "<script>" not in shown


def test_a_code_has_one_sentence(codes):
    with pytest.raises(AssertionError):
        sentences.register({"test.facts": "Something else."})


@pytest.mark.parametrize(
    ("tag", "address"),
    [
        ("{% query page=2 %}", "/x/?on=2024-12-31&known=9&state=a&page=2"),
        ("{% query 'state' %}", "/x/?on=2024-12-31&known=9"),
        ("{% query 'on' 'known' %}", "/x/?state=a"),
        ("{% query 'on' 'known' 'state' %}", "/x/"),
        ("{% query state=None page=None %}", "/x/?on=2024-12-31&known=9"),
        ("{% timed '/y/' %}", "/y/?on=2024-12-31&known=9"),
        ("{% timed '/y/?q=1' %}", "/y/?q=1&on=2024-12-31&known=9"),
    ],
)
def test_addresses_keep_both_times(tag, address):
    request = RequestFactory().get("/x/?on=2024-12-31&known=9&state=a")
    assert (
        Template("{% autoescape off %}" + tag + "{% endautoescape %}").render(Context({"request": request})) == address
    )


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("bs", "1. feb 2025."),
        ("hr", "1. velj 2025."),
        ("sr", "1. 2. 2025."),
        ("sr-latn", "1. 2. 2025."),
        ("ru", "1 февр. 2025\N{NARROW NO-BREAK SPACE}г."),
        ("uk", "1 лют. 2025\N{NARROW NO-BREAK SPACE}р."),
        ("en", "1 Feb 2025."),
    ],
)
def test_a_day_that_ends_with_a_full_stop_ends_its_sentence_too(language, said):
    with override(language):
        filled = sentences._filled("Known since {on}.", {"on": "2025-02-01"})
        assert filled == f"Known since {said}"
        assert sentences._filled("Known since {on}. Then {on}, and %(on)s.", {"on": date(2025, 2, 1)}).count("..") == 0
        shown = Template('{% say "Closed at last on %(day)s. Really." day=on|day %}').render(
            Context({"on": date(2025, 2, 1)})
        )
    assert shown.replace("</time>", "").endswith(f"{said} Really.</span>" if language != "en" else f"{said} Really.")
    assert "\x00" not in filled + shown


def test_what_ends_with_a_full_stop_otherwise_does_not_double_it():
    assert sentences._filled("{why}. Go on.", {"why": "It is wet."}) == "It is wet. Go on."
    assert sentences._filled("“{why}” is no reason.", {"why": "It is wet."}) == "“It is wet.” is no reason."
