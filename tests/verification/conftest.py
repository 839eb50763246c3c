"""Databases of their own."""

from factories.databases import country_file, new_database, small_country  # noqa: F401
