"""The country that is invented once."""

from factories.databases import small_country  # noqa: F401
