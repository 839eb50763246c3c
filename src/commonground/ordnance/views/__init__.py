"""Pages about ordnance."""
