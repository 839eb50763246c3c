"""Everything that can happen to accidents, victims and who they are."""
