"""Every code that the source names has a sentence; every sentence belongs to a code that somebody uses."""

import ast
import re

import pytest
from codes import named, refused_by_permission
from house import modules

from commonground.core.figures.catalogue import FIGURES
from commonground.ui import catalogues, sentences

# Codes are spoken of here and made elsewhere: prefixes that are completed where they are used.
MADE = re.compile(
    r"^(geometry|tables|land|places|intake|store|ordnance|reporting|geodata|identity|audit|fieldwork|incidents|disclosure|exchange|ui|gallery)\."
)


@pytest.mark.parametrize("code", sorted(named().keys() - FIGURES.keys()))
def test_a_code_has_a_sentence(code):
    assert code in sentences.known_codes(), f"{code}, named in {sorted(named()[code])}"


@pytest.mark.parametrize("code", sorted(refused_by_permission()))
def test_a_permission_that_is_refused_has_a_sentence(code):
    assert code in sentences.known_codes()


def test_codes_are_of_three_parts_and_their_first_is_a_subject():
    for code in sentences.known_codes():
        assert re.fullmatch(r"[a-z]+(\.[a-z0-9]+(-[a-z0-9]+)*){1,2}(\.mend)?", code), code
        assert MADE.match(code), code


def test_the_facts_a_sentence_asks_for_are_given_somewhere():
    """A sentence that asks for a fact nobody ever gives reads with a gap."""
    given = set()
    for _, _, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.keyword) and node.arg:
                given.add(node.arg)
            if isinstance(node, ast.Dict):
                given |= {k.value for k in node.keys if isinstance(k, ast.Constant) and isinstance(k.value, str)}
    missing = set()
    for code in sentences.known_codes():
        text = str(sentences._SENTENCES[code])
        asked = set(re.findall(r"\{(\w+)[^}]*\}|%\((\w+)\)", text))
        missing |= {(code, a or b) for a, b in asked if (a or b) not in given}
    assert missing == set()


@pytest.mark.parametrize("folder", catalogues.COMPLETE)
def test_a_complete_language_says_everything(folder):
    """After `python -m commonground.ui.assets messages` the missing ones stand empty in its django.po."""
    assert catalogues.untranslated(folder) == []


def test_a_message_that_is_missing_is_seen(monkeypatch):
    whole = catalogues.read("bs")
    gone = next(m for m in whole if m.id and isinstance(m.id, str))
    gone.string = ""
    monkeypatch.setattr(catalogues, "read", lambda folder: whole)
    assert catalogues.untranslated("bs") == [gone.id]
