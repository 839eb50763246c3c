"""Files in: what a column means, and what a row becomes. Pure."""
