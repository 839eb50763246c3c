"""Everything that can happen to the accounts of the land."""
