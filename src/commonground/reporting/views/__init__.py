"""The first page and the statements."""
