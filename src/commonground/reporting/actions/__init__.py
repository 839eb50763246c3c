"""Publishing: the only writer of publications."""
