"""What a publication leaves in is made once of each content: `test_papers` holds that it is the same bytes each time."""

import pytest
from django.utils.translation import get_language

from commonground.core.publishing.content import canonical
from commonground.reporting.actions import publishing

MADE: dict = {}  # while the process lasts; nobody changes what is given back


@pytest.fixture(autouse=True)
def papers_once(monkeypatch):
    """Most tests publish the same invented country, and setting it in type takes longer than all else they do."""
    make = publishing.papers.forms

    def forms(content, languages):
        key = (canonical(content), tuple(languages), get_language())
        if key not in MADE:
            MADE[key] = tuple(make(content, languages))
        return list(MADE[key])

    monkeypatch.setattr(publishing.papers, "forms", forms)
