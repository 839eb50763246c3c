"""Explosive ordnance: the catalogue of what things are called, what was found, and what became of it."""
