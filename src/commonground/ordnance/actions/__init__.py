"""Everything that can happen to the books of ordnance."""
