"""Reports from the field: what they say, where they stand, what they would do to the accounts, what contradicts them."""
