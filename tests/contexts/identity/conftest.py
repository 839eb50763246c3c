"""A database in which a test really commits."""

from factories.databases import _guards_again, committed  # noqa: F401
