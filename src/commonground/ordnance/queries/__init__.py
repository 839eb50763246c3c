"""Everything that can be asked about ordnance."""
