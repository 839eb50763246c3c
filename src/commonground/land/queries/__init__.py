"""Questions about the land, answered with core values and frozen dataclasses."""
