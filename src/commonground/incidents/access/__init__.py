"""Who may see accidents, the facts of victims, and who somebody is."""
