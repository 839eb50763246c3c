"""Tests that really commit."""

from factories.databases import _guards_again, committed  # noqa: F401
