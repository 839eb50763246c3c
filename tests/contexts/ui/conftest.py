"""The catalogues are compiled before anything here reads them."""

import pytest
from django.utils.translation import override

from commonground.ui import catalogues


@pytest.fixture(scope="session", autouse=True)
def compiled():
    catalogues.compile_all()


@pytest.fixture
def english():
    with override("en"):
        yield
