"""A small country, somebody of an operator, and somebody of the centre."""

import pytest

from factories import country, reports
from factories.databases import new_database

__all__ = ["new_database"]


@pytest.fixture
def made(db):
    return country.make(6)


@pytest.fixture
def author(made):
    return reports.viewer("reporter", name="author", organisation="Blue Spade")


@pytest.fixture
def checker(made):
    return reports.viewer("officer", name="checker")


@pytest.fixture(autouse=True)
def files_apart(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
