"""Files and databases of their own."""

from factories.databases import _guards_again, committed, country_file, new_database, small_country  # noqa: F401
