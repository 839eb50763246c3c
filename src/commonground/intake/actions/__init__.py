"""Trying, importing and undoing files."""
