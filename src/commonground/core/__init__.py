"""What would be true with no computer in the building: the rules of the trade, as pure functions."""
