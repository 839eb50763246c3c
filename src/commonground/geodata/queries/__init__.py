"""Questions about the map."""
