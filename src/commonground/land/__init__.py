"""Hazards, surveys and releases: the accounts of the land."""
