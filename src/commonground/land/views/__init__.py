"""Pages of the land."""
